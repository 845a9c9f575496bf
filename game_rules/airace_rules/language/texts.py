"""The designers' words: nested files of each language, flattened to dotted keys, complete in every language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from airace_rules.ids import SIDES
from airace_rules.language.classroom import classroom_keys
from airace_rules.language.codex import codex_keys
from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.nodes import Leaf, MapNode, Node, leaves_in, report_duplicate
from airace_rules.language.renamed import tell_renamed
from airace_rules.language.sections import Sections
from airace_rules.language.spoken import needed_by
from airace_rules.ruleset import Ruleset

Texts = dict[str, dict[str, Leaf]]
OF_THE_RULESET: Final = ("ruleset.name", "ruleset.about")
_VARIANTS: Final = ("", *(f".{side}" for side in SIDES))
GUIDE_STEPS: Final = ("bottleneck", "lever", "forecast", "why", "sign")
MAX_WORDS: Final = 8_000  # characters of a text
MOVED_ARGUMENTS: Final = ("by", "now", "past", "name", "cause")
_QUOTED: Final = re.compile(r"\{(\w+)\}")
_LONE_BRACE: Final = re.compile(r"[{}]")


def flatten(roots: Iterable[Node], findings: Findings) -> dict[str, Leaf]:
    """Nested texts of the files of one language to dotted keys. Values that are not text are reported."""
    found: dict[str, Leaf] = {}
    for key, leaf in (pair for root in roots for pair in _leaves(root, "", findings)):
        if key in found:
            report_duplicate(found[key], leaf, findings, key)
        found.setdefault(key, leaf)
    return found


def merged_texts(layers: Sequence[Mapping[str, Sequence[MapNode]]], findings: Findings) -> Texts:
    """Language → the texts of a ruleset over those of the rulesets that it extends (the last of ``layers`` first).

    A text replaces the one of its key, with that one's variants for a side. What a ruleset is called is its own."""
    merged: Texts = {}
    for depth, languages in enumerate(reversed(layers)):
        for language, roots in languages.items():
            known = merged.setdefault(language, {})
            own = flatten(roots, findings)
            for variant in (f"{key}.{side}" for key in own for side in SIDES):
                known.pop(variant, None)
            known.update(own)
        if depth < len(layers) - 1:
            for known in merged.values():
                for key in OF_THE_RULESET:
                    known.pop(key, None)
    return merged


def _leaves(node: Node, prefix: str, findings: Findings) -> Iterator[tuple[str, Leaf]]:
    if isinstance(node, MapNode):
        for key, inner in node.entries.items():
            yield from _leaves(inner, f"{prefix}.{key}" if prefix else key, findings)
    elif isinstance(node, Leaf) and len(node.text) > MAX_WORDS:
        expected = f"at most {MAX_WORDS} characters"
        findings.error("R022", node.place(), "this text is too long", found=str(len(node.text)), expected=expected)
    elif isinstance(node, Leaf) and prefix and (node.quoted or node.text.strip()):
        yield prefix, node
    else:
        findings.error("R022", node.place(), "the wrong kind of value stands here", expected="text")
        # It is there, so that it is not told to be missing.
        yield from ((prefix, leaf) for leaf in islice(leaves_in(node), 1))


def needed_keys(ruleset: Ruleset) -> list[str]:
    """Every text key that a ruleset needs in each language (the list in ``RulesetManifest``)."""
    return list(dict.fromkeys(_needed(ruleset)))


def _needed(ruleset: Ruleset) -> Iterator[str]:
    yield from OF_THE_RULESET
    yield from (f"turn.{turn.key}" for turn in ruleset.turns)
    yield from (f"side.{side}" for side in SIDES)
    yield from _explained("lever", ruleset.levers)
    yield from _explained("instrument", ruleset.instruments)
    for stance in ruleset.stances.values():
        yield from _explained("stance", [stance.key])
        yield from _explained(f"stance.{stance.key}", stance.options)
    for draw in ruleset.draws.values():
        if draw.options:
            yield from (f"draw.{draw.name}.{word}" for word in ("name", *draw.options))
    shown = [stock for stock in ruleset.stocks.values() if not stock.implicit]
    yield from _explained("var", [stock.name for stock in shown])
    yield from _explained("var", ruleset.variables)
    units = [stock.unit for stock in shown] + [variable.unit for variable in ruleset.variables.values()]
    yield from (f"unit.{unit}" for unit in units)
    yield from (f"flow.{stock.name}.{part}" for stock in shown for part in stock.parts)
    yield from (f"{happening.kind}.{happening.key}" for happening in ruleset.happenings)
    yield from _explained("score", ruleset.scores)
    yield from (f"ending.{ending.key}.{what}" for ending in ruleset.endings for what in ("name", "text"))
    yield from _explained("bot", ruleset.bots)
    yield from codex_keys(ruleset.codex)
    yield from classroom_keys(ruleset.teams, ruleset.lessons)
    for group in _optional(ruleset):
        if any(key in words for words in ruleset.texts.values() for key in group):
            yield from group
    yield from _explained("project", ruleset.projects)
    yield from _explained("deal", ruleset.deals)


def optional_keys(ruleset: Ruleset) -> Iterator[str]:
    """Names for what formulas read beside stocks and variables. Without one, screens show the word of the rule file."""
    draws = [name for name, draw in ruleset.draws.items() if draw.role == "declared"]
    named = (("param", ruleset.params), ("draw", draws), ("pipeline", ruleset.pipelines))
    yield from (f"{kind}.{name}.name" for kind, names in named for name in names)


def _optional(ruleset: Ruleset) -> Iterator[tuple[str, ...]]:
    """Keys that are all there, in every language, or none."""
    yield tuple(f"role.{side}" for side in SIDES)
    for turn in range(1, len(ruleset.turns) + 1):
        yield f"card.{turn}.title", f"card.{turn}.text"
    for stock in ruleset.stocks:
        yield f"moved.{stock}.up", f"moved.{stock}.down"
    for step in GUIDE_STEPS:
        yield (f"guide.{step}",)


def _explained(kind: str, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        yield f"{kind}.{key}.name"
        yield f"{kind}.{key}.help"


def check_texts(ruleset: Ruleset, texts: Texts, sections: Sections, findings: Findings) -> None:
    """Every needed key in every language, quoting only what there is; further keys are reported as unused. What one
    language names, all name. ``sections`` tell where what needs a text is declared."""
    given = {key for known in texts.values() for key in known}
    needed = [*needed_keys(ruleset), *(key for key in optional_keys(ruleset) if key in given)]
    if not texts:
        message = "there are no texts"
        findings.error("R108", "texts/en.yaml", message, expected="texts/<language>.yaml, such as texts/en.yaml")
    wanted = set(needed)
    blamed = findings.failed  # which texts are needed follows from what has a mistake
    spare = {language: _unused(known, wanted) for language, known in texts.items()}
    renamed = tell_renamed(needed, spare, texts, sections, findings)
    for language, known in texts.items():
        unused = [key for key in spare[language] if key not in renamed[language]]
        missing = [key for key in needed if key not in known and key not in renamed[language]]
        misspelt = {_missing(key, language, unused, texts, sections, findings) for key in missing}
        _tell_empty(known, wanted, findings)
        for key in unused if not blamed else ():
            if key not in misspelt:
                message = f"the text {quote(key)} is not used"
                findings.warning(
                    "R103", known[key].place(), message, hint="remove it, or check the spelling of its key"
                )
        for rule in ruleset.happenings:
            for variant in _VARIANTS:
                if sentence := known.get(f"{rule.kind}.{rule.key}{variant}"):
                    arguments = [*rule.args, *(("side", "rival") if rule.scope == "side" else ())]
                    _check_quoted(f"the {rule.kind} `{rule.key}`", arguments, sentence, findings)
        news = {f"{rule.kind}.{rule.key}" for rule in ruleset.happenings}
        for key, sentence in known.items():
            if key.startswith("moved."):
                _check_quoted(f"`{key}`", MOVED_ARGUMENTS, sentence, findings)
            elif "{" in sentence.text and not sentence.source.inherited and _base(key, wanted) and not _base(key, news):
                _check_quoted(f"the text `{key}`", (), sentence, findings)


def _tell_empty(known: Mapping[str, Leaf], wanted: Collection[str], findings: Findings) -> None:
    """Texts in which there is nothing to read. A unit may have no word: a number stands alone then."""
    for key, leaf in known.items():
        empty = not any(sign.isprintable() and not sign.isspace() for sign in leaf.text)
        written = leaf.quoted or leaf.text.strip()  # else it is told that it is no text
        if empty and written and not leaf.source.inherited and not key.startswith("unit.") and _base(key, wanted):
            message = f"the text {quote(key)} is empty, and players would see nothing there"
            found = "blanks alone" if leaf.text else "nothing"
            hint = "write the words; remove the line where a text may be left out, or the extended ruleset has one"
            findings.warning("R130", leaf.place(), message, found=found, expected="words", hint=hint)


def _unused(known: Mapping[str, Leaf], wanted: Collection[str]) -> list[str]:
    return [key for key, leaf in known.items() if not leaf.source.inherited and _base(key, wanted) is None]


def _missing(
    key: str, language: str, unused: Sequence[str], texts: Texts, sections: Sections, findings: Findings
) -> str:
    """Told at the text whose key is misspelt, else at the last one beside which it belongs, else of the file. Gives
    the misspelt key, if there is one."""
    own = {known: leaf for known, leaf in texts[language].items() if not leaf.source.inherited}
    nearest = findings.nearest(key, unused)
    beside = nearest or _beside(key, own)
    place = own[beside].place() if beside else f"texts/{language}.yaml"
    others = [f"in `{other}` it is {quote(known[key].text)}" for other, known in texts.items() if key in known]
    found = "; ".join([*needed_by(key, sections), *others[:1]])
    hint = f"did you mean `{nearest}`?" if nearest else f"it belongs beside `{beside}`" if beside else ""
    message = f"the text {quote(key)} is missing in the language `{language}`"
    findings.error("R102", place, message, found=found, expected=f"{key}: …", hint=hint)
    return nearest


def _beside(key: str, own: Mapping[str, Leaf]) -> str:
    """The last of these texts that shares most of this key's beginning; empty if none shares any."""
    parts = key.split(".")
    for length in range(len(parts) - 1, 0, -1):
        start = ".".join(parts[:length]) + "."
        if near := [known for known in own if known.startswith(start)]:
            return near[-1]
    return ""


def without_leftovers(ruleset: Ruleset, texts: Texts) -> Texts:
    """The texts without those of a ruleset that this one extends which nothing here reads any more."""
    groups = (key for group in _optional(ruleset) for key in group)
    wanted = {*needed_keys(ruleset), *optional_keys(ruleset), *groups}
    return {
        language: {key: leaf for key, leaf in known.items() if not leaf.source.inherited or _base(key, wanted)}
        for language, known in texts.items()
    }


def _base(key: str, wanted: Collection[str]) -> str | None:
    """The text that a text stands for, or of which it is the variant for a side; None when nothing reads it."""
    for variant in _VARIANTS:
        base = key.removesuffix(variant)
        if base in wanted and key == base + variant:
            return base
    return None


def _check_quoted(what: str, known: Sequence[str], leaf: Leaf, findings: Findings) -> None:
    """Places such as ``{months}`` that nothing would fill stay visible to players."""
    expected = listed([f"{{{name}}}" for name in known]) or "a text without {…}"
    for match in _QUOTED.finditer(leaf.text):
        if match[1] not in known:
            hint = findings.suggest(match[1], known)
            message = f"{what} has no argument {quote(match[1])}"
            findings.error("R109", leaf.place(*match.span()), message, expected=expected, hint=hint)
    if lone := _LONE_BRACE.search(_QUOTED.sub(lambda match: " " * len(match[0]), leaf.text)):
        message = f"a brace stands alone in the text of {what}"
        findings.error("R109", leaf.place(*lone.span()), message, expected=expected, hint="close it, or remove it")

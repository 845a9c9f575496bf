"""Things whose texts all stand under another name: one message each, not one a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from airace_rules.language.diagnostics import Findings, Place, quote
from airace_rules.language.nodes import Leaf
from airace_rules.language.sections import Sections
from airace_rules.language.spoken import declared_at

Known = Mapping[str, Mapping[str, Leaf]]


def tell_renamed(
    needed: Sequence[str], unused: Mapping[str, Sequence[str]], texts: Known, sections: Sections, findings: Findings
) -> dict[str, set[str]]:
    """Language → the keys that need no further word: needed ones that stand under another name, and those that hold
    their texts. ``unused``: language → keys that nothing reads."""
    told: dict[str, set[str]] = {language: set() for language in texts}
    wanted = _things(needed)
    lost = {language: _lost(wanted, texts[language]) for language in texts}
    spare = {language: _spare(keys, wanted) for language, keys in unused.items()}
    for thing, keys in wanted.items():
        meant = {
            language: near
            for language in texts
            if thing in lost[language] and (near := _near(thing, lost[language], spare[language], findings))
        }
        if meant:
            _tell(thing, meant, texts, sections, findings)
        for language, near in meant.items():
            told[language] |= {*keys, *spare[language].pop(near)}
    return told


def _things(keys: Iterable[str]) -> dict[str, list[str]]:
    """``stance.safety`` → its keys; what has one text alone is left out."""
    found: dict[str, list[str]] = {}
    for key in keys:
        if len(parts := key.split(".")) > 2:
            found.setdefault(".".join(parts[:2]), []).append(key)
    return found


def _lost(wanted: Mapping[str, Sequence[str]], known: Mapping[str, Leaf]) -> list[str]:
    return [thing for thing, keys in wanted.items() if len(keys) > 1 and not any(key in known for key in keys)]


def _spare(unused: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {thing: keys for thing, keys in _things(unused).items() if thing not in wanted}


def _near(thing: str, lost: Sequence[str], spare: Mapping[str, Sequence[str]], findings: Findings) -> str:
    """The name under which the texts of a thing stand; that alone of its kind has no thing is that of the thing which
    alone has no texts."""
    kind = thing.partition(".")[0] + "."
    there = [other for other in spare if other.startswith(kind)]
    if len(there) == 1 and sum(each.startswith(kind) for each in lost) == 1:
        return there[0]
    wanted, names = thing.removeprefix(kind), [other.removeprefix(kind) for other in there]
    alike = [name for name in names if len(name) == len(wanted) and sum(map(str.__ne__, name, wanted)) == 1]
    name = findings.nearest(wanted, names) or next(iter(alike), "")
    return kind + name if name else ""


def _tell(thing: str, meant: Mapping[str, str], texts: Known, sections: Sections, findings: Findings) -> None:
    """At the declaration when every language says the same other name, else in each language that says another."""
    declared = declared_at(thing, sections)
    others = {near: _first(near, texts[language]) for language, near in reversed(list(meant.items()))}
    if declared and len(meant) == len(texts) > 1 and len(others) == 1 and not declared.source.inherited:
        ((near, place),) = others.items()
        message = f"the texts of {quote(thing)} are missing: they stand under another name"
        name = near.partition(".")[2]
        name = name.upper() if declared.text.isupper() else name
        hint = f"did you mean {quote(name)}? Write one name in the rules and in the texts of every language"
        findings.error("R102", declared.place(), message, found=f"texts of {quote(near)} at {place}", hint=hint)
        return
    for language, near in meant.items():
        message = f"the texts of {quote(thing)} are missing in the language `{language}`"
        at = f"; it is declared at {declared.place()}" if declared else ""
        hint = f"did you mean `{thing}`?"
        findings.error("R102", _first(near, texts[language]), message, found=f"texts of {quote(near)}{at}", hint=hint)


def _first(thing: str, known: Mapping[str, Leaf]) -> Place:
    return next(leaf.place() for key, leaf in known.items() if key.startswith(f"{thing}."))

"""Whatever happens to rule files, loading them gives a ruleset or a RulesetError, never anything else."""

from __future__ import annotations

import contextlib
import re

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from airace_rules.errors import RulesetError
from airace_rules.language.loader import check_ruleset, load_ruleset
from rules.language.kit import HERE, base_files, with_words

PROMISES = (HERE / "promises.yaml").read_text("utf-8")
FILES = with_words({**base_files(), "promises.yaml": PROMISES})
RULES = [name for name in FILES if not name.startswith("texts/")]
WORDS = sorted({word for name in RULES for word in re.findall(r"[\w.]+|\{[^{}]*\}|\[[^\[\]]*\]", FILES[name])})
NASTY = [
    *("", "~", "null", "{}", "[]", "[[]]", "{a: b}", "- 1", '"', "'", ":", "#", "|", ">", "*x", "&x", "!x", "<<"),
    *("---", "%A", "1e999", "-0", "nan", ".inf", "0x10", "1_000", "٣", "é", "\U0001f600", "\t", "\x00", "\ud800"),
    *("\u2028", "turn", "option.low", "stance.safety", "opp.new.chips", "world", "total(chips)", "happened.fire"),
    *("side", "public", "own", "hidden", "exact", "rough", "-1", "0", "1e15", "lambda: 1", "chips(1)", "a.b.c.d"),
]  # fmt: skip


def mutations() -> st.SearchStrategy[tuple[str, str, int, str]]:
    """File, kind of change, where, and with what."""
    kinds = st.sampled_from(["word", "line", "copy", "insert", "cut", "swap"])
    replacement = st.one_of(st.sampled_from(WORDS), st.sampled_from(NASTY), st.text(max_size=6))
    return st.tuples(st.sampled_from(RULES), kinds, st.integers(0, 10_000), replacement)


def mutated(text: str, kind: str, where: int, new: str) -> str:
    lines = text.split("\n")
    at = where % len(lines)
    match kind:
        case "line":
            return "\n".join([*lines[:at], *lines[at + 1 :]])
        case "copy":
            return "\n".join([*lines[:at], lines[at], *lines[at:]])
        case "swap":
            lines[at], lines[at - 1] = lines[at - 1], lines[at]
            return "\n".join(lines)
        case "cut":
            return text[: where % (len(text) + 1)]
        case "insert":
            return text[: where % (len(text) + 1)] + new + text[where % (len(text) + 1) :]
    spots = list(re.finditer(r"[\w.]+|\{[^{}]*\}|\[[^\[\]]*\]", text))
    spot = spots[where % len(spots)] if spots else None
    return text if spot is None else text[: spot.start()] + new + text[spot.end() :]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(mutations(), min_size=1, max_size=4))
@example([("model.yaml", "word", 3, "[]")])
def test_a_mutated_ruleset_loads_or_is_refused(changes: list[tuple[str, str, int, str]]) -> None:
    files = dict(FILES)
    for name, kind, where, new in changes:
        files[name] = mutated(files[name], kind, where, new)
    check_ruleset(files)
    with contextlib.suppress(RulesetError):
        load_ruleset(files)


def test_what_is_mutated_has_nothing_wrong_with_it() -> None:
    assert check_ruleset(FILES) == []


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=60), max_size=4))
def test_any_files_at_all_give_diagnostics(files: dict[str, str]) -> None:
    assert any(d.severity == "error" for d in check_ruleset(files))

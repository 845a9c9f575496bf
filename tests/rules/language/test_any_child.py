"""Whatever a ruleset says of the one that it builds on, it loads or is refused in words."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from airace_rules.errors import RulesetError
from airace_rules.language.loader import load_compiled, load_ruleset
from airace_rules.language.marks import WORDS
from airace_rules.language.sections import ENTRY_SECTIONS, SINGLE_SECTIONS
from airace_rules.language.written import plain, written_files
from airace_rules.ruleset import Ruleset
from rules.language.kit import BASE, extending

SMALL = {name: plain(node) for name, node in load_compiled(BASE).sections.nodes.items()}
SECTIONS = [name for name in (*ENTRY_SECTIONS, *SINGLE_SECTIONS) if name in SMALL and name not in ("format", "name")]
NAMES = ["fresh", "fab", "buy", "chips", "by", "washington", "beijing", "values", "is", "do", "before", "by"]
VALUES: list[Any] = ["1", "0.5", "chips", "true", "", "low", [], {}, ["1", "2"], {"washington": "1", "beijing": "2"}]


def nearby(value: Any, depth: int = 3) -> st.SearchStrategy[Any]:
    """Something like what stands in the base: parts of it, other values, marks, names of elsewhere."""
    if not isinstance(value, dict) or depth == 0:
        return st.one_of(st.just(value), st.sampled_from(VALUES))
    gone = [{"remove": "true"}, *({"remove": "true", "instead": value} for value in ("0", "2", "low"))]
    marks = st.one_of(st.dictionaries(st.sampled_from(WORDS), st.just("true"), max_size=2), st.sampled_from(gone))
    known = st.fixed_dictionaries({}, optional={key: nearby(inner, depth - 1) for key, inner in value.items()})
    other = st.dictionaries(
        st.sampled_from(NAMES),
        st.sampled_from([*VALUES, {"remove": "true"}, {"remove": "true", "instead": "0"}]),
        max_size=1,
    )
    return st.builds(lambda a, b, c: {**a, **b, **c}, other, known, marks)


def children() -> st.SearchStrategy[dict[str, Any]]:
    def section(name: str) -> st.SearchStrategy[Any]:
        if name in SINGLE_SECTIONS:
            return nearby(SMALL[name])
        entries = {key: nearby(entry) for key, entry in SMALL[name].items()}
        return st.fixed_dictionaries({}, optional=entries | {"fresh": st.one_of(*entries.values())})

    return st.fixed_dictionaries({}, optional={name: section(name) for name in SECTIONS})


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(children())
def test_any_child_loads_or_is_refused(child: dict[str, Any]) -> None:
    rules = "".join(f"{name}: {json.dumps(node)}\n" for name, node in child.items())
    try:
        compiled = load_compiled(extending(rules))
    except RulesetError as error:
        event(f"refused with {error.diagnostics[0].code}")
        return
    event("loaded")
    alone = load_ruleset(written_files(compiled.sections, compiled.texts))
    for field in fields(Ruleset):
        if field.name not in ("hash", "files"):
            assert getattr(alone, field.name) == getattr(compiled.ruleset, field.name), field.name


def some_marks(value: Any) -> st.SearchStrategy[Any]:
    """A change that the language allows: numbers of the base, said anew."""
    entry = st.fixed_dictionaries({"change": st.just("true")}, optional={k: st.just(v) for k, v in value.items()})
    return st.one_of(entry, st.just({**value, "override": "true"}))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {},
        optional={
            section: st.fixed_dictionaries(
                {}, optional={key: some_marks(entry) for key, entry in SMALL[section].items()}
            )
            for section in ENTRY_SECTIONS
            if section in SMALL and section not in ("par", "sources")
        },
    )
)
def test_saying_again_what_the_base_says_changes_nothing(child: dict[str, Any]) -> None:
    rules = "".join(f"{name}: {json.dumps(node)}\n" for name, node in child.items())
    made, base = load_ruleset(extending(rules)), load_ruleset(BASE)
    for field in fields(Ruleset):
        if field.name not in ("name", "hash", "files", "texts"):
            assert getattr(made, field.name) == getattr(base, field.name), field.name

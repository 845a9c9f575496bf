"""Whatever happens to projects and deals in a rule file: it is refused with diagnostics, or it plays."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airace_rules import load_ruleset, view_for
from airace_rules.errors import RulesetError
from airace_rules.ids import SIDES
from rules.language.test_mutated_rules import NASTY, mutated
from rules.undertakings.kit import Match, treaty_files

FILES = treaty_files()
RULES = FILES["rules.yaml"]
START, END = RULES.index("projects:"), RULES.index("perceived:")
WORDS = sorted(set(re.findall(r"[\w.]+|\{[^{}]*\}|\[[^\[\]]*\]", RULES)))
KINDS = ["word", "line", "copy", "insert", "cut", "swap"]
changes = st.tuples(
    st.sampled_from(KINDS), st.integers(0, 10_000), st.one_of(st.sampled_from(WORDS), st.sampled_from(NASTY))
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(changes, min_size=1, max_size=3))
def test_a_mutated_section_is_refused_or_plays(several: list[tuple[str, int, str]]) -> None:
    section = RULES[START:END]
    for kind, where, new in several:
        section = mutated(section, kind, where, new)
    try:
        ruleset = load_ruleset({**FILES, "rules.yaml": f"{RULES[:START]}{section}\n{RULES[END:]}"})
    except RulesetError:
        return
    match = Match(ruleset)
    while match.state.ending is None:
        match.play(*(match.defaults(side) for side in SIDES))
    for audience in (*SIDES, "spectator"):
        assert view_for(ruleset, match.state, match.history, audience).over  # type: ignore[arg-type]

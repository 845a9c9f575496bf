"""Rulesets whose params can be scaled while games are played: one compilation answers what each of them does."""

from __future__ import annotations

from dataclasses import replace

from airace_rules.language.audience import read_sights
from airace_rules.language.compiling import compile_programs
from airace_rules.language.diagnostics import Findings
from airace_rules.language.loader import Compiled
from airace_rules.ruleset import Ruleset


def lifted(compiled: Compiled) -> Ruleset:
    """The same ruleset, but its programs multiply every param by the input ``lift:<side>.<param>``.

    With all factors 1 the results are the same to the bit. That no operation can fail is proved for factors of 1 alone.
    """
    model = replace(compiled.model, lifted=True)
    findings = Findings()
    programs = compile_programs(model, compiled.order, read_sights(model, findings), findings)
    return replace(
        compiled.ruleset,
        opening=programs.opening,
        turn=programs.turn,
        perception=programs.perception,
        bots=programs.bots,
    )

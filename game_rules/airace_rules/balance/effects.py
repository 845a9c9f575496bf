"""Which lines say what an instrument does: where a designer looks when a strategy lives on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from airace_rules.balance.places import Places
from airace_rules.balance.policy import Policy
from airace_rules.ruleset import Ruleset

MUCH: Final = 1.5  # times what the base buys
MOST_INSTRUMENTS: Final = 2
_WORD: Final = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")


def effects_in_words(ruleset: Ruleset, policy: Policy, places: Places) -> str:
    """A sentence for each of the instruments that a policy buys far more of than its base: the lines that say what it
    does, and the numbers in them. Empty when there is none."""
    told = []
    for key in bought_most(ruleset, policy):
        uses = _uses(ruleset, key)
        lines = [f"{places.of(entry)} {_short(entry)}{_numbers(ruleset, text, places)}" for entry, text in uses]
        if lines:
            told.append(f" What `{key}` does stands in {'; '.join(lines)}.")
    return "".join(told)


def bought_most(ruleset: Ruleset, policy: Policy) -> list[str]:
    """The instruments whose part in the purse a policy raises most, those first that it raises the more."""
    means = {key: (a * b) ** 0.5 for key, a, b in zip(ruleset.instruments, *policy.factors, strict=True)}
    return sorted((key for key in means if means[key] >= MUCH), key=lambda key: -means[key])[:MOST_INSTRUMENTS]


def _uses(ruleset: Ruleset, instrument: str) -> Iterator[tuple[str, str]]:
    """Entry → formula of whatever reads an instrument."""
    for name, variable in ruleset.variables.items():
        if instrument in _words(variable.formula):
            yield f"vars.{name}", variable.formula
    for name, stock in ruleset.stocks.items():
        formulas = [text for text in stock.flows.values() if instrument in _words(text)]
        if formulas and not stock.implicit:
            yield f"flows.{name}", " ".join(formulas)
    for name, pipeline in ruleset.pipelines.items():
        if instrument in pipeline.inputs:
            yield f"pipelines.{name}", " ".join(pipeline.inputs)


def _numbers(ruleset: Ruleset, text: str, places: Places) -> str:
    names = dict.fromkeys(word for word in _words(text) if word in ruleset.params)
    told = ", ".join(f"{name} {places.of(f'params.{name}')}" for name in names)
    return f" (with {told})" if told else ""


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _short(entry: str) -> str:
    return entry.partition(".")[2]

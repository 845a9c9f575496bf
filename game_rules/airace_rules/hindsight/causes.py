"""What may have turned a match: choices that differ from the default orders, and strokes of chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from airace_rules.engine.undertakings import standing_of, turns_left
from airace_rules.events import Happening
from airace_rules.hindsight.script import Outputs, Script, usual_of
from airace_rules.ids import SIDES, WORLD, Side
from airace_rules.ruleset import Deal, Ruleset
from airace_rules.state import StepRecord, TurnResult

Kind = Literal["stance", "project", "deal", "budget", "chance"]
_CHANCE: Final = {("project", "slipped"): "slip.", ("deal", "caught"): "detect."}


@dataclass(frozen=True, slots=True)
class Cause:
    """``script``: the match without it; ``struck``: the draw that would have gone the other way, if it was chance.
    ``side``, ``key``, ``way``: as of ``views.TurningPoint``."""

    kind: Kind
    side: Side | None
    key: str
    way: str
    script: Script
    struck: str = ""
    happening: Happening | None = None


def choices_made(ruleset: Ruleset, result: TurnResult, script: Script) -> Iterator[Cause]:
    """The choices of a turn, each with the match as if it had not been made for as long as its side kept to it."""
    for side in SIDES:
        usual = usual_of(ruleset, result, side)
        yield from _stances(ruleset, result.turn, side, script, usual)
        yield from _projects(ruleset, result, side, script, usual)
        yield from _budget(ruleset, result.turn, side, script, usual)
    for deal in ruleset.deals.values():
        yield from _deal(deal, result, script)


def strokes(record: StepRecord, script: Script) -> Iterator[Cause]:
    """What chance alone decided in a step."""
    for happening in record.happenings:
        key, _, what = happening.key.partition(".")
        prefix = "" if happening.kind == "event" else _CHANCE.get((happening.kind, what))
        if prefix is not None:
            draw = f"{happening.side or WORLD}.{prefix}{key}"
            if draw in record.draws:
                yield Cause("chance", happening.side, happening.key, "", script, draw, happening)


def _stances(ruleset: Ruleset, turn: int, side: Side, script: Script, usual: Outputs) -> Iterator[Cause]:
    for key, stance in ruleset.stances.items():
        cell = f"choose:{key}"
        chosen = script.at(side, turn)[cell]
        if chosen != usual[cell]:
            last = script.kept(side, turn, _same(cell, chosen))
            without = script.altered(side, turn, last, {cell: usual[cell]})
            yield Cause("stance", side, key, stance.options[int(chosen)], without)


def _projects(ruleset: Ruleset, result: TurnResult, side: Side, script: Script, usual: Outputs) -> Iterator[Cause]:
    for key, project in ruleset.projects.items():
        cell = f"pay:{key}"
        paid, as_usual = script.at(side, result.turn)[cell], usual[cell]
        if side not in project.cost or paid == as_usual or not standing_of(project, result.before, side).room:
            continue
        whole = len(ruleset.turns)
        last = whole if paid else script.kept(side, result.turn, _same(cell, paid))
        without = script.altered(side, result.turn, last, {cell: as_usual})
        yield Cause("project", side, key, "began" if paid else "stopped", without)


def _deal(deal: Deal, result: TurnResult, script: Script) -> Iterator[Cause]:
    cell, turn = f"sign:{deal.key}", result.turn
    signed = {side: script.at(side, turn)[cell] > 0.0 for side in SIDES}
    if turns_left(deal, result.before):
        for side in SIDES:
            if not signed[side]:
                last = script.kept(side, turn, _same(cell, 0.0))
                yield Cause("deal", side, deal.key, "left", script.altered(side, turn, last, {cell: 1.0}))
    elif all(signed.values()):
        without = script
        for side in SIDES:
            without = without.altered(side, turn, script.kept(side, turn, _same(cell, 1.0)), {cell: 0.0})
        yield Cause("deal", None, deal.key, "signed", without)


def _budget(ruleset: Ruleset, turn: int, side: Side, script: Script, usual: Outputs) -> Iterator[Cause]:
    """A new split of the money. The first one is no change of course: there was none before."""
    given = _shares(ruleset, script.at(side, turn))
    before = _shares(ruleset, usual)
    if turn == 1 or given == before:
        return
    last = script.kept(side, turn, lambda outputs: _nearer(_shares(ruleset, outputs), given, before))
    cells = [*(f"weight:{key}" for key in ruleset.instruments), "spend:share"]
    without = script.altered(side, turn, last, {cell: usual[cell] for cell in cells})
    gains = {lever: sum(given[key] - before[key] for key in keys) for lever, keys in ruleset.levers.items()}
    lever = max(gains, key=lambda lever: abs(gains[lever]))
    yield Cause("budget", side, lever, "more" if gains[lever] > 0.0 else "less", without)


def _shares(ruleset: Ruleset, outputs: Outputs) -> dict[str, float]:
    """Instrument → its share of the money that was left for instruments."""
    weights = {key: outputs[f"weight:{key}"] for key in ruleset.instruments}
    total = sum(weights.values()) or 1.0
    return {key: weight / total * outputs["spend:share"] for key, weight in weights.items()}


def _nearer(shares: dict[str, float], one: dict[str, float], other: dict[str, float]) -> bool:
    def far(from_: dict[str, float]) -> float:
        return sum(abs(share - from_[key]) for key, share in shares.items())

    return far(one) <= far(other)


def _same(cell: str, value: float) -> Callable[[Outputs], bool]:
    return lambda outputs: outputs[cell] == value

"""Figures of a match that was played again: what every name was worth in one turn, and what every formula gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from airace_rules.engine.emit import FOLD
from airace_rules.engine.resolve import opening_of
from airace_rules.events import HappeningKind
from airace_rules.ids import SIDES, TENTHS_PER_POINT, Side, rival_of
from airace_rules.language.cells import Cells, Holder
from airace_rules.language.ir import Op
from airace_rules.language.loader import Compiled
from airace_rules.language.model import Use
from airace_rules.language.names import CLOCK, Target
from airace_rules.state import MatchState, StepRecord, TurnResult

UNKNOWN: Final = "unknown:"
BELIEFS: Final = frozenset({"perceived", "noise", "bot"})


@dataclass(frozen=True)
class Moment:
    """A turn of a match while it was resolved, or (``opening``) the state with which it opened; ``result`` is None for
    a state that no turn was resolved from."""

    compiled: Compiled
    state: MatchState
    result: TurnResult | None

    @property
    def step(self) -> StepRecord | None:
        """What the turn itself computed."""
        return self.result.steps[0] if self.result else None

    @cached_property
    def opening(self) -> Mapping[str, float]:
        """Opening variables and scores, ``washington.budget`` → value."""
        return opening_of(self.compiled.ruleset, self.state)

    def formula(self, use: Use, side: Side | None) -> float | None:
        """What a formula gave for a side (None: for the world); None where the match does not say it."""
        evaluated = _Evaluation(self, use, side)
        return evaluated.result(evaluated.lower.number(use, side))

    def value(self, target: Target, use: Use, side: Side | None) -> float | None:
        """What a name in that formula was worth."""
        evaluated = _Evaluation(self, use, side)
        return evaluated.result(evaluated.read(target, side))

    def known(self, target: Target, holder: Holder) -> float | None:
        """The true value of a name whose owner is known."""
        match target.kind:
            case "stock":
                stocks = self.state.world if holder == "world" else self.state.sides[holder].stocks
                return self._after(holder, target.name) if target.aspect == "new" else stocks.get(target.name)
            case "var":
                values = self.step.values if self.step else {}
                cell = f"{holder}.{target.name}"
                return self.opening.get(cell, values.get(cell))
            case "pipeline":
                owned = self.state.world_pipelines if holder == "world" else self.state.sides[holder].pipelines
                return owned[target.name][0] if target.name in owned else None
            case "draw":
                return self.step.draws.get(f"{holder}.{target.name}") if self.step else None
            case "event":
                return self._befell("event", target.name, holder)
            case "instrument" if holder != "world" and self.result:
                return self.result.orders[holder].instruments.get(target.name, 0) / TENTHS_PER_POINT
            case "project" | "deal":
                return self._undertaking(target, holder)
            case "perceived" if holder != "world":
                return self.state.sides[holder].perceived.get(target.name)
            case _:
                return None

    def stance(self, side: Side, name: str, ordered: bool) -> str:
        """The option in force, or as it was just ordered."""
        before = self.state.sides[side].stances[name]
        return self.result.orders[side].stances.get(name, before) if ordered and self.result else before

    def parts(self, stock: str, holder: Holder) -> list[tuple[str, float]]:
        """The named parts of a stock's change in this turn, and in the year after if it was resolved with it."""
        prefix = f"{holder}.{stock}."
        steps = self.result.steps if self.result else ()
        return [
            (name.removeprefix(prefix), amount)
            for step in steps
            for name, amount in step.parts.items()
            if name.startswith(prefix)
        ]

    def _after(self, holder: Holder, name: str) -> float | None:
        if self.result is None:
            return None
        if len(self.result.steps) == 1:
            after = self.result.after
            return (after.world if holder == "world" else after.sides[holder].stocks).get(name)
        return None  # the value between the turn and the year after is not kept

    def _undertaking(self, target: Target, holder: Holder) -> float | None:
        """How a project or deal stood when the turn opened, or what befell it."""
        name, aspect = target.name, target.aspect
        if aspect == "done":
            return self.opening.get(f"{holder}.done.{name}")
        if aspect in ("progress", "escrow", "offered", "deal"):
            stocks = self.state.world if holder == "world" else self.state.sides[holder].stocks
            amount = stocks.get(f"{aspect}.{name}")
            return amount if amount is None or aspect != "deal" else float(amount > 0.0)
        if aspect == "paid":
            if self.result is None or holder == "world":
                return None
            return float(self.result.orders[holder].projects.get(name, False))
        return self._befell("deal", f"{name}.{aspect}", holder)

    def _befell(self, kind: HappeningKind, key: str, holder: Holder) -> float | None:
        if self.step is None:
            return None
        happenings = self.step.happenings
        return float(any(h.kind == kind and h.key == key and (h.side or "world") == holder for h in happenings))


class _Evaluation(Cells):
    """A formula with the figures of a moment in place of its names."""

    def __init__(self, moment: Moment, use: Use, side: Side | None) -> None:
        super().__init__(moment.compiled.model, moment.compiled.order, {})
        self.moment, self.use, self.side = moment, use, side

    def value(self, target: Target, holder: Holder) -> int:
        found = self._belief(target, holder)
        return self.b.input(UNKNOWN) if found is None else self.b.const(found)

    def stance(self, target: Target, side: Side) -> int:
        options = [leaf.text for leaf in self.decl.stances[target.name].decl.options]
        before = options.index(self.moment.stance(side, target.name, ordered=False))
        now = options.index(self.moment.stance(side, target.name, ordered=self._is_of_turn()))
        return self.b.const(now != before if target.aspect == "changed" else now)

    def result(self, index: int) -> float | None:
        """The value of a node; None when it depends on something that the match does not say."""
        values: list[float | None] = []
        clock = self._clock()
        for node in self.b.nodes[: index + 1]:
            given = [values[arg] for arg in node.args]
            if node.op is Op.CONST:
                values.append(node.value)
            elif node.op is Op.INPUT:
                values.append(clock.get(node.cell))
            else:
                values.append(None if None in given else FOLD[node.op](*given))
        found = values[index]
        return None if found is None else float(found)

    def _belief(self, target: Target, holder: Holder) -> float | None:
        if self.side is not None and self.use.purpose in BELIEFS:
            own = self.moment.state.sides[self.side]
            if target.aspect == "band":
                return own.bands.get(target.name, 0.0)
            if holder == rival_of(self.side) and target.name in own.estimates:
                return own.estimates[target.name]
        return self.moment.known(target, holder)

    def _is_of_turn(self) -> bool:
        if self.use.purpose == "var":
            return self.compiled_timing() == "turn"
        return self.use.purpose not in {*BELIEFS, "score", "factor", "victory", "gate"}

    def compiled_timing(self) -> str:
        """When the variable of this formula is known."""
        return self.order.timing.get(self.use.label.removeprefix("vars."), "turn")

    def _clock(self) -> dict[str, float]:
        turn, count = self.moment.state.turn, self.decl.turn_count
        values = (turn, count, turn > count and self.decl.aftermath)
        return dict(zip(CLOCK.values(), map(float, values), strict=True))


def holders(scope: str | None) -> tuple[Holder, ...]:
    """Whose values a topic has."""
    return ("world",) if scope == "world" else cast(tuple[Holder, ...], SIDES)

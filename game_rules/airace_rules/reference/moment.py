"""Figures of a match that was played again: what every name was worth in one turn, and what every formula gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from airace_rules.engine.cells import order_cells, state_cells
from airace_rules.engine.emit import FOLD
from airace_rules.engine.plan import plan_of
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.language.cells import Cells, Holder
from airace_rules.language.ir import Op
from airace_rules.language.loader import Compiled
from airace_rules.language.model import Use
from airace_rules.language.names import DRAWN, Target
from airace_rules.state import MatchState, TurnResult

UNKNOWN: Final = "unknown:"
_CELLS: Final = {
    "instrument": "order",
    "pipeline": "pipe",
    "happened": "event",
    "new": "new",
}  # kind or aspect → kind of cell
STANDING: Final = frozenset({"progress", "escrow", "offered", "deal"})  # of projects and deals: amounts, turns left
BELIEFS: Final = frozenset({"perceived", "noise", "bot"})


@dataclass(frozen=True)
class Moment:
    """A turn of a match while it was resolved. ``result`` is None for a state that no turn was resolved from: then
    only what was known at its start has figures."""

    compiled: Compiled
    state: MatchState
    result: TurnResult | None

    @cached_property
    def cells(self) -> Mapping[str, float]:
        """Every cell of the turn: the state, what was known when it opened, orders, draws, and what came of them."""
        plan = plan_of(self.compiled.ruleset)
        cells = state_cells(plan, self.state)
        cells.update(plan.opening.run(cells))
        if self.result is not None:
            drawn = self.result.steps[0].draws
            cells.update(order_cells(plan, self.state, self.result.orders))
            cells.update(zip(plan.turn_draws.cells, (drawn[name] for name in plan.turn_draws.names), strict=True))
            unmoved = {stock.result: cells[stock.cell] for stock in plan.stocks}
            # A pipeline has one cell for what arrives, which formulas read, and for what enters, which comes of them.
            cells = unmoved | plan.turn.run(cells) | cells
        return cells

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
        if target.kind == "perceived" and holder != "world":
            return self.state.sides[holder].perceived.get(target.name)
        if target.aspect in STANDING:
            return self.cells.get(f"stock:{holder}.{target.aspect}.{target.name}")
        kind = _CELLS.get(target.aspect) or _CELLS.get(target.kind, target.kind)
        return self.cells.get(f"{kind}:{holder}.{target.name}")

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


class _Evaluation(Cells):
    """A formula with the figures of a moment in place of its names."""

    def __init__(self, moment: Moment, use: Use, side: Side | None) -> None:
        super().__init__(moment.compiled.model, moment.compiled.order, {})
        self.moment, self.use, self.side = moment, use, side

    def value(self, target: Target, holder: Holder) -> int:
        if target.kind in ("project", "deal"):
            return self._undertaking(target, holder)
        if target.aspect == DRAWN:
            return self.drawn(holder, target.name)
        found = self._belief(target, holder)
        return self.b.input(UNKNOWN) if found is None else self.b.const(found)

    def _undertaking(self, target: Target, holder: Holder) -> int:
        if target.aspect == "paid":
            return self.b.input(f"pay:{holder}.{target.name}")
        if target.aspect in ("signed", "left", "broke", "caught"):
            return self.b.input(f"deal:{holder}.{target.name}.{target.aspect}")
        return self.standing(target, holder)

    def stance(self, target: Target, side: Side) -> int:
        options = [leaf.text for leaf in self.decl.stances[target.name].decl.options]
        before = options.index(self.moment.stance(side, target.name, ordered=False))
        now = options.index(self.moment.stance(side, target.name, ordered=self._is_of_turn()))
        return self.b.const(now != before if target.aspect == "changed" else now)

    def result(self, index: int) -> float | None:
        """The value of a node; None when it depends on something that the match does not say."""
        values: list[float | None] = []
        for node in self.b.nodes[: index + 1]:
            given = [values[arg] for arg in node.args]
            if node.op is Op.CONST:
                values.append(node.value)
            elif node.op is Op.INPUT:
                values.append(self.moment.cells.get(node.cell))
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


def holders(scope: str | None) -> tuple[Holder, ...]:
    """Whose values a topic has."""
    return ("world",) if scope == "world" else cast(tuple[Holder, ...], SIDES)

"""What names mean inside a program: the part that all programs share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal

from airace_rules.choices import edges_of
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.language import values as v
from airace_rules.language.builder import Builder, Truth
from airace_rules.language.causes import counters_of
from airace_rules.language.graph import Order
from airace_rules.language.ir import Op
from airace_rules.language.lower import BROKEN_CELL, Lowerer
from airace_rules.language.model import Model
from airace_rules.language.names import CLOCK, Target
from airace_rules.language.ranges import Interval
from airace_rules.language.years import years_by_turn
from airace_rules.ruleset import Sight

Holder = Side | Literal["world"]  # whose value it is
Ranges = dict[str, Interval | None]


class Cells(ABC):
    """One program under construction: reads names, collects outputs, knows the ranges of its inputs."""

    def __init__(self, model: Model, order: Order, sights: dict[str, Sight]) -> None:
        self.model = model
        self.decl = model.decl
        self.order = order
        self.sights = sights
        self.b = Builder()
        self.lower = Lowerer(self.b, self.read)

    def read(self, target: Target, side: Side | None) -> int:
        """The node of a name in a formula of ``side`` (None: a formula of the world)."""
        holder = holder_of(target, side)
        match target.kind:
            case "clock":
                return self.clock(target.name)
            case "option" | "choice":
                return self.b.const(target.index)
            case "param":
                return self.param(target.name, "beijing" if holder == "beijing" else "washington")
            case "stance" if holder in SIDES:
                return self.stance(target, holder)
            case "broken":
                return self.broken()
        return self.broken() if holder is None else self.value(target, holder)

    @abstractmethod
    def value(self, target: Target, holder: Holder) -> int:
        """The node of a stock, variable, instrument, pipeline, draw, event or belief."""

    def stance(self, target: Target, side: Side) -> int:
        """The index of a stance's option, or whether it was changed."""
        kind = "changed" if target.aspect == "changed" else "stance"
        return self.b.input(f"{kind}:{side}.{target.name}")

    def standing(self, target: Target, holder: Holder) -> int:
        """What is known of a project or deal when the turn opens."""
        name = target.name
        match target.aspect:
            case "done":
                return self.b.as_number(self.done(holder, name))
            case "deal":
                return self.b.as_number(self.in_force(name))
            case "progress" | "escrow" | "offered":
                return self.b.input(f"stock:{holder}.{target.aspect}.{name}")
        return self.broken()

    def drawn(self, holder: Holder, name: str) -> int:
        """The place of the option that a choice draws: each has a stretch of the draw, as long as its share."""
        entry = self.decl.draws.get(name)
        edges = edges_of((entry.decl.choice if entry else None) or {})
        if not edges:
            return self.broken()
        draw, result = self.b.input(f"draw:{holder}.{name}"), self.b.const(len(edges) - 1.0)
        for place in range(len(edges) - 2, -1, -1):
            below = self.b.compare(Op.LT, draw, self.b.const(edges[place]))
            result = self.b.select(below, self.b.const(place), result)
        return result

    def done(self, holder: Holder, project: str) -> Truth:
        """Whether a project was finished before this turn."""
        progress = self.b.input(f"stock:{holder}.progress.{project}")
        return self.b.compare(Op.LE, self.needed(holder, project), progress)

    def needed(self, holder: Holder, project: str) -> int:
        """How many instalments finish a project, as far as is known when the turn opens."""
        decl = self.decl.projects[project].decl
        turns = self.b.const(float(decl.turns))
        if decl.slip is None:
            return turns
        return self.b.op(Op.ADD, turns, self.b.input(f"stock:{holder}.slipped.{project}"))

    def in_force(self, deal: str) -> Truth:
        """Whether a deal is in force this turn."""
        return self.b.compare(Op.LT, self.b.const(0.0), self.b.input(f"stock:world.deal.{deal}"))

    def clock(self, name: str) -> int:
        """The turn, their number, whether it is the year after, or years."""
        if name in CLOCK:
            return self.b.input(CLOCK[name])
        values = years_by_turn(name, [turn.years for turn in self.decl.turns])
        return self._by_turn(values)

    def broken(self) -> int:
        """A value whose mistake is reported elsewhere."""
        return self.b.input(BROKEN_CELL)

    def param(self, name: str, side: Side) -> int:
        """The value of a param for a side (any side if it is shared)."""
        value = v.pair(self.decl.params[name].decl.value)[side]
        if isinstance(value, v.YearsValue):
            known = self.clock(value.name)
        elif isinstance(value, v.TurnTable):
            known = self._by_turn(value.values)
        elif isinstance(value, v.StanceTable):
            known = self._by_stance(value, side)
        else:
            known = self.b.const(value)
        if not self.model.lifted:
            return known
        return self.b.op(Op.MUL, known, self.b.input(f"lift:{side}.{name}"))

    def owners(self, scope: str) -> tuple[Side, ...] | tuple[None]:
        """The sides for which a formula of this scope is made; None is the world."""
        return SIDES if scope == "side" else (None,)

    def _by_turn(self, values: Sequence[float]) -> int:
        return self._ladder(self.b.input(CLOCK["turn"]), [(at + 1.0, value) for at, value in enumerate(values)])

    def _by_stance(self, table: v.StanceTable, side: Side) -> int:
        entry = self.decl.stances.get(table.by.text)
        values = table.__pydantic_extra__
        if entry is None or {leaf.text for leaf in entry.decl.options} != set(values):
            return self.broken()
        index = self.read(Target("own", "stance", "stance", table.by.text), side)
        return self._ladder(index, [(float(at), values[leaf.text]) for at, leaf in enumerate(entry.decl.options)])

    def _ladder(self, index: int, steps: list[tuple[float, float]]) -> int:
        """The value of the first step whose bound is not below ``index``; the last one holds beyond."""
        result = self.b.const(steps[-1][1])
        for bound, value in reversed(steps[:-1]):
            below = self.b.compare(Op.LE, index, self.b.const(bound))
            result = self.b.select(below, self.b.const(value), result)
        return result


def holder_of(target: Target, side: Side | None) -> Holder | None:
    """Whose value a name means. None: a shared param or the clock in a formula of the world."""
    match target.owner:
        case "own":
            return side
        case "rival":
            return rival_of(side) if side else None
        case _:
            return target.owner


def key_of(side: Side | None) -> Holder:
    """The owner in a cell name."""
    return side or "world"


def clock_ranges(model: Model) -> Ranges:
    """Ranges of the inputs that every program may have."""
    count = float(model.decl.turn_count)
    ranges: Ranges = {"turn:number": (1.0, count + 1), "turn:count": (count, count), "turn:aftermath": (0.0, 1.0)}
    for side in SIDES:
        for name, stance in model.decl.stances.items():
            last = len(stance.decl.options) - 1.0
            ranges[f"stance:{side}.{name}"] = (0.0, last)
            ranges[f"changed:{side}.{name}"] = (0.0, 1.0)
        if model.lifted:
            ranges.update((f"lift:{side}.{name}", (1.0, 1.0)) for name in model.decl.params)
    return ranges


def stock_ranges(model: Model) -> Ranges:
    """Ranges of the stocks at the start of a turn, those that the compiler adds among them."""
    ranges: Ranges = {}
    for name, stock in model.decl.stocks.items():
        holders: tuple[Holder, ...] = SIDES if stock.decl.per == "side" else ("world",)
        for holder in holders:
            ranges[f"stock:{holder}.{name}"] = (stock.decl.min, stock.decl.max)
    for counter in counters_of(model.decl):
        for owner in SIDES if counter.scope == "side" else ("world",):
            ranges[f"stock:{owner}.{counter.name}"] = (0.0, counter.most)
    return ranges

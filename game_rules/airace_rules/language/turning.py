"""The turn program: from orders, draws and the state to the new state, with every part of every change named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from airace_rules.ids import SIDES, Side
from airace_rules.language.builder import Truth
from airace_rules.language.causes import Cause, causes_of, lasting_turns
from airace_rules.language.cells import Cells, Holder, Ranges, clock_ranges, key_of, stock_ranges
from airace_rules.language.dealing import Dealing
from airace_rules.language.ir import Op
from airace_rules.language.model import Effect, Model
from airace_rules.language.names import DRAWN, Target
from airace_rules.language.paying import Paying
from airace_rules.language.ranges import Interval


class Turn(Cells):
    """New stocks, turn variables, flows, pipelines, events, headlines, projects and deals."""

    def build(self) -> Turn:
        """Makes all outputs."""
        self.paying, self.dealing = Paying(self), Dealing(self)
        makers: dict[str, Callable[[str], None]] = {
            "var": self._variable,
            "happened": self._event,
            "new": self._stock,
            "finished": self.paying.project,
            "signed": self.dealing.signed,
            "left": self.dealing.left,
            "broke": self.dealing.broke,
            "caught": self.dealing.caught,
        }
        for kind, name in self.order.steps:
            if kind in makers and (kind, name) not in self.order.broken:
                makers[kind](name)
        self.paying.finish()
        for name in self.decl.deals:
            self.dealing.finish(name)
        for cause, effects in causes_of(self.decl):
            for turns in lasting_turns(effects):
                self._count_down(cause, turns)
        for name in self.model.pipelines:
            self._pipeline(name)
        for name, use in self.model.headlines.items():
            for side in self.owners(use.scope):
                told = self.b.as_number(self.lower.truth(use, side))
                self.b.outputs[f"headline:{key_of(side)}.{name}"] = told
        for happening, args in self.model.args.items():
            for arg, use in args.items():
                for side in self.owners(use.scope):
                    cell = f"arg:{key_of(side)}.{happening.split('.')[1]}.{arg}"
                    self.b.outputs[cell] = self.lower.number(use, side)
        return self

    def value(self, target: Target, holder: Holder) -> int:
        cell = f"{holder}.{target.name}"
        if target.kind in ("project", "deal"):
            return self._undertaking(target, holder)
        if target.aspect == "new":
            return self._made(f"new:{cell}")
        if target.aspect == "happened":
            return self._made(f"event:{cell}")
        match target.kind:
            case "stock":
                return self.b.input(f"stock:{cell}")
            case "instrument":
                return self.b.input(f"order:{cell}")
            case "pipeline":
                return self.b.input(f"pipe:{cell}")
            case "draw" if target.aspect == DRAWN:
                return self.drawn(holder, target.name)
            case "draw":
                return self.b.input(f"draw:{cell}")
            case "var" if self.order.timing.get(target.name) == "opening":
                return self.b.input(f"var:{cell}")
            case "var":
                return self._made(f"var:{cell}")
        return self.broken()

    def _undertaking(self, target: Target, holder: Holder) -> int:
        if target.aspect == "paid" and holder != "world":
            return self.paying.paid(holder, target.name)
        if target.aspect in ("signed", "left", "broke", "caught"):
            return self._made(f"deal:{holder}.{target.name}.{target.aspect}")
        return self.standing(target, holder)

    def _made(self, cell: str) -> int:
        known = self.b.outputs.get(cell)
        return self.broken() if known is None else known

    def _variable(self, name: str) -> None:
        if self.order.timing.get(name) != "turn":
            return
        use = self.model.vars[name]
        for side in self.owners(use.scope):
            value = self.lower.number(use, side)
            for effect, source in self._effects("var", name, side):
                factor = self.lower.number(effect.amount, source)
                value = self.b.op(Op.MUL, value, self.b.select(self._active(effect, source), factor, self.b.const(1.0)))
            self.b.outputs[f"var:{key_of(side)}.{name}"] = value

    def _event(self, name: str) -> None:
        chance = self.model.chances[name]
        for side in self.owners(chance.scope):
            needs = [self.lower.truth(use, side) for use in self.model.needs[name]]
            draw = self.b.input(f"draw:{key_of(side)}.{name}")
            drawn = self.b.compare(Op.LT, draw, self.lower.number(chance, side))
            happened = self.b.both(True, [*needs, drawn])
            self.b.outputs[f"event:{key_of(side)}.{name}"] = self.b.as_number(happened)

    def _count_down(self, cause: Cause, turns: int) -> None:
        b = self.b
        for side in self.owners(cause.scope):
            cell = f"{key_of(side)}.{cause.countdown(turns)}"
            left = b.op(Op.MAX, b.op(Op.SUB, b.input(f"stock:{cell}"), b.const(1.0)), b.const(0.0))
            b.outputs[f"new:{cell}"] = b.select(self._happened(cause, side), b.const(turns - 1.0), left)

    def _happened(self, cause: Cause, source: Side | None) -> Truth:
        return self.b.as_truth(self._made(cause.cell(key_of(source))))

    def _active(self, effect: Effect, source: Side | None) -> Truth:
        """Whether an effect holds this turn: it happened now, or still lasts."""
        now = self._happened(effect.cause, source)
        if effect.turns is None or effect.turns == 1:
            return now
        left = self.b.input(f"stock:{key_of(source)}.{effect.cause.countdown(effect.turns)}")
        return self.b.both(False, [now, self.b.compare(Op.LT, self.b.const(0.0), left)])

    def _effects(self, kind: Literal["stock", "var"], name: str, side: Side | None) -> list[tuple[Effect, Side | None]]:
        """The effects on a value of ``side``, each with the side whose it is (None: of the world)."""
        found: list[tuple[Effect, Side | None]] = []
        for effect in self.model.effects_on(kind, name):
            if effect.cause.scope == "side":
                found += [(effect, source) for source in SIDES if effect.owner == "world" or source == side]
            elif effect.owner in (key_of(side), "own"):
                found.append((effect, None))
        return found

    def _stock(self, name: str) -> None:
        stock = self.decl.stocks[name].decl
        for side in self.owners(stock.per):
            cell = f"{key_of(side)}.{name}"
            parts = {part: self.lower.number(use, side) for part, use in self.model.flows.get(name, {}).items()}
            old = self.b.input(f"stock:{cell}")
            value = self._with_effects(name, side, old, parts)
            for part, node in parts.items():
                self.b.outputs[f"flow:{cell}.{part}"] = node
            if parts:
                value = self.b.clamp(value, self.b.const(stock.min), self.b.const(stock.max))
            self.b.outputs[f"new:{cell}"] = value

    def _with_effects(self, name: str, side: Side | None, old: int, parts: dict[str, int]) -> int:
        """The sum of the old value and all parts; parts of effects are added to ``parts``."""
        b = self.b
        effects = self._effects("stock", name, side)
        inflow = b.sum(b.op(Op.MAX, part, b.const(0.0)) for part in parts.values()) if effects else 0
        value = b.sum([old, *parts.values()])
        # Effects on the inflow first: they belong to the flows of this turn.
        for effect, source in sorted(effects, key=lambda pair: not pair[0].on_inflow):
            amount = self.lower.number(effect.amount, source)
            if effect.on_inflow:
                change = b.op(Op.MUL, b.op(Op.SUB, amount, b.const(1.0)), inflow)
                change = b.select(self._active(effect, source), change, b.const(0.0))
                inflow = b.op(Op.ADD, inflow, change)
            else:
                change = self._change(effect, value, amount)
                change = b.select(self._active(effect, source), change, b.const(0.0))
            value = b.op(Op.ADD, value, change)
            part = effect.cause.part
            parts[part] = b.op(Op.ADD, parts[part], change) if part in parts else change
        return value

    def _change(self, effect: Effect, value: int, amount: int) -> int:
        if effect.verb == "add":
            return amount
        target = self.b.op(Op.MUL, value, amount) if effect.verb == "scale" else amount
        return self.b.op(Op.SUB, target, value)

    def _pipeline(self, name: str) -> None:
        pipe = self.decl.pipelines[name].decl
        for side in self.owners(pipe.per):
            entering = self.lower.number(self.model.pipelines[name], side)
            if pipe.min is not None and pipe.max is not None:
                entering = self.b.clamp(entering, self.b.const(pipe.min), self.b.const(pipe.max))
            self.b.outputs[f"pipe:{key_of(side)}.{name}"] = entering


def turn_ranges(model: Model, opening: Ranges) -> Ranges:
    """Ranges of the inputs of the turn program, pipelines apart. ``opening``: those of the opening variables."""
    ranges = clock_ranges(model) | stock_ranges(model) | opening
    for name, draw in model.decl.draws.items():
        bounds = (-3.0, 3.0) if draw.decl.distribution == "normal" else (0.0, 1.0)
        for holder in SIDES if draw.decl.per == "side" else ("world",):
            ranges[f"draw:{holder}.{name}"] = bounds
    for name, event in model.decl.events.items():
        for holder in SIDES if event.decl.per == "side" else ("world",):
            ranges[f"draw:{holder}.{name}"] = (0.0, 1.0)
    for name, instrument in model.decl.instruments.items():
        for side, cap in instrument.decl.caps.items():
            ranges[f"order:{side}.{name}"] = (0.0, cap / 10)
    return ranges | _undertaking_ranges(model)


def _undertaking_ranges(model: Model) -> Ranges:
    once: Interval = (0.0, 1.0)
    ranges: Ranges = {}
    for name, project in model.decl.projects.items():
        ranges |= {f"pay:{side}.{name}": once for side in project.decl.sides}
        if project.decl.slip is not None:
            holders = ("world",) if project.decl.joint else SIDES
            ranges |= {f"draw:{holder}.slip.{name}": once for holder in holders}
    for name in model.decl.deals:
        for side in SIDES:
            ranges |= {f"sign:{side}.{name}": once, f"draw:{side}.detect.{name}": once}
    return ranges

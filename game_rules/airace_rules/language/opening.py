"""The opening program: what follows from the state alone when a turn opens, scores and endings included."""

from __future__ import annotations

from airace_rules.ids import SIDES, Side
from airace_rules.language import values as v
from airace_rules.language.cells import Cells, Holder, Ranges, clock_ranges, key_of, stock_ranges
from airace_rules.language.ir import Op
from airace_rules.language.model import Model, Use
from airace_rules.language.names import Target


class Opening(Cells):
    """Variables known when the turn opens, scores, endings."""

    def build(self) -> Opening:
        """Makes all outputs."""
        for kind, name in self.order.steps:
            if kind == "var" and self.order.timing.get(name) == "opening" and (kind, name) not in self.order.broken:
                use = self.model.vars[name]
                for side in self.owners(use.scope):
                    self.b.outputs[f"var:{key_of(side)}.{name}"] = self.lower.number(use, side)
        for name, project in self.decl.projects.items():
            for owner in self.owners(project.decl.scope):
                self.b.outputs[f"done:{key_of(owner)}.{name}"] = self.b.as_number(self.done(key_of(owner), name))
        for (what, name), gates in self.model.gates.items():
            self._gates(what, name, gates)
        for side in SIDES:
            self._score(side)
        for name, use in self.model.victory.items():
            holds = self.b.as_number(self.lower.truth(use, None))
            self.b.outputs[f"ending:{name}"] = holds
        return self

    def _gates(self, kind: str, name: str, gates: list[Use]) -> None:
        for at, use in enumerate(gates):
            sides = self.decl.projects[name].decl.sides if use.scope == "side" else (None,)
            for side in sides:
                holds = self.b.as_number(self.lower.truth(use, side))
                self.b.outputs[f"gate:{key_of(side)}.{kind}.{name}.{at}"] = holds

    def value(self, target: Target, holder: Holder) -> int:
        if target.kind in ("project", "deal"):
            return self.standing(target, holder)
        if target.aspect != "value":
            return self.broken()
        if target.kind == "stock":
            return self.b.input(f"stock:{holder}.{target.name}")
        known = self.b.outputs.get(f"var:{holder}.{target.name}")
        return self.broken() if known is None else known

    def _score(self, side: Side) -> None:
        b = self.b
        shares = []
        for name, entry in self.decl.scores.items():
            raw = self.lower.number(self.model.raws[name], side)
            above = b.op(Op.SUB, raw, b.input(f"par:{side}.{name}"))
            points = b.op(Op.ADD, b.const(50.0), b.op(Op.MUL, b.const(entry.decl.scale), above))
            if name in self.model.bonuses:
                points = b.op(Op.ADD, points, self.lower.number(self.model.bonuses[name], side))
            dimension = b.clamp(points, b.const(0.0), b.const(100.0))
            b.outputs[f"raw:{side}.{name}"] = raw
            b.outputs[f"score:{side}.{name}"] = dimension
            shares.append(b.op(Op.MUL, b.const(v.pair(entry.decl.weight)[side]), dimension))
        total = b.sum(shares)
        if self.model.factor is not None:
            total = b.op(Op.MUL, total, self.lower.number(self.model.factor, side))
        b.outputs[f"score:{side}.total"] = total


def opening_ranges(model: Model) -> Ranges:
    """Ranges of the inputs of the opening program."""
    ranges = clock_ranges(model) | stock_ranges(model)
    for name in model.decl.scores:
        par = model.decl.par.get(name)
        for side in SIDES:
            values = v.pair(par.decl)[side] if par else [0.0]
            ranges[f"par:{side}.{name}"] = (min(values, default=0.0), max(values, default=0.0))
    return ranges

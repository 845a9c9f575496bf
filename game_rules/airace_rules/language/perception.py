"""The perception program: what each side believes of the other. Estimates of rough variables, their bands, and the
variables under ``perceived``."""

from __future__ import annotations

from typing import Any

from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.language.cells import Cells, Holder, Ranges, clock_ranges, stock_ranges
from airace_rules.language.graph import Order
from airace_rules.language.ir import Op
from airace_rules.language.model import Model
from airace_rules.language.names import Target
from airace_rules.ruleset import Sight


def rough_names(model: Model) -> list[str]:
    """Stocks and variables of which the rival gets an estimate."""
    entries: dict[str, Any] = {**model.decl.stocks, **model.decl.vars}
    return [name for name, entry in entries.items() if entry.decl.per == "side" and entry.decl.seen_by_rival == "rough"]


class Perception(Cells):
    """Estimates, bands and beliefs. ``opening``: ranges of the opening variables, which bound the estimates."""

    def __init__(self, model: Model, order: Order, sights: dict[str, Sight], opening: Ranges) -> None:
        super().__init__(model, order, sights)
        self.ranges = opening
        self.observer: Side = "washington"

    def build(self) -> Perception:
        """Makes all outputs."""
        for side in SIDES:
            self.observer = side
            for name in rough_names(self.model):
                self._estimate(side, name)
            for kind, name in self.order.steps:
                if kind == "perceived" and (kind, name) not in self.order.broken:
                    self._belief(side, name)
        return self

    def value(self, target: Target, holder: Holder) -> int:
        name = target.name
        if target.kind == "perceived":
            known = self.b.outputs.get(f"perceived:{holder}.{name}")
            return self.broken() if known is None else known
        if target.kind in ("project", "deal"):
            return self.standing(target, holder)
        if target.aspect == "band":
            return self.b.outputs.get(f"band:{self.observer}.{name}", self.b.const(0.0))
        if target.kind not in ("stock", "var") or target.aspect != "value":
            return self.broken()
        if holder == rival_of(self.observer) and self.sights[name].rival == "rough":
            known = self.b.outputs.get(f"seen:{self.observer}.{name}")
            return self.broken() if known is None else known
        return self._true(holder, name)

    def _true(self, holder: Holder, name: str) -> int:
        return self.b.input(f"{'stock' if name in self.decl.stocks else 'var'}:{holder}.{name}")

    def _estimate(self, side: Side, name: str) -> None:
        b = self.b
        entry: Any = self.decl.stocks.get(name) or self.decl.vars[name]
        noise = entry.decl.noise
        value = self._true(rival_of(side), name)
        draw = b.input(f"draw:{side}.view_{name}")
        relative = isinstance(noise, float) or getattr(noise, "share", None) is not None
        if isinstance(noise, float):
            wide = b.const(noise)
        elif name in self.model.noise:
            wide = b.op(Op.MAX, self.lower.number(self.model.noise[name], side), b.const(0.0))
        else:
            wide = self.broken()
        spread = b.op(Op.MUL, wide, b.op(Op.ABS, value)) if relative else wide
        seen = b.op(Op.ADD, value, b.op(Op.MUL, spread, draw))
        if bounds := self._bounds(side, name):
            seen = b.clamp(seen, b.const(bounds[0]), b.const(bounds[1]))
        b.outputs[f"seen:{side}.{name}"] = seen
        # A share of the true value would give that value away, so the band is a share of the estimate.
        b.outputs[f"band:{side}.{name}"] = b.op(Op.MUL, wide, b.op(Op.ABS, seen)) if relative else wide

    def _bounds(self, side: Side, name: str) -> tuple[float, float] | None:
        stock = self.decl.stocks.get(name)
        if stock is not None:
            return stock.decl.min, stock.decl.max
        return self.ranges.get(f"var:{rival_of(side)}.{name}")

    def _belief(self, side: Side, name: str) -> None:
        self.b.outputs[f"perceived:{side}.{name}"] = self.lower.number(self.model.perceived[name], side)
        if name in self.model.bands:
            band = self.b.op(Op.MAX, self.lower.number(self.model.bands[name], side), self.b.const(0.0))
            self.b.outputs[f"band:{side}.{name}"] = band


def perception_ranges(model: Model, opening: Ranges) -> Ranges:
    """Ranges of the inputs of the perception program."""
    ranges = clock_ranges(model) | stock_ranges(model) | opening
    for name in rough_names(model):
        for side in SIDES:
            ranges[f"draw:{side}.view_{name}"] = (-3.0, 3.0)
    return ranges

"""Programs of the house strategies: weights, choices and spending from what a side sees."""

from __future__ import annotations

from airace_rules.ids import Side, rival_of
from airace_rules.language.cells import Cells, Holder, Ranges, clock_ranges, stock_ranges
from airace_rules.language.graph import Order
from airace_rules.language.ir import Op
from airace_rules.language.model import Model, Strategy
from airace_rules.language.names import Target
from airace_rules.ruleset import Sight


class HouseStrategy(Cells):
    """One strategy for one side."""

    def __init__(self, model: Model, order: Order, sights: dict[str, Sight], side: Side) -> None:
        super().__init__(model, order, sights)
        self.side: Side = side
        self.lets: dict[str, int] = {}

    def build(self, strategy: Strategy) -> HouseStrategy:
        """Makes all outputs."""
        b = self.b
        for name, use in strategy.lets.items():
            self.lets[name] = self.lower.number(use, self.side)
        zero = b.const(0.0)
        for name in self.decl.instruments:
            wish = strategy.instruments.get(name)
            weight = zero if wish is None else b.op(Op.MAX, self.lower.number(wish, self.side), zero)
            b.outputs[f"weight:{name}"] = weight
        for name, use in strategy.stances.items():
            last = b.const(len(self.decl.stances[name].decl.options) - 1.0)
            rounded = b.op(Op.FLOOR, b.op(Op.ADD, self.lower.number(use, self.side), b.const(0.5)))
            b.outputs[f"choose:{name}"] = b.clamp(rounded, zero, last)
        for kind, wishes in (("pay", strategy.projects), ("sign", strategy.deals)):
            for name, use in wishes.items():
                b.outputs[f"{kind}:{name}"] = self.lower.number(use, self.side)
        share = b.const(1.0) if strategy.spend is None else self.lower.number(strategy.spend, self.side)
        b.outputs["spend:share"] = b.clamp(share, zero, b.const(1.0))
        return self

    def read(self, target: Target, side: Side | None) -> int:
        """As in other programs; local names besides."""
        if target.kind == "let":
            known = self.lets.get(target.name)
            return self.broken() if known is None else known
        return super().read(target, side)

    def value(self, target: Target, holder: Holder) -> int:
        view = self._view(holder)
        if target.aspect == "deal":
            left = self.b.input(f"view:{view}.deal.{target.name}")
            return self.b.as_number(self.b.compare(Op.LT, self.b.const(0.0), left))
        if target.aspect in ("done", "progress", "escrow", "offered"):
            return self.b.input(f"view:{view}.{target.aspect}.{target.name}")
        if target.kind not in ("stock", "var", "perceived") or target.aspect != "value":
            return self.broken()
        return self.b.input(f"view:{view}.{target.name}")

    def stance(self, target: Target, side: Side) -> int:
        if target.aspect == "changed":
            return self.broken()
        return self.b.input(f"view:{self._view(side)}.stance.{target.name}")

    def _view(self, holder: Holder) -> str:
        if holder == "world":
            return "world"
        return "own" if holder == self.side else "rival"


def strategy_ranges(model: Model, side: Side, opening: Ranges, perception: Ranges) -> Ranges:
    """Ranges of the inputs of a strategy. ``opening`` and ``perception``: outputs of these programs."""
    ranges = clock_ranges(model)
    views = {side: "own", rival_of(side): "rival", "world": "world"}
    for cell, interval in (stock_ranges(model) | opening).items():
        kind, _, rest = cell.partition(":")
        holder, _, name = rest.partition(".")
        ranges[f"view:{views[holder]}.{'done.' if kind == 'done' else ''}{name}"] = interval
    for cell, interval in perception.items():
        kind, owner = cell.split(":")
        observer, name = owner.split(".")
        if observer == side and kind in ("seen", "perceived"):
            ranges[f"view:{'rival' if kind == 'seen' else 'own'}.{name}"] = interval
    for name, stance in model.decl.stances.items():
        for view in ("own", "rival"):
            ranges[f"view:{view}.stance.{name}"] = (0.0, len(stance.decl.options) - 1.0)
    return ranges

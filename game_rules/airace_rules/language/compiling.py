"""From the resolved model to programs, with the proof that no operation can fail."""

from __future__ import annotations

from dataclasses import dataclass, field

from airace_rules.ids import SIDES, Side
from airace_rules.language import expressions as e
from airace_rules.language import values as v
from airace_rules.language.builder import Origin
from airace_rules.language.cells import Cells, Ranges
from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.graph import Order
from airace_rules.language.ir import Program
from airace_rules.language.model import Model
from airace_rules.language.opening import Opening, opening_ranges
from airace_rules.language.perception import Perception, perception_ranges
from airace_rules.language.ranges import Fault, Interval, analyse, hull
from airace_rules.language.strategies import HouseStrategy, strategy_ranges
from airace_rules.language.turning import Turn, turn_ranges
from airace_rules.ruleset import Sight

MAX_ROUNDS = 4
OPENED = ("var:", "done:")  # cells of the opening program that the others read

_FAULTS = {
    "R080": ("the divisor may be 0", "a divisor that stays away from 0",
             "use `ratio(a, b)`, which gives 0 (or its third argument) instead, or `max(divisor, 0.01)`"),
    "R081": ("the logarithm of 0 or less does not exist", "an argument above 0", "use `log(max(x, 0.01))`"),
    "R082": ("the root of a number below 0 does not exist", "an argument of 0 or more", "use `sqrt(max(x, 0))`"),
    "R083": ("the base of this power may be below 0, or 0 with an exponent below 0",
             "a base of 0 or more, or a whole number up to 16 as exponent", "use `max(base, 0) ** exponent`"),
    "R084": ("this may grow beyond 1e300", "values that stay finite",
             "bound what goes in with `min` or `clamp`, or narrow the `max` of the stocks it reads"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """A program as it was built, and the ranges of its inputs, for checks that ask more of them."""

    cells: Cells
    inputs: Ranges


@dataclass(slots=True, eq=False)
class Programs:
    """All programs of a ruleset, and the proofs of two."""

    opening: Program
    turn: Program
    perception: Program
    proofs: tuple[Proof, Proof]  # of the opening and of the turn
    bots: dict[str, dict[Side, Program]] = field(default_factory=dict)


def compile_programs(model: Model, order: Order, sights: dict[str, Sight], findings: Findings) -> Programs:
    """All programs; operations that could fail are reported."""
    opening = Opening(model, order, sights).build()
    opened = Proof(opening, opening_ranges(model))
    known = prove(opening, opened.inputs, findings)
    variables = {cell: interval for cell, interval in known.items() if cell.startswith(OPENED)}
    turn = Turn(model, order, sights).build()
    played = Proof(turn, with_pipelines(model, turn, turn_ranges(model, variables), findings))
    prove(turn, played.inputs, findings)
    perception = Perception(model, order, sights, variables).build()
    beliefs = prove(perception, perception_ranges(model, variables), findings)
    finished = (opening.b.finish()[0], turn.b.finish()[0], perception.b.finish()[0])
    programs = Programs(*finished, (opened, played))
    for name, strategies in model.bots.items():
        programs.bots[name] = {}
        for side in SIDES:
            house = HouseStrategy(model, order, sights, side).build(strategies[side])
            prove(house, strategy_ranges(model, side, variables, beliefs), findings)
            programs.bots[name][side] = house.b.finish()[0]
    return programs


def prove(cells: Cells, inputs: Ranges, findings: Findings) -> Ranges:
    """Reports the faults of a program; gives the intervals of its outputs."""
    found, faults = analyse(cells.b.nodes, inputs, cells.b.guarded)
    for fault in faults:
        _report(fault, cells.b.origins.get(fault.node, []), findings)
    return {cell: found[index] for cell, index in cells.b.outputs.items()}


def with_pipelines(model: Model, turn: Turn, inputs: Ranges, findings: Findings) -> Ranges:
    """Adds the range of what arrives: what starts under way and what may enter. Feedback is followed a few rounds."""
    arriving: Ranges = {}
    for name, pipe in model.decl.pipelines.items():
        for side, holder in zip((*SIDES, None), (*SIDES, "world"), strict=True):
            if (pipe.decl.per == "world") == (side is None):
                start = v.pair(pipe.decl.start)[side or "washington"]
                arriving[f"pipe:{holder}.{name}"] = hull(*((v, v) for v in start)) if start else (0.0, 0.0)
    for _ in range(MAX_ROUNDS):
        found, _faults = analyse(turn.b.nodes, inputs | arriving, turn.b.guarded)
        wider = {cell: _hull_or_none(old, found[turn.b.outputs[cell]]) for cell, old in arriving.items()}
        if wider == arriving:
            return inputs | arriving
        arriving = wider
    for cell, interval in wider.items():
        entry = model.decl.pipelines[cell.split(".")[1]]
        if interval is not None:
            findings.error(
                "R085",
                entry.key.place(),
                f"what enters the pipeline `{entry.name}` depends on what leaves it and may grow without bound",
                expected="bounds on what enters",
                hint="add `min:` and `max:` to the pipeline",
            )
    return inputs | dict.fromkeys(arriving)


def _hull_or_none(a: Interval | None, b: Interval | None) -> Interval | None:
    return None if a is None or b is None else hull(a, b)


def _report(fault: Fault, origins: list[Origin], findings: Findings) -> None:
    message, expected, hint = _FAULTS[fault.code]
    low, high = fault.found
    for use, expr in origins:
        culprit = _culprit(fault.code, expr)
        findings.error(
            fault.code,
            use.leaf.place(culprit.start, culprit.end),
            f"{message}: {use.label}",
            found=f"{quote(use.leaf.text[culprit.start : culprit.end])} may run from {low:.6g} to {high:.6g}",
            expected=expected,
            hint=hint,
        )


def _culprit(code: str, expr: e.Expr) -> e.Expr:
    if code == "R080" and isinstance(expr, e.Binary):
        return expr.right
    if code == "R083" and isinstance(expr, e.Binary):
        return expr.left
    if code in ("R081", "R082") and isinstance(expr, e.Call):
        return expr.arguments[0]
    return expr

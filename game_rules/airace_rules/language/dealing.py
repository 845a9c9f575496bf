"""Deals in the turn program: signatures, breaches, the turns that are left.

Cells: ``sign:washington.pause`` is 1 when the side signs, or keeps its signature (input).
``deal:world.pause.signed``, ``deal:washington.pause.offered``, ``.left``, ``.broke``, ``.caught`` and
``deal:world.pause.ended`` are 1 when that happened (outputs)."""

from __future__ import annotations

from collections.abc import Iterator

from airace_rules.ids import SIDES, TENTHS_PER_POINT, Side
from airace_rules.language.builder import Truth
from airace_rules.language.cells import Cells
from airace_rules.language.ir import Op
from airace_rules.language.model import Term


class Dealing:
    """Makes the outputs of deals. ``program``: the turn program under construction."""

    def __init__(self, program: Cells) -> None:
        self.program = program
        self.b = program.b

    def signed(self, name: str) -> None:
        """Whether both sides sign a deal that is not in force."""
        b = self.b
        free = [b.negate(self.program.in_force(name)), *self._unlocked(name)]
        both = b.both(True, [*free, *(self._signs(side, name) for side in SIDES)])
        b.outputs[f"deal:world.{name}.signed"] = b.as_number(both)
        for side in SIDES:
            offered = b.both(True, [*free, self._signs(side, name), b.negate(both)])
            b.outputs[f"deal:{side}.{name}.offered"] = b.as_number(offered)
            b.outputs[f"new:{side}.offered.{name}"] = b.as_number(offered)

    def left(self, name: str) -> None:
        """Which sides stop signing a deal that is in force."""
        for side in SIDES:
            left = self.b.both(True, [self._bound(name), self.b.negate(self._signs(side, name))])
            self.b.outputs[f"deal:{side}.{name}.left"] = self.b.as_number(left)

    def broke(self, name: str) -> None:
        """Which sides break a term. A side that walks out is bound until the turn closes."""
        for side in SIDES:
            terms = [term for term in self.program.model.terms[name] if term.side in (None, side)]
            broken = self.b.both(False, [truth for term in terms for truth in self._breaches(term, side)])
            broke = self.b.both(True, [self._bound(name), broken])
            self.b.outputs[f"deal:{side}.{name}.broke"] = self.b.as_number(broke)

    def caught(self, name: str) -> None:
        """Which breaches are found out."""
        b = self.b
        for side in SIDES:
            chance = self.program.lower.number(self.program.model.detects[name], side)
            drawn = b.compare(Op.LT, b.input(f"draw:{side}.detect.{name}"), chance)
            caught = b.both(True, [self._told(f"deal:{side}.{name}.broke"), drawn])
            b.outputs[f"deal:{side}.{name}.caught"] = b.as_number(caught)

    def finish(self, name: str) -> None:
        """How long the deal goes on, when everything else about this turn is known."""
        b, zero, decl = self.b, self.b.const(0.0), self.program.decl.deals[name].decl
        left = b.input(f"stock:world.deal.{name}")
        caught = [self._told(f"deal:{s}.{name}.caught") for s in SIDES] if decl.breakable else []
        over = b.both(False, [*(self._told(f"deal:{s}.{name}.left") for s in SIDES), *caught])
        goes_on = b.select(over, zero, b.op(Op.MAX, b.op(Op.SUB, left, b.const(1.0)), zero))
        signed = self._told(f"deal:world.{name}.signed")
        b.outputs[f"new:world.deal.{name}"] = b.select(signed, b.const(float(decl.duration)), goes_on)
        last = b.compare(Op.LE, left, b.const(1.0))
        b.outputs[f"deal:world.{name}.ended"] = b.as_number(b.both(True, [self._bound(name), last, b.negate(over)]))
        if decl.locked:
            locked = b.op(Op.MAX, b.op(Op.SUB, b.input(f"stock:world.locked.{name}"), b.const(1.0)), zero)
            found = b.both(False, caught)
            b.outputs[f"new:world.locked.{name}"] = b.select(found, b.const(float(decl.locked)), locked)

    def _signs(self, side: Side, name: str) -> Truth:
        return self.b.as_truth(self.b.input(f"sign:{side}.{name}"))

    def _bound(self, name: str) -> Truth:
        """In force, in a turn with orders: in the year after nobody leaves or breaks anything."""
        aftermath = self.b.as_truth(self.b.input("turn:aftermath"))
        return self.b.both(True, [self.program.in_force(name), self.b.negate(aftermath)])

    def _unlocked(self, name: str) -> Iterator[Truth]:
        if self.program.decl.deals[name].decl.locked:
            yield self.b.negate(self.b.as_truth(self.b.input(f"stock:world.locked.{name}")))

    def _breaches(self, term: Term, side: Side) -> Iterator[Truth]:
        b = self.b
        if term.condition is not None:
            yield b.negate(self.program.lower.truth(term.condition, side))
            return
        scale = 1 if term.stance else TENTHS_PER_POINT
        kind = f"stance:{side}.{term.stance}" if term.stance else f"order:{side}.{term.instrument}"
        value = b.input(kind)
        if term.low is not None:
            yield b.compare(Op.LT, value, b.const(term.low / scale))
        if term.high is not None:
            yield b.compare(Op.LT, b.const(term.high / scale), value)

    def _told(self, cell: str) -> Truth:
        known = self.b.outputs.get(cell)
        return self.b.as_truth(self.program.broken() if known is None else known)

"""Projects in the turn program: instalments, slips, escrow.

Cells: ``pay:washington.fab`` is 1 when the side pays an instalment (input). ``project:washington.fab.finished``,
``.slipped``, and of joint projects ``.refunded`` and ``.offered``, are 1 when that happened (outputs; ``world`` for
what both share). ``refund:washington`` is what comes back with the next budget, in tenths of a point (output)."""

from __future__ import annotations

from airace_rules.ids import SIDES, TENTHS_PER_POINT, Side
from airace_rules.language import undertakings_schema as u
from airace_rules.language.builder import Truth
from airace_rules.language.cells import Cells, key_of
from airace_rules.language.ir import Op
from airace_rules.language.values import pair


class Paying:
    """Makes the outputs of projects. ``program``: the turn program under construction."""

    def __init__(self, program: Cells) -> None:
        self.program = program
        self.b = program.b
        self.refunds: dict[Side, list[int]] = {side: [] for side in SIDES}

    def paid(self, side: Side, name: str) -> int:
        """1 when a side pays an instalment this turn."""
        runs = side in self.program.decl.projects[name].decl.sides
        return self.b.input(f"pay:{side}.{name}") if runs else self.b.const(0.0)

    def project(self, name: str) -> None:
        """One project: what is paid, whether it is finished, what goes back."""
        decl = self.program.decl.projects[name].decl
        if decl.escrow is not None:
            self._advance(None, name, self._matched(name, decl.escrow, pair(decl.cost)))
        else:
            for side in SIDES:
                self._advance(side, name, self.paid(side, name))

    def finish(self) -> None:
        """What comes back to each side from all escrows together."""
        for side, refunds in self.refunds.items():
            if refunds:
                self.b.outputs[f"refund:{side}"] = self.b.sum(refunds)

    def _advance(self, side: Side | None, name: str, counted: int) -> None:
        """Adds the instalments that count, and tells whether they were the last."""
        b, holder = self.b, key_of(side)
        decl = self.program.decl.projects[name].decl
        progress = b.op(Op.ADD, b.input(f"stock:{holder}.progress.{name}"), counted)
        b.outputs[f"new:{holder}.progress.{name}"] = progress
        complete = b.compare(Op.LE, self.program.needed(holder, name), progress)
        last = b.both(True, [b.compare(Op.LT, b.const(0.0), counted), complete])
        slips = self._slips(side, name, last) if decl.slip is not None else False
        finished = b.both(True, [last, b.negate(slips)])
        b.outputs[f"project:{holder}.{name}.finished"] = b.as_number(finished)

    def _slips(self, side: Side | None, name: str, last: Truth) -> Truth:
        """Whether the last instalment turns out not to be the last: once at most."""
        b, holder = self.b, key_of(side)
        before = b.as_truth(b.input(f"stock:{holder}.slipped.{name}"))
        chance = self.program.lower.number(self.program.model.slips[name], side)
        drawn = b.compare(Op.LT, b.input(f"draw:{holder}.slip.{name}"), chance)
        slips = b.both(True, [last, b.negate(before), drawn])
        b.outputs[f"new:{holder}.slipped.{name}"] = b.as_number(b.both(False, [before, slips]))
        b.outputs[f"project:{holder}.{name}.slipped"] = b.as_number(slips)
        return slips

    def _matched(self, name: str, escrow: u.EscrowDecl, costs: dict[Side, int]) -> int:
        """Instalments of a joint project that both have paid by now; the rest waits, or goes back."""
        b = self.b
        waiting = {s: b.op(Op.ADD, b.input(f"stock:{s}.escrow.{name}"), self.paid(s, name)) for s in SIDES}
        matched = b.op(Op.MIN, waiting["washington"], waiting["beijing"])
        for side in SIDES:
            self._wait(side, name, escrow, costs[side], b.op(Op.SUB, waiting[side], matched), matched)
        return matched

    def _wait(self, side: Side, name: str, escrow: u.EscrowDecl, cost: int, rest: int, matched: int) -> None:
        b, zero = self.b, self.b.const(0.0)
        some = b.compare(Op.LT, zero, rest)
        before = b.compare(Op.LT, zero, b.input(f"stock:{side}.escrow.{name}"))
        unmatched = b.both(True, [before, b.compare(Op.EQ, matched, zero)])
        left = b.op(Op.SUB, b.input(f"stock:{side}.waiting.{name}"), b.const(1.0))
        aftermath = b.as_truth(b.input("turn:aftermath"))
        over = b.both(True, [some, unmatched, b.compare(Op.LE, left, zero), b.negate(aftermath)])
        clock = b.select(unmatched, b.op(Op.MAX, left, zero), b.const(float(escrow.wait)))
        stays = b.both(True, [some, b.negate(over)])
        b.outputs[f"new:{side}.escrow.{name}"] = b.select(stays, rest, zero)
        b.outputs[f"new:{side}.waiting.{name}"] = b.select(stays, clock, zero)
        b.outputs[f"project:{side}.{name}.refunded"] = b.as_number(over)
        paid_now = b.as_truth(self.paid(side, name))
        b.outputs[f"project:{side}.{name}.offered"] = b.as_number(b.both(True, [stays, paid_now]))
        back = b.op(Op.FLOOR, b.op(Op.MUL, rest, b.const(cost * escrow.back)))
        back = b.select(over, back, zero)
        self.refunds[side].append(back)
        points = b.op(Op.DIV, back, b.const(float(TENTHS_PER_POINT)))
        b.outputs[f"arg:{side}.{name}.refunded.points"] = points

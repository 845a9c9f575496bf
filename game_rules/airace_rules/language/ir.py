"""The checked intermediate form: a flat list of operations in evaluation order.

The compiler makes it once per ruleset; the scalar and the array emitter turn it into Python source. Both must give
the same bits, so every operation is either exactly rounded IEEE arithmetic or one of our own functions.

Nodes are numbers unless said otherwise. ``LT LE EQ AND OR NOT`` are truth values; they may stand only as operands of
``AND OR NOT`` and as the first operand of ``SELECT``. All operands are evaluated, also those that ``SELECT`` drops.

``DIV`` never meets a zero divisor, ``LOG`` only positive numbers, ``SQRT`` none below zero, ``POW`` no base below zero
and a base of zero only with an exponent ≥ 0 (0 ** 0 is 1): the loader proves it from the declared ranges. A value
stays within ±1e300. (``ratio`` gives its ``or_`` for divisors below 1e-9 and divides by 1 on the side not taken.)

Cell names (inputs and outputs) are ``kind:owner.name``:

=================================== =======================================================================
``stock:washington.chips``          value at the start of the turn (input)
``new:washington.chips``            value after this turn (output of the turn program)
``var:washington.compute``          a variable (output of the program of its timing; opening variables are inputs
                                    of the turn and perception programs)
``flow:washington.chips.bought``    one named part of a flow (output)
``pipe:washington.fab_orders``      as input: what arrives this turn; as output: what enters this turn
``order:washington.buy``            budget points put into an instrument (input)
``stance:washington.safety``        index of the option in force this turn (input)
``changed:washington.safety``       1 when the stance was changed this turn, else 0 (input)
``draw:washington.luck``            a declared draw (input); ``world`` for draws of the world
``event:washington.blackout``       1 when it happened, else 0 (output)
``pay:washington.fab``              1 when the side pays an instalment of a project, else 0 (input)
``sign:washington.pause``           1 when the side signs a deal or keeps its signature, else 0 (input)
``project:world.lab.finished``      1 when that befell a project (output; also ``slipped``, ``offered``, ``refunded``)
``deal:beijing.pause.left``         1 when that befell a deal (output; also ``signed``, ``offered``, ``broke``,
                                    ``caught``, ``ended``)
``refund:washington``               tenths of a point that escrows give back (output)
``done:washington.fab``             1 when a project is finished (output of the opening program)
``gate:world.deal.pause.0``         1 when a line under ``needs`` holds (output of the opening program)
``headline:world.gap_closes``       1 when it is to be told, else 0 (output)
``arg:world.gap_closes.months``     an argument of a headline or event (output)
``par:washington.frontier``         the reference raw score at this turn (input of the opening program)
``raw:washington.frontier``         raw score of a dimension (output of the opening program)
``score:washington.frontier``       dimension score 0 to 100; ``score:washington.total`` (outputs of opening)
``ending:catastrophe``              1 when its condition holds (output of the opening program)
``seen:washington.frontier``        Washington's estimate of Beijing's value (output of perception)
``band:washington.frontier``        its standard error, in the variable's unit (output of perception)
``perceived:washington.lead``       a variable computed from what the side knows (output of perception)
``turn:number`` ``turn:count`` ``turn:aftermath``   1-based turn (count + 1 in the year after), number of turns, 1 in
                                    the year after, else 0 (inputs)
``lift:washington.spill``           factor on a param, in programs made for asking what a param does (input)
``view:own.x`` ``view:rival.x`` ``view:world.x``    what a house strategy may read (inputs of bot programs): own stocks,
                                    opening and perceived variables; the rival's exact values or estimates
``view:own.stance.safety``          index of the option in force (input of bot programs); ``view:rival.stance.safety``
``view:rival.done.fab``             how projects and deals stand (inputs of bot programs; also ``progress``, ``escrow``,
                                    ``offered``, and ``view:world.deal.pause``: the turns it is still in force)
``weight:buy`` ``choose:safety`` ``spend:share`` ``pay:fab`` ``sign:pause``    outputs of bot programs
=================================== =======================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Op(StrEnum):
    """Every operation there is. Arity in the docstring of the group."""

    CONST = "const"  # no operand; Node.value
    INPUT = "input"  # no operand; Node.cell
    NEG = "neg"  # one operand
    ABS = "abs"
    FLOOR = "floor"
    SQRT = "sqrt"
    EXP = "exp"
    LOG = "log"
    NOT = "not"
    ADD = "add"  # two operands
    SUB = "sub"
    MUL = "mul"
    DIV = "div"
    POW = "pow"
    MIN = "min"
    MAX = "max"
    LT = "lt"
    LE = "le"
    EQ = "eq"
    AND = "and"
    OR = "or"
    SELECT = "select"  # three operands: condition, value if true, value if false


@dataclass(frozen=True, slots=True)
class Node:
    """One operation. ``args`` are indices of earlier nodes."""

    op: Op
    args: tuple[int, ...] = ()
    value: float = 0.0
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """Nodes in evaluation order; ``inputs``: cell names in the order of the argument vector;
    ``outputs``: (cell name, node index) in the order of the result vector."""

    nodes: tuple[Node, ...]
    inputs: tuple[str, ...]
    outputs: tuple[tuple[str, int], ...]

"""Names and numbers that mean something, shared by every part of the rules.

``Points`` are budget points as floats (what formulas see); ``Tenths`` are integer tenths of a point
(what orders carry, so that sums are exact).
"""

from __future__ import annotations

from typing import Final, Literal, NewType

Side = Literal["washington", "beijing"]
Scope = Literal["side", "world"]
Owner = Literal["washington", "beijing", "world"]
Audience = Literal["washington", "beijing", "facilitator", "spectator"]

TurnNumber = NewType("TurnNumber", int)
Tenths = NewType("Tenths", int)

SIDES: Final[tuple[Side, Side]] = ("washington", "beijing")
WORLD: Final = "world"
TENTHS_PER_POINT: Final = 10


def rival_of(side: Side) -> Side:
    """The other side.

    >>> rival_of("washington")
    'beijing'
    """
    return "beijing" if side == "washington" else "washington"

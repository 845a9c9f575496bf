"""Units of measurement: what the words under ``unit:`` mean, and how they combine.

A unit is a product of base units with whole or broken exponents. ``1`` and ``share`` have none, and ``turn`` counts as
none: everything happens once a turn, so that ``kchip/turn`` and ``kchip`` are the same. ``%`` is a unit of its own,
since adding a share to percents is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

NOT_COUNTED: Final = frozenset({"1", "share", "turn"})
MAX_EXPONENT: Final = 9
_FACTOR: Final = re.compile(
    r"\s*(?P<base>1|[^\W\d][\w$€%’' -]*?|[%$€])\s*(?:(?:\^|\*\*)\s*(?P<power>-?\d{1,2})|(?P<raised>[²³]))?\s*"
)
_SEPARATOR: Final = re.compile(r"(?<!\*)\*(?!\*)|[·×/]")
_RAISED: Final = {"²": 2, "³": 3}


@dataclass(frozen=True, slots=True)
class Unit:
    """``powers``: base unit → exponent, none of them 0, sorted by name."""

    powers: tuple[tuple[str, Fraction], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        return _made([*self.powers, *other.powers])

    def __truediv__(self, other: Unit) -> Unit:
        return self * other.to(Fraction(-1))

    def to(self, exponent: Fraction) -> Unit:
        """Raised to a power."""
        return _made((name, power * exponent) for name, power in self.powers)

    def __str__(self) -> str:
        above = [_written(name, power) for name, power in self.powers if power > 0]
        below = [_written(name, -power) for name, power in self.powers if power < 0]
        return "/".join([" * ".join(above) or "1", *below])


ONE: Final = Unit()


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit | None:
    """The unit that a designer wrote, such as ``kchip/turn`` or ``1/lvl^2``; None when it cannot be read."""
    unit, sign, at = ONE, 1, 0
    for separator in [*_SEPARATOR.finditer(text), None]:
        factor = _FACTOR.fullmatch(text, at, separator.start() if separator else len(text))
        if factor is None:
            return None
        exponent = int(factor["power"] or _RAISED.get(factor["raised"] or "", 1))
        if abs(exponent) > MAX_EXPONENT:
            return None
        base = factor["base"].strip()
        if base not in NOT_COUNTED:
            unit *= Unit(((base, Fraction(sign * exponent)),)) if exponent else ONE
        if separator is not None:
            sign, at = -1 if separator[0] == "/" else 1, separator.end()
    return unit


def _made(powers: Iterable[tuple[str, Fraction]]) -> Unit:
    sums: dict[str, Fraction] = {}
    for name, power in powers:
        sums[name] = sums.get(name, Fraction(0)) + power
    return Unit(tuple((name, sums[name]) for name in sorted(sums) if sums[name]))


def _written(name: str, power: Fraction) -> str:
    return name if power == 1 else f"{name}^{power}" if power.denominator == 1 else f"{name}^({power})"

"""Constants and tables of our own ``exp``, ``log`` and ``pow``, computed once with exact decimal arithmetic.

The method is table-driven (P. T. P. Tang, 1989 and 1990): a short table removes the leading bits, a short Taylor
polynomial does the rest, and logarithms are carried as a sum of two floats. Every entry is a correctly rounded
constant, so that all machines hold the same tables.
"""

from __future__ import annotations

from decimal import Context, Decimal
from math import ldexp
from typing import Final

_DIGITS: Final = Context(prec=60)
_LN2: Final = _DIGITS.ln(Decimal(2))
_GRID: Final = 2**42  # high parts are multiples of 1/_GRID, so that small integers times them are exact

EXP_STEPS: Final = 128  # 2 ** (i / 128)
EXP_SHIFT: Final = 7
EXP_LOW: Final = -746.0  # below it exp is 0
EXP_HIGH: Final = 710.0  # above it exp is infinite
LOG_STEPS: Final = 256  # log(j / 256)
LOG_FIRST: Final = 180  # smallest j in the table
LOG_LAST: Final = 363
SQRT_HALF: Final = 0.7071067811865476
SPLITTER: Final = 134217729.0  # 2**27 + 1: Veltkamp's constant, splits a float into two halves of 26 bits
POW_LIMIT: Final = 1e25  # any exponent beyond it saturates
SCALE_BIAS: Final = 600


def _high_low(value: Decimal) -> tuple[float, float]:
    """``value`` as a multiple of 1/_GRID and the rest."""
    high = int((value * _GRID).to_integral_value()) / _GRID
    return high, float(_DIGITS.subtract(value, Decimal(high)))


def _exp_table() -> tuple[tuple[float, ...], tuple[float, ...]]:
    values = [_DIGITS.exp(_LN2 * i / EXP_STEPS) for i in range(EXP_STEPS)]
    heads = tuple(float(v) for v in values)
    tails = tuple(float(_DIGITS.divide(v, Decimal(h)) - 1) for v, h in zip(values, heads, strict=True))
    return heads, tails


def _log_table() -> tuple[tuple[float, ...], tuple[float, ...]]:
    pairs = [_high_low(-_DIGITS.ln(Decimal(j) / LOG_STEPS)) for j in range(LOG_FIRST, LOG_LAST + 1)]
    return tuple(high for high, _ in pairs), tuple(low for _, low in pairs)


LN2_HIGH, LN2_LOW = _high_low(_LN2)
STEP_HIGH, STEP_LOW = _high_low(_DIGITS.divide(_LN2, Decimal(EXP_STEPS)))
STEPS_PER_E: Final = float(_DIGITS.divide(Decimal(EXP_STEPS), _LN2))
EXP_HEADS, EXP_TAILS = _exp_table()
LOG_HIGHS, LOG_LOWS = _log_table()
SCALES: Final = tuple(ldexp(1.0, k) for k in range(-SCALE_BIAS, SCALE_BIAS + 1))
E3, E4, E5 = 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0
L3, L4, L5, L6, L7, L8, L9 = 1 / 3, -1 / 4, 1 / 5, -1 / 6, 1 / 7, -1 / 8, 1 / 9

"""Elementary functions on single floats, made of IEEE + - * / and exact scaling in one fixed order.

Libraries and vector units round ``exp``, ``log`` and ``pow`` differently from machine to machine; these do not.
``mathfn_array`` holds the same operations in the same order on arrays, and must agree to the bit.
All functions are total: they return infinity or NaN where IEEE would, and never raise.
"""

from __future__ import annotations

import math
from typing import Final

from airace_rules.engine.tables import (
    E3,
    E4,
    E5,
    EXP_HEADS,
    EXP_HIGH,
    EXP_LOW,
    EXP_SHIFT,
    EXP_STEPS,
    EXP_TAILS,
    L3,
    L4,
    L5,
    L6,
    L7,
    L8,
    L9,
    LN2_HIGH,
    LN2_LOW,
    LOG_FIRST,
    LOG_HIGHS,
    LOG_LOWS,
    LOG_STEPS,
    POW_LIMIT,
    SCALE_BIAS,
    SCALES,
    SPLITTER,
    SQRT_HALF,
    STEP_HIGH,
    STEP_LOW,
    STEPS_PER_E,
)  # fmt: skip

INF: Final = math.inf
NAN: Final = math.nan
_MASK: Final = EXP_STEPS - 1
_STEP: Final = 1.0 / LOG_STEPS
# A row for each step, so that one look gives all that it has; no step of a logarithm lies below LOG_FIRST.
_EXP_ROWS: Final = tuple(zip(EXP_HEADS, EXP_TAILS, strict=True))
_LOG_ROWS: Final = ((0.0, 0.0, 0.0),) * LOG_FIRST + tuple(
    (j * _STEP, high, low) for j, (high, low) in enumerate(zip(LOG_HIGHS, LOG_LOWS, strict=True), LOG_FIRST)
)


def exp(x: float) -> float:
    """e ** x, error below 0.6 units in the last place.

    >>> exp(0.0), exp(1.0), exp(-1e9)
    (1.0, 2.718281828459045, 0.0)
    """
    if EXP_LOW < x < EXP_HIGH:
        return _exp_sum(x, 0.0)
    return x if x != x else INF if x > 0.0 else 0.0


def _exp_sum(x: float, tail: float) -> float:
    """e ** (x + tail) for x between EXP_LOW and EXP_HIGH and a much smaller tail."""
    k = math.floor(x * STEPS_PER_E + 0.5)
    r = ((x - k * STEP_HIGH) - k * STEP_LOW) + tail
    e = k >> EXP_SHIFT
    half = e >> 1
    head, rest = _EXP_ROWS[k & _MASK]
    square = r * r
    p = ((rest + r) + square * (0.5 + r * E3)) + (square * square) * (E4 + r * E5)
    return ((head + head * p) * SCALES[half + SCALE_BIAS]) * SCALES[(e - half) + SCALE_BIAS]


def log(x: float) -> float:
    """Natural logarithm, error below 0.6 units in the last place. log(0) is -infinity, below 0 it is NaN.

    >>> log(1.0), log(0.0)
    (0.0, -inf)
    """
    if 0.0 < x < INF:
        return _log_sum(x)[0]
    return -INF if x == 0.0 else x if x > 0.0 or x != x else NAN


def _log_sum(x: float) -> tuple[float, float]:
    """log(x) for a finite x > 0 as the sum of a float and a much smaller one."""
    z, e = math.frexp(x)
    if z < SQRT_HALF:
        z = z + z
        e = e - 1
    c, log_high, log_low = _LOG_ROWS[math.floor(LOG_STEPS / z + 0.5)]
    t = z * SPLITTER
    z_high = t - (t - z)
    r_high = z_high * c - 1.0
    r_low = (z - z_high) * c
    r = r_high + r_low
    first = e * LN2_HIGH + log_high
    second = first + r
    half = -0.5 * r_high
    bend = r_high * half
    high = second + bend
    p = (r * r * r) * (L3 + r * (L4 + r * (L5 + r * (L6 + r * (L7 + r * (L8 + r * L9))))))
    low = (
        (((e * LN2_LOW + log_low) + ((first - second) + r)) + r_low * (-0.5 * r + half)) + ((second - high) + bend)
    ) + p
    y = high + low
    return y, (high - y) + low


def power(x: float, y: float) -> float:
    """x ** y for x ≥ 0, error below 0.6 units in the last place, exact where the result is a short number.

    Total: power(x, 0) is 1, power(0, y > 0) is 0, power(0, y < 0) is infinite; below 0 it is NaN.

    >>> power(3.0, 2.0), power(0.0, 0.75), power(0.0, 0.0)
    (9.0, 0.0, 1.0)
    """
    if not (0.0 < x < INF and -POW_LIMIT <= y <= POW_LIMIT):
        return _power_edge(x, y)
    high, low = _log_sum(x)
    t = y * SPLITTER
    y_high = t - (t - y)
    t = high * SPLITTER
    high_high = t - (t - high)
    product = y_high * high_high
    if not EXP_LOW < product < EXP_HIGH:
        return INF if product > 0.0 else 0.0
    return _exp_sum(product, (y - y_high) * high_high + y * ((high - high_high) + low))


def _power_edge(x: float, y: float) -> float:
    if y == 0.0 or x == 1.0:
        return 1.0
    if x != x or y != y or x < 0.0:
        return NAN
    if 0.0 < x < INF:
        return power(x, POW_LIMIT if y > 0.0 else -POW_LIMIT)
    return INF if (x > 0.0) == (y > 0.0) else 0.0


def sqrt(x: float) -> float:
    """Square root, correctly rounded; NaN below 0."""
    return math.sqrt(x) if x >= 0.0 else NAN


def floor(x: float) -> float:
    """Largest whole number not above x, as a float; keeps -0.0 and infinities."""
    return x // 1.0 if -INF < x < INF else x


def divide(x: float, y: float) -> float:
    """x / y as IEEE has it: a zero divisor gives infinity or NaN."""
    if y != 0.0:
        return x / y
    return NAN if x == 0.0 or x != x else math.copysign(INF, x) * math.copysign(1.0, y)


def minimum(x: float, y: float) -> float:
    """The smaller; on a tie, or when either is NaN, the first."""
    return y if y < x else x


def maximum(x: float, y: float) -> float:
    """The larger; on a tie, or when either is NaN, the first."""
    return y if y > x else x

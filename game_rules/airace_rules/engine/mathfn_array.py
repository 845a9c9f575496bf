"""The functions of ``mathfn`` on float64 arrays: the same operations in the same order, equal to the bit."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

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

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Whole: TypeAlias = NDArray[np.int64]


def _frozen(values: tuple[float, ...]) -> Floats:
    array = np.array(values, dtype=np.float64)
    array.flags.writeable = False
    return array


_HEADS: Final = _frozen(EXP_HEADS)
_TAILS: Final = _frozen(EXP_TAILS)
_HIGHS: Final = _frozen(LOG_HIGHS)
_LOWS: Final = _frozen(LOG_LOWS)
_SCALES: Final = _frozen(SCALES)
_MASK: Final = EXP_STEPS - 1
_STEP: Final = 1.0 / LOG_STEPS


def exp(x: Floats) -> Floats:
    """e ** x, elementwise."""
    inside = (x > EXP_LOW) & (x < EXP_HIGH)
    if inside.all():
        return _exp_sum(x, 0.0)
    edge = np.where(x != x, x, np.where(x > 0.0, np.inf, 0.0))
    return np.where(inside, _exp_sum(np.where(inside, x, 0.0), 0.0), edge)


def _exp_sum(x: Floats, tail: Floats | float) -> Floats:
    k = np.floor(x * STEPS_PER_E + 0.5)
    r = ((x - k * STEP_HIGH) - k * STEP_LOW) + tail
    whole = k.astype(np.int64)
    i = whole & _MASK
    e = whole >> EXP_SHIFT
    half = e >> 1
    head = _HEADS[i]
    square = r * r
    p = ((_TAILS[i] + r) + square * (0.5 + r * E3)) + (square * square) * (E4 + r * E5)
    result: Floats = ((head + head * p) * _SCALES[half + SCALE_BIAS]) * _SCALES[(e - half) + SCALE_BIAS]
    return result


def log(x: Floats) -> Floats:
    """Natural logarithm, elementwise."""
    inside = (x > 0.0) & (x < np.inf)
    if inside.all():
        return _log_sum(x)[0]
    edge = np.where(x == 0.0, -np.inf, np.where((x > 0.0) | (x != x), x, np.nan))
    return np.where(inside, _log_sum(np.where(inside, x, 1.0))[0], edge)


def _log_sum(x: Floats) -> tuple[Floats, Floats]:
    z, exponent = np.frexp(x)
    low_half = z < SQRT_HALF
    z = np.where(low_half, z + z, z)
    e: Floats = (exponent - low_half).astype(np.float64)
    whole = np.floor(LOG_STEPS / z + 0.5)
    c = whole * _STEP
    j = whole.astype(np.int64) - LOG_FIRST
    t = z * SPLITTER
    z_high = t - (t - z)
    r_high = z_high * c - 1.0
    r_low = (z - z_high) * c
    r = r_high + r_low
    first = e * LN2_HIGH + _HIGHS[j]
    second = first + r
    half = -0.5 * r_high
    bend = r_high * half
    high = second + bend
    p = (r * r * r) * (L3 + r * (L4 + r * (L5 + r * (L6 + r * (L7 + r * (L8 + r * L9))))))
    low = (
        (((e * LN2_LOW + _LOWS[j]) + ((first - second) + r)) + r_low * (-0.5 * r + half)) + ((second - high) + bend)
    ) + p
    y = high + low
    return y, (high - y) + low


def power(x: Floats | float, y: Floats | float) -> Floats:
    """x ** y for x ≥ 0, elementwise. Either may be a plain number."""
    x, y = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
    inside = (x > 0.0) & (x < np.inf) & (y == y)
    if inside.all():
        return _power_inside(x, y)
    edge = np.where((y == 0.0) | (x == 1.0), 1.0, np.where((x > 0.0) == (y > 0.0), np.inf, 0.0))
    edge = np.where(((x != x) | (y != y) | (x < 0.0)) & (y != 0.0) & (x != 1.0), np.nan, edge)
    return np.where(inside, _power_inside(np.where(inside, x, 1.0), np.where(inside, y, 1.0)), edge)


def _power_inside(x: Floats, y: Floats) -> Floats:
    y = np.where(y > POW_LIMIT, POW_LIMIT, np.where(y < -POW_LIMIT, -POW_LIMIT, y))
    high, low = _log_sum(x)
    t = y * SPLITTER
    y_high = t - (t - y)
    t = high * SPLITTER
    high_high = t - (t - high)
    product = y_high * high_high
    tail = (y - y_high) * high_high + y * ((high - high_high) + low)
    inside = (product > EXP_LOW) & (product < EXP_HIGH)
    if inside.all():
        return _exp_sum(product, tail)
    edge = np.where(product > 0.0, np.inf, 0.0)
    return np.where(inside, _exp_sum(np.where(inside, product, 0.0), np.where(inside, tail, 0.0)), edge)


def minimum(x: Any, y: Any) -> Floats:
    """The smaller; on a tie, or when either is NaN, the first."""
    smaller: Floats = np.where(y < x, y, x)
    return smaller


def maximum(x: Any, y: Any) -> Floats:
    """The larger; on a tie, or when either is NaN, the first."""
    larger: Floats = np.where(y > x, y, x)
    return larger

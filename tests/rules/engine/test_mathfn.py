"""exp, log and pow are ours: the same bits for one number and for an array, and close to the truth."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airace_rules.engine import mathfn, mathfn_array

EDGES = [0.0, 5e-324, 2.2250738585072009e-308, 2.2250738585072014e-308, 1e-300, 0.5, 1.0 - 2**-53, 1.0, 1.0 + 2**-52]
EDGES += [2.0, math.e, 10.0, 700.0, 708.3964185322641, 709.782712893384, 709.7827128933841, 710.0, 745.1332191019411]
EDGES += [745.1332191019412, 746.0, 1e25, 1e300, 1.7976931348623157e308, math.inf, math.nan]
SIGNED_EDGES = np.array(EDGES + [-x for x in EDGES])
MANY = 400_000
EXACT = Context(prec=60, Emax=999999, Emin=-999999)

ONE: list[tuple[str, Callable[[float], float], Callable[[Any], Any]]] = [
    ("exp", mathfn.exp, mathfn_array.exp),
    ("log", mathfn.log, mathfn_array.log),
    ("sqrt", mathfn.sqrt, np.sqrt),
    ("floor", mathfn.floor, np.floor),
]
TWO: list[tuple[str, Callable[[float, float], float], Callable[[Any, Any], Any]]] = [
    ("power", mathfn.power, mathfn_array.power),
    ("minimum", mathfn.minimum, mathfn_array.minimum),
    ("maximum", mathfn.maximum, mathfn_array.maximum),
    ("divide", mathfn.divide, np.divide),
]


def any_bits(rng: np.random.Generator, count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Floats of every kind: any 64 bits at all."""
    return rng.integers(0, 2**64, count, dtype=np.uint64).view(np.float64)


def usual(rng: np.random.Generator, count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Floats of the sizes that formulas meet, both signs, and around 1."""
    third = count // 3
    parts = [rng.normal(0, 300, third), rng.uniform(0.5, 2, third), np.exp(rng.uniform(-740, 709, third))]
    return np.concatenate(parts)


def same_bits(scalar: Callable[..., float], array: Callable[..., Any], *columns: Any) -> None:
    with np.errstate(all="ignore"):
        batch = array(*columns)
    single = np.array([scalar(*row) for row in zip(*(c.tolist() for c in columns), strict=True)])
    equal = (batch.view(np.uint64) == single.view(np.uint64)) | (np.isnan(batch) & np.isnan(single))
    assert equal.all(), [c[~equal][:3] for c in columns]


@pytest.mark.parametrize(("scalar", "array"), [row[1:] for row in ONE], ids=[row[0] for row in ONE])
def test_a_function_gives_the_same_bits_for_one_number_and_for_an_array(
    scalar: Callable[[float], float], array: Callable[[Any], Any]
) -> None:
    rng = np.random.default_rng(1)
    for values in (SIGNED_EDGES, any_bits(rng, MANY), usual(rng, MANY), np.abs(any_bits(rng, MANY))):
        same_bits(scalar, array, values)


@pytest.mark.parametrize(("scalar", "array"), [row[1:] for row in TWO], ids=[row[0] for row in TWO])
def test_a_function_of_two_gives_the_same_bits_for_one_pair_and_for_arrays(
    scalar: Callable[[float, float], float], array: Callable[[Any, Any], Any]
) -> None:
    rng = np.random.default_rng(2)
    grid = np.array([(x, y) for x in SIGNED_EDGES for y in SIGNED_EDGES])
    same_bits(scalar, array, grid[:, 0].copy(), grid[:, 1].copy())
    same_bits(scalar, array, np.abs(any_bits(rng, MANY)), any_bits(rng, MANY))
    same_bits(scalar, array, np.exp(rng.normal(0, 5, MANY)), rng.normal(0, 10, MANY))
    same_bits(scalar, array, rng.uniform(0.9, 1.1, MANY), rng.normal(0, 1000, MANY))


def test_an_array_with_one_exception_gives_the_others_the_same_bits() -> None:
    values = np.linspace(0.1, 50.0, 1000)
    for array in (mathfn_array.exp, mathfn_array.log, lambda x: mathfn_array.power(x, 0.75)):
        for exception in (0.0, math.inf, math.nan, -1.0, 1e300):
            mixed = array(np.append(values, exception))
            assert (mixed[:-1] == array(values)).all()


@given(st.floats(), st.floats())
@settings(max_examples=2000)
def test_any_two_floats_agree_between_scalar_and_array(x: float, y: float) -> None:
    for _, scalar, array in ONE:
        same_bits(scalar, array, np.array([x]))
    for _, scalar, array in TWO:
        same_bits(scalar, array, np.array([x]), np.array([y]))


def units_off(value: float, truth: Decimal) -> float:
    """Error in units in the last place of ``value``."""
    error = EXACT.subtract(Decimal(value), truth)
    return abs(float(EXACT.divide(error, Decimal(math.ulp(value)))))


def exact_log(x: float) -> Decimal:
    return EXACT.ln(Decimal(x))


def test_exp_is_within_six_tenths_of_a_unit_in_the_last_place() -> None:
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.uniform(-708, 709, 1500), rng.normal(0, 1, 1500), rng.normal(0, 1e-6, 500)])
    assert max(units_off(mathfn.exp(x), EXACT.exp(Decimal(x))) for x in values.tolist()) < 0.6


def test_exp_into_the_subnormals_is_within_one_unit() -> None:
    values = np.random.default_rng(4).uniform(-745.1, -708.4, 1500)
    assert max(units_off(mathfn.exp(x), EXACT.exp(Decimal(x))) for x in values.tolist()) <= 1.01


def test_log_is_within_six_tenths_of_a_unit_in_the_last_place() -> None:
    rng = np.random.default_rng(5)
    values = np.concatenate(
        [np.exp(rng.uniform(-740, 709, 1500)), rng.uniform(0.7, 1.5, 1500), 1 + rng.normal(0, 1e-4, 1500)]
    )
    assert max(units_off(mathfn.log(x), exact_log(x)) for x in values.tolist() if x != 1.0) < 0.6


def test_power_is_within_six_tenths_of_a_unit_in_the_last_place() -> None:
    rng = np.random.default_rng(6)
    xs = np.concatenate([np.exp(rng.normal(0, 3, 1500)), rng.uniform(0.8, 1.25, 1500)]).tolist()
    ys = np.concatenate([rng.normal(0, 10, 1500), rng.normal(0, 1000, 1500)]).tolist()
    worst = 0.0
    for x, y in zip(xs, ys, strict=True):
        value = mathfn.power(x, y)
        if 1e-300 < value < 1e300:
            worst = max(worst, units_off(value, EXACT.exp(EXACT.multiply(Decimal(y), exact_log(x)))))
    assert 0.4 < worst < 0.6


def test_powers_that_are_short_numbers_are_exact() -> None:
    for n in range(1, 5000):
        assert mathfn.power(float(n), 2.0) == n * n
        assert mathfn.power(float(n), 3.0) == n**3
        assert mathfn.power(float(n * n), 0.5) == n
        assert mathfn.power(float(n), 1.0) == n
        assert mathfn.power(float(n), 0.0) == 1.0
    assert all(mathfn.power(2.0, float(k)) == math.ldexp(1.0, k) for k in range(-1074, 1024))


def test_power_is_total() -> None:
    for x in (0.0, -0.0):
        assert mathfn.power(x, 0.75) == 0.0
        assert mathfn.power(x, -0.75) == math.inf
    for x in (0.0, 5e-324, 3.0, 1e300, math.inf, math.nan, -2.0):
        assert mathfn.power(x, 0.0) == 1.0
        assert mathfn.power(x, -0.0) == 1.0
    assert mathfn.power(1.0, math.inf) == 1.0
    assert mathfn.power(2.0, math.inf) == math.inf
    assert mathfn.power(2.0, -math.inf) == 0.0
    assert mathfn.power(0.5, math.inf) == 0.0
    assert math.isnan(mathfn.power(-2.0, 2.0))


def test_ties_of_zeros_give_the_first() -> None:
    for function in (mathfn.minimum, mathfn.maximum):
        assert math.copysign(1.0, function(0.0, -0.0)) == 1.0
        assert math.copysign(1.0, function(-0.0, 0.0)) == -1.0


def test_exp_and_log_meet_their_limits() -> None:
    assert mathfn.exp(709.782712893384) == pytest.approx(1.797693134862273e308)
    assert mathfn.exp(710.0) == math.inf
    assert mathfn.exp(-745.2) == 0.0
    assert mathfn.log(5e-324) == -744.4400719213812
    assert mathfn.log(0.0) == -math.inf
    assert math.isnan(mathfn.log(-1.0))

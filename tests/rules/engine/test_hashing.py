"""The chain of hashes is over the canonical JSON of orders and states, whatever they hold."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airace_rules.engine.canonical import canonical_bytes, to_json
from airace_rules.engine.hashing import link, link_text
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.state import MatchState, SideState

NAMES: Final = st.sampled_from(["chips", "a", "b", "ü", "%s", "%", '"', "\\", "chips.x", "", "inf", "\n"])
NUMBERS: Final = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**20), 10**20), st.booleans()
)
WORDS: Final = st.text(max_size=5)


def tables(values: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.dictionaries(NAMES, values, max_size=6)


ORDERS: Final = st.builds(Orders, tables(st.integers()), tables(WORDS), tables(st.booleans()), tables(st.booleans()))
AMOUNTS: Final = tables(st.lists(NUMBERS, max_size=3).map(tuple))
SIDE_STATES: Final = st.builds(
    SideState,
    stocks=tables(NUMBERS),
    pipelines=AMOUNTS,
    stances=tables(WORDS),
    orders=ORDERS,
    carried=st.integers(),
    estimates=tables(NUMBERS),
    perceived=tables(NUMBERS),
    bands=tables(NUMBERS),
)
STATES: Final = st.builds(
    MatchState,
    turn=st.integers(1, 99),
    sides=st.fixed_dictionaries(dict.fromkeys(SIDES, SIDE_STATES)),
    world=tables(NUMBERS),
    ending=st.none() | WORDS,
    winner=st.none() | st.sampled_from(SIDES),
    world_pipelines=AMOUNTS,
)


def plainly(previous: str, ruleset: str, orders: dict[Side, Orders], after: MatchState) -> bytes:
    """What is hashed, made in the plainest way."""
    given_orders = {side: to_json(orders[side]) for side in SIDES}
    return canonical_bytes({"previous": previous, "ruleset": ruleset, "orders": given_orders, "after": to_json(after)})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS, st.fixed_dictionaries(dict.fromkeys(SIDES, ORDERS)), STATES, st.booleans())
def test_what_is_hashed_is_the_canonical_json(
    previous: str, ruleset: str, orders: dict[Side, Orders], after: MatchState, as_played: bool
) -> None:
    if as_played:  # in a match the state holds the very orders that were given
        after = replace(after, sides={side: replace(after.sides[side], orders=orders[side]) for side in SIDES})
    expected = plainly(previous, ruleset, orders, after)
    assert link_text(previous, ruleset, orders, after).encode() == expected
    assert link(previous, ruleset, orders, after) == hashlib.sha256(expected).hexdigest()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_finite_number_has_no_hash(number: float) -> None:
    side = SideState({}, {}, {}, Orders(), 0, {})
    good = MatchState(1, {"washington": side, "beijing": side}, {"tension": 1.0})
    orders: dict[Side, Orders] = {"washington": Orders(), "beijing": Orders()}
    link("", "", orders, good)
    for bad in (replace(good, world={"tension": number}), replace(good, world_pipelines={"fabs": (1.0, number)})):
        with pytest.raises(ValueError, match="not JSON compliant"):
            link("", "", orders, bad)


def test_numbers_whose_sum_overflows_have_a_hash() -> None:
    side = SideState({}, {}, {}, Orders(), 0, {})
    state = MatchState(1, {"washington": side, "beijing": side}, {"a": 1.5e308, "b": 1.5e308})
    orders: dict[Side, Orders] = {"washington": Orders(), "beijing": Orders()}
    assert link_text("", "", orders, state).encode() == plainly("", "", orders, state)

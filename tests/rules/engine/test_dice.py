"""Chance is a pure function of the match, the turn and the name of the draw."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airace_rules import Seed, new_match, resolve_turn
from airace_rules.engine.dice import draw_id, key_of
from airace_rules.engine.draws import draw_games, drawn
from airace_rules.engine.plan import DrawSet, plan_of
from airace_rules.engine.words import draw_ids, key_words, normal_of, threefry, uniform_of
from airace_rules.ids import SIDES
from airace_rules.orders import NO_ORDERS
from airace_rules.ruleset import Draw
from rules.engine.toy import toy_ruleset

SEED = Seed(bytes(range(32)), b"salt")

# Published with the generator: key, counter, output of Threefry-2x64 with 20 rounds (Random123, kat_vectors).
PUBLISHED = [
    ((0, 0), (0, 0), (0xC2B6E3A8C2C69865, 0x6F81ED42F350084D)),
    ((2**64 - 1, 2**64 - 1), (2**64 - 1, 2**64 - 1), (0xE02CB7C4D95D277A, 0xD06633D0893B8B68)),
    (
        (0xA4093822299F31D0, 0x082EFA98EC4E6C89),
        (0x243F6A8885A308D3, 0x13198A2E03707344),
        (0x263C7D30BB0F0AF1, 0x56BE8361D3311526),
    ),
]


def words(*values: int) -> tuple[np.ndarray, ...]:
    return tuple(np.array([value], dtype=np.uint64) for value in values)


def draw_set(*names: str) -> DrawSet:
    cells, ids = tuple(f"draw:{name}" for name in names), tuple(draw_id(name) for name in names)
    return DrawSet(cells, names, ids, (False,) * len(names))


@pytest.mark.parametrize(("key", "counter", "output"), PUBLISHED)
def test_the_generator_gives_the_published_answers(
    key: tuple[int, int], counter: tuple[int, int], output: tuple[int, int]
) -> None:
    result = threefry(words(*key), words(*counter))
    assert tuple(int(word[0]) for word in result) == output


def test_draws_stay_the_same_from_version_to_version() -> None:
    values = drawn(draw_set("washington.luck", "world.storm"), 3, SEED)
    assert [v.hex() for v in values] == GOLDEN


GOLDEN = ["0x1.308d3295fb916p-2", "0x1.8abb509380f0ep-1"]


def test_a_new_draw_does_not_disturb_the_others() -> None:
    few = drawn(draw_set("washington.luck", "beijing.luck"), 2, SEED)
    more = drawn(draw_set("world.new", "beijing.luck", "washington.luck"), 2, SEED)
    assert few == [more[2], more[1]]


def test_each_of_seed_branch_turn_and_name_changes_a_draw() -> None:
    draws = draw_set("washington.luck")
    seeds = [SEED, replace(SEED, branch=1), Seed(bytes(31) + b"\1")]
    values = [drawn(draws, turn, seed)[0] for turn in (1, 2) for seed in seeds]
    values.append(drawn(draw_set("beijing.luck"), 1, SEED)[0])
    assert len(set(values)) == 7


def test_the_salt_does_not_touch_the_draws() -> None:
    draws = draw_set("washington.luck")
    assert drawn(draws, 1, SEED) == drawn(draws, 1, replace(SEED, salt=b"other"))


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=20), st.integers(1, 40), st.integers(0, 9))
def test_a_batch_draws_what_single_matches_draw(seeds: list[bytes], turn: int, branch: int) -> None:
    plan = plan_of(TOY)
    keys = key_words([key_of(seed) for seed in seeds])
    batch = draw_games(plan.turn_draws, keys, turn, branch)
    for game, seed in enumerate(seeds):
        single = drawn(plan.turn_draws, turn, Seed(seed, b"", branch))
        assert batch[:, game].tolist() == single


TOY = toy_ruleset()


def test_uniform_draws_fill_the_unit_interval_evenly() -> None:
    rng = np.random.default_rng(1)
    values = uniform_of(rng.integers(0, 2**64, 200_000, dtype=np.uint64))
    assert values.min() >= 0.0
    assert values.max() < 1.0
    counts, _ = np.histogram(values, bins=50, range=(0, 1))
    assert ((counts - 4000) ** 2 / 4000).sum() < 90  # chi-square, 49 degrees of freedom: 1 in 10,000 above
    extremes = uniform_of(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert extremes.tolist() == [0.0, 1.0 - 2.0**-53]


def test_normal_draws_have_mean_zero_and_deviation_one_within_three() -> None:
    keys = key_words([key_of(bytes(31) + bytes([k])) for k in range(256)])
    ids = draw_ids([f"world.d{k}" for k in range(1000)])
    values = normal_of(threefry(keys, (ids[:, np.newaxis], np.array([[1]], dtype=np.uint64)))[0])
    assert abs(values.mean()) < 0.01
    assert abs(values.std() - 1.0) < 0.01
    extremes = normal_of(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert extremes[0] == -extremes[1]
    assert -3.0 < extremes[0] < -2.9999


def test_draws_of_different_names_are_not_correlated() -> None:
    keys = key_words([key_of(k.to_bytes(32, "big")) for k in range(20_000)])
    ids = draw_ids(["washington.luck", "beijing.luck", "world.luck"])
    rows = [threefry(keys, (ids[:, np.newaxis], np.array([[t]], dtype=np.uint64)))[0] for t in (1, 2)]
    table = np.corrcoef(uniform_of(np.concatenate(rows)))
    assert np.abs(table - np.eye(6)).max() < 0.035  # five standard errors


def test_the_commitment_is_the_hash_of_salt_and_seed_and_hides_the_branch() -> None:
    assert SEED.commitment() == hashlib.sha256(b"salt" + bytes(range(32))).hexdigest()
    assert replace(SEED, branch=3).commitment() == SEED.commitment()


def test_a_seed_of_another_length_or_an_impossible_branch_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes, not 3"):
        Seed(b"abc")
    with pytest.raises(ValueError, match="branch"):
        Seed(bytes(32), b"", -1)


def test_adding_a_draw_to_a_ruleset_leaves_its_matches_as_they_were() -> None:
    more = toy_ruleset(draws={"first": Draw("first", "world", "normal", "declared"), **TOY.draws})
    orders = dict.fromkeys(SIDES, NO_ORDERS)
    before = resolve_turn(TOY, new_match(TOY, SEED), orders, SEED)
    assert resolve_turn(more, new_match(more, SEED), orders, SEED) == before

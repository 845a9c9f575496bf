"""Forecasts that are wanted at the same time are worked out together, and none suffers from its neighbours."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from airace_rules import Seed, default_orders, new_match
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.outlook import forecast_for
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState
from airace_server.games import forecaster as module
from airace_server.games.folders import shipped
from airace_server.games.forecaster import Forecaster
from support.playing import load_once

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def forecaster() -> AsyncIterator[Forecaster]:
    made = Forecaster(1)
    yield made
    made.close()


@pytest.fixture
def sizes(forecaster: Forecaster, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many drafts the worker is given at a time."""
    given: list[int] = []
    ask = forecaster._workers.ask

    async def watched(ruleset: Ruleset, task: Any, drafts: Any) -> Any:
        given.append(len(drafts))
        return await ask(ruleset, task, drafts)

    monkeypatch.setattr(forecaster._workers, "ask", watched)
    return given


@pytest.fixture
def quick() -> Ruleset:
    return load_once(shipped() / "quick")


def match_of(ruleset: Ruleset, number: int) -> MatchState:
    return new_match(ruleset, Seed(hashlib.sha256(f"match {number}".encode()).digest()))


async def test_what_is_wanted_while_the_worker_is_busy_is_worked_out_together(
    forecaster: Forecaster, sizes: list[int], quick: Ruleset
) -> None:
    wanted: list[tuple[MatchState, Side, Orders]] = []
    for number in range(module.TOGETHER):
        state = match_of(quick, number)
        wanted += [(state, side, default_orders(quick, state, side)) for side in SIDES]
    found = await asyncio.gather(
        *(forecaster.forecast(quick, state, side, partial(replace, orders)) for state, side, orders in wanted)
    )
    assert found == [forecast_for(quick, *one) for one in wanted]
    assert max(sizes) == module.TOGETHER
    assert len([size for size in sizes if size > 1]) <= 3


async def test_a_draft_that_changes_while_it_waits_is_forecast_as_it_then_is(
    forecaster: Forecaster, quick: Ruleset
) -> None:
    state = match_of(quick, 1)
    first = asyncio.ensure_future(forecaster.forecast(quick, state, "washington", Orders))
    draft = Orders()
    waiting = asyncio.ensure_future(forecaster.forecast(quick, state, "beijing", lambda: draft))
    await asyncio.sleep(0)  # both are wanted, and the worker is busy with the first
    draft = Orders({"buy": 50})
    assert await waiting == forecast_for(quick, state, "beijing", Orders({"buy": 50}))
    assert await first == forecast_for(quick, state, "washington", Orders())


async def test_orders_that_are_not_allowed_have_no_forecast_and_take_none_away(
    forecaster: Forecaster, quick: Ruleset
) -> None:
    state = match_of(quick, 1)
    bad, good = Orders({"buy": 100_000}), Orders()
    found = await asyncio.gather(
        *(forecaster.forecast(quick, state, "beijing", partial(replace, one)) for one in (good, bad, good))
    )
    assert [one is None for one in found] == [False, True, False]


async def test_a_moment_that_breaks_the_rules_program_takes_no_forecast_from_others(
    forecaster: Forecaster, quick: Ruleset
) -> None:
    state = match_of(quick, 1)
    over = replace(state, ending="catastrophe")
    found = await asyncio.gather(*(forecaster.forecast(quick, one, "beijing", Orders) for one in (state, over, state)))
    assert [one is None for one in found] == [False, True, False]


async def test_without_workers_there_are_no_forecasts(quick: Ruleset) -> None:
    assert await Forecaster(0).forecast(quick, match_of(quick, 1), "beijing", Orders) is None

"""A side that drafts is told what its draft may lead to, and nobody else is."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from airace_rules.views import Forecast
from support.sockets import Line, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def foreseeing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    folder: Path = tmp_path_factory.mktemp("forecasts")
    async with running(folder, forecast_workers=1, seat_frames_burst=1000) as server:
        yield server


async def forecast_of(line: Line, draft_no: int) -> Forecast:
    """The forecast of a draft, or of a newer one."""
    while True:
        frame = await line.hear("forecast")
        assert frame["match"] == line.seat.match  # type: ignore[union-attr]
        if frame["draft_no"] >= draft_no:
            return Forecast.model_validate(frame["forecast"])


async def test_whoever_arrives_is_told_what_the_draft_may_lead_to(foreseeing: Running) -> None:
    ann, _ = await foreseeing.friends()
    async with foreseeing.line(ann) as line:
        forecast = await forecast_of(line, 1)
    assert forecast.turn == 1
    assert [outlook.turn for outlook in forecast.outlooks] == [2, 3]
    assert forecast.outlooks[0].own["compute"].middle == forecast.outlooks[0].own["compute"].usual


async def test_a_changed_draft_has_another_forecast_told_to_its_side_alone(foreseeing: Running) -> None:
    ann, bo = await foreseeing.friends()
    async with foreseeing.line(ann) as mine, foreseeing.line(ann) as teammate, foreseeing.line(bo) as theirs:
        await forecast_of(theirs, 1)
        number = (await mine.ask("edit_draft", instruments={"buy": 0}))["draft_no"]
        for line in (mine, teammate):
            forecast = await forecast_of(line, number)
            assert forecast.outlooks[0].own["compute"].middle < forecast.outlooks[0].own["compute"].usual
        await asyncio.sleep(0.3)
        assert [frame for frame in theirs.heard if frame["type"] == "forecast" and frame["draft_no"] >= number] == []


async def test_the_next_turn_begins_with_a_forecast(foreseeing: Running) -> None:
    ann, bo = await foreseeing.friends()
    async with foreseeing.line(ann) as mine, foreseeing.line(bo) as theirs:
        await mine.sign()
        await theirs.sign()
        while (forecast := await forecast_of(mine, 1)).turn < 2:
            pass
    assert forecast.outlooks[-1].turn > 2


async def test_a_forecaster_that_dies_costs_a_forecast_and_nothing_else(foreseeing: Running) -> None:
    ann, _ = await foreseeing.friends()
    async with foreseeing.line(ann) as line:
        await forecast_of(line, 1)
        pool = foreseeing.app.state.live.games.forecaster._workers._pool
        for process in list(pool._processes):
            os.kill(process, signal.SIGKILL)
        await line.ask("edit_draft", instruments={"buy": 10})
        number = (await line.ask("edit_draft", instruments={"buy": 20}))["draft_no"]
        assert (await forecast_of(line, number)).turn == 1

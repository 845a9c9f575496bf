"""Composition root: the only place where parts are chosen and put together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from fastapi import FastAPI
from starlette.routing import WebSocketRoute

from airace_server.bots.house import HouseBots
from airace_server.classroom.service import Classroom
from airace_server.games.forecaster import Forecaster
from airace_server.games.rulesets import Rulesets
from airace_server.games.service import Games
from airace_server.games.shelf import Shelf
from airace_server.http import client, docs, errors, health, info, play, rulesets, seats, sessions
from airace_server.http.errors import ERROR_RESPONSES
from airace_server.http.guard import Guard
from airace_server.http.headers import safe_headers
from airace_server.http.parts import Parts
from airace_server.limits import Rate
from airace_server.live.attendance import Attendance
from airace_server.live.bus import open_bus
from airace_server.live.bus_local import LocalBus
from airace_server.live.endpoint import PATH, LiveEndpoint, nothing_here
from airace_server.live.hub import Hub
from airace_server.live.parts import Services
from airace_server.seats.access import Access
from airace_server.settings import Settings
from airace_server.store import Store
from airace_server.version import program_version

if TYPE_CHECKING:
    from airace_server.live.bus_redis import RedisBus
    from airace_server.live.neighbours import Neighbours

log = structlog.get_logger("airace.app")

Now = Callable[[], float]
RETRY_SECONDS: Final = 1.0
GOING_AWAY: Final = 1001
DESCRIPTION: Final = "Multiplayer strategy game about the race for artificial intelligence. Errors have one shape."


def create_app(settings: Settings | None = None, now: Now = time.time) -> FastAPI:
    """The whole server as an ASGI application, which opens the database when it starts. ``now``: Unix seconds."""
    settings = settings or Settings()
    app = FastAPI(
        title="airace",
        version=program_version(),
        description=DESCRIPTION,
        lifespan=partial(lifespan, settings=settings, now=now),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=ERROR_RESPONSES,
    )
    errors.install(app)
    pages = client.Client(client.client_folder(settings.static))
    for routes in (info, play, seats, sessions, rulesets, health, docs):
        app.include_router(routes.router)
    app.router.routes.append(WebSocketRoute(PATH, LiveEndpoint(lambda: app.state.live, settings)))
    app.router.routes.append(WebSocketRoute("/{path:path}", nothing_here))
    app.router.routes.append(client.ClientRoute(pages))
    requests = Rate(settings.address_requests, settings.address_requests_burst)
    app.add_middleware(Guard, settings=settings, requests=requests, headers=safe_headers(pages.page()))
    return app


@asynccontextmanager
async def lifespan(app: FastAPI, settings: Settings, now: Now) -> AsyncIterator[None]:
    """Open everything, run the background work, and let go of it in the opposite order."""
    async with AsyncExitStack() as stack:
        try:
            await open_all(app, settings, now, stack)
        except Exception as error:
            app.state.failure = error
            raise
        yield


async def open_all(app: FastAPI, settings: Settings, now: Now, stack: AsyncExitStack) -> None:
    """Open every part; ``stack`` closes them. Raises ``StoreError`` or ``ValueError`` with a sentence."""
    shelf = Shelf(settings.rulesets, now=now)
    await shelf.require()
    bus = open_bus(settings.bus, settings.database)
    store = await Store.open(settings.database)
    stack.push_async_callback(store.close)
    stack.push_async_callback(bus.close)
    others = None if isinstance(bus, LocalBus) else await open_neighbours(bus, store, settings)
    attendance = Attendance() if others is None else others.attendance
    rules = Rulesets(store, shelf)
    forecaster = Forecaster(settings.forecast_workers)
    stack.callback(forecaster.close)
    told = (store, rules, bus.publish, attendance.connected, now)
    games = Games(*told, forecaster=forecaster, alone=others is None)
    classroom = Classroom(store, games, rules, settings, now)
    access = Access(store)
    bots = HouseBots(store, games, forecaster.thinkers)
    hub = Hub(games, attendance)
    bus.subscribe(hub.notice)
    bus.subscribe(bots.wake)
    app.state.live = live_services(settings, access, classroom, games, hub, now)
    app.state.http = http_parts(settings, access, classroom, games, rules, now)
    app.state.checks = {"database": store.ping, "bus": bus.ping}
    stack.push_async_callback(games.settled)
    works = [games.run, bots.run, shelf.watch]
    if others is not None:
        others.meet(hub)
        stack.push_async_callback(others.close)
        works.append(others.run)
    for work in works:
        stack.push_async_callback(stop, asyncio.create_task(keep_running(work)))
    stack.push_async_callback(hub.close, GOING_AWAY, "the server stops")


async def open_neighbours(bus: RedisBus, store: Store, settings: Settings) -> Neighbours:
    """The other processes on the same database; loaded only where there may be any. Raises ``ValueError``."""
    from airace_server.live.attendance_shared import installation_of
    from airace_server.live.neighbours import Neighbours

    await bus.connect(await store.write(installation_of))
    return Neighbours(store, bus, settings.presence_seconds)


def live_services(
    settings: Settings, access: Access, classroom: Classroom, games: Games, hub: Hub, now: Now
) -> Services:
    """What sockets need."""
    return Services(
        settings=settings,
        access=access,
        classroom=classroom,
        games=games,
        hub=hub,
        seat_frames=Rate(settings.seat_frames, settings.seat_frames_burst),
        address_frames=Rate(settings.address_frames, settings.address_frames_burst),
        seat_messages=Rate(settings.seat_messages, settings.seat_messages_burst),
        now=now,
    )


def http_parts(
    settings: Settings, access: Access, classroom: Classroom, games: Games, rules: Rulesets, now: Now
) -> Parts:
    """What routes need."""
    return Parts(
        settings=settings,
        access=access,
        classroom=classroom,
        games=games,
        rulesets=rules,
        codes=Rate(settings.address_codes, settings.address_codes_burst),
        sessions=Rate(settings.address_sessions, settings.address_sessions_burst),
        now=now,
    )


async def keep_running(work: Callable[[], Awaitable[None]]) -> None:
    """Background work that must not end: when it fails, it is logged and begun again."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("background_work_failed", work=getattr(work, "__qualname__", ""))
        await asyncio.sleep(RETRY_SECONDS)


async def stop(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it has ended."""
    task.cancel()
    await asyncio.wait([task])

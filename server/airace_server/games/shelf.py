"""The rulesets on offer: what a designer saves is what the next match is played with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import structlog

from airace_rules import load_ruleset
from airace_rules.errors import RulesetError
from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.folders import located
from airace_rules.language.several import name_taken, not_read
from airace_rules.ruleset import Ruleset
from airace_server.games.folders import Folders, Stamp, is_installed, shipped
from airace_server.gently import GENTLY

Load = Callable[[Path | Mapping[str, str]], Ruleset]
"""``load_ruleset``, or something that remembers what it has loaded."""

LOOK_SECONDS: Final = 0.3
SETTLE_SECONDS: Final = 0.1  # between two looks of which the first found a change
LOOK_SHARE: Final = 20  # looking takes at most this part of a processor, however slow the disk is

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """A save that did not load. ``at``: Unix seconds. ``diagnostics`` is never empty."""

    at: float
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Shelved:
    """One folder. ``ruleset``: its last good version, read at ``loaded`` (Unix seconds); ``failure``: why what stands
    in the folder now is not it."""

    folder: str
    stamp: Stamp
    ruleset: Ruleset | None = None
    loaded: float | None = None
    failure: Failure | None = None


class NothingToPlay(ValueError):
    """No ruleset of the folder loads; the text holds every diagnostic."""


class Shelf:
    """``folder`` holds one folder a ruleset; None: those that ship with the game.

    A change is taken once two looks in a row find the same files, so that a save may take several steps; it is read
    in a thread. A version that does not load changes nothing but ``failure``, and is reported in the log.
    """

    def __init__(
        self, folder: Path | None = None, load: Load = load_ruleset, now: Callable[[], float] = time.time
    ) -> None:
        self._chosen = folder is not None
        self._root = shipped() if folder is None else folder
        self._folders = Folders(self._root)
        self._load = load
        self._now = now
        self._shelved: dict[str, Shelved] = {}
        self._before: dict[str, Stamp] = {}
        self._complete = False
        self._reading = asyncio.Lock()
        self._loading = asyncio.Lock()

    async def entries(self) -> list[Shelved]:
        """All folders by name, read at the first call. Of two rulesets with one name, that in the folder of this name
        or else in the first folder is offered, the other counts as failed."""
        if not self._complete:
            await self.refresh()
        return self._offered()

    async def current(self) -> dict[str, Ruleset]:
        """Name → the version that a new match gets."""
        entries = await self.entries()
        return {entry.ruleset.name: entry.ruleset for entry in entries if entry.ruleset is not None}

    async def require(self) -> None:
        """Reads a folder that was named; raises ``NothingToPlay`` when nothing in it loads."""
        if not self._chosen:
            return
        entries = await self.entries()
        if not any(entry.ruleset for entry in entries):
            told = [self._text(entry.folder, entry.failure) for entry in entries if entry.failure]
            raise NothingToPlay("\n\n".join([*told, f"No ruleset in {self._root} loads. Repair one and start again."]))

    async def refresh(self) -> None:
        """Read now whatever has changed."""
        async with self._reading:
            self._before = await asyncio.to_thread(self._folders.look)
            await self._take(self._before, self._shelved.keys() - self._before.keys())
            self._complete = True

    async def look(self) -> float:
        """Look once, and read the changes that were there at the last look already. Returns how many seconds looking
        took, without reading."""
        async with self._reading:
            began = time.perf_counter()
            seen = await asyncio.to_thread(self._folders.look)
            spent = time.perf_counter() - began
            settled = {name: stamp for name, stamp in seen.items() if self._before.get(name) == stamp}
            await self._take(settled, self._shelved.keys() - seen.keys() - self._before.keys())
            self._before = seen
        return spent

    async def read(self, source: Path | Mapping[str, str]) -> Ruleset:
        """The ruleset at a source, in a thread. Raises ``RulesetError``."""
        async with self._loading:
            return await asyncio.to_thread(self._gently, source)

    async def watch(self) -> None:
        """Look again and again, for ever. Rulesets inside an installed package are read once."""
        await asyncio.sleep(LOOK_SECONDS)  # those who wait for the server to listen go first
        for entry in await self.entries():
            if entry.failure is not None:
                self._report(entry)
        if not self._chosen and is_installed():
            await asyncio.Event().wait()
        while True:
            spent = await self.look()
            at_rest = self._before == {name: entry.stamp for name, entry in self._shelved.items()}
            await asyncio.sleep(max(LOOK_SECONDS if at_rest else SETTLE_SECONDS, LOOK_SHARE * spent))

    # ------------------------------------------------------------ inside

    async def _take(self, seen: Mapping[str, Stamp], gone: set[str]) -> None:
        for name in gone:
            del self._shelved[name]
            log.info("ruleset_gone", folder=name)
        for name, stamp in seen.items():
            if name not in self._shelved or self._shelved[name].stamp != stamp:
                await self._read(name, stamp)

    async def _read(self, name: str, stamp: Stamp) -> None:
        found = await self._loaded(name)
        if (await asyncio.to_thread(self._folders.look)).get(name) != stamp:
            return  # changed while it was read; the next looks will find it at rest
        before = self._shelved.get(name, Shelved(name, stamp))
        if isinstance(found, Failure):
            self._shelved[name] = replace(before, stamp=stamp, failure=found)
        else:
            same = before.ruleset is not None and before.ruleset.hash == found.hash
            self._shelved[name] = Shelved(name, stamp, found, before.loaded if same else self._now())
        if self._complete:
            self._report(next(entry for entry in self._offered() if entry.folder == name))

    async def _loaded(self, name: str) -> Ruleset | Failure:
        try:
            return await self.read(self._root / name)
        except RulesetError as error:
            return Failure(self._now(), error.diagnostics)
        except Exception as error:
            log.exception("ruleset_not_read", folder=name)
            return Failure(self._now(), (not_read(type(error).__name__),))

    def _gently(self, source: Path | Mapping[str, str]) -> Ruleset:
        """Loads so that the thread of those who play is not held up."""
        with GENTLY:
            return self._load(source)

    def _report(self, entry: Shelved) -> None:
        offers = {"folder": entry.folder, "offers": entry.ruleset.hash if entry.ruleset else None}
        if entry.failure is not None:
            log.error("ruleset_not_loaded", **offers, mistakes=self._text(entry.folder, entry.failure))
        elif self._complete:
            log.info("ruleset_loaded", **offers)

    def _offered(self) -> list[Shelved]:
        entries = [self._shelved[folder] for folder in sorted(self._shelved)]
        owners: dict[str, str] = {}
        for entry in sorted(entries, key=lambda e: e.ruleset is None or e.ruleset.name != e.folder):
            if entry.ruleset is not None:
                owners.setdefault(entry.ruleset.name, entry.folder)
        return [self._unless_taken(entry, owners) for entry in entries]

    def _unless_taken(self, entry: Shelved, owners: Mapping[str, str]) -> Shelved:
        name = entry.ruleset.name if entry.ruleset else None
        if name is None or owners[name] == entry.folder:
            return entry
        failure = Failure(entry.loaded or self._now(), (name_taken(name, owners[name]),))
        return replace(entry, ruleset=None, loaded=None, failure=failure)

    def _text(self, name: str, failure: Failure) -> str:
        folder = self._root / name
        return "\n\n".join(replace(d, file=str(located(folder, d.file))).text() for d in failure.diagnostics)

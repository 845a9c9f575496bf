"""The rulesets that can be played: those in the folder now, and all that matches were ever started with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import Connection, select

from airace_rules import load_ruleset, manifest_for
from airace_rules.errors import RulesetError
from airace_rules.manifest import RulesetManifest
from airace_rules.ruleset import Ruleset
from airace_server.errors import Refusal
from airace_server.messages import RulesetName
from airace_server.store import Store
from airace_server.store.tables import rulesets

Load = Callable[[Path | Mapping[str, str]], Ruleset]
"""``load_ruleset``, or something that remembers what it has loaded."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A ruleset and the state of its folder when it was read."""

    stamp: frozenset[tuple[str, int, int]]
    ruleset: Ruleset | None


class Rulesets:
    """``folder`` holds one folder a ruleset; None: those that ship with the game.

    A folder is read again when its files have changed; a version that does not load is reported in the log and the
    last good one stays. A version that a match was made with is in the database, and the match keeps it.
    """

    def __init__(self, store: Store, folder: Path | None = None, load: Load = load_ruleset) -> None:
        self._store = store
        self._load = load
        self._folder = shipped() if folder is None else folder
        self._loaded: dict[str, Loaded] = {}
        self._by_hash: dict[str, Ruleset] = {}
        self._stored: set[str] = set()
        self._reading = asyncio.Lock()

    async def names(self) -> list[RulesetName]:
        """Those that a new match can be made with, in the order of their names."""
        current = await self._current()
        return [RulesetName(name=name, hash=current[name].hash) for name in sorted(current)]

    async def by_name(self, name: str) -> Ruleset:
        """The current version, stored so that matches keep it; raises ``unknown_ruleset``."""
        current = await self._current()
        if name not in current:
            raise Refusal(
                "unknown_ruleset",
                f"There is no ruleset called {name}.",
                f"Choose one of: {', '.join(sorted(current)) or 'none is installed'}.",
                field="ruleset",
                args={"name": name},
            )
        await self._keep(current[name])
        return current[name]

    async def get(self, hash: str) -> Ruleset:
        """The very version with this hash; raises ``unknown_ruleset``."""
        if hash not in self._by_hash:
            await self._current()
        if hash not in self._by_hash:
            stored = await self._store.read(lambda connection: _files(connection, hash))
            if stored is None:
                raise Refusal(
                    "unknown_ruleset", "No match here uses this version of a ruleset.", "Load the page again."
                )
            self._by_hash[hash] = await asyncio.to_thread(self._load, stored)
            self._stored.add(hash)
        return self._by_hash[hash]

    async def manifest(self, hash: str) -> RulesetManifest:
        """Its public description; raises ``unknown_ruleset``."""
        return manifest_for(await self.get(hash))

    async def texts(self, hash: str, language: str) -> Mapping[str, str]:
        """Text key → text; raises ``unknown_ruleset``, ``unknown_language``."""
        texts = (await self.get(hash)).texts
        if language not in texts:
            raise Refusal(
                "unknown_language",
                "The ruleset has no texts in this language.",
                f"Choose one of: {', '.join(texts)}.",
                args={"language": language},
            )
        return texts[language]

    async def files(self, hash: str) -> Mapping[str, str]:
        """Path → text of every file; raises ``unknown_ruleset``."""
        return (await self.get(hash)).files

    # ------------------------------------------------------------ inside

    async def _current(self) -> dict[str, Ruleset]:
        async with self._reading:
            await asyncio.to_thread(self._read_changed)
            found = [loaded.ruleset for loaded in self._loaded.values() if loaded.ruleset is not None]
        self._by_hash.update({ruleset.hash: ruleset for ruleset in found})
        return {ruleset.name: ruleset for ruleset in found}

    def _read_changed(self) -> None:
        folders = sorted(p for p in self._folder.iterdir() if p.is_dir()) if self._folder.is_dir() else []
        for gone in self._loaded.keys() - {folder.name for folder in folders}:
            del self._loaded[gone]
        for folder in folders:
            stamp = _stamp(folder)
            before = self._loaded.get(folder.name)
            if stamp and (before is None or before.stamp != stamp):
                good = self._loaded_from(folder) or (before.ruleset if before else None)
                self._loaded[folder.name] = Loaded(stamp, good)

    def _loaded_from(self, folder: Path) -> Ruleset | None:
        try:
            return self._load(folder)
        except RulesetError as error:
            log.error("ruleset_not_loaded", folder=folder.name, mistakes=str(error))
            return None

    async def _keep(self, ruleset: Ruleset) -> None:
        if ruleset.hash not in self._stored:
            await self._store.write(lambda connection: _insert(connection, ruleset))
            self._stored.add(ruleset.hash)


def shipped() -> Path:
    """The rulesets that come with the game: beside the package in a checkout, inside it when installed."""
    package = Path(str(files("airace_rules")))
    inside = package / "rulesets"
    return inside if inside.is_dir() else package.parent / "rulesets"


SUFFIXES: Final = (".yaml",)


def _stamp(folder: Path) -> frozenset[tuple[str, int, int]]:
    found = [(path, path.stat()) for path in folder.rglob("*") if path.suffix in SUFFIXES]
    return frozenset((str(path.relative_to(folder)), stat.st_mtime_ns, stat.st_size) for path, stat in found)


def _files(connection: Connection, hash: str) -> Mapping[str, str] | None:
    return connection.execute(select(rulesets.c.files).where(rulesets.c.hash == hash)).scalar()


def _insert(connection: Connection, ruleset: Ruleset) -> None:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    values = {"hash": ruleset.hash, "name": ruleset.name, "files": dict(ruleset.files), "stored": time.time()}
    connection.execute(insert(rulesets).values(values).on_conflict_do_nothing())

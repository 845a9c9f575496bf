"""The rulesets that can be played: those on the shelf now, and all that matches were ever started with."""

from __future__ import annotations

import time
from collections.abc import Mapping

from sqlalchemy import Connection, select

from airace_rules import manifest_for
from airace_rules.manifest import RulesetManifest
from airace_rules.ruleset import Ruleset
from airace_server.bodies import BrokenSave, DiagnosticBody, RulesetName, RulesetOnOffer
from airace_server.errors import Refusal
from airace_server.games.shelf import Shelf, Shelved
from airace_server.store import Store
from airace_server.store.tables import rulesets


class Rulesets:
    """What is on offer by name, and every version that a match here was made with by hash: such a version is in the
    database, and the match keeps it whatever happens to the files."""

    def __init__(self, store: Store, shelf: Shelf) -> None:
        self._store = store
        self._shelf = shelf
        self._by_hash: dict[str, Ruleset] = {}
        self._stored: set[str] = set()

    async def names(self) -> list[RulesetName]:
        """Those that a new match can be made with, the shortest first."""
        current = await self._current()
        return [_named(ruleset) for ruleset in sorted(current.values(), key=lambda r: (len(r.turns), r.name))]

    async def on_offer(self) -> list[RulesetOnOffer]:
        """All folders with rule files: which version each offers, and why its files are not that version."""
        return [_on_offer(entry) for entry in await self._shelf.entries()]

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
            self._by_hash[hash] = await self._shelf.read(stored)
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
        current = await self._shelf.current()
        self._by_hash.update({ruleset.hash: ruleset for ruleset in current.values()})
        return current

    async def _keep(self, ruleset: Ruleset) -> None:
        if ruleset.hash not in self._stored:
            await self._store.write(lambda connection: keep(connection, ruleset))
            self._stored.add(ruleset.hash)


def _on_offer(entry: Shelved) -> RulesetOnOffer:
    failure = entry.failure
    return RulesetOnOffer(
        folder=entry.folder,
        name=entry.ruleset.name if entry.ruleset else None,
        hash=entry.ruleset.hash if entry.ruleset else None,
        loaded=entry.loaded,
        broken=failure
        and BrokenSave(
            at=failure.at, diagnostics=[DiagnosticBody.model_validate(d.to_json()) for d in failure.diagnostics]
        ),
    )


def _files(connection: Connection, hash: str) -> Mapping[str, str] | None:
    return connection.execute(select(rulesets.c.files).where(rulesets.c.hash == hash)).scalar()


def keep(connection: Connection, ruleset: Ruleset) -> None:
    """Store a version, unless it is stored."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    values = {"hash": ruleset.hash, "name": ruleset.name, "files": dict(ruleset.files), "stored": time.time()}
    connection.execute(insert(rulesets).values(values).on_conflict_do_nothing())


def _named(ruleset: Ruleset) -> RulesetName:
    titles = {language: texts.get("ruleset.name", ruleset.name) for language, texts in ruleset.texts.items()}
    return RulesetName(name=ruleset.name, hash=ruleset.hash, titles=titles, turns=len(ruleset.turns))

"""The rulesets that can be played: those in the folder now, and all that matches were ever started with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from airace_rules.manifest import RulesetManifest
from airace_rules.ruleset import Ruleset
from airace_server.messages import RulesetName
from airace_server.store import Store


class Rulesets:
    """``folder`` holds one folder a ruleset; None: those that ship with the game."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        raise NotImplementedError

    async def names(self) -> list[RulesetName]:
        """Those that a new match can be made with, in the order of their names."""
        raise NotImplementedError

    async def by_name(self, name: str) -> Ruleset:
        """The current version, stored so that matches keep it; raises ``unknown_ruleset``."""
        raise NotImplementedError

    async def get(self, hash: str) -> Ruleset:
        """The very version with this hash; raises ``unknown_ruleset``."""
        raise NotImplementedError

    async def manifest(self, hash: str) -> RulesetManifest:
        """Its public description; raises ``unknown_ruleset``."""
        raise NotImplementedError

    async def texts(self, hash: str, language: str) -> Mapping[str, str]:
        """Text key → text; raises ``unknown_ruleset``, ``unknown_language``."""
        raise NotImplementedError

    async def files(self, hash: str) -> Mapping[str, str]:
        """Path → text of every file; raises ``unknown_ruleset``."""
        raise NotImplementedError

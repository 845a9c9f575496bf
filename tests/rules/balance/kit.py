"""Rulesets with something planted in them, and small reports."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from airace_rules.balance.effort import Effort
from airace_rules.balance.findings import findings
from airace_rules.balance.report import Report, balance
from airace_rules.balance.runner import Runner
from airace_rules.language.loader import Compiled, load_compiled

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
SHIPPED = sorted(path.name for path in RULESETS.iterdir() if path.is_dir())


@lru_cache
def shipped(name: str) -> Compiled:
    """A ruleset that ships, loaded once."""
    return load_compiled(RULESETS / name)


def planted(name: str, path: str, *changes: tuple[str, str]) -> Compiled:
    """A shipped ruleset with texts of one of its files replaced."""
    files = dict(shipped(name).ruleset.files)
    for old, new in changes:
        assert files[path].count(old) == 1, f"{old!r} stands {files[path].count(old)} times in {path}"
        files[path] = files[path].replace(old, new)
    return load_compiled(files)


@lru_cache
def plain_quick() -> Compiled:
    """`quick` with its four plain house strategies alone, without those that a search found."""
    files = dict(shipped("quick").ruleset.files)
    searched = "|".join(yaml.safe_load(files.pop("searched_bots.yaml"))["bots"])
    for path in ("texts/en.yaml", "texts/zh.yaml"):
        files[path] = re.sub(rf"(?m)^bot\.({searched})\..*\n", "", files[path])
    return load_compiled(files)


def place_of(compiled: Compiled, path: str, text: str) -> str:
    """``file:line`` of the first line that begins so."""
    lines = compiled.ruleset.files[path].splitlines()
    return f"{path}:{next(number for number, line in enumerate(lines, 1) if line.strip().startswith(text))}"


def reported(compiled: Compiled, games: int = 400, rounds: int = 1) -> tuple[Report, list[str]]:
    """A small report, and its warnings as text."""
    report = balance(Runner(seed=11), compiled, Effort(games, rounds))
    return report, [finding.text() for finding in findings(report)]

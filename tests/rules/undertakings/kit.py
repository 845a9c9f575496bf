"""The ruleset with projects and deals of every kind, and a match of it that a test plays turn by turn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from airace_rules import Seed, budget_of, check_orders, default_orders, load_ruleset, new_match, resolve_turn, view_for
from airace_rules.ids import SIDES, Audience, Side
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import View

FOLDER = Path(__file__).parent / "treaty"
SEED = Seed(bytes(range(32)))
Told = list[tuple[str, Side | None]]


def treaty_files() -> dict[str, str]:
    """Path → text of the ruleset."""
    return {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.yaml"))}


def treaty(*changes: tuple[str, str]) -> Ruleset:
    """The ruleset with words of its rules replaced: each must stand there."""
    files = treaty_files()
    for old, new in changes:
        assert old in files["rules.yaml"], old
        files["rules.yaml"] = files["rules.yaml"].replace(old, new)
    return load_ruleset(files)


class Match:
    """A match in progress. ``play`` takes projects and deals as words: ``play(washington="plant pause")``."""

    def __init__(self, ruleset: Ruleset, seed: Seed = SEED) -> None:
        self.ruleset, self.seed = ruleset, seed
        self.state: MatchState = new_match(ruleset, seed)
        self.history: list[TurnResult] = []

    def orders(self, words: str = "", **stances: str) -> Orders:
        """Orders that pay for these projects, sign these deals and spend nothing else."""
        named = set(words.split())
        return Orders(
            {},
            stances,
            {key: key in named for key in self.ruleset.projects if key in named},
            {key: key in named for key in self.ruleset.deals},
        )

    def play(self, washington: str | Orders = "", beijing: str | Orders = "") -> TurnResult:
        """One turn."""
        given = {"washington": washington, "beijing": beijing}
        orders: Mapping[Side, Orders] = {s: self._read(given[s]) for s in SIDES}
        self.history.append(
            resolve_turn(self.ruleset, self.state, orders, self.seed, self.history[-1].hash if self.history else "")
        )
        self.state = self.history[-1].after
        return self.history[-1]

    def _read(self, given: str | Orders) -> Orders:
        return given if isinstance(given, Orders) else self.orders(given)

    def view(self, audience: Audience) -> View:
        """What an audience sees now."""
        return view_for(self.ruleset, self.state, self.history, audience)

    def check(self, side: Side, orders: Orders) -> Orders:
        """The orders, checked now."""
        return check_orders(self.ruleset, self.state, side, orders)

    def defaults(self, side: Side) -> Orders:
        """The orders that count now if nothing is committed."""
        return default_orders(self.ruleset, self.state, side)

    def total(self, side: Side) -> int:
        """Tenths of a point to spend now."""
        return budget_of(self.ruleset, self.state, side).total

    def told(self, kind: str) -> Told:
        """What befell projects or deals in the last turn."""
        return [(h.key, h.side) for h in self.history[-1].steps[0].happenings if h.kind == kind]

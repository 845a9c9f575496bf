"""Changes, in the stored log of a match, all that one audience may not know."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Final

from hypothesis import strategies as st

from airace_rules.ids import SIDES, Audience, Side, rival_of
from airace_rules.ruleset import Ruleset

Data = dict[str, Any]

PARTS: Final = ("stocks", "beliefs", "pipelines", "stances", "orders", "steps", "predictions")
OF_PROJECTS: Final = ("progress", "slipped", "done")


@dataclass(frozen=True)
class Lie:
    """How the truth is changed: what is added to one whole number, fraction or place of an option after another, over
    and over, and which parts of the log are left as they are."""

    whole: tuple[int, ...]
    fractions: tuple[float, ...]
    places: tuple[int, ...]
    spared: frozenset[str] = frozenset()


def _several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(values, min_size=1, max_size=8).map(tuple)


lies = st.builds(
    Lie,
    whole=_several(st.integers(1, 9)),
    fractions=_several(st.floats(0.1, 3.0)),
    places=_several(st.integers(1, 2)),
    spared=st.frozensets(st.sampled_from(PARTS), max_size=len(PARTS) - 1),
)


class Scribe:
    """Tells one lie to one audience, about everything in a match's log that the ruleset hides from it."""

    def __init__(self, ruleset: Ruleset, audience: Audience, lie: Lie) -> None:
        self.ruleset = ruleset
        self.rivals = SIDES if audience == "spectator" else (rival_of(audience),)
        self.lie = lie
        self.changed = dict.fromkeys(PARTS, 0)
        self._whole, self._fractions, self._places = cycle(lie.whole), cycle(lie.fractions), cycle(lie.places)

    def hidden(self, owner: str, name: str) -> bool:
        """Whether this audience may not know something of a side; all that is not declared is the side's own."""
        if owner not in self.rivals:
            return False
        kind, _, key = name.partition(".")
        if kind in OF_PROJECTS and key:
            return self.ruleset.projects[key].rival_sight == "hidden"
        declared = self.ruleset.stocks.get(name) or self.ruleset.variables.get(name)
        return declared is None or declared.sight.rival != "exact"

    def shifted(self, part: str, value: Any) -> Any:
        """Another value of the same kind; mappings and lists keep their shape."""
        if part in self.lie.spared:
            return value
        if isinstance(value, dict):
            return {key: self.shifted(part, inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.shifted(part, inner) for inner in value]
        if isinstance(value, str) or value is None:
            return value
        self.changed[part] += 1
        if isinstance(value, bool):
            return not value
        return value + next(self._whole if isinstance(value, int) else self._fractions)

    def other_stances(self, stances: dict[str, str]) -> dict[str, str]:
        """Hidden ones at another option."""
        return {key: self._other_option(key, option) for key, option in stances.items()}

    def _other_option(self, key: str, option: str) -> str:
        stance = self.ruleset.stances[key]
        if stance.sight.rival == "exact" or "stances" in self.lie.spared:
            return option
        self.changed["stances"] += 1
        return stance.options[(stance.options.index(option) + next(self._places)) % len(stance.options)]

    def orders(self, orders: Data) -> None:
        """Those of a rival, of the turn that was played."""
        for field in ("instruments", "projects", "deals"):
            orders[field] = self.shifted("orders", orders.get(field, {}))
        orders["stances"] = self.other_stances(orders["stances"])

    def state(self, state: Data) -> None:
        """All that the next turn depends on."""
        for side in self.rivals:
            secret = state["sides"][side]
            for name, value in secret["stocks"].items():
                if self.hidden(side, name):
                    secret["stocks"][name] = self.shifted("stocks", value)
            for key in ("estimates", "perceived", "bands", "carried"):
                secret[key] = self.shifted("beliefs", secret[key])
            secret["pipelines"] = self.shifted("pipelines", secret["pipelines"])
            secret["stances"] = self.other_stances(secret["stances"])
            self.orders(secret["orders"])

    def cells(self, cells: Data) -> None:
        """``beijing.compute`` → value."""
        for cell, value in cells.items():
            owner, _, name = cell.partition(".")
            if self.hidden(owner, name):
                cells[cell] = self.shifted("steps", value)

    def result(self, result: Data) -> None:
        """A turn that was played."""
        self.state(result["before"])
        self.state(result["after"])
        self.cells(result["opening"])
        for side in self.rivals:
            self.orders(result["orders"][side])
        for step in result["steps"]:
            self.cells(step["values"])
            step["draws"] = self.shifted("steps", step["draws"])
            for part in step["parts"]:
                if part.split(".")[0] in self.rivals:
                    step["parts"][part] = self.shifted("steps", step["parts"][part])
            for happening in step["happenings"]:
                if not self._is_told(happening):
                    happening["args"] = self.shifted("steps", happening["args"])

    def _is_told(self, happening: Data) -> bool:
        if happening["visibility"] == "own":
            return happening["side"] not in self.rivals
        return bool(happening["visibility"] == "public")

    def rewrite(self, connection: sqlite3.Connection, match: str) -> None:
        """Change the whole log of a match, and let the rivals have predicted its first turn."""
        query = "select turn, result from turns where match_id = ? order by turn"
        for turn, text in connection.execute(query, (match,)).fetchall():
            result = json.loads(text)
            self.result(result)
            change = "update turns set result = ? where match_id = ? and turn = ?"
            connection.execute(change, (json.dumps(result), match, turn))
        (text,) = connection.execute("select state from matches where id = ?", (match,)).fetchone()
        state = json.loads(text)
        self.state(state)
        connection.execute("update matches set state = ? where id = ?", (json.dumps(state), match))
        for side in self._predicting():
            self.changed["predictions"] += 1
            connection.execute(
                "insert into predictions select match_id, 0, 1, player_id, side, 'up', 90, 'a secret reason', 0.0"
                " from seats where match_id = ? and side = ?",
                (match, side),
            )
        connection.commit()

    def _predicting(self) -> Iterator[Side]:
        yield from () if "predictions" in self.lie.spared else self.rivals

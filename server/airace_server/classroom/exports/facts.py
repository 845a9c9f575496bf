"""The tables of an export with what their rules know of them: words for keys, scores, and the truth of predictions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from airace_rules import asked_of, asked_through, from_json, table_truth
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState
from airace_server.calibration import came_true
from airace_server.classroom.exports.long_form import Row


@dataclass(frozen=True)
class Foreseen:
    """A prediction beside the truth. ``right``: None when the number did not move."""

    turn: int
    expects: str
    confidence: int
    because: str
    before: float
    after: float
    right: bool | None


@dataclass(frozen=True)
class Person:
    """Somebody who sat at a table. ``nickname``: None when it was erased. ``bot``: house strategy."""

    side: Side
    nickname: str | None
    bot: str | None
    foreseen: tuple[Foreseen, ...]


class Played:
    """A match of an export."""

    def __init__(self, table: int, match: Mapping[str, Any], ruleset: Ruleset, content: Mapping[str, Any]) -> None:
        self.table = table
        self.match = match
        self.ruleset = ruleset
        self._seated = content.get("people", {}).get(str(table), ())
        self._predicted_by = content.get("predicted_by", {}).get(str(table), ())
        self._texts = ruleset.texts.get("en") or next(iter(ruleset.texts.values()), {})

    def words(self, key: str, side: str | None = None) -> str:
        """The ruleset's own English words, those for ``side`` first; else the last part of the key, readable."""
        found = self._texts.get(f"{key}.{side}") or self._texts.get(key)
        if found:
            return found
        return key.removeprefix("var.").removesuffix(".name").rpartition(".")[2].replace("_", " ")

    def variable(self, name: str, side: str) -> str:
        """Words for a stock, a variable or a score."""
        key = f"{name}.name" if name.startswith("score.") else f"var.{name}.name"
        return self.words(key, side)

    def chose(self, row: Row) -> bool:
        """Whether a row of orders was its side's to choose: a stance of the other side stays as it is."""
        return row.what != "stance" or self.ruleset.stances[row.name].side in (None, row.side)

    @property
    def asked(self) -> str:
        """What people were asked to foresee."""
        return asked_of(self.ruleset)

    @cached_property
    def states(self) -> list[MatchState]:
        """At the start of every turn and after the last."""
        stored = [self.match["start"], *(turn["state"] for turn in self.match["turns"])]
        return [from_json(MatchState, state) for state in stored]

    def totals(self) -> Mapping[Side, float]:
        """The final scores."""
        return table_truth(self.ruleset, self.states[-1]).totals

    def people(self) -> Iterator[Person]:
        """Who sat here, as far as the export knows, each with what it predicted."""
        told = self._foreseen()
        names = {(one["side"], one["person"]): one["nickname"] for one in self._predicted_by}
        by_name = {(side, names.get((side, number), str(number))): found for (side, number), found in told.items()}
        for seat in self._seated:
            foreseen = by_name.pop((seat["side"], seat["nickname"]), ())
            yield Person(seat["side"], seat["nickname"], seat["bot"], tuple(foreseen))
        for (side, name), foreseen in by_name.items():
            yield Person(side, name, None, tuple(foreseen))

    def _foreseen(self) -> dict[tuple[Side, int], list[Foreseen]]:
        found: dict[tuple[Side, int], list[Foreseen]] = {}
        predictions = self.match.get("predictions", ())
        truth = asked_through(self.ruleset, self.states) if predictions else {}
        for one in predictions:
            before, after = truth[one["side"]][one["turn"] - 1 : one["turn"] + 1]
            told = (one["turn"], one["expects"], one["confidence"], one["because"])
            judged = Foreseen(*told, before, after, came_true(one["expects"], before, after))
            found.setdefault((one["side"], one["person"]), []).append(judged)
        return found

"""What of a file can be stored: everything in it is checked before anything is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeVar

from pydantic import ValidationError

from airace_rules import Replay, export_match
from airace_rules.ids import Side
from airace_rules.ruleset import Ruleset
from airace_server.bodies import MOST_TABLES
from airace_server.classroom.seating import clean_nickname
from airace_server.commands.console import fail
from airace_server.commands.match_files import told
from airace_server.commands.verify import Load, loading_once, unbroken, verified
from airace_server.errors import Refusal
from airace_server.games import chat
from airace_server.seals import SEAL, plain
from airace_server.session_file import Around, Part, Predicted, Spoken
from airace_server.typed import shown

SPOKEN: Final = ("predictions", "chat")
AROUND: Final = ("session", "about", "people", "predicted_by", "actions")
LONGEST_ACTION: Final = 20_000
"""Characters of one entry of the log, as JSON."""

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Table:
    """A match that was played again, and what people said around it."""

    number: int
    played: Replay
    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Brought:
    """A session that can be stored."""

    around: Around
    tables: tuple[Table, ...]

    @property
    def ruleset(self) -> Ruleset:
        """By which all of its matches were played."""
        return self.tables[0].played.ruleset

    def names(self, table: int) -> dict[tuple[Side, int], str]:
        """Side and number → nickname, of those who predicted at a table, as far as the file tells."""
        return {(one.side, one.person): one.nickname for one in self.around.predicted_by.get(str(table), ())}


class Checker:
    """Ends with a sentence that names the file at the first thing that is wrong."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._load: Load = loading_once()

    def brought(self, content: Mapping[str, Any]) -> Brought:
        """The session in the file; every match is played again."""
        around = self._around(content)
        matches = self._matches(content)
        tables = tuple(self._table(number, name, match) for number, (name, match) in matches.items())
        unbroken(self._file, content)
        self._one_ruleset(tables)
        self._of_tables(around, {table.number for table in tables})
        return Brought(around, tables)

    # ------------------------------------------------------------ the session

    def _around(self, content: Mapping[str, Any]) -> Around:
        if "tables" not in content:
            return Around()
        self._only("", content, (*AROUND, "tables", SEAL))
        around = self._shape("", Around, content, AROUND)
        for where, name in _nicknames(around):
            self._nickname(where, name)
        if around.about is not None and around.about.title != shown(around.about.title):
            self._wrong("about.title holds characters that cannot be shown")
        for number, action in enumerate(around.actions):
            self._action(f"actions.{number}", action)
        return around

    def _action(self, where: str, action: Mapping[str, Any]) -> None:
        at = action.get("at")
        if not isinstance(at, int | float) or not 0 <= at < float("inf") or not isinstance(action.get("action"), str):
            self._wrong(f"{where} is no entry of the log, which has a time as `at` and an `action`")
        if len(json.dumps(action)) > LONGEST_ACTION:
            self._wrong(f"{where} is longer than anything that a facilitator does")

    def _matches(self, content: Mapping[str, Any]) -> dict[int, tuple[str, Any]]:
        """Table → what to call its match, and the match."""
        if "tables" in content:
            tables = content["tables"]
            if not isinstance(tables, dict):
                self._wrong("tables is no group of matches")
            named = {table: (f"table {table}", match) for table, match in tables.items()}
        elif "matches" in content:
            self._only("", content, ("matches", SEAL))
            matches = content["matches"]
            if not isinstance(matches, list):
                self._wrong("matches is no list of matches")
            named = {str(number): (f"match {number}", match) for number, match in enumerate(matches, start=1)}
        else:
            named = {"1": ("", content)}
        if not named:
            fail(f"{self._file} holds no match. Export the session again once one of its matches is over.")
        if len(named) > MOST_TABLES:
            fail(f"{self._file} holds {len(named):,} matches; a session has at most {MOST_TABLES}. Nothing was stored.")
        return {self._number(table): both for table, both in named.items()}

    def _number(self, table: str) -> int:
        if table not in map(str, range(1, MOST_TABLES + 1)):
            self._wrong(f"tables has a table {table!r:.40}, but tables are numbered from 1 to {MOST_TABLES}")
        return int(table)

    def _one_ruleset(self, tables: tuple[Table, ...]) -> None:
        first = tables[0].played.ruleset
        for table in tables:
            if table.played.ruleset.hash != first.hash:
                self._wrong(
                    f"its matches were played by different rulesets ({first.name} and {table.played.ruleset.name}), "
                    "but a session has one: import them in files of their own"
                )

    def _of_tables(self, around: Around, tables: set[int]) -> None:
        for part in ("people", "predicted_by"):
            for table in getattr(around, part):
                if int(table) not in tables:
                    self._wrong(f"{part} speaks of table {table}, which is not in the file")

    # ------------------------------------------------------------ a match

    def _table(self, number: int, name: str, match: Any) -> Table:
        where = f"{name}: " if name else ""
        called = told(f"{self._file}, {name}" if name else self._file)
        played = verified(called, match, self._load, ". Nothing was stored.")
        self._storable(where, match, played)
        spoken = self._shape(where, Spoken, match, SPOKEN)
        self._said(where, spoken, played)
        return Table(number, played, spoken)

    def _storable(self, where: str, match: Mapping[str, Any], played: Replay) -> None:
        """What is exported of it again is what is in the file."""
        if played.history[-1].after.ending is None:
            self._wrong(f"{where}the match is not over. Only matches that are over can be stored")
        if any(turn["branch"] != played.seed.branch for turn in match["turns"]):
            self._wrong(f"{where}its turns were played in several branches, which a server does not keep")
        again = export_match(played.ruleset, played.history, played.seed)
        self._only(where, match, (*again, *SPOKEN, SEAL))
        for part, value in again.items():
            if part not in ("format", "engine") and match[part] != value:
                self._wrong(f"{where}{part} holds something that the game does not write there")

    def _said(self, where: str, spoken: Spoken, played: Replay) -> None:
        for number, one in enumerate(spoken.predictions):
            if one.turn > len(played.history) or shown(one.because) != one.because:
                self._wrong(f"{where}predictions.{number} is none that the game could have kept")
        self._counted(where, spoken.predictions)
        found = set()
        for number, message in enumerate(spoken.chat):
            place = (message.channel, message.side if message.channel == "team" else "", message.number)
            if place in found or message.turn > len(played.history) + 1 or not _sayable(message.text):
                self._wrong(f"{where}chat.{number} is no message that the game could have kept")
            found.add(place)
            if message.nickname is not None:
                self._nickname(f"{where}chat.{number}.nickname", message.nickname)

    def _counted(self, where: str, predictions: list[Predicted]) -> None:
        """People are counted on each side in the order in which they began; each predicts a turn once."""
        first: dict[tuple[Side, int], int] = {}
        seen = set()
        for one in predictions:
            who = (one.side, one.person)
            if (who, one.turn) in seen:
                self._wrong(f"{where}predictions has two of one person for turn {one.turn}")
            seen.add((who, one.turn))
            first[who] = min(one.turn, first.get(who, one.turn))
        for (side, number), turn in first.items():
            if number > 1 and first.get((side, number - 1), turn + 1) > turn:
                self._wrong(f"{where}predictions does not count the people of {side} in the order in which they began")

    # ------------------------------------------------------------ anything

    def _shape(self, where: str, model: type[P], content: Mapping[str, Any], parts: tuple[str, ...]) -> P:
        try:
            return model.model_validate({part: plain(content[part]) for part in parts if part in content})
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            self._wrong(f"{where}{place} cannot be read: {first['msg']}")
        except RecursionError:
            self._wrong(f"{where}something in it is too deeply nested")

    def _only(self, where: str, content: Mapping[str, Any], known: tuple[str, ...]) -> None:
        unknown = next((part for part in content if part not in known), None)
        if unknown is not None:
            self._wrong(f"{where}{unknown!r:.60} is nothing that this version knows. A newer airace may import it")

    def _nickname(self, where: str, name: str) -> None:
        try:
            clean = clean_nickname(name)
        except Refusal:
            clean = ""
        if clean != name:
            self._wrong(f"{where} is no nickname that the game could have kept")

    def _wrong(self, sentence: str) -> NoReturn:
        fail(told(f"{self._file}: {sentence.rstrip('.')}. Nothing was stored."))


def _nicknames(around: Around) -> Iterator[tuple[str, str]]:
    for part in ("people", "predicted_by"):
        for table, found in getattr(around, part).items():
            for number, one in enumerate(found):
                if one.nickname is not None:
                    yield f"{part}.{table}.{number}.nickname", one.nickname


def _sayable(text: str) -> bool:
    try:
        return chat.clean(text) == text
    except Refusal:
        return False

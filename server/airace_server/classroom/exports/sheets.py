"""The sheets of a session's workbook. Keys stand beside words, so that people can read it and programs, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from airace_rules.ids import SIDES
from airace_server.classroom.exports import long_form
from airace_server.classroom.exports.cells import Cell, Column, Sheet, moment
from airace_server.classroom.exports.facts import Foreseen, Person, Played

TENTHS: Final = 10
"""Orders are stored in tenths of a point."""
YES_NO: Final = ("no", "yes")
TABLE: Final = Column("Table", 7)
TURN: Final = Column("Turn", 7)
SIDE: Final = Column("Side", 12)
KEY: Final = Column("Key", 24)
NAME: Final = Column("Name", 34)
PERSON: Final = Column("Person", 24)


def sheets(played: Sequence[Played]) -> list[Sheet]:
    """Every sheet but the first, which tells of the others."""
    chance = [_chance(played)] if any(draw.options for one in played for draw in one.ruleset.draws.values()) else []
    return [_tables(played), _orders(played), *chance, _values(played), _participation(played), _chat(played)]


def _tables(played: Sequence[Played]) -> Sheet:
    scores = [Column(f"Score of {side.capitalize()}", 13, "points") for side in SIDES]
    columns = (TABLE, Column("Ruleset", 12), Column("Ending", 24), Column("Ending in words", 34), Column("Winner", 14))
    counts = (Column("Turns played", 9), Column("Turns at most", 9), *scores)
    rest = (Column("People", 9), Column("Predictions", 12), Column("Messages", 10), Column("Last hash", 68))
    about = "One row for each match: how it ended, after how many turns, and the scores at the end."
    return Sheet("Tables", about, (*columns, *counts, *rest), map(_table, played))


def _table(one: Played) -> Sequence[Cell]:
    match = one.match
    ending, winner = match["ending"], match["winner"]
    totals = one.totals()
    return (
        one.table,
        one.ruleset.name,
        ending,
        one.words(f"ending.{ending}.name"),
        one.words(f"side.{winner}") if winner else "nobody",
        len(match["turns"]),
        len(one.ruleset.turns),
        *(totals[side] for side in SIDES),
        sum(person.bot is None for person in one.people()),
        len(match.get("predictions", ())),
        len(match.get("chat", ())),
        match["turns"][-1]["hash"],
    )


def _orders(played: Sequence[Played]) -> Sheet:
    chosen = (Column("Points", 9, "points"), Column("Choice", 18), Column("Choice in words", 28))
    columns = (TABLE, TURN, Column("Turn in words", 16), SIDE, Column("Kind", 12), KEY, NAME, *chosen)
    about = "One row for each instrument, stance, project and deal of each side in each turn. Points are whole points."
    return Sheet("Orders", about, columns, _each_order(played))


def _each_order(played: Sequence[Played]) -> Iterator[Sequence[Cell]]:
    for one in played:
        for turn in one.match["turns"]:
            when = (one.table, turn["turn"], one.words(f"turn.{one.ruleset.turns[turn['turn'] - 1].key}"))
            for row in filter(one.chose, long_form.given(turn)):
                yield (*when, one.words(f"side.{row.side}"), *_order(one, row))


def _order(one: Played, row: long_form.Row) -> Sequence[Cell]:
    kind = "instrument" if row.what == "order" else row.what
    name = one.words(f"{kind}.{row.name}.name", row.side)
    match row.value:
        case int() if kind == "instrument":
            return kind, row.name, name, row.value / TENTHS, None, None
        case int():
            return kind, row.name, name, None, YES_NO[row.value], None
    return kind, row.name, name, None, str(row.value), one.words(f"stance.{row.name}.{row.value}.name", row.side)


def _chance(played: Sequence[Played]) -> Sheet:
    chosen = (Column("Choice", 18), Column("Choice in words", 28))
    columns = (TABLE, TURN, Column("Turn in words", 16), SIDE, Column("Kind", 14), KEY, NAME, *chosen)
    about = "What chance chose in each turn (chance after: in the year after the last turn), where there are options."
    return Sheet("Chance", about, columns, _each_choice(played))


def _each_choice(played: Sequence[Played]) -> Iterator[Sequence[Cell]]:
    for one in played:
        for turn in one.match["turns"]:
            when = (one.table, turn["turn"], one.words(f"turn.{one.ruleset.turns[turn['turn'] - 1].key}"))
            for side, what, key, value in long_form.chosen(turn, one.ruleset):
                option, whose = str(value), "world" if side == "world" else one.words(f"side.{side}")
                words = one.words(f"draw.{key}.name", side), option, one.words(f"draw.{key}.{option}", side)
                yield (*when, whose, what, key, *words)


def _values(played: Sequence[Played]) -> Sheet:
    columns = (TABLE, TURN, SIDE, Column("Kind", 14), KEY, NAME, Column("Value", 20))
    about = (
        "Every figure, one a row: stocks and scores at the end of a turn (turn 0: the start of the match), and what "
        "was computed in it (computed after: the year after the last turn)."
    )
    return Sheet("Values", about, columns, _each_value(played))


def _each_value(played: Sequence[Played]) -> Iterator[Sequence[Cell]]:
    for one in played:
        for turn, row in _figures(one.match):
            side = "world" if row.side == "world" else one.words(f"side.{row.side}")
            value = row.value if isinstance(row.value, int | float) else str(row.value)
            yield one.table, turn, side, row.what, row.name, one.variable(row.name, row.side), value


def _figures(match: Mapping[str, Any]) -> Iterator[tuple[int, long_form.Row]]:
    yield from ((0, row) for row in long_form.stocks(match["start"]))
    for turn in match["turns"]:
        number = turn["turn"]
        yield from ((number, row) for row in long_form.stocks(turn["state"]))
        for step, values in enumerate(turn["values"]):
            what = "computed after" if step else "computed"
            yield from ((number, row) for row in long_form.cells(values, what))
        for row in long_form.cells(turn["opening"], "opening"):
            yield number, row._replace(what="score") if row.name.startswith("score.") else row


def _participation(played: Sequence[Played]) -> Sheet:
    who = (TABLE, SIDE, PERSON, Column("Strategy of the computer", 18), TURN)
    said = (Column("Expects", 9), Column("Confidence in per cent", 12), Column("Because", 40, "wrapped"))
    came = (Column("Before", 12), Column("After", 12), Column("Came true", 12))
    about = (
        "Everybody who sat at a table. For each prediction of the open turn a row: what was expected with which "
        "confidence, the true number before and after, and whether it came true."
    )
    return Sheet("Participation", about, (*who, *said, *came), _each_person(played))


def _each_person(played: Sequence[Played]) -> Iterator[Sequence[Cell]]:
    for one in played:
        for person in one.people():
            who = (one.table, one.words(f"side.{person.side}"), _called(person), person.bot)
            if not person.foreseen:
                yield (*who, *[None] * 7)
            yield from ((*who, *_foreseen(told)) for told in person.foreseen)


def _called(person: Person) -> str:
    return "computer" if person.bot else person.nickname or "name erased"


def _foreseen(told: Foreseen) -> Sequence[Cell]:
    came = "did not move" if told.right is None else YES_NO[told.right]
    return told.turn, told.expects, told.confidence, told.because or None, told.before, told.after, came


def _chat(played: Sequence[Played]) -> Sheet:
    when = (TABLE, TURN, Column("Time (UTC)", 20, "time"))
    columns = (*when, Column("Channel", 10), SIDE, PERSON, Column("Message", 90, "wrapped"))
    about = "What people wrote: team is a side's own channel, table is between the sides. Turn 0 is before the start."
    return Sheet("Chat", about, columns, _each_message(played))


def _each_message(played: Sequence[Played]) -> Iterator[Sequence[Cell]]:
    for one in played:
        for said in one.match.get("chat", ()):
            side, name = one.words(f"side.{said['side']}"), said["nickname"] or "name erased"
            yield one.table, said["turn"], moment(said["at"]), said["channel"], side, name, said["text"]

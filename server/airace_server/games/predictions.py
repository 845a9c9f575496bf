"""Predictions: what each person expects of the open turn. Only its author gets to know of one before the match is over,
teammates no more than the rival: each is to judge alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from airace_rules.ids import SIDES, Side
from airace_server.bodies import PersonCalibration, RevealedPrediction
from airace_server.calibration import brier, came_true, levels, mean_score
from airace_server.errors import Refusal
from airace_server.games import rows
from airace_server.games.rows import MatchRow
from airace_server.messages import Confidence, Direction, PredictionBody
from airace_server.seats.refs import SeatRef
from airace_server.store.tables import players, predictions, seats
from airace_server.typed import shown

_FORGET: Final = delete(predictions).where(
    predictions.c.match_id == bindparam("match"),
    predictions.c.branch == bindparam("of_branch"),
    predictions.c.turn == bindparam("of_turn"),
    predictions.c.player_id == bindparam("of_player"),
)
_KEEP: Final = insert(predictions)
_ALL: Final = (
    select(
        predictions.c.turn,
        predictions.c.side,
        predictions.c.player_id,
        predictions.c.expects,
        predictions.c.confidence,
        predictions.c.because,
        players.c.nickname,
        seats.c.id,
    )
    .join(players, players.c.id == predictions.c.player_id)
    .outerjoin(seats, (seats.c.match_id == predictions.c.match_id) & (seats.c.player_id == predictions.c.player_id))
    .where(predictions.c.match_id == bindparam("match"), predictions.c.branch == bindparam("branch"))
    .order_by(predictions.c.player_id, predictions.c.turn)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One stored prediction. ``seat``: where its author sits now, if anywhere."""

    turn: int
    side: Side
    player: str
    expects: Direction
    confidence: Confidence
    because: str
    nickname: str
    seat: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who predicted something, as ``number`` of those on the side who did."""

    side: Side
    number: int
    player: str
    nickname: str
    predictions: tuple[Kept, ...]


def keep(
    connection: Connection,
    seat: SeatRef,
    turn: int,
    expects: Direction | None,
    confidence: Confidence,
    because: str,
    now: float,
) -> None:
    """Store what this person expects of ``turn`` in place of what it expected before; None: nothing any more."""
    row = rows.load(connection, seat.match, lock=True)  # else the turn could close between the check and the insert
    _require_unknown(row, turn, now)
    if seat.player is None:
        raise Refusal("not_your_seat", "Nobody holds this seat.", "Take a seat to predict.")
    whose = {"match": row.id, "of_branch": row.branch, "of_turn": turn, "of_player": seat.player}
    connection.execute(_FORGET, whose)
    if expects is not None:
        values = {"expects": expects, "confidence": confidence, "because": shown(because), "at": now}
        which = {"match_id": row.id, "branch": row.branch, "turn": turn, "player_id": seat.player, "side": seat.side}
        connection.execute(_KEEP, which | values)


def _require_unknown(row: MatchRow, turn: int, now: float) -> None:
    """Raises what ``require_open`` does; of a turn that is closed in words of its own."""
    try:
        rows.require_open(row, turn, now)
    except Refusal as refusal:
        if refusal.code != "turn_closed":
            raise
        raise Refusal(
            "prediction_closed",
            f"Turn {turn} is closed, so that it cannot be predicted any more.",
            "Predict the turn that is open.",
            field="turn",
            args=refusal.arguments,
        ) from None


def of_match(connection: Connection, row: MatchRow) -> list[Kept]:
    """All of a match, by person and turn."""
    return [Kept(*found) for found in connection.execute(_ALL, {"match": row.id, "branch": row.branch})]


def people(found: Iterable[Kept]) -> list[Person]:
    """Those who predicted, numbered on each side by when they began."""
    by_player = [(player, tuple(theirs)) for player, theirs in groupby(found, lambda kept: kept.player)]
    by_player.sort(key=lambda one: (one[1][0].turn, one[0]))
    return [
        Person(side, number, player, theirs[0].nickname, theirs)
        for side in SIDES
        for number, (player, theirs) in enumerate((one for one in by_player if one[1][0].side == side), start=1)
    ]


def told(kept: Kept, numbers: Sequence[float | None]) -> PredictionBody:
    """A prediction beside what came; ``numbers``: what was asked about, at the start of every turn so far,
    None where it was hidden."""
    before, after = _at(numbers, kept.turn), _at(numbers, kept.turn + 1)
    right = None if before is None or after is None else came_true(kept.expects, before, after)
    return PredictionBody(
        turn=kept.turn,
        expects=kept.expects,
        confidence=kept.confidence,
        because=kept.because,
        before=before,
        after=after,
        right=right,
        score=None if right is None else brier(kept.confidence, right),
    )


def _at(numbers: Sequence[float | None], turn: int) -> float | None:
    return numbers[turn - 1] if turn <= len(numbers) else None


def calibration(
    person: Person, you: SeatRef | None, truth: Sequence[float], seen: Sequence[float | None]
) -> PersonCalibration:
    """What a person predicted beside the truth; only teammates of ``you`` are called by their nicknames."""
    revealed = [
        RevealedPrediction(**told(kept, truth).model_dump(), seemed=told(kept, seen).right)
        for kept in person.predictions
    ]
    judged = [(one.confidence, one.right) for one in revealed if one.right is not None]
    return PersonCalibration(
        side=person.side,
        person=person.number,
        you=you is not None and person.player == you.player,
        nickname=person.nickname if you is not None and person.side == you.side else None,
        predictions=revealed,
        levels=levels(judged),
        score=mean_score(judged),
    )


def exported(found: Sequence[Person]) -> list[dict[str, Any]]:
    """For the match file, which names nobody."""
    return [
        {
            "turn": kept.turn,
            "side": person.side,
            "person": person.number,
            "expects": kept.expects,
            "confidence": kept.confidence,
            "because": kept.because,
        }
        for person in found
        for kept in person.predictions
    ]


def named(found: Sequence[Person]) -> list[Mapping[str, str | int]]:
    """Who the numbers in the match file are, for the facilitator."""
    return [{"side": person.side, "person": person.number, "nickname": person.nickname} for person in found]

"""A finished match that was exported, in a database again, as if it had been played there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, insert

from airace_rules import Replay, to_json
from airace_rules.ids import SIDES, Side
from airace_server.games import rows
from airace_server.games.chat import BOTH
from airace_server.games.feed import open_match_streams, open_session_stream
from airace_server.seats.refs import new_id
from airace_server.session_file import Predicted, Spoken, Wrote
from airace_server.store.tables import matches, messages, orders, predictions, turns

Seats = Mapping[tuple[Side, str | None], tuple[str, str | None]]


def open_session(connection: Connection, session: str) -> None:
    """The session has a facilitator, who is to be told of its tables."""
    open_session_stream(connection, session)


def restore_match(connection: Connection, match: str, session: str, table: int, played: Replay, at: float) -> None:
    """Store a match that was played again and is over, with all of its turns. ``at``: when the session was made."""
    connection.execute(insert(matches).values(id=match, session_id=session, table_number=table, **_row(played)))
    open_match_streams(connection, match)
    connection.execute(insert(turns), list(_turns(match, played, at)))
    connection.execute(insert(orders), list(_orders(match, played, at)))


def restore_spoken(
    connection: Connection,
    match: str,
    played: Replay,
    spoken: Spoken,
    seats: Seats,
    predictors: Mapping[tuple[Side, int], str],
    at: float,
) -> None:
    """Store what people predicted and wrote. ``seats``: side and nickname → seat and player, of everybody who did;
    ``predictors``: side and number → player."""
    this = {"match_id": match, "branch": played.seed.branch, "at": at}
    foreseen = [this | _prediction(one, predictors[one.side, one.person]) for one in spoken.predictions]
    if foreseen:
        connection.execute(insert(predictions), foreseen)
    said = [{"match_id": match} | _message(one, *seats[one.side, one.nickname]) for one in spoken.chat]
    if said:
        connection.execute(insert(messages), said)


def _row(played: Replay) -> dict[str, Any]:
    last, seed = played.history[-1], played.seed
    return {
        "ruleset_hash": played.ruleset.hash,
        "seed": seed.seed.hex(),
        "salt": seed.salt.hex(),
        "seed_hash": seed.commitment(),
        "branch": seed.branch,
        "turn": last.after.turn,
        "turns": len(played.ruleset.turns),
        "phase": "over",
        "ready": False,
        "claimed": 0.0,
        "state": to_json(last.after),
        "prev_hash": last.hash,
        "revision": len(played.history),
        "ending": last.after.ending,
        "winner": last.after.winner,
    }


def _turns(match: str, played: Replay, at: float) -> Iterator[dict[str, Any]]:
    before = ""
    for result in played.history:
        which = {"match_id": match, "branch": played.seed.branch, "turn": result.turn}
        yield which | {
            "prev_hash": before,
            "hash": result.hash,
            "result": to_json(result),
            "closed_by": "facilitator",
            "at": at,
        }
        before = result.hash


def _orders(match: str, played: Replay, at: float) -> Iterator[dict[str, Any]]:
    """As signed by nobody who has a seat now: the file does not tell who signed."""
    signed = {side: new_id() for side in SIDES}
    for result in played.history:
        for side in SIDES:
            which = {"match_id": match, "branch": played.seed.branch, "turn": result.turn, "side": side}
            body = rows.body_of(result.orders[side])
            yield which | {"draft_no": 1, "body": body, "seat_id": signed[side], "at": at}


def _prediction(one: Predicted, player: str) -> dict[str, Any]:
    said = {"expects": one.expects, "confidence": one.confidence, "because": one.because}
    return {"turn": one.turn, "player_id": player, "side": one.side, **said}


def _message(one: Wrote, seat: str, player: str | None) -> dict[str, Any]:
    room = one.side if one.channel == "team" else BOTH
    which = {"room": room, "number": one.number, "once": f"{room} {one.number}"}
    return which | {
        "side": one.side,
        "seat_id": seat,
        "player_id": player,
        "turn": one.turn,
        "at": one.at,
        "text": one.text,
    }

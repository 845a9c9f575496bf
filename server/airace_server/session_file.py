"""What people said and did, as a session's export holds it beside the matches. Read from files that anybody may have
changed: strict, and everything has a limit."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from airace_rules.ids import Side
from airace_server.bodies import MOST_TABLES
from airace_server.messages import Channel, Confidence, Direction, Key, Sentence, TurnField

MOST_PEOPLE: Final = 400
"""At one table: more than a session may have players."""
MOST_MESSAGES: Final = 10_000
"""Of one match, in all channels."""
MOST_ACTIONS: Final = 100_000

Time = Annotated[float, Field(ge=0, le=2**35)]
Nickname = Annotated[str, Field(min_length=1, max_length=24)]
Number = Annotated[int, Field(ge=1, le=MOST_MESSAGES)]
TableKey = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}$")]


class Part(BaseModel):
    """Base of the parts."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)


class About(Part):
    """Which session it was. ``tables``: how many it had, those that were not over among them."""

    title: Annotated[str, Field(max_length=80)]
    code: Annotated[str, Field(max_length=32)]
    created: Time
    tables: Annotated[int, Field(ge=1, le=MOST_TABLES)]


class Seated(Part):
    """Who sat on a side: a person, whose nickname may have been erased, or a house bot."""

    side: Side
    nickname: Nickname | None
    bot: Key | None


class Predictor(Part):
    """Who the numbered people are who predicted."""

    side: Side
    person: Number
    nickname: Nickname


class Predicted(Part):
    """One prediction."""

    turn: TurnField
    side: Side
    person: Number
    expects: Direction
    confidence: Confidence
    because: Sentence


class Wrote(Part):
    """One message of the chat."""

    channel: Channel
    number: Number
    side: Side
    nickname: Nickname | None
    turn: Annotated[int, Field(ge=0, le=1000)]
    at: Time
    text: Annotated[str, Field(max_length=1000)]


class Spoken(Part):
    """What a match file holds beside what can be played again."""

    predictions: Annotated[list[Predicted], Field(max_length=MOST_PEOPLE * 100)] = []
    chat: Annotated[list[Wrote], Field(max_length=MOST_MESSAGES)] = []


class Around(Part):
    """What a session's export holds beside its matches. ``actions``: each with ``at`` and ``action``."""

    session: Annotated[str, Field(max_length=64)] = ""
    about: About | None = None
    people: dict[TableKey, Annotated[list[Seated], Field(max_length=MOST_PEOPLE)]] = {}
    predicted_by: dict[TableKey, Annotated[list[Predictor], Field(max_length=MOST_PEOPLE)]] = {}
    actions: Annotated[list[dict[str, JsonValue]], Field(max_length=MOST_ACTIONS)] = []

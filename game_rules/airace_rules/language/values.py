"""Values that may be written once, once a side, or as a table; and words with few choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from airace_rules.ids import SIDES, Side
from airace_rules.language.leaves import (
    Number,
    Points,
    Reference,
    Word,
    plain,
    shape,
)
from airace_rules.language.nodes import Leaf
from airace_rules.language.years import YEARS
from airace_rules.ruleset import FactKind, Scene

ScopeWord = Annotated[Literal["side", "world"], Word]
RivalWord = Annotated[Literal["exact", "rough", "hidden"], Word]
OwnWord = Annotated[Literal["exact", "hidden"], Word]
SeenWord = Annotated[Literal["public", "hidden"], Word]
ForWord = Annotated[Literal["washington", "beijing", "both"], Word]
TellWord = Annotated[Literal["public", "own", "hidden"], Word]
KindWord = Annotated[Literal["measured", "forecast", "plan", "claim", "opinion", "assumption", "balance"], Word]
FactWord = Annotated[FactKind, Word]
SceneWord = Annotated[Scene, Word]
Positive = Annotated[Number, Field(gt=0)]
Share = Annotated[Number, Field(ge=0, le=1)]


class Decl(BaseModel):
    """Base of everything a rule file declares."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


class SidePair(Decl):
    """Base of what is written once a side."""


class NumberPair(SidePair):
    """One number a side."""

    washington: Number
    beijing: Number


class PointsPair(SidePair):
    """Points a side, in tenths."""

    washington: Points
    beijing: Points


class WordPair(SidePair):
    """One word a side."""

    washington: Reference
    beijing: Reference


class NumbersPair(SidePair):
    """A list of numbers a side."""

    washington: list[Number]
    beijing: list[Number]


class TurnTable(Decl):
    """One value a turn, and one for the year after (without it the last repeats)."""

    by: Reference
    values: Annotated[list[Number], Field(min_length=1)]


class StanceTable(BaseModel):
    """One value an option of a stance of the own side; the options are the further keys."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True, defer_build=True)
    __pydantic_extra__: dict[str, Number]
    by: Reference


@dataclass(frozen=True, slots=True)
class YearsValue:
    """Years that the turns say, see ``years``. ``name``: one of ``YEARS``."""

    name: str


def _value_shape(value: object) -> str:
    if isinstance(value, YearsValue) or (isinstance(value, Leaf) and value.text in YEARS):
        return "years"
    if not isinstance(value, dict):
        return "number"
    by = value.get("by")
    if by is None:
        return "sides"
    return "turn_table" if isinstance(by, Leaf) and by.text == "turn" else "stance_table"


def _years(value: object) -> YearsValue:
    return value if isinstance(value, YearsValue) else YearsValue(cast(Leaf, value).text)


Years = Annotated[YearsValue, plain(_years), WithJsonSchema({"enum": list(YEARS)})]
PlainValue = Annotated[
    Annotated[Number, Tag("number")]
    | Annotated[Years, Tag("years")]
    | Annotated[TurnTable, Tag("turn_table")]
    | Annotated[StanceTable, Tag("stance_table")],
    Discriminator(_value_shape),
]


class ValuePair(SidePair):
    """A number or a table a side."""

    washington: PlainValue
    beijing: PlainValue


ParamValue = Annotated[
    Annotated[Number, Tag("number")]
    | Annotated[Years, Tag("years")]
    | Annotated[TurnTable, Tag("turn_table")]
    | Annotated[StanceTable, Tag("stance_table")]
    | Annotated[ValuePair, Tag("sides")],
    Discriminator(_value_shape),
]
NumberOrPair = Annotated[Annotated[Number, Tag("one")] | Annotated[NumberPair, Tag("sides")], Discriminator(shape)]
PointsOrPair = Annotated[Annotated[Points, Tag("one")] | Annotated[PointsPair, Tag("sides")], Discriminator(shape)]
WordOrPair = Annotated[Annotated[Reference, Tag("one")] | Annotated[WordPair, Tag("sides")], Discriminator(shape)]
NumbersOrPair = Annotated[
    Annotated[list[Number], Tag("one")] | Annotated[NumbersPair, Tag("sides")], Discriminator(shape)
]


def pair(value: object) -> dict[Side, Any]:
    """Both sides' values of something that may be written once for both."""
    if isinstance(value, SidePair):
        return {side: getattr(value, side) for side in SIDES}
    return dict.fromkeys(SIDES, value)

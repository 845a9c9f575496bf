"""The shape of the section ``tests``: promises about a ruleset that are played and looked at."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from airace_rules.language.leaves import Number, Points, Reference, System, Text, Value, Whole, Word, refusal, shape
from airace_rules.language.nodes import Leaf
from airace_rules.language.values import Decl

MOST_GAMES: Final = 10_000
MOST_BALANCE_GAMES: Final = 200_000
LEAST_SEARCHED: Final = 100
MOST_SEARCHED: Final = 20_000
_AT_TURN: Final = re.compile(r"at turn (\d{1,2})")
_STANCE: Final = re.compile(r"(?:\w+\.)?stance\..*")
_PERCENT: Final = re.compile(r"(.*\S)\s*%")


class Late(Decl):
    """Base of shapes that cost nothing until the first test is read."""

    model_config = ConfigDict(defer_build=True)


class Open(BaseModel):
    """Base of what has further keys, the names of things in the ruleset."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True, defer_build=True)


class GivenSideDecl(Open):
    """What differs for a side when the test begins: its stocks by name, stances, pipelines."""

    __pydantic_extra__: dict[str, Number]
    stances: dict[str, Reference] = Field(default_factory=dict)
    pipelines: dict[str, list[Number]] = Field(default_factory=dict)


class GivenWorldDecl(Open):
    """What differs for the world when the test begins: its stocks by name, pipelines."""

    __pydantic_extra__: dict[str, Number]
    pipelines: dict[str, list[Number]] = Field(default_factory=dict)


class GivenDecl(Late):
    """How the test begins; all else as a match begins. ``both`` counts for a side unless the side says otherwise."""

    turn: Annotated[Whole, Field(ge=1, le=40)] = 1
    both: GivenSideDecl | None = None
    washington: GivenSideDecl | None = None
    beijing: GivenSideDecl | None = None
    world: GivenWorldDecl | None = None


class OrdersDecl(Open):
    """The orders of a side: instruments by name (in points), stances, projects paid for, deals signed."""

    __pydantic_extra__: dict[str, Points]
    stances: dict[str, Reference] = Field(default_factory=dict)
    projects: list[Reference] = Field(default_factory=list)
    deals: list[Reference] = Field(default_factory=list)


class SidesDecl(Late):
    """Orders given every turn. ``both`` counts for a side unless the side says otherwise."""

    both: OrdersDecl | None = None
    washington: OrdersDecl | None = None
    beijing: OrdersDecl | None = None


class LaterDecl(SidesDecl):
    """Orders that take the place of a side's earlier ones from a turn on."""

    turn: Annotated[Whole, Field(ge=1, le=40)] = Field(alias="from")


def _within(value: object) -> object:
    """``5%`` to a share of the value, marked by its sign."""
    if isinstance(value, Leaf) and (percent := _PERCENT.fullmatch(value.text)):
        number = Leaf(value.source, percent[1], value.start, value.end, value.quoted)
        return {"share": number}
    return value


class PercentDecl(Late):
    """A distance in percent of the value."""

    share: Annotated[Number, Field(gt=0, le=100)]


Within = Annotated[
    Annotated[Annotated[Number, Field(gt=0)], Tag("one")] | Annotated[PercentDecl, Tag("sides")],
    Discriminator(shape),
    BeforeValidator(_within),
]


class BoundsDecl(Late):
    """What a number must be; all that is said must hold."""

    near: Number | None = None
    within: Within | None = None
    between: tuple[Number, Number] | None = None
    above: Number | None = None
    below: Number | None = None
    equals: Number | None = None

    @model_validator(mode="after")
    def _sensible(self) -> BoundsDecl:
        if (self.near is None) != (self.within is None):
            raise refusal("R028", "`near` and `within` belong together", "{near: 9.8, within: 5%}")
        if not self.model_fields_set:
            raise refusal("R028", "nothing is expected here", "{above: 3}, or another check")
        if self.between is not None and self.between[0] > self.between[1]:
            raise refusal("R087", "the range runs backwards", "`[lowest, highest]`")
        return self


class CheckDecl(BoundsDecl):
    """Also against the other run: the ratio to its value, the difference from it, or by how much at least."""

    ratio: BoundsDecl | None = None
    difference: BoundsDecl | None = None
    higher_than_other: Annotated[Number, Field(ge=0)] | None = None
    lower_than_other: Annotated[Number, Field(ge=0)] | None = None


Bounds = Annotated[Annotated[Number, Tag("one")] | Annotated[BoundsDecl, Tag("sides")], Discriminator(shape)]
Check = Annotated[Annotated[Number, Tag("one")] | Annotated[CheckDecl, Tag("sides")], Discriminator(shape)]


class LadderDecl(Late):
    """Options of a stance from one to another, both included."""

    at_least: Reference | None = None
    at_most: Reference | None = None

    @model_validator(mode="after")
    def _bounded(self) -> LadderDecl:
        if not self.model_fields_set:
            raise refusal("R028", "nothing is expected here", "an option, or {at_least: option}")
        return self


Option = Annotated[Annotated[Reference, Tag("one")] | Annotated[LadderDecl, Tag("sides")], Discriminator(shape)]


class MomentDecl(Late):
    """What is expected at a moment: ``values``, ``stances`` by name; events that ``happen`` and that ``never`` do."""

    values: dict[str, Check] = Field(default_factory=dict)
    stances: dict[str, Option] = Field(default_factory=dict)
    happens: list[Reference] = Field(default_factory=list)
    never: list[Reference] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _sorted(cls, value: Any) -> Any:
        return _apart(value, ("happens", "never"))


class ExpectDecl(MomentDecl):
    """All that a test expects: after its last turn, and ``turns``: after others."""

    ending: Reference | None = None
    winner: Annotated[Literal["washington", "beijing", "nobody"], Word] | None = None
    turns: dict[str, MomentDecl] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _sorted(cls, value: Any) -> Any:
        return _apart(value, ("happens", "never", "ending", "winner"))


def _apart(value: Any, words: tuple[str, ...]) -> Any:
    """Splits the keys of an expectation: fixed words, moments, and names of values."""
    if not isinstance(value, dict):
        return value
    fixed: dict[str, Any] = {key: inner for key, inner in value.items() if key in words}
    turns = {key: inner for key, inner in value.items() if turn_of(key) is not None}
    rest = {key: inner for key, inner in value.items() if key not in fixed and key not in turns}
    stances = {key: inner for key, inner in rest.items() if _STANCE.fullmatch(key)}
    values = {key: inner for key, inner in rest.items() if key not in stances}
    groups = {"turns": turns, "stances": stances, "values": values}
    return fixed | {name: group for name, group in groups.items() if group}


def turn_of(key: str) -> int | None:
    """The turn in a key such as ``at turn 2``."""
    match = _AT_TURN.fullmatch(key)
    return int(match[1]) if match else None


DrawWords = Annotated[
    Annotated[Reference, Tag("one")] | Annotated[dict[str, Value], Tag("sides")], Discriminator(shape)
]


class StrategiesDecl(Late):
    """House strategies of sides."""

    both: Reference | None = None
    washington: Reference | None = None
    beijing: Reference | None = None


Strategies = Annotated[Annotated[Reference, Tag("one")] | Annotated[StrategiesDecl, Tag("sides")], Discriminator(shape)]


class RunDecl(Late):
    """One way of playing. Sides without orders and without a strategy order nothing."""

    given: GivenDecl | None = None
    orders: SidesDecl | None = None
    later: Annotated[list[LaterDecl], Field(max_length=40)] | None = None
    strategy: Strategies | None = None
    draws: DrawWords | None = None
    seed: Annotated[Whole, Field(ge=0)] | None = None


class BalanceDecl(Late):
    """Many games between house strategies: all pairs of them, or one pair."""

    games: Annotated[Whole, Field(ge=1, le=MOST_BALANCE_GAMES)]
    seed: Annotated[Whole, Field(ge=0)] = 0
    strategy: Strategies | None = None
    side_rate: Bounds | None = None
    endings: dict[str, Bounds] = Field(default_factory=dict)
    length: Bounds | None = None
    exploitability: Bounds | None = None


class RuleTestDecl(RunDecl):
    """A named promise. ``compared_with``: the same run with these lines instead, for checks against the other."""

    name: Text
    systems: list[System] = Field(default_factory=list)
    turns: Annotated[Whole, Field(ge=1, le=40)] = 1
    games: Annotated[Whole, Field(ge=1, le=MOST_GAMES)] | None = None
    expect: ExpectDecl | None = None
    compared_with: RunDecl | None = None
    balance: BalanceDecl | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> RuleTestDecl:
        of_a_run = sorted(self.model_fields_set - {"name", "systems", "balance"})
        if self.balance is not None and of_a_run:
            words = f"a `balance:` test has no {', '.join(f'`{key}:`' for key in of_a_run)}"
            raise refusal("R028", words, "`name:`, `systems:` and `balance:`")
        if self.balance is None and self.expect is None:
            raise refusal("R028", "this test expects nothing", "`expect:`, or `balance:`")
        return self

"""The shape of projects and deals in rule files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from airace_rules.ids import SIDES, Side
from airace_rules.language.leaves import Flag, FormulaLeaf, Points, Reference, System, Whole, Word, refusal, shape
from airace_rules.language.schema import MAX_TURNS, EffectDecl, Weight
from airace_rules.language.values import Decl, ForWord, Share, SidePair

MAX_INSTALMENTS = 40
MAX_DURATION = 40

Effects = Annotated[list[EffectDecl], Field(max_length=20)]
Gates = Annotated[list[FormulaLeaf], Field(max_length=20)]
SideWord = Annotated[Literal["washington", "beijing"], Word]
FinishedWord = Annotated[Literal["finished", "exact", "hidden"], Word]
Instalments = Annotated[Whole, Field(ge=1, le=MAX_INSTALMENTS)]
Duration = Annotated[Whole, Field(ge=1, le=MAX_DURATION)]


def _price(tenths: int) -> int:
    if tenths < 1:
        raise refusal("R026", "an instalment that costs nothing is no instalment", "0.1 points or more")
    return tenths


Price = Annotated[Points, AfterValidator(_price), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]


class PricePair(SidePair):
    """What an instalment costs each side, in tenths."""

    washington: Price
    beijing: Price


PriceOrPair = Annotated[Annotated[Price, Tag("one")] | Annotated[PricePair, Tag("sides")], Discriminator(shape)]


Starts = Annotated[Whole, Field(ge=0, le=100)]


class StartsTable(Decl):
    """How many projects may be started, turn by turn: as many values as turns."""

    by: Annotated[Literal["turn"], Word]
    values: Annotated[list[Starts], Field(min_length=1)]


StartsOrTable = Annotated[Annotated[Starts, Tag("one")] | Annotated[StartsTable, Tag("sides")], Discriminator(shape)]


class LimitsDecl(Decl):
    """``new_projects``: most that a side may start in a turn; ``instruments_from``: the turn from which screens offer
    single instruments and not levers alone."""

    new_projects: StartsOrTable = 1
    instruments_from: Annotated[Whole, Field(ge=1, le=MAX_TURNS)] = 1


class EscrowDecl(Decl):
    """What becomes of instalments that the partner does not match: after ``wait`` turns the share ``back`` returns."""

    wait: Instalments
    back: Share


class ProjectWeights(Decl):
    """How much what befalls a project matters among the news of a turn."""

    finished: Weight = 6
    slipped: Weight = 3
    offered: Weight = 4
    refunded: Weight = 4


class ProjectDecl(Decl):
    """Something paid for in instalments. ``cost`` in tenths of a point (as points in the file) per instalment."""

    runners: ForWord | None = Field(default=None, alias="for")
    joint: Flag = False
    escrow: EscrowDecl | None = None
    cost: PriceOrPair
    turns: Instalments
    slip: FormulaLeaf | None = None
    needs: Gates = Field(default_factory=list)
    seen_by_rival: FinishedWord = "finished"
    do: Effects = Field(default_factory=list)
    weights: ProjectWeights = Field(default_factory=ProjectWeights)
    systems: list[System] = Field(default_factory=list)

    @model_validator(mode="after")
    def _consistent(self) -> ProjectDecl:
        if self.joint and self.runners is not None:
            raise refusal("R028", "`joint` and `for` do not go together", "`joint: true` (both pay), or `for:` a side")
        if self.joint != (self.escrow is not None):
            expected = "`escrow: {wait: 2, back: 0.75}` with `joint: true`, and only there"
            raise refusal("R028", "`joint` and `escrow` belong together", expected)
        if self.joint and self.seen_by_rival == "hidden":
            raise refusal("R093", "a joint project cannot be hidden from its partner", "`finished` or `exact`")
        return self

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that may run it."""
        return tuple(side for side in SIDES if self.runners in (None, "both", side))

    @property
    def scope(self) -> Literal["side", "world"]:
        """Whose progress it is: that of each side, or of both together."""
        return "world" if self.joint else "side"


class StanceTerm(Decl):
    """Keep a stance at, above or below an option."""

    side: SideWord | None = None
    stance: Reference
    at_least: Reference | None = None
    at_most: Reference | None = None

    @model_validator(mode="after")
    def _bounded(self) -> StanceTerm:
        _require_bound(self.at_least, self.at_most, "{stance: safety, at_least: rigorous}")
        return self


class InstrumentTerm(Decl):
    """Put at least or at most so many points (here in tenths) into an instrument."""

    side: SideWord | None = None
    instrument: Reference
    at_least: Points | None = None
    at_most: Points | None = None

    @model_validator(mode="after")
    def _bounded(self) -> InstrumentTerm:
        _require_bound(self.at_least, self.at_most, "{instrument: controls, at_most: 5}")
        return self


class NeedsTerm(Decl):
    """A condition on the side's own orders."""

    side: SideWord | None = None
    needs: FormulaLeaf


def _require_bound(low: object, high: object, example: str) -> None:
    if low is None and high is None:
        raise refusal("R028", "this term asks for nothing", f"`at_least:` or `at_most:`, as in {example}")


def _term_kind(value: object) -> str:
    keys = value if isinstance(value, dict) else {}
    return "of a stance" if "stance" in keys else "of an instrument" if "instrument" in keys else "of a formula"


Term = StanceTerm | InstrumentTerm | NeedsTerm


def _of_some_kind(value: object) -> object:
    if isinstance(value, dict) and not {"stance", "instrument", "needs"} & value.keys():
        expected = "`{stance: …, at_most: …}`, `{instrument: …, at_most: …}` or `{needs: formula}`"
        raise refusal("R028", "it is not clear what this term asks for", expected)
    return value


_AnyTerm = Annotated[
    Annotated[StanceTerm, Tag("of a stance")]
    | Annotated[InstrumentTerm, Tag("of an instrument")]
    | Annotated[NeedsTerm, Tag("of a formula")],
    Discriminator(_term_kind),
]
TermDecl = Annotated[_AnyTerm, BeforeValidator(_of_some_kind)]


class DealWeights(Decl):
    """How much what befalls a deal matters among the news of a turn."""

    signed: Weight = 7
    offered: Weight = 4
    left: Weight = 8
    broke: Weight = 5
    caught: Weight = 9
    ended: Weight = 3


class DealDecl(Decl):
    """An agreement that both sides sign. ``duration``: turns in force; ``locked``: turns without a new signature after
    a breach was caught."""

    duration: Duration
    binding: Flag = False
    needs: Gates = Field(default_factory=list)
    terms: Annotated[list[TermDecl], Field(max_length=20)] = Field(default_factory=list)
    detect: FormulaLeaf | None = None
    signed: Effects = Field(default_factory=list)
    left: Effects = Field(default_factory=list)
    caught: Effects = Field(default_factory=list)
    locked: Annotated[Whole, Field(ge=0, le=MAX_DURATION)] = 0
    weights: DealWeights = Field(default_factory=DealWeights)
    systems: list[System] = Field(default_factory=list)

    @property
    def breakable(self) -> bool:
        """Whether a side can break a term: the deal has some, and they are not enforced."""
        return bool(self.terms) and not self.binding

    @model_validator(mode="after")
    def _consistent(self) -> DealDecl:
        if not self.breakable and (self.detect is not None or self.caught or self.locked):
            why = "a binding deal cannot be broken" if self.binding else "a deal without terms cannot be broken"
            expected = "`detect`, `caught` and `locked` only in deals with `terms:` and `binding: false`"
            raise refusal("R028", why, expected)
        if self.breakable and self.detect is None:
            message = "this deal does not say how likely a breach is caught"
            raise refusal("R028", message, '`detect: "0.5"`, or `binding: true`')
        if self.binding:
            self._check_enforceable()
        return self

    def _check_enforceable(self) -> None:
        for number, term in enumerate(self.terms):
            if isinstance(term, NeedsTerm):
                message, expected = "a binding deal cannot enforce a formula", "terms on stances and instruments"
                raise refusal("R028", message, expected, at=("terms", number, "needs"))
            if isinstance(term, InstrumentTerm) and term.at_least is not None:
                message = "a binding deal cannot force a side to spend"
                raise refusal("R028", message, "`at_most`, or `binding: false`", at=("terms", number, "at_least"))

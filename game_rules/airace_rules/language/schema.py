"""The shape of every section of a ruleset. One model for one entry; ``SECTIONS`` says how sections hold them.

Values are typed by these models, never by YAML. References and formulas stay ``Leaf`` (text with its place).
"""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from airace_rules.ids import Side
from airace_rules.language.leaves import (
    NUMBER,
    FormulaLeaf,
    Lasting,
    Number,
    Points,
    Reference,
    References,
    System,
    Text,
    Whole,
    Word,
    refusal,
    shape,
)
from airace_rules.language.nodes import Leaf
from airace_rules.language.values import (
    Decl,
    FactWord,
    ForWord,
    KindWord,
    NumberOrPair,
    NumbersOrPair,
    OwnWord,
    ParamValue,
    PointsOrPair,
    Positive,
    RivalWord,
    SceneWord,
    ScopeWord,
    SeenWord,
    Share,
    SidePair,
    TellWord,
    WordOrPair,
    pair,
)

MAX_TURNS = 40
FINEST, COARSEST = 0.001, 1e6  # grains in which people are told something


class TurnDecl(Decl):
    """One turn. ``years`` is its length."""

    key: Text
    years: Positive


class ClockDecl(Decl):
    """Suggested seconds."""

    first_turn: Annotated[Whole, Field(ge=10, le=86_400)]
    turn: Annotated[Whole, Field(ge=10, le=86_400)]


class BudgetDecl(Decl):
    """``is`` names the opening variable that is a side's income in points."""

    variable: Reference = Field(alias="is")
    carry_over: Share
    stance_changes: Annotated[Whole, Field(ge=0, le=100)]


class ParamDecl(Decl):
    """A named constant."""

    value: ParamValue
    unit: Text
    range: tuple[Number, Number] | None = None
    source: References = Field(default_factory=list)
    kind: KindWord | None = None
    systems: list[System] = Field(default_factory=list)


Weighed = Annotated[Number, Field(ge=0)]
MAX_OPTIONS = 12


class DrawDecl(Decl):
    """A declared source of chance: a number, or one of the options of ``choice``, each with its weight."""

    distribution: Annotated[Literal["uniform", "normal"], Word] | None = Field(default=None, alias="is")
    choice: Annotated[dict[str, Weighed], Field(min_length=2, max_length=MAX_OPTIONS)] | None = None
    per: ScopeWord
    systems: list[System] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_kind(self) -> DrawDecl:
        if (self.distribution is None) == (self.choice is None):
            expected = "`is: uniform`, `is: normal`, or `choice: {mild: 3, hard: 1}`"
            raise refusal("R028", "a draw is of one kind", expected)
        if self.choice is not None and not sum(self.choice.values()) > 0:
            raise refusal("R026", "none of these options can ever be drawn", "at least one weight above 0")
        return self


class NoiseFormula(Decl):
    """Standard deviation of an estimate, from what the observer knows: in the variable's unit or as a share of it."""

    sd: FormulaLeaf | None = None
    share: FormulaLeaf | None = None


Noise = Annotated[
    Annotated[Annotated[Number, Field(gt=0, le=10)], Tag("one")] | Annotated[NoiseFormula, Tag("sides")],
    Discriminator(shape),
]


Grain = Annotated[Number, Field(ge=FINEST, le=COARSEST)]


class SeenDecl(Decl):
    """Who may see a stock or a variable. Checked by ``audience``, so that the message can say what is missing."""

    per: ScopeWord = "side"
    unit: Text
    seen_by_rival: RivalWord | None = None
    seen_by_own: OwnWord | None = None
    seen: SeenWord | None = None
    noise: Noise | None = None
    grain: Grain | None = None
    reveals: References = Field(default_factory=list)
    systems: list[System] = Field(default_factory=list)


class StockDecl(SeenDecl):
    """A number carried from turn to turn."""

    start: NumberOrPair
    min: Number
    max: Number


class VarDecl(SeenDecl):
    """A formula with a name."""

    formula: FormulaLeaf = Field(alias="is")


class InstrumentDecl(Decl):
    """Something budget is put into. ``cap`` in tenths of a point (as points in the file); ``for``: who may use it."""

    split: Share
    cap: PointsOrPair = 10_000
    users: ForWord = Field(default="both", alias="for")
    systems: list[System] = Field(default_factory=list)

    @model_validator(mode="after")
    def _no_cap_for_others(self) -> InstrumentDecl:
        if isinstance(self.cap, SidePair) and pair(self.cap) != self.caps:
            message = f"`cap` has points for a side that `for: {self.users}` leaves out"
            raise refusal("R028", message, "one number, which is that of the side that uses it")
        return self

    @property
    def caps(self) -> dict[Side, int]:
        """Most tenths of a point that each side may put in; 0 for one that may not use it."""
        return {side: cap if self.users in (side, "both") else 0 for side, cap in pair(self.cap).items()}


class LeverDecl(Decl):
    """A slider: a group of instruments whose ``split`` sum to 1."""

    instruments: Annotated[dict[str, InstrumentDecl], Field(min_length=1, max_length=64)]


def _opening_turn(value: object) -> object:
    """A turn, or None for the word ``never``."""
    if isinstance(value, Leaf) and not NUMBER.fullmatch(value.text):
        if value.text != "never":
            raise refusal("R023", "this is no turn", "the number of a turn, such as `3`, or `never`")
        return None
    return value


Opens = Annotated[
    Annotated[Whole, Field(ge=1, le=MAX_TURNS)] | None,
    BeforeValidator(_opening_turn),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": MAX_TURNS}, {"const": "never"}]}),
]


class StanceDecl(Decl):
    """A small ladder of options. ``opens``: the turn from which it may be changed, or ``never``; ``for``: by whom."""

    options: Annotated[list[Reference], Field(min_length=2, max_length=MAX_OPTIONS)]
    start: WordOrPair
    cost: Points
    opens: Opens = 1
    users: ForWord = Field(default="both", alias="for")
    seen_by_rival: OwnWord | None = None
    systems: list[System] = Field(default_factory=list)


class PipelineDecl(Decl):
    """A delay. ``in`` enters now and arrives ``delay`` turns later. ``min`` and ``max`` cut what enters."""

    per: ScopeWord = "side"
    entering: FormulaLeaf = Field(alias="in")
    delay: Annotated[Whole, Field(ge=1, le=40)]
    unit: Text
    start: NumbersOrPair
    min: Number | None = None
    max: Number | None = None
    systems: list[System] = Field(default_factory=list)

    @model_validator(mode="after")
    def _both_or_none(self) -> PipelineDecl:
        if (self.min is None) != (self.max is None):
            raise refusal("R028", "`min` and `max` belong together", "both or neither")
        return self


class PerceivedDecl(Decl):
    """A side's belief, computed from what it knows. ``band`` is its standard error."""

    unit: Text
    formula: FormulaLeaf = Field(alias="is")
    band: FormulaLeaf | None = None
    systems: list[System] = Field(default_factory=list)


class EffectDecl(Decl):
    """One consequence of an event, a project or a deal: exactly one verb."""

    add: Reference | None = None
    scale: Reference | None = None
    set: Reference | None = None
    by: FormulaLeaf | None = None
    to: FormulaLeaf | None = None
    turns: Annotated[Lasting, Field(ge=1, le=40)] | None = Field(default=None, alias="for")

    @model_validator(mode="after")
    def _one_verb(self) -> EffectDecl:
        if sum(verb is not None for verb in (self.add, self.scale, self.set)) != 1:
            raise refusal("R028", "an effect has exactly one verb", "`add`, `scale` or `set`")
        wanted, other = ("to", self.by) if self.set else ("by", self.to)
        if (self.to if self.set else self.by) is None or other is not None:
            raise refusal(
                "R028", f"this effect needs `{wanted}`", "{add: x, by: …}, {scale: x, by: …} or {set: x, to: …}"
            )
        return self

    @property
    def target(self) -> Leaf:
        """What is changed."""
        return cast(Leaf, self.add or self.scale or self.set)

    @property
    def amount(self) -> Leaf:
        """By how much, or to what."""
        return cast(Leaf, self.by or self.to)


Weight = Annotated[Whole, Field(ge=0, le=100)]


class HappeningDecl(Decl):
    """What events and headlines share."""

    per: ScopeWord
    tell: TellWord | None = None
    weight: Weight = 1
    args: Annotated[dict[str, FormulaLeaf], Field(max_length=20)] = Field(default_factory=dict)
    systems: list[System] = Field(default_factory=list)


class EventDecl(HappeningDecl):
    """Something that may happen."""

    chance: FormulaLeaf
    needs: Annotated[list[FormulaLeaf], Field(max_length=20)] = Field(default_factory=list)
    do: Annotated[list[EffectDecl], Field(max_length=20)] = Field(default_factory=list)


class HeadlineDecl(HappeningDecl):
    """Something worth telling."""

    when: FormulaLeaf


class ScoreDecl(Decl):
    """One dimension of the score."""

    raw: FormulaLeaf
    scale: Positive
    weight: NumberOrPair
    bonus: FormulaLeaf | None = None
    grain: Grain | None = None
    systems: list[System] = Field(default_factory=list)


class ScoreTotalDecl(Decl):
    """A factor on the total score."""

    factor: FormulaLeaf


class EndingDecl(Decl):
    """How a match can end."""

    when: FormulaLeaf
    at: Annotated[Literal["any", "last"], Word]
    winner: Annotated[Literal["score", "nobody", "washington", "beijing"], Word]
    scene: SceneWord = "plain"
    systems: list[System] = Field(default_factory=list)


class FactDecl(Decl):
    """What is known of the world: how surely, and who says so. Its sentence is a text."""

    kind: FactWord
    source: References = Field(default_factory=list)


class CodexDecl(Decl):
    """The page of the codex about a system. ``shows``: stocks and variables whose formulas stand on it."""

    facts: Annotated[dict[str, FactDecl], Field(min_length=1, max_length=12)]
    shows: Annotated[list[Reference], Field(max_length=12)] = Field(default_factory=list)


class StrategyDecl(Decl):
    """A house strategy of one side."""

    let: Annotated[dict[str, FormulaLeaf], Field(max_length=64)] = Field(default_factory=dict)
    instruments: dict[str, FormulaLeaf] = Field(default_factory=dict)
    stances: dict[str, FormulaLeaf] = Field(default_factory=dict)
    projects: dict[str, FormulaLeaf] = Field(default_factory=dict)
    deals: dict[str, FormulaLeaf] = Field(default_factory=dict)
    spend: FormulaLeaf | None = None


class BotDecl(Decl):
    """A house strategy: the same formulas for both sides, or one set a side."""

    both: StrategyDecl | None = None
    washington: StrategyDecl | None = None
    beijing: StrategyDecl | None = None

    @model_validator(mode="after")
    def _complete(self) -> BotDecl:
        each = self.washington is not None and self.beijing is not None
        if (self.both is not None) == (self.washington is not None or self.beijing is not None) or not (
            each or self.both is not None
        ):
            expected = "`both:`, or `washington:` and `beijing:`"
            hint = (
                "of a strategy of the base, change the parts that it has, or say `override: true`" if self.both else ""
            )
            raise refusal("R028", "a strategy covers both sides once", expected, hint)
        return self

    def of(self, side: Side) -> StrategyDecl:
        """The strategy of a side."""
        own = self.washington if side == "washington" else self.beijing
        return self.both or own or StrategyDecl()


Flow = Annotated[dict[str, FormulaLeaf], Field(max_length=40)]
Turns = Annotated[list[TurnDecl], Field(min_length=1, max_length=MAX_TURNS)]
Gauges = Annotated[list[Reference], Field(max_length=12)]

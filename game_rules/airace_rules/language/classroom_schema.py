"""The shape of roles and lesson plans in rule files."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from airace_rules.classroom import Activity
from airace_rules.language.leaves import Flag, References, Whole, Word, one_or_several, refusal
from airace_rules.language.schema import MAX_TURNS
from airace_rules.language.values import Decl

MAX_TEAM = 12
MAX_MINUTES = 1_000
MAX_STEPS = 40
MAX_QUESTIONS = 20

Minutes = Annotated[Whole, Field(ge=1, le=MAX_MINUTES)]
TeamSize = Annotated[Whole, Field(ge=1, le=MAX_TEAM)]
TurnNumber = Annotated[Whole, Field(ge=1, le=MAX_TURNS)]
ActivityWord = Annotated[Activity, Word]


class SeatDecl(Decl):
    """A role in a team: what it drafts. Each of its lists may be the word ``all``, or ``rest``: what no other role of
    the team drafts."""

    sizes: Annotated[list[TeamSize], BeforeValidator(one_or_several)] = Field(default_factory=list, alias="for")
    levers: References = Field(default_factory=list)
    stances: References = Field(default_factory=list)
    projects: References = Field(default_factory=list)
    deals: References = Field(default_factory=list)
    signs: Flag = False


class StepDecl(Decl):
    """A part of a lesson."""

    minutes: Minutes
    do: ActivityWord
    turns: Annotated[list[TurnNumber], BeforeValidator(one_or_several)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _turns_where_turns_are_played(self) -> StepDecl:
        if (self.do == "turn") != bool(self.turns):
            expected = "{minutes: 6, do: turn, turns: 1}, or another word without `turns`"
            raise refusal("R028", "`do: turn` and `turns` belong together", expected)
        return self


class LessonDecl(Decl):
    """A lesson plan, minute by minute."""

    minutes: Minutes
    steps: Annotated[list[StepDecl], Field(min_length=1, max_length=MAX_STEPS)]
    questions: Annotated[Whole, Field(ge=0, le=MAX_QUESTIONS)] = 0

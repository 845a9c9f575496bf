"""The ruleset as formulas with resolved names: what all later checks and the compiler work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from airace_rules.ids import Scope, Side
from airace_rules.language import expressions as e
from airace_rules.language.causes import Cause
from airace_rules.language.declarations import Declarations
from airace_rules.language.formulas import Formula
from airace_rules.language.names import Names, Owner, Target
from airace_rules.language.nodes import Leaf

Purpose = Literal[
    "var", "flow", "pipeline", "chance", "effect", "headline", "argument", "noise", "perceived", "score", "factor",
    "victory", "bot", "gate", "term",
]  # fmt: skip


@dataclass(slots=True, eq=False)
class Use:
    """A formula at its place in the ruleset. ``targets`` is None when it could not be read or resolved."""

    leaf: Leaf
    label: str  # such as ``vars.compute``
    purpose: Purpose
    scope: Scope
    formula: Formula | None
    targets: dict[e.Name, Target] | None

    @property
    def text(self) -> str:
        """As the designer wrote it, on one line."""
        return " ".join(self.leaf.text.split())

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names that it reads, as written, without repeats."""
        return tuple(dict.fromkeys(name.text for name in self.targets or {}))


@dataclass(slots=True, eq=False)
class Effect:
    """One consequence of a cause. ``turns``: for how many it holds, the first included (None: in that one alone)."""

    cause: Cause
    verb: Literal["add", "scale", "set"]
    owner: Owner
    kind: Literal["stock", "var"]
    name: str
    amount: Use
    turns: int | None

    @property
    def on_inflow(self) -> bool:
        """Whether it scales what flows into a stock, and not the stock."""
        return self.kind == "stock" and self.verb == "scale" and self.turns is not None


@dataclass(slots=True, eq=False)
class Term:
    """What a deal asks of ``side`` (None: of both): an option of ``stance`` between ``low`` and ``high`` (places among
    the options), points (in tenths) between them in ``instrument``, or that ``condition`` holds."""

    side: Side | None
    stance: str | None = None
    instrument: str | None = None
    low: int | None = None
    high: int | None = None
    condition: Use | None = None


@dataclass(slots=True, eq=False)
class Strategy:
    """A house strategy of one side. ``lets`` in file order, each may read those before it."""

    lets: dict[str, Use] = field(default_factory=dict)
    instruments: dict[str, Use] = field(default_factory=dict)
    stances: dict[str, Use] = field(default_factory=dict)
    projects: dict[str, Use] = field(default_factory=dict)
    deals: dict[str, Use] = field(default_factory=dict)
    spend: Use | None = None


@dataclass(slots=True, eq=False)
class Model:
    """Everything resolved. ``uses`` are all formulas, in the order in which sections are read."""

    decl: Declarations
    names: Names
    uses: list[Use] = field(default_factory=list)
    vars: dict[str, Use] = field(default_factory=dict)
    flows: dict[str, dict[str, Use]] = field(default_factory=dict)
    pipelines: dict[str, Use] = field(default_factory=dict)
    chances: dict[str, Use] = field(default_factory=dict)
    needs: dict[str, list[Use]] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    targets: dict[tuple[str, str], list[Effect]] = field(default_factory=dict)  # the same, by what they change
    slips: dict[str, Use] = field(default_factory=dict)  # project → chance that one more instalment is needed
    gates: dict[tuple[Literal["project", "deal"], str], list[Use]] = field(default_factory=dict)
    terms: dict[str, list[Term]] = field(default_factory=dict)
    detects: dict[str, Use] = field(default_factory=dict)  # deal → chance that a breach is caught
    headlines: dict[str, Use] = field(default_factory=dict)
    args: dict[str, dict[str, Use]] = field(default_factory=dict)  # event or headline → argument → formula
    noise: dict[str, Use] = field(default_factory=dict)
    perceived: dict[str, Use] = field(default_factory=dict)
    bands: dict[str, Use] = field(default_factory=dict)
    raws: dict[str, Use] = field(default_factory=dict)
    bonuses: dict[str, Use] = field(default_factory=dict)
    factor: Use | None = None
    victory: dict[str, Use] = field(default_factory=dict)
    bots: dict[str, dict[Side, Strategy]] = field(default_factory=dict)
    lifted: bool = False  # programs read a factor for every number of a param, from ``lift:`` cells

    def effects_on(self, kind: Literal["stock", "var"], name: str) -> list[Effect]:
        """The effects on a stock or variable, in file order."""
        return self.targets.get((kind, name), [])

"""What a test may name: values, events and draws of a ruleset, each with its owner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from airace_rules.ids import SIDES, WORLD, Owner, Scope
from airace_rules.language.diagnostics import Findings, Place, listed, quote
from airace_rules.language.meanings import meant_by
from airace_rules.language.nodes import Leaf
from airace_rules.ruleset import Draw, Ruleset, Stock, Variable

OWNERS: Final[tuple[Owner, ...]] = (*SIDES, WORLD)
NOBODY: Final = "nobody"
_OUTCOMES: Final = frozenset({"ending", "winner"})


class KnownNames:
    """Looks up the names of tests; says what is wrong with those that mean nothing."""

    def __init__(self, ruleset: Ruleset, findings: Findings) -> None:
        self.ruleset = ruleset
        self.findings = findings
        self.values: dict[Scope, list[str]] = {"side": _side_values(ruleset), "world": _world_values(ruleset)}
        self.events: dict[Scope, list[str]] = {"side": _events(ruleset, "side"), "world": _events(ruleset, "world")}
        self.outcomes = [
            *(f"ending.{ending.key}" for ending in ruleset.endings),
            *(f"winner.{winner}" for winner in (*SIDES, NOBODY)),
        ]

    def value(self, leaf: Leaf) -> str | None:
        """The full name of a value, or None when it has no meaning (then ``findings`` says why)."""
        if leaf.text.split(".")[0] in _OUTCOMES:
            return leaf.text if self.key("outcome", leaf, self.outcomes) else None
        return self._owned("value", leaf, self.values)

    def event(self, leaf: Leaf) -> str | None:
        """The full name of an event, with its owner."""
        return self._owned("event", leaf, self.events)

    def draws(self, leaf: Leaf) -> list[str]:
        """The full names of the draws that a name stands for: those of both sides if it names no owner."""
        draws: dict[str, Draw] = {draw_name(draw): draw for draw in self.ruleset.draws.values()}
        owner, _, name = leaf.text.partition(".")
        if owner not in OWNERS:
            owner, name = "", leaf.text
        if name not in draws:
            self.known("draw or event", name, leaf.place, draws)
            return []
        owners = SIDES if draws[name].scope == "side" else (WORLD,)
        if owner and owner not in owners:
            self._misowned(leaf, name, draws[name].scope)
            return []
        return [f"{each}.{draws[name].name}" for each in owners if owner in ("", each)]

    def key(self, what: str, leaf: Leaf, known: Collection[str]) -> bool:
        """Whether a word is one of ``known``."""
        return self.known(what, leaf.text, leaf.place, known)

    def known(self, what: str, name: str, at: Callable[[], Place], known: Collection[str]) -> bool:
        """Whether a name is one of ``known``; ``at`` tells where it stands."""
        if name in known:
            return True
        if not self.findings.broken.isdisjoint(name.split(".")):
            return False  # of an entry with a mistake
        names = list(known)
        hint = self.findings.suggest(name, names)
        expected = "" if hint else listed(names)
        self.findings.error(
            "R140", at(), f"there is no {what} {quote(name)} for this test", expected=expected, hint=hint
        )
        return False

    def _owned(self, what: str, leaf: Leaf, known: Mapping[Scope, list[str]]) -> str | None:
        owner, _, name = leaf.text.partition(".")
        if owner not in OWNERS:
            owner, name = "", leaf.text
        wanted: Scope = "world" if owner == WORLD else "side"
        if owner and name in known[wanted]:
            return leaf.text
        belongs = [scope for scope, names in known.items() if name in names]
        if belongs:
            self._misowned(leaf, name, belongs[0])
        elif (side := meant_by(leaf.text.partition(".")[0], SIDES)) and leaf.text.partition(".")[2] in known["side"]:
            expected = f"`{side}.{leaf.text.partition('.')[2]}`"
            message = f"no side is called {quote(leaf.text.partition('.')[0])}"
            self.findings.error("R141", leaf.place(), message, expected=expected)
        else:
            self.known(what, name, leaf.place, known[wanted] if owner else [*known["side"], *known["world"]])
        return None

    def _misowned(self, leaf: Leaf, name: str, scope: str) -> None:
        expected = f"`washington.{name}` or `beijing.{name}`" if scope == "side" else f"`world.{name}`"
        whose = "the sides" if scope == "side" else "the world"
        self.findings.error(
            "R141", leaf.place(), f"{quote(name)} belongs to {whose}", found=quote(leaf.text), expected=expected
        )


def _side_values(ruleset: Ruleset) -> list[str]:
    return [
        *_of_scope(ruleset, "side"),
        *ruleset.instruments,
        *(f"score.{key}" for key in (*ruleset.scores, "total")),
        *(f"raw.{key}" for key in ruleset.scores),
        *_of_projects(ruleset, joint=False),
        *(f"stance.{key}" for key in ruleset.stances),
        *_beliefs(ruleset),
    ]


def _beliefs(ruleset: Ruleset) -> list[str]:
    """What a side believes of its rival's rough values, and how uncertain it and its own conclusions are."""
    shown: list[Stock | Variable] = [*ruleset.stocks.values(), *ruleset.variables.values()]
    rough = [each.name for each in shown if each.scope == "side" and each.sight.rival == "rough"]
    perceived = [variable.name for variable in ruleset.variables.values() if variable.timing == "perceived"]
    return [*(f"estimate.{name}" for name in rough), *(f"band.{name}" for name in (*rough, *perceived))]


def _world_values(ruleset: Ruleset) -> list[str]:
    return [
        *_of_scope(ruleset, "world"),
        *_of_projects(ruleset, joint=True),
        *(f"deal.{key}" for key in ruleset.deals),
    ]


def _of_projects(ruleset: Ruleset, joint: bool) -> list[str]:
    keys = [key for key, project in ruleset.projects.items() if project.joint == joint]
    return [f"{word}.{key}" for key in keys for word in ("done", "progress")]


def _of_scope(ruleset: Ruleset, scope: Scope) -> list[str]:
    stocks = [stock for stock in ruleset.stocks.values() if stock.scope == scope and not stock.implicit]
    return [
        *(stock.name for stock in stocks),
        *(variable.name for variable in ruleset.variables.values() if variable.scope == scope),
        *(f"{stock.name}.{part}" for stock in stocks for part in stock.parts),
        *(f"happened.{key}" for key in _events(ruleset, scope)),
    ]


def _events(ruleset: Ruleset, scope: Scope) -> list[str]:
    return [name_of(rule.kind, rule.key) for rule in ruleset.happenings if rule.scope == scope]


def name_of(kind: str, key: str) -> str:
    """What tests call a happening: its key, and for a headline ``headline.<key>``."""
    return f"headline.{key}" if kind == "headline" else key


def draw_name(draw: Draw) -> str:
    """What tests call a draw: its name, and ``estimate.<name>`` for the error of an estimate."""
    return f"estimate.{draw.name.removeprefix('view_')}" if draw.role == "view" else draw.name

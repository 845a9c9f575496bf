"""Resolves the names of a formula to what they mean, and says what is wrong with those that mean nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast

from airace_rules.ids import SIDES, Scope
from airace_rules.language import expressions as e
from airace_rules.language.declarations import no_longer, options_at, other_owner
from airace_rules.language.diagnostics import Findings, listed, quote
from airace_rules.language.formulas import Formula
from airace_rules.language.meanings import NO, YES, meant_by
from airace_rules.language.names import (
    ASPECTS,
    CLOCK,
    DEAL_ASPECTS,
    DRAWN,
    GATHERING,
    OWNERS,
    PROJECT_ASPECTS,
    Aspect,
    Kind,
    Names,
    Owner,
    Target,
    undertaking_scope,
)
from airace_rules.language.nodes import Leaf
from airace_rules.language.years import YEARS

_OTHER_WORDS: Final = {
    **dict.fromkeys(("opponent", "rival", "other", "enemy", "their", "them"), "the other side's is `opp.{0}`"),
    **dict.fromkeys(("own", "my", "self", "our", "me", "us"), "the own side's is the bare name: `{0}`"),
    **dict.fromkeys(
        ("last", "old", "prev", "previous", "before"),
        "a bare stock (`{0}`) is as the turn began; what was before that, a stock of its own keeps",
    ),
    **dict.fromkeys(("next", "after", "now", "current"), "a stock after this turn is `new.{0}`, a variable `{0}`"),
}  # what other languages call what has a word here


@dataclass(slots=True, eq=False)
class Resolver:
    """Resolves the names of one formula. ``lets``: local names of a house strategy. ``stance``: whose options
    ``option.x`` means where no comparison says it."""

    names: Names
    findings: Findings
    lets: frozenset[str] = frozenset()
    bands: bool = False
    stance: str | None = None

    def resolve(self, formula: Formula, scope: Scope) -> dict[e.Name, Target] | None:
        """Every name of the formula, or None when one has no meaning (then ``findings`` says why)."""
        found: dict[e.Name, Target] = {}
        complete = self._walk(formula, formula.expr, scope, self.stance, found)
        return found if complete else None

    def _walk(
        self, formula: Formula, expr: e.Expr, scope: Scope, stance: str | None, found: dict[e.Name, Target]
    ) -> bool:
        if isinstance(expr, e.Name):
            target = self._target(formula, expr, scope, stance)
            if target:
                found[expr] = target
            return target is not None
        if isinstance(expr, e.Call) and expr.function in GATHERING:
            if scope == "side":
                hint = "in a formula of a side write `x + opp.x`, `max(x, opp.x)` or `min(x, opp.x)`"
                self._error("R063", formula, expr, f"`{expr.function}` belongs into formulas of the world", hint=hint)
                return False
            scope = "side"
        if isinstance(expr, e.Compare):
            stance = self._compared_stance(expr) or stance
        # Every operand is looked at, so that all mistakes are found.
        complete = [self._walk(formula, child, scope, stance, found) for child in e.children(expr)]
        return all(complete)

    def _compared_stance(self, expr: e.Compare) -> str | None:
        names = [operand for operand in expr.operands if isinstance(operand, e.Name)]
        for operand in names:
            if "stance" in operand.path[:-1]:
                return operand.path[-1]
            if DRAWN in operand.path[:-1]:
                return f"{DRAWN}.{operand.path[-1]}"
        # Without its aspect it is told of as a name; its options are then looked at all the same.
        last = [operand.path[-1] for operand in names if operand.path[-2:-1] != ("option",)]
        if drawn := next((name for name in last if name in self.names.choices), None):
            return f"{DRAWN}.{drawn}"
        return next((name for name in last if name in self.names.stances and name not in self.names.plain), None)

    def _target(self, formula: Formula, name: e.Name, scope: Scope, stance: str | None) -> Target | None:
        if name.text in YEARS:
            return Target("own", "value", "clock", name.text)
        owner, rest = _split_owner(name.path)
        if len(rest) > 2 or (len(rest) == 2 and rest[0] not in ASPECTS):
            self._misplaced(formula, name)
            return None
        aspect, last = (cast(Aspect, rest[0]), rest[1]) if len(rest) == 2 else ("value", rest[-1])
        if aspect == "option":
            return self._option(formula, name, last, stance)
        if aspect == "value" and owner is None and last in CLOCK:
            return Target("own", "value", "clock", last)
        if aspect == "value" and owner is None and last in self.lets:
            return Target("own", "value", "let", last)
        if not self._owner_allowed(formula, name, scope, owner):
            return None
        if last in self.names.broken and last not in self.names.plain:
            return Target("own", aspect, "broken", last)
        return self._declared(formula, name, scope, owner, aspect, last)

    def _declared(
        self, formula: Formula, name: e.Name, scope: Scope, owner: str | None, aspect: Aspect, last: str
    ) -> Target | None:
        kind, declared = self._lookup(aspect, last)
        if kind is None or (kind == "draw" and (aspect == DRAWN) != (last in self.names.choices)):
            self._unknown(formula, name, aspect, last)
            return None
        wanted: Scope = "world" if owner == "world" or (owner is None and scope == "world") else "side"
        if declared is not None and declared != wanted:
            self._wrong_scope(formula, name, scope, declared, aspect, last)
            return None
        if aspect == "band" and not self.bands:
            hint = "the uncertainty of an estimate exists only in the section `perceived`"
            self._error("R063", formula, name, "`band.` has no meaning here", hint=hint)
            return None
        if declared is None and owner == "world":
            self._error("R063", formula, name, "a param has no owner", hint=f"write `{last}`")
            return None
        owners: dict[str | None, Owner] = {"opp": "rival", "world": "world", None: "own"}
        chosen = owners.get(owner) or cast(Owner, owner)
        return Target("world" if wanted == "world" and declared else chosen, aspect, kind, last)

    def _lookup(self, aspect: Aspect, last: str) -> tuple[Kind | None, Scope | None]:
        if aspect in ("stance", "changed"):
            return ("stance", "side") if last in self.names.stances else (None, None)
        if aspect == "happened":
            event = self.names.events.get(last)
            return ("event", event.decl.per) if event else (None, None)
        if aspect in PROJECT_ASPECTS or aspect in DEAL_ASPECTS:
            scope = undertaking_scope(self.names, aspect, last)
            kind: Kind = "project" if aspect in PROJECT_ASPECTS else "deal"
            return (kind, scope) if scope else (None, None)
        symbol = self.names.plain.get(last)
        if symbol is None or symbol.kind != {"new": "stock", DRAWN: "draw"}.get(aspect, symbol.kind):
            return None, None
        if aspect == "band" and symbol.kind not in ("stock", "var"):
            return None, None
        return symbol.kind, symbol.scope

    def _owner_allowed(self, formula: Formula, name: e.Name, scope: Scope, owner: str | None) -> bool:
        if scope == "side" and owner in SIDES:
            hint = "write the bare name for the own side and `opp.` for the rival: both sides have the same rules"
            self._error("R063", formula, name, "a formula of a side never names a side", hint=hint)
            return False
        if scope == "world" and owner == "opp":
            hint = "write `washington.` or `beijing.`, or `total(x)`, `highest(x)`, `lowest(x)`"
            self._error("R063", formula, name, "a formula of the world has no rival", hint=hint)
            return False
        return True

    def _option(self, formula: Formula, name: e.Name, option: str, stance: str | None) -> Target | None:
        if stance is None:
            hint = f"compare it with the stance or draw itself: {self._with_option(option)}"
            self._error("R046", formula, name, "it is not clear which stance this option belongs to", hint=hint)
            return None
        if stance.startswith(f"{DRAWN}."):
            return self._drawn(formula, name, option, stance.removeprefix(f"{DRAWN}."))
        entry = self.names.stances.get(stance)
        if entry is None:
            return Target("own", "option", "broken", option) if stance in self.names.broken else None
        options = [leaf.text for leaf in entry.decl.options]
        if option not in options:
            if no_longer(stance, option, entry, formula.leaf.place(name.start, name.end), self.findings):
                return None
            hint = self.findings.suggest(option, options) or f"its options stand at {options_at(entry)}"
            message = f"the stance `{stance}` has no option {quote(option)}"
            self._error("R066", formula, name, message, expected=listed(options), hint=hint)
            return None
        return Target("own", "option", "option", stance, options.index(option))

    def _with_option(self, option: str) -> str:
        """What has an option of this name, as one compares with it."""
        stances = (f"stance.{name}" for name, one in self.names.stances.items() if _has(one.decl.options, option))
        draws = (f"draw.{name}" for name, one in self.names.choices.items() if option in (one.decl.choice or ()))
        known = [f"{name} == option.{option}" for name in (*stances, *draws)]
        return listed(known) if known else f"as in `stance.safety >= option.{option}`"

    def _drawn(self, formula: Formula, name: e.Name, option: str, draw: str) -> Target | None:
        entry = self.names.choices.get(draw)
        if entry is None:
            return Target("own", "option", "broken", option) if draw in self.names.broken else None
        options = list(entry.decl.choice or ())
        if option not in options:
            hint = self.findings.suggest(option, options) or f"it is declared at {entry.key.place()}"
            message = f"the draw `{draw}` has no option {quote(option)}"
            self._error("R066", formula, name, message, listed(options), hint)
            return None
        return Target("own", "option", "choice", draw, options.index(option))

    def _misplaced(self, formula: Formula, name: e.Name) -> None:
        owners = [p for p in name.path if p in OWNERS]
        aspects = [p for p in name.path if p in ASPECTS]
        expected = "`[opp.|world.][new.|happened.|stance.|done.|deal.|…]name`"
        hint = f"write `{'.'.join([*owners, *aspects, name.path[-1]])}`" if len(owners) < 2 and len(aspects) < 2 else ""
        if not set(name.path[:-1]) <= {*OWNERS, *ASPECTS}:
            hint = ""
        if years := next((each for each in YEARS if name.text.endswith(f".{each}")), ""):
            hint = f"write `{years}`: time is the same for everybody"
        elif name.path[0] in ("turn", "match"):
            hint = f"the years are read as {listed(YEARS)}"
        if name.path[0] in _OTHER_WORDS and len(name.path) == 2:
            hint = _OTHER_WORDS[name.path[0]].format(name.path[-1])
        elif side := meant_by(name.path[0], SIDES):
            hint = (
                f"in formulas of the world write `{side}.{name.path[-1]}`, in those of a side the bare name or `opp.`"
            )
        *before, stance, option = name.path
        if before[-1:] == [DRAWN] and stance in self.names.choices:
            hint = f"compare what is drawn with its option: `{'.'.join([*before, stance])} == option.{option}`"
        if before[-1:] == ["stance"] and stance in self.names.stances:
            hint = f"compare the stance with its option: `{'.'.join([*before, stance])} == option.{option}`"
        self._error("R067", formula, name, f"the name {quote(name.text)} is not put together right", expected, hint)

    def _unknown(self, formula: Formula, name: e.Name, aspect: Aspect, last: str) -> None:
        known: Iterable[str] = self.names.plain
        what = "name"
        if aspect in ("stance", "changed"):
            known, what = self.names.stances, "stance"
        elif aspect == "happened":
            known, what = self.names.events, "event"
        elif aspect == DRAWN:
            known, what = self.names.choices, "choice draw"
            if last in self.names.plain:
                hint = f"{quote(last)} is no `choice`; write it without `draw.`"
                self._error("R060", formula, name, f"there is no `draw.` of {quote(last)}", hint=hint)
                return
        elif aspect in PROJECT_ASPECTS or aspect in DEAL_ASPECTS:
            known, what = self._undertakings(aspect)
            if last in known:
                self._no_such_aspect(formula, name, aspect, last)
                return
        elif aspect == "new":
            known, what = [n for n, symbol in self.names.plain.items() if symbol.kind == "stock"], "stock"
            if last in self.names.plain:
                kind = self.names.plain[last].kind
                hint = f"only stocks have a new value; {quote(last)} is a {kind}, write it without `new.`"
                if kind == "var":
                    hint = (
                        "a variable of the turn is new: write it without `new.`; one that is known when the turn opens "
                    )
                    hint += "has none: write its formula here, with `new.` before its stocks"
                self._error("R060", formula, name, f"there is no `new.` of {quote(last)}", hint=hint)
                return
        if aspect == "value" and self._hyphened(formula, name):
            return
        hint = self._elsewhere(last) if aspect == "value" else ""
        hint = hint or self.findings.suggest(last, [*known, *CLOCK] if aspect == "value" else known)
        if not hint and aspect == "value":
            hint = "declare it, or check the spelling"
        self._error("R060", formula, name, f"there is no {what} {quote(last)}", hint=hint)

    def _hyphened(self, formula: Formula, name: e.Name) -> bool:
        """Whether this is a part of a name that was written with a hyphen for `_`; then it is told of, as a whole."""
        for word in re.finditer(r"(?<![\w.])[a-z]\w*(?:-[a-z]\w*)+(?![\w.])", formula.leaf.text):
            joined = word[0].replace("-", "_")
            if word.start() <= name.start < word.end() and joined in self.names.plain:
                place, message = formula.leaf.place(*word.span()), f"there is no name {quote(word[0])}"
                self.findings.error("R060", place, message, hint=f"did you mean `{joined}`?")
                return True
        return False

    def _undertakings(self, aspect: Aspect) -> tuple[Iterable[str], str]:
        return (self.names.projects, "project") if aspect in PROJECT_ASPECTS else (self.names.deals, "deal")

    def _no_such_aspect(self, formula: Formula, name: e.Name, aspect: Aspect, last: str) -> None:
        why = "only money of a `joint` project waits" if aspect == "escrow" else "no term of this deal can be broken"
        self._error("R060", formula, name, f"there is no `{aspect}.` of {quote(last)}", hint=why)

    def _elsewhere(self, last: str) -> str:
        if last.lower() in YES | NO:
            return f"write `{1 if last.lower() in YES else 0}`: true is 1 and false is 0"
        if "year" in last or last == "elapsed":
            return f"the years of the turns are read as {listed(YEARS)}"
        if last in self.names.choices:
            option = next(iter(self.names.choices[last].decl.choice or ()))
            return f"what is drawn is read as `draw.{last}`, as in `draw.{last} == option.{option}`"
        if last in self.names.projects:
            return f"whether a project is finished is read as `done.{last}`"
        if last in self.names.deals:
            return f"whether a deal is in force is read as `world.deal.{last}`"
        if last in self.names.stances:
            return f"a stance is read as `stance.{last}`"
        if last in self.names.events:
            return f"whether an event happened is read as `happened.{last}`"
        for draw, choice in self.names.choices.items():
            if last in (choice.decl.choice or ()):
                return f"an option is written `option.{last}`, as in `draw.{draw} == option.{last}`"
        for stance, entry in self.names.stances.items():
            if any(option.text == last for option in entry.decl.options):
                return f"an option is written `option.{last}`, as in `stance.{stance} == option.{last}`"
        return ""

    def _wrong_scope(
        self, formula: Formula, name: e.Name, scope: Scope, declared: Scope, aspect: Aspect, last: str
    ) -> None:
        tail = last if aspect == "value" else f"{aspect}.{last}"
        symbol = self.names.plain.get(last) if aspect in ("value", "new") else None
        if symbol is not None:
            place = formula.leaf.place(name.start, name.end)
            if other_owner(last, symbol.key, declared, place, self.findings):
                return
        if declared == "world":
            hint = f"write `world.{tail}`" if scope == "side" else f"write `{tail}`"
            self._error("R063", formula, name, f"{quote(last)} belongs to the world", hint=hint)
        elif scope == "world":
            hint = f"write `washington.{tail}`, `beijing.{tail}` or `total({tail})`{self._or_world(last)}"
            self._error("R063", formula, name, f"{quote(last)} belongs to the sides", hint=hint)
        else:
            hint = f"write `{tail}`{self._or_world(last)}"
            self._error("R063", formula, name, f"{quote(last)} belongs to the sides", hint=hint)

    def _or_world(self, last: str) -> str:
        symbol = self.names.plain.get(last)
        if symbol is None or symbol.kind not in ("stock", "var", "pipeline"):
            return ""
        return f"; if there is one for both, say `per: world` at {symbol.key.place()}"

    def _error(self, code: str, formula: Formula, at: e.Expr, message: str, expected: str = "", hint: str = "") -> None:
        found = quote(formula.leaf.text[at.start : at.end])
        self.findings.error(
            code, formula.leaf.place(at.start, at.end), message, found=found, expected=expected, hint=hint
        )


def _split_owner(path: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    return (path[0], path[1:]) if path[0] in OWNERS and len(path) > 1 else (None, path)


def _has(options: Iterable[Leaf], option: str) -> bool:
    return any(leaf.text == option for leaf in options)

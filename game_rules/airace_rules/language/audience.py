"""Who may see what. Nothing is visible by default: a declaration without an audience is an error, and so is telling,
believing or deciding by something that its reader may not see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Literal

from airace_rules.events import Visibility
from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.language import expressions as e
from airace_rules.language import schema as s
from airace_rules.language import values as v
from airace_rules.language.declarations import Entry
from airace_rules.language.diagnostics import Findings, Place, quote
from airace_rules.language.model import Model, Use
from airace_rules.language.names import Target, is_of_turn
from airace_rules.ruleset import Sight

Knowledge = Literal["exact", "rough", "hidden"]
_UNKNOWN = Sight("hidden", "hidden")
_UNTOLD_DRAW: Final = (
    "nobody is told what is drawn; make a variable of it that they may see, and quote that, or let a headline of its "
    "own tell of each case"
)


def read_sights(model: Model, findings: Findings) -> dict[str, Sight]:
    """Stock, variable and stance → its audience. Missing or contradictory audiences are reported."""
    sights: dict[str, Sight] = {}
    for stock in model.decl.stocks.values():
        sights[stock.name] = _sight(stock, findings)
    for var in model.decl.vars.values():
        sights[var.name] = _sight(var, findings)
    for name in model.decl.perceived:
        sights[name] = Sight("exact", "hidden")
    for stance in model.decl.stances.values():
        if stance.decl.seen_by_rival is None:
            _undeclared(stance.key.text, "seen_by_rival: exact` or `hidden", stance, findings)
        sights[f"stance.{stance.name}"] = Sight("exact", stance.decl.seen_by_rival or "hidden")
    return sights


def check_audiences(model: Model, sights: dict[str, Sight], findings: Findings) -> None:
    """Formulas that tell, believe or decide read only what their reader may see."""
    checker = Checker(model, sights, findings)
    sections: tuple[tuple[str, Mapping[str, Entry[Any]]], ...] = (
        ("event", model.decl.events),
        ("headline", model.decl.headlines),
    )
    for section, entries in sections:
        for name, entry in entries.items():
            if entry.decl.tell is None:
                _undeclared(name, "tell: public`, `own` or `hidden", entry, findings)
            elif entry.decl.tell == "own" and entry.decl.per == "world":
                _contradiction(
                    entry, "something of the world has no own side", "`tell: public` or `tell: hidden`", findings
                )
            for use in model.args.get(f"{section}.{name}", {}).values():
                checker.told(use, entry.decl.tell or "hidden")
    for use in model.uses:
        if use.purpose in ("noise", "perceived", "bot"):
            checker.known(use)
        else:
            checker.no_beliefs(use)
        if use.purpose in ("gate", "term"):
            checker.shown(use)
    checker.gauges()


class Checker:
    """Looks into the formulas of a ruleset for what their readers do not know."""

    def __init__(self, model: Model, sights: dict[str, Sight], findings: Findings) -> None:
        self.model, self.sights, self.findings = model, sights, findings

    def told(self, use: Use, tell: Visibility) -> None:
        if tell == "hidden":
            return
        for name, target in (use.targets or {}).items():
            # By symmetry of the sides Washington's formula stands for both.
            readers = SIDES if tell == "public" else SIDES[:1]
            worst = max((self._knowledge(target, "washington", reader) for reader in readers), key=_RANK.index)
            if worst != "exact" and not self._narrowed(use, name, target):
                whom = "both sides" if tell == "public" else "its side"
                self.findings.error(
                    "R091",
                    use.leaf.place(name.start, name.end),
                    f"{quote(name.text)} is told to {whom}, but not everybody there may see it exactly",
                    found=f"`tell: {tell}`",
                    expected=f"arguments that {whom} may see",
                    hint=_UNTOLD_DRAW
                    if target.kind == "draw"
                    else f"tell fewer (`own`, `hidden`), use another argument, or show {quote(target.name)} to more",
                )

    def shown(self, use: Use) -> None:
        """A gate is shown to those who may pass it, and a side knows whether it keeps a term."""
        readers = SIDES if use.scope == "world" else SIDES[:1]
        for name, target in (use.targets or {}).items():
            if is_of_turn(target):
                continue  # told with the timing
            unseen = any(self._knowledge(target, "washington", reader) != "exact" for reader in readers)
            if unseen and not self._narrowed(use, name, target):
                whom = "both sides are" if use.scope == "world" else "a side is"
                self.findings.error(
                    "R091",
                    use.leaf.place(name.start, name.end),
                    f"{whom} shown whether this holds, but may not see {quote(name.text)} exactly",
                    expected="values that everybody who is shown it may see",
                    hint=f"use another value, or show {quote(target.name)} to more",
                )

    def known(self, use: Use) -> None:
        for name, target in (use.targets or {}).items():
            if target.kind == "perceived":
                if use.purpose == "noise":
                    self._belief(use, name)
                continue
            knowledge = self._knowledge(target, "washington", "washington")
            unknown = knowledge == "hidden" or (knowledge == "rough" and use.purpose == "noise")
            if unknown and not self._narrowed(use, name, target):
                reader = {"noise": "the observer", "perceived": "the side", "bot": "the strategy"}[use.purpose]
                self.findings.error(
                    "R092",
                    use.leaf.place(name.start, name.end),
                    f"{reader} cannot see {quote(name.text)}",
                    found=f"who sees it: {self._words(target)}",
                    expected="own values, the rival's that are exact or rough, public values of the world",
                    hint="use something that is seen, or declare a wider audience",
                )

    def _narrowed(self, use: Use, name: e.Name, target: Target) -> bool:
        """Whether a ruleset shows less of something than the one that it extends needs; then that is told."""
        decl = self.model.decl
        known: dict[str, Entry[Any]] = {**decl.stocks, **decl.vars, **decl.projects}
        entry = decl.stances.get(target.name) if target.kind == "stance" else known.get(target.name)
        message = f"{quote(target.name)} is not seen by some that the extended ruleset tells of it, or who decide by it"
        hint = "keep who sees it, or change what reads it"
        at = entry.key.place() if entry else None
        return self.findings.upset("R091", at, message, use.leaf.place(name.start, name.end), hint=hint)

    def no_beliefs(self, use: Use) -> None:
        for name, target in (use.targets or {}).items():
            if target.kind == "perceived":
                self._belief(use, name)

    def gauges(self) -> None:
        for leaf in self.model.decl.shown:
            name = leaf.text.removeprefix("world.")
            known: dict[str, Entry[Any]] = {**self.model.decl.stocks, **self.model.decl.vars}
            if name not in known or (known[name].decl.per == "world") != leaf.text.startswith("world."):
                self._no_gauge(leaf.text, name, leaf.place(), known)
            elif self.sights[name].own == "hidden":
                message = f"the gauge {quote(leaf.text)} is hidden from its own side"
                self.findings.error("R093", leaf.place(), message, hint="show it, or choose another gauge")

    def _no_gauge(self, text: str, name: str, place: Place, known: dict[str, Entry[Any]]) -> None:
        if name in self.model.decl.broken and name not in known:
            return
        hint = self.findings.suggest(name, known)
        if name in known:
            hint = f"write `{name}`" if text.startswith("world.") else f"write `world.{name}`"
        message = f"there is no stock or opening variable {quote(text)}"
        self.findings.error("R066", place, message, hint=hint)

    def _belief(self, use: Use, name: e.Name) -> None:
        self.findings.error(
            "R063",
            use.leaf.place(name.start, name.end),
            f"{quote(name.text)} is what a side believes; the rules work with the truth",
            expected="`perceived` names only in `perceived` and in strategies",
        )

    def knowledge_of(self, target: Target, owner: Side | Literal["world"], reader: Side) -> Knowledge:
        """How well ``reader`` knows the value of ``owner`` that a name means, whose ever formula reads it."""
        meant = replace(target, owner=owner)
        return self._knowledge(meant, reader, reader)

    def _knowledge(self, target: Target, side: Side, reader: Side) -> Knowledge:
        """How well ``reader`` knows what ``target`` means in a formula of ``side``."""
        if target.kind in ("clock", "option", "choice", "let", "broken") or (target.kind == "param"):
            return self._of_param(target, side, reader)
        if target.kind == "event":
            tell = self.model.decl.events[target.name].decl.tell
            return "exact" if tell == "public" or (tell == "own" and self._owner(target, side) == reader) else "hidden"
        if target.kind == "draw":
            return "hidden"
        if target.kind in ("project", "deal"):
            return self._of_undertaking(target, self._owner(target, side) == reader)
        if target.kind in ("instrument", "pipeline") or target.aspect == "changed":
            return "exact" if self._owner(target, side) == reader else "hidden"
        sight = self.sights.get(f"stance.{target.name}" if target.kind == "stance" else target.name, _UNKNOWN)
        return sight.own if self._owner(target, side) in (reader, "world") else sight.rival

    def _of_param(self, target: Target, side: Side, reader: Side) -> Knowledge:
        entry = self.model.decl.params.get(target.name) if target.kind == "param" else None
        if entry is None or self._owner(target, side) == reader:
            return "exact"
        values = list(v.pair(entry.decl.value).values())
        tables = [value for value in values if isinstance(value, v.StanceTable)]
        hidden = any(self.sights.get(f"stance.{t.by.text}", _UNKNOWN).rival == "hidden" for t in tables)
        return "hidden" if hidden else "exact"

    def _of_undertaking(self, target: Target, own: bool) -> Knowledge:
        if own or target.owner == "world":
            return "exact"
        if target.kind == "deal":
            return "hidden" if target.aspect == "broke" else "exact"
        sight = self.model.decl.projects[target.name].decl.seen_by_rival
        return "exact" if sight == "exact" or (sight == "finished" and target.aspect == "done") else "hidden"

    def _owner(self, target: Target, side: Side) -> Side | Literal["world"]:
        if target.owner == "own":
            return side
        return rival_of(side) if target.owner == "rival" else target.owner

    def _words(self, target: Target) -> str:
        if target.kind == "draw":
            return "nobody (a draw)"
        if target.kind == "project":
            return _SEEN_WORK[self.model.decl.projects[target.name].decl.seen_by_rival]
        if target.kind == "deal":
            return "its own side"
        sight = self.sights.get(f"stance.{target.name}" if target.kind == "stance" else target.name, _UNKNOWN)
        return f"`seen_by_own: {sight.own}`, `seen_by_rival: {sight.rival}`"


_SEEN_WORK: Final = {
    "finished": "`seen_by_rival: finished`: the other side hears of it when it is finished; `exact` shows it before",
    "exact": "`seen_by_rival: exact`",
    "hidden": "`seen_by_rival: hidden`",
}
_RANK = ("exact", "rough", "hidden")


def _sight(entry: Entry[s.StockDecl] | Entry[s.VarDecl], findings: Findings) -> Sight:
    decl = entry.decl
    if decl.per == "world":
        return _world_sight(entry, findings)
    if decl.seen is not None:
        expected = "`seen_by_rival: exact`, `rough` or `hidden`"
        _contradiction(entry, "`seen` is for the world's values", expected, findings)
    elif decl.seen_by_rival is None:
        _undeclared(entry.name, "seen_by_rival: exact`, `rough` or `hidden", entry, findings)
    if (decl.seen_by_rival == "rough") != (decl.noise is not None):
        message = "`rough` and `noise` belong together"
        _contradiction(entry, message, "`noise: 0.2` or `noise: {sd: …}` with `seen_by_rival: rough`", findings)
    if isinstance(decl.noise, s.NoiseFormula) and (decl.noise.sd is None) == (decl.noise.share is None):
        expected = "one of `noise: {sd: …}` (in its unit) and `noise: {share: …}` (of its value)"
        _contradiction(entry, "`noise` is told by one formula", expected, findings)
    return Sight(decl.seen_by_own or "exact", decl.seen_by_rival or "hidden")


def _world_sight(entry: Entry[s.StockDecl] | Entry[s.VarDecl], findings: Findings) -> Sight:
    decl = entry.decl
    if decl.seen_by_rival is not None or decl.seen_by_own is not None or decl.noise is not None:
        message = "`seen_by_rival`, `seen_by_own` and `noise` are for values of a side"
        _contradiction(entry, message, "`seen: public` or `seen: hidden`", findings)
    elif decl.seen is None:
        _undeclared(entry.name, "seen: public` or `hidden", entry, findings)
    return Sight("exact", "exact") if decl.seen == "public" else _UNKNOWN


def _undeclared(name: str, expected: str, entry: Entry[Any], findings: Findings) -> None:
    message = f"{quote(name)} does not say who may see it"
    findings.error("R090", entry.key.place(), message, expected=f"`{expected}`")


def _contradiction(entry: Entry[Any], message: str, expected: str, findings: Findings) -> None:
    findings.error("R093", entry.key.place(), message, expected=expected)

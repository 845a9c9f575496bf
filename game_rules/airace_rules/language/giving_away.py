"""What a screen gives away: the formulas are open, so a side that is told a result can solve for what went into it.

A var, a part of a flow or an effect on a stock that somebody is told exactly, and that reads a value of the other side
which is told to them roughly or not at all, is warned of, unless the file says that it is meant (``reveals:``), tells
the result coarsely (``grain:``) or mixes it with a draw that nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.language import expressions as e
from airace_rules.language import schema as s
from airace_rules.language.audience import Checker, Knowledge
from airace_rules.language.declarations import Entry
from airace_rules.language.diagnostics import Findings, Place, quote
from airace_rules.language.model import Model, Use
from airace_rules.language.names import Target
from airace_rules.language.nodes import Leaf
from airace_rules.ruleset import Sight

_OWNER: Side = "washington"  # by symmetry of the sides its formulas stand for both
Holder = Literal["washington", "beijing", "world"]


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """Formulas of ``holder`` whose sum a ``reader`` is told, as ``what``; ``entry`` says how."""

    what: str
    entry: Entry[Any]
    uses: tuple[Use, ...]
    holder: Holder
    reader: Side


@dataclass(frozen=True, slots=True)
class _Secret:
    """A value of the other side, as ``reveals`` names it; ``through``: the variable by way of which it is read."""

    name: str
    knowledge: Knowledge
    declared: Place | None
    use: Use
    at: e.Name
    through: str


@dataclass(slots=True)
class _Search:
    """What formulas read that their reader is not told. ``blurred``: a draw is among it."""

    secrets: list[_Secret] = field(default_factory=list)
    blurred: bool = False
    seen: set[tuple[Holder, str]] = field(default_factory=set)


def check_giving_away(model: Model, sights: dict[str, Sight], findings: Findings) -> None:
    """Warns of what gives a value away, and of ``reveals`` that reveal nothing. Only for a ruleset without errors."""
    teller = _Teller(model, sights)
    used: set[tuple[str, str]] = set()
    for name, use, grained in teller.finer_than_told():
        _finer(name, use, grained, findings)
    for told in teller.all_told():
        for secret in teller.given_away(told):
            accepted = {leaf.text for leaf in getattr(told.entry.decl, "reveals", ())}
            used.add((told.entry.name, secret.name))
            if secret.name not in accepted and told.entry.decl.grain is None:
                _warn(told, secret, findings)
    entries: dict[str, Entry[Any]] = {**model.decl.stocks, **model.decl.vars}
    for entry in entries.values():
        for leaf in entry.decl.reveals:
            if (entry.name, leaf.text) not in used and not leaf.source.inherited:
                _nothing(entry, leaf, [name for owner, name in used if owner == entry.name], findings)


class _Teller:
    def __init__(self, model: Model, sights: dict[str, Sight]) -> None:
        self.model, self.sights = model, sights
        self.checker = Checker(model, sights, Findings())

    def all_told(self) -> Iterator[_Told]:
        """Variables, scores and changes of stocks, with those who are told of them exactly."""
        for name, score in self.model.decl.scores.items():
            formulas = (self.model.raws.get(name), self.model.bonuses.get(name))
            yield _Told(f"the score `{name}`", score, tuple(filter(None, formulas)), _OWNER, _OWNER)
        for name, entry in self.model.decl.vars.items():
            for holder, reader in self._readers(entry):
                yield _Told(f"the variable `{name}`", entry, self._makes_var(name), holder, reader)
        for name, stock in self.model.decl.stocks.items():
            for holder, reader in self._readers(stock):
                for what, uses in self._changes(name, holder in ("world", reader)):
                    yield _Told(what, stock, uses, holder, reader)

    def finer_than_told(self) -> Iterator[tuple[e.Name, Use, Entry[Any]]]:
        """What is told with all its digits and reads a value of its own side or the world that is told coarsely."""
        decl = self.model.decl
        uses = [self.model.vars[name] for name, var in decl.vars.items() if self._plain(name, var)]
        for name, score in decl.scores.items():
            formulas = (self.model.raws.get(name), self.model.bonuses.get(name))
            uses += [use for use in formulas if use and score.decl.grain is None]
        for at, args in self.model.args.items():
            section, _, name = at.partition(".")
            happening: Entry[Any] = (decl.events if section == "event" else decl.headlines)[name]
            uses += args.values() if happening.decl.tell != "hidden" else ()
        for use in uses:
            blurred = any(target.kind == "draw" for target in (use.targets or {}).values())
            if not blurred and (found := self._grained(use, set())):
                yield found[0], use, found[1]

    def _plain(self, name: str, var: Entry[s.VarDecl]) -> bool:
        return var.decl.grain is None and self.sights[name].own == "exact"

    def _grained(self, use: Use, seen: set[str]) -> tuple[e.Name, Entry[Any]] | None:
        known: dict[str, Entry[Any]] = {**self.model.decl.stocks, **self.model.decl.vars}
        for name, target in (use.targets or {}).items():
            entry = known.get(target.name) if target.kind in ("stock", "var") and target.owner != "rival" else None
            if entry is None or target.name in seen:
                continue
            if entry.decl.grain is not None:
                return name, entry
            seen.add(target.name)
            hidden = target.kind == "var" and self.sights[target.name].own == "hidden"
            if hidden and (inner := self._grained(self.model.vars[target.name], seen)):
                return name, inner[1]
        return None

    def _readers(self, entry: Entry[s.StockDecl] | Entry[s.VarDecl]) -> Iterator[tuple[Holder, Side]]:
        sight = self.sights[entry.name]
        if entry.decl.per == "world":
            if sight.own == "exact":
                yield "world", _OWNER
            return
        if sight.own == "exact":
            yield _OWNER, _OWNER
        if sight.rival == "exact":
            yield _OWNER, rival_of(_OWNER)

    def _changes(self, stock: str, parts_told: bool) -> Iterator[tuple[str, tuple[Use, ...]]]:
        """Each part of a stock's flow for those who are told of the parts, else all together."""
        parts = self.model.flows.get(stock, {})
        theirs = rival_of(_OWNER)
        effects = [each.amount for each in self.model.effects_on("stock", stock) if each.owner != theirs]
        if not parts_told:
            yield f"the stock `{stock}`", (*parts.values(), *effects)
            return
        for part, use in parts.items():
            yield f"the part `{part}` of `{stock}`", (use,)
        for amount in effects:
            yield f"what `{amount.label}` does to `{stock}`", (amount,)

    def given_away(self, told: _Told) -> Iterator[_Secret]:
        search = _Search()
        for use in told.uses:
            self._look(use, told.holder, told, search, use, None, "")
        if search.blurred:
            return
        known: set[str] = set()
        for secret in search.secrets:
            if secret.name not in known:
                known.add(secret.name)
                yield secret

    def _look(
        self, use: Use, holder: Holder, told: _Told, search: _Search, top: Use, at: e.Name | None, through: str
    ) -> None:
        for name, target in (use.targets or {}).items():
            first = at or name
            for owner in self._owners(target, holder):
                knowledge = self.checker.knowledge_of(target, owner, told.reader)
                if knowledge == "exact":
                    continue
                if target.kind == "draw":
                    search.blurred = True
                elif owner == rival_of(told.reader):
                    search.secrets.append(self._secret(target, owner, knowledge, told, top, first, through))
                elif (owner, target.name) not in search.seen:
                    search.seen.add((owner, target.name))
                    for inner in self._formulas(target, owner):
                        self._look(inner, owner, told, search, top, first, through or target.name)

    def _owners(self, target: Target, holder: Holder) -> Iterable[Holder]:
        """Whose value is meant; both sides' under ``total(x)`` in a formula of the world."""
        if target.owner == "own":
            return SIDES if holder == "world" else (holder,)
        if target.owner == "rival":
            return SIDES if holder == "world" else (rival_of(holder),)
        return (target.owner,)

    def _formulas(self, target: Target, owner: Holder) -> Iterable[Use]:
        """What makes a value that a reader is not told: from one turn to the next, it makes what a stock becomes."""
        if target.kind == "var" and target.aspect == "value":
            return self._makes_var(target.name)
        if target.kind == "stock" and target.aspect in ("value", "new"):
            effects = self.model.effects_on("stock", target.name)
            theirs = rival_of(owner) if owner != "world" else None
            return (*self.model.flows.get(target.name, {}).values(), *(e.amount for e in effects if e.owner != theirs))
        return (self.model.pipelines[target.name],) if target.kind == "pipeline" else ()

    def _makes_var(self, name: str) -> tuple[Use, ...]:
        return (self.model.vars[name], *(each.amount for each in self.model.effects_on("var", name)))

    def _secret(
        self, target: Target, owner: Side, knowledge: Knowledge, told: _Told, use: Use, at: e.Name, through: str
    ) -> _Secret:
        plain = target.name if target.aspect in ("value", "new") else f"{target.aspect}.{target.name}"
        name = f"opp.{plain}" if told.holder == told.reader else plain
        decl = self.model.decl
        known: dict[str, Entry[Any]] = {**decl.stocks, **decl.vars, **decl.instruments}
        by_aspect: dict[str, dict[str, Entry[Any]]] = {
            "stance": {**decl.stances},
            "happened": {**decl.events},
            "done": {**decl.projects},
        }
        entry = by_aspect.get(target.aspect, known).get(target.name)
        return _Secret(name, knowledge, entry.key.place() if entry else None, use, at, through)


def _warn(told: _Told, secret: _Secret, findings: Findings) -> None:
    if told.entry.key.source.inherited and secret.use.leaf.source.inherited:
        return
    whom = "its own side" if told.holder == told.reader else "both sides" if told.holder == "world" else "the rival"
    hidden = "only estimated by them" if secret.knowledge == "rough" else "hidden from them"
    by = f", read by way of `{secret.through}`" if secret.through else ""
    keep = "hide it from its own side (`seen_by_own: hidden`), " if whom == "its own side" else "show it to fewer, "
    hint = (
        f"if it is meant, say `reveals: [{secret.name}]` in `{told.entry.name}` ({told.entry.key.place()}); else "
        f"{keep}tell it coarsely (`grain: 1`), or mix in a draw"
    )
    if isinstance(told.entry.decl, s.ScoreDecl):
        hint = "read a value there that its side may see exactly, or tell the score coarsely (`grain: 1`)"
    findings.warning(
        "R094",
        secret.use.leaf.place(secret.at.start, secret.at.end),
        f"{told.what} is told to {whom} and gives away {quote(secret.name)}",
        found=f"{quote(secret.name)} ({secret.declared or 'orders'}) is {hidden}{by}",
        hint=hint,
    )


def _finer(name: e.Name, use: Use, grained: Entry[Any], findings: Findings) -> None:
    if use.leaf.source.inherited and grained.key.source.inherited:
        return
    grain = f"{grained.decl.grain:g}"
    findings.warning(
        "R094",
        use.leaf.place(name.start, name.end),
        f"`{use.label}` is told with all its digits and gives back those of `{grained.name}`",
        found=f"`{grained.name}` ({grained.key.place()}) is told to {grain}",
        hint="give it a `grain:`, too, about as large as a grain of what it reads makes it move",
    )


def _nothing(entry: Entry[Any], leaf: Leaf, known: list[str], findings: Findings) -> None:
    hint = findings.suggest(leaf.text, known) or "remove it"
    message = f"`{entry.name}` gives nothing away that {quote(leaf.text)} names"
    findings.warning("R094", leaf.place(), message, hint=hint)

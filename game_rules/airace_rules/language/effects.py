"""What an effect changes, and whether its cause may change it."""

from __future__ import annotations

from typing import Literal, cast

from airace_rules.ids import SIDES, Scope
from airace_rules.language import schema as s
from airace_rules.language.causes import Cause
from airace_rules.language.declarations import Declarations, Entry, other_owner
from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.names import Owner

_TARGET_FORMS = "`name`, `world.name` or, for events of the world, `washington.name` and `beijing.name`"


class EffectTarget:
    """Finds the stock or variable that an effect changes, and checks that its cause may change it."""

    def __init__(self, decl: Declarations, findings: Findings, cause: Cause, effect: s.EffectDecl) -> None:
        self.decl, self.findings, self.cause, self.effect = decl, findings, cause, effect
        self.leaf = effect.target

    def find(self) -> tuple[Owner, Literal["stock", "var"], str] | None:
        """Whose value, which kind and which name; None when refused (then the findings say why)."""
        path = tuple(self.leaf.text.split("."))
        owner, name = (path[0], path[1]) if len(path) == 2 else ("", path[0])
        if len(path) > 2 or owner not in ("", "world", *SIDES):
            self._refuse("R067", "the target is not put together right", _TARGET_FORMS)
            return None
        kind = self._kind(name)
        if kind is None:
            return None
        entry: Entry[s.StockDecl] | Entry[s.VarDecl] = self.decl.stocks.get(name) or self.decl.vars[name]
        scope = entry.decl.per
        cause_scope = self.cause.scope
        if cause_scope == "side" and owner in SIDES:
            self._refuse(
                "R063", f"{self.cause.phrase} of a side never names a side", "the bare name: the side it happens to"
            )
            return None
        wanted: Scope = "world" if owner == "world" or (not owner and cause_scope == "world") else "side"
        if scope != wanted and other_owner(name, entry.key, scope, self.leaf.place(), self.findings):
            return None
        if scope != wanted:
            belongs = "the world" if scope == "world" else "the sides"
            owners = "`washington.` or `beijing.` before it" if cause_scope == "world" else "nothing before it"
            prefix = "`world.` before it" if scope == "world" else owners
            self._refuse("R063", f"{quote(name)} belongs to {belongs}", f"the name with {prefix}")
            return None
        if cause_scope == "side" and scope == "world" and not self.effect.add:
            self._refuse("R063", f"{self.cause.phrase} of a side may only add to the world's stocks", "`add`")
            return None
        return cast(Owner, "world" if scope == "world" else owner or "own"), kind, name

    def _kind(self, name: str) -> Literal["stock", "var"] | None:
        if name in self.decl.stocks:
            return "stock"
        if name in self.decl.vars:
            if self.effect.scale:
                return "var"
            self._refuse("R068", f"{quote(name)} is a variable and can only be scaled", "a stock, or `scale`")
            return None
        if name not in self.decl.broken:
            known = [*self.decl.stocks, *self.decl.vars]
            hint = self.findings.suggest(name, known)
            if name in self.decl.pipelines or name in self.decl.instruments:
                hint = f"what comes of {quote(name)} is scaled by way of a variable, or of the stock that it flows into"
            message = f"there is no stock or variable {quote(name)}"
            self.findings.error("R060", self.leaf.place(), message, hint=hint)
        return None

    def _refuse(self, code: str, message: str, expected: str) -> None:
        self.findings.error(code, self.leaf.place(), message, found=quote(self.leaf.text), expected=expected)

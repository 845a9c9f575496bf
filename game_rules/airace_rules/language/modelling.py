"""From declarations to the model: every formula parsed, every name resolved, every effect with its target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from airace_rules.ids import SIDES, Scope
from airace_rules.language import schema as s
from airace_rules.language.causes import Cause, causes_of
from airace_rules.language.declarations import Declarations, Entry, bad_name
from airace_rules.language.diagnostics import Findings, TooManyErrors, listed, quote
from airace_rules.language.effects import EffectTarget
from airace_rules.language.formulas import parse_formula
from airace_rules.language.leaves import NAME
from airace_rules.language.model import Effect, Model, Purpose, Strategy, Use
from airace_rules.language.names import RESERVED, collect_names
from airace_rules.language.nodes import Leaf, MapNode, holders_in
from airace_rules.language.resolver import Resolver
from airace_rules.language.undertakings import read_undertakings

MAX_FORMULAS: Final = 4_000
MAX_FORMULA_TEXT: Final = 120_000  # characters; the largest ruleset has a quarter of that


def build_model(decl: Declarations, findings: Findings) -> Model:
    """Parses every formula and resolves its names. All mistakes are reported; broken formulas stay as broken uses."""
    return ModelBuilder(Model(decl, collect_names(decl, findings)), findings).build()


class ModelBuilder:
    """Fills the model, section by section."""

    def __init__(self, model: Model, findings: Findings) -> None:
        self.model = model
        self.decl = model.decl
        self.findings = findings
        self.formula_text = 0
        self.parts = frozenset(cause.part for cause, _ in causes_of(model.decl))

    def build(self) -> Model:
        self._variables()
        self._flows()
        self._happenings()
        read_undertakings(self)
        self._knowledge()
        self._scores()
        self._bots()
        return self.model

    def use(
        self, leaf: Leaf, label: str, purpose: Purpose, scope: Scope = "side", resolver: Resolver | None = None
    ) -> Use:
        """A formula at its place, parsed and resolved."""
        self.formula_text += len(leaf.text)
        if len(self.model.uses) >= MAX_FORMULAS or self.formula_text > MAX_FORMULA_TEXT:
            message = f"the ruleset has more than {MAX_FORMULAS} formulas or {MAX_FORMULA_TEXT} characters of them"
            self.findings.error("R004", leaf.place(), message, hint="make it smaller")
            raise TooManyErrors
        formula = parse_formula(leaf, self.findings)
        resolver = resolver or Resolver(self.model.names, self.findings)
        targets = resolver.resolve(formula, scope) if formula else None
        whole = formula is not None and formula.whole
        use = Use(leaf, label, purpose, scope, formula if whole else None, targets if whole else None)
        self.model.uses.append(use)
        return use

    def _variables(self) -> None:
        for name, var in self.decl.vars.items():
            self.model.vars[name] = self.use(var.decl.formula, f"vars.{name}", "var", var.decl.per)
        for name, pipe in self.decl.pipelines.items():
            use = self.use(pipe.decl.entering, f"pipelines.{name}.in", "pipeline", pipe.decl.per)
            self.model.pipelines[name] = use

    def _flows(self) -> None:
        for name, flow in self.decl.flows.items():
            stock = self.decl.stocks.get(name)
            if stock is None:
                self._no_such("stock", flow.key, self.decl.stocks)
                self.decl.broken.update(flow.decl)  # tests may name its parts
                continue
            self._inner_names(flow, None)
            parts = {
                part: self.use(leaf, f"flows.{name}.{part}", "flow", stock.decl.per) for part, leaf in flow.decl.items()
            }
            self.model.flows[name] = parts

    def _happenings(self) -> None:
        for name, event in self.decl.events.items():
            per = event.decl.per
            self._inner_names(event, "args")
            self.model.chances[name] = self.use(event.decl.chance, f"events.{name}.chance", "chance", per)
            self.model.needs[name] = [
                self.use(leaf, f"events.{name}.needs", "chance", per) for leaf in event.decl.needs
            ]
            for effect in event.decl.do:
                self.effect(Cause("event", name, per), effect, f"events.{name}.do")
            self.model.args[f"event.{name}"] = self._args("events", event)
        for name, headline in self.decl.headlines.items():
            self._inner_names(headline, "args")
            use = self.use(headline.decl.when, f"headlines.{name}.when", "headline", headline.decl.per)
            self.model.headlines[name] = use
            self.model.args[f"headline.{name}"] = self._args("headlines", headline)

    def _args(self, section: str, entry: Entry[s.EventDecl] | Entry[s.HeadlineDecl]) -> dict[str, Use]:
        label = f"{section}.{entry.name}.args"
        return {
            arg: self.use(leaf, f"{label}.{arg}", "argument", entry.decl.per) for arg, leaf in entry.decl.args.items()
        }

    def effect(self, cause: Cause, effect: s.EffectDecl, label: str) -> None:
        """One consequence of a cause."""
        found = EffectTarget(self.decl, self.findings, cause, effect).find()
        amount = self.use(effect.amount, label, "effect", cause.scope)
        if found is None:
            return
        owner, kind, name = found
        verb: Literal["add", "scale", "set"] = "add" if effect.add else "scale" if effect.scale else "set"
        turns = (effect.turns or 1) if kind == "var" else effect.turns
        made = Effect(cause, verb, owner, kind, name, amount, turns)
        self.model.effects.append(made)
        self.model.targets.setdefault((kind, name), []).append(made)

    def _knowledge(self) -> None:
        for entries in (self.decl.stocks, self.decl.vars):
            seen: Iterable[tuple[str, s.SeenDecl]] = ((n, entry.decl) for n, entry in entries.items())
            for name, decl in seen:
                if isinstance(decl.noise, s.NoiseFormula):
                    formula = decl.noise.share if decl.noise.sd is None else decl.noise.sd
                    if formula is not None:
                        self.model.noise[name] = self.use(formula, f"{name}.noise", "noise")
        for name, entry in self.decl.perceived.items():
            resolver = Resolver(self.model.names, self.findings, bands=True)
            label = f"perceived.{name}"
            self.model.perceived[name] = self.use(entry.decl.formula, label, "perceived", resolver=resolver)
            if entry.decl.band is not None:
                band = self.use(entry.decl.band, f"{label}.band", "perceived", resolver=resolver)
                self.model.bands[name] = band

    def _scores(self) -> None:
        for name, score in self.decl.scores.items():
            self.model.raws[name] = self.use(score.decl.raw, f"scores.{name}.raw", "score")
            if score.decl.bonus is not None:
                self.model.bonuses[name] = self.use(score.decl.bonus, f"scores.{name}.bonus", "score")
        if self.decl.score_total is not None:
            self.model.factor = self.use(self.decl.score_total.factor, "score_total.factor", "factor")
        for name, ending in self.decl.victory.items():
            self.model.victory[name] = self.use(ending.decl.when, f"victory.{name}.when", "victory", "world")

    def _bots(self) -> None:
        for name, bot in self.decl.bots.items():
            if bot.decl.both is not None:
                shared = self._strategy(name, bot.decl.both, bot)
                self.model.bots[name] = dict.fromkeys(SIDES, shared)
            else:
                self.model.bots[name] = {side: self._strategy(name, bot.decl.of(side), bot) for side in SIDES}

    def _strategy(self, name: str, decl: s.StrategyDecl, bot: Entry[s.BotDecl]) -> Strategy:
        strategy = Strategy()
        lets: frozenset[str] = frozenset()
        for let, leaf in decl.let.items():
            if not NAME.fullmatch(let) or let in RESERVED or let in self.model.names.plain:
                message = f"{quote(let)} cannot be a local name: it is taken, reserved or not a name"
                self.findings.error("R061", _key_of(leaf, bot).place(), message, hint="choose another name")
                continue
            resolver = Resolver(self.model.names, self.findings, lets)
            strategy.lets[let] = self.use(leaf, f"bots.{name}.let.{let}", "bot", resolver=resolver)
            lets |= {let}
        resolver = Resolver(self.model.names, self.findings, lets)
        for key, leaf in decl.instruments.items():
            if self._known_key("instrument", key, leaf, self.decl.instruments, bot):
                label = f"bots.{name}.instruments.{key}"
                strategy.instruments[key] = self.use(leaf, label, "bot", resolver=resolver)
        for key, leaf in decl.stances.items():
            if self._known_key("stance", key, leaf, self.decl.stances, bot):
                own = Resolver(self.model.names, self.findings, lets, stance=key)
                strategy.stances[key] = self.use(leaf, f"bots.{name}.stances.{key}", "bot", resolver=own)
        for key, leaf in decl.projects.items():
            if self._known_key("project", key, leaf, self.decl.projects, bot):
                strategy.projects[key] = self.use(leaf, f"bots.{name}.projects.{key}", "bot", resolver=resolver)
        for key, leaf in decl.deals.items():
            if self._known_key("deal", key, leaf, self.decl.deals, bot):
                strategy.deals[key] = self.use(leaf, f"bots.{name}.deals.{key}", "bot", resolver=resolver)
        if decl.spend is not None:
            strategy.spend = self.use(decl.spend, f"bots.{name}.spend", "bot", resolver=resolver)
        return strategy

    def _known_key(self, what: str, key: str, leaf: Leaf, known: Mapping[str, object], bot: Entry[s.BotDecl]) -> bool:
        if key in known:
            return True
        if key not in self.decl.broken:
            hint = self.findings.suggest(key, known)
            message = f"there is no {what} {quote(key)}"
            place = _key_of(leaf, bot).place()
            self.findings.error("R066", place, message, expected=listed(list(known)), hint=hint)
        return False

    def _no_such(self, what: str, key: Leaf, known: Iterable[str]) -> None:
        if key.text not in self.decl.broken:
            hint = self.findings.suggest(key.text, known)
            self.findings.error("R066", key.place(), f"there is no {what} {quote(key.text)}", hint=hint)

    def _inner_names(self, entry: Entry[s.Flow] | Entry[s.EventDecl] | Entry[s.HeadlineDecl], at: str | None) -> None:
        """The names of flow parts and arguments must be names, too."""
        node = entry.node
        inner = getattr(node, "entries", {}).get(at) if at else node
        for key in getattr(inner, "keys", {}).values():
            if not NAME.fullmatch(key.text) or key.text.startswith("event_") or key.text in self.parts:
                bad_name(key, self.findings)


def _key_of(leaf: Leaf, entry: Entry[Any]) -> Leaf:
    """The key inside an entry under which a value stands."""
    holders = (holder for holder in holders_in(entry.node) if isinstance(holder, MapNode))
    keys = (holder.keys[name] for holder in holders for name, node in holder.entries.items() if node is leaf)
    return next(keys, leaf)

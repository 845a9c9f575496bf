"""Gathers the topics of a compiled ruleset. Sections are read by their shape, so that a new one is there by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from airace_rules.ids import Scope
from airace_rules.language.declarations import Entry
from airace_rules.language.loader import Compiled
from airace_rules.language.model import Effect, Model, Use
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node
from airace_rules.language.sections import ENTRY_SECTIONS
from airace_rules.reference.topics import FormulaOf, Link, Reference, Topic, TopicKey, topic_of

KINDS: Final = {
    "params": "param",
    "draws": "draw",
    "stocks": "stock",
    "levers": "lever",
    "stances": "stance",
    "vars": "variable",
    "pipelines": "pipeline",
    "perceived": "perceived",
    "events": "event",
    "headlines": "headline",
    "scores": "score",
    "victory": "ending",
    "bots": "bot",
    "projects": "project",
    "deals": "deal",
}
SCOPES: Final[dict[str, Scope]] = {"perceived": "side", "instrument": "side", "stance": "side", "deal": "world"}
INSIDE_OTHERS: Final = frozenset({"flows", "par", "sources", "codex"})  # told with what they belong to
TOLD_APART: Final = frozenset({"unit", "per", "systems", "source", "instruments"})
NAMING: Final = {"stance": "stance", "instrument": "instrument", "by": "stance"}  # key → kind of what it names


def reference_of(compiled: Compiled) -> Reference:
    """Every topic, with its links."""
    gathered = _Gatherer(compiled)
    return Reference(compiled, gathered.run())


class _Gatherer:
    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.model: Model = compiled.model
        self.effects: dict[int, Effect] = {id(effect.amount): effect for effect in self.model.effects}
        self.formula_leaves = {id(use.leaf) for use in self.model.uses}
        self.sides_of_bots = dict(_sides_of_bots(self.model))
        self.topics: dict[TopicKey, Topic] = {}
        self.linked: set[tuple[object, TopicKey]] = set()

    def run(self) -> dict[TopicKey, Topic]:
        for section in ENTRY_SECTIONS:
            if section not in INSIDE_OTHERS:
                for entry in getattr(self.model.decl, section).values():
                    self._declare(KINDS.get(section, section.removesuffix("s")), entry)
                if section == "levers":
                    for entry in self.model.decl.instruments.values():
                        self._declare("instrument", entry)
        for use in self.model.uses:
            self._formula(use)
        for effect in self.model.effects:
            self._effect(effect)
        for entry_key, topic in list(self.topics.items()):
            self._named_in(entry_key, topic)
        self._head()
        return self.topics

    def _declare(self, kind: str, entry: Entry[Any]) -> None:
        decl, ruleset = entry.decl, self.compiled.ruleset
        shown: Any = ruleset.stocks.get(entry.name) if kind == "stock" else ruleset.variables.get(entry.name)
        if kind == "stance":
            shown = ruleset.stances.get(entry.name)
        sight = getattr(shown, "sight", None) if kind in ("stock", "variable", "perceived", "stance") else None
        topic = Topic(
            kind,
            entry.name,
            entry.key.place(),
            scope=getattr(decl, "per", None) or getattr(decl, "scope", None) or SCOPES.get(kind),
            unit=getattr(decl, "unit", None),
            timing=getattr(shown, "timing", None) if kind in ("variable", "perceived") else None,
            sight=sight,
            systems=tuple(getattr(decl, "systems", ())),
            sources=tuple(leaf.text for leaf in getattr(decl, "source", ())),
            facts=dict(self._facts(entry.node)),
        )
        par = self.model.decl.par.get(entry.name)
        if kind == "score" and par is not None:
            topic.facts["par"] = one_line(par.node)
        self.topics[topic.key] = topic

    def _facts(self, node: Node) -> Iterator[tuple[str, str]]:
        """What is written and no formula. Of a list that mixes both, the items without formulas."""
        if not isinstance(node, MapNode):
            return
        for key, value in node.entries.items():
            if key in TOLD_APART:
                continue
            if not self._has_formula(value):
                yield key, one_line(value)
            elif isinstance(value, ListNode):
                plain = [one_line(item) for item in value.items if not self._has_formula(item)]
                if plain:
                    yield key, "; ".join(plain)

    def _has_formula(self, node: Node) -> bool:
        if isinstance(node, Leaf):
            return id(node) in self.formula_leaves
        inner = node.items if isinstance(node, ListNode) else node.entries.values()
        return any(self._has_formula(item) for item in inner)

    def _formula(self, use: Use) -> None:
        owner, what = self._owner(use)
        topic = self.topics.get(owner)
        if topic is None:
            return
        what = f"{self.sides_of_bots.get(id(use), '')}{what}"
        effect = self.effects.get(id(use))
        if effect is not None:
            what = effect_words(effect) if what in ("do", "is") else f"{what}: {effect_words(effect)}"
        topic.formulas.append(FormulaOf(what, use))
        for target in (use.targets or {}).values():
            read = topic_of(target)
            if read is None or read not in self.topics:
                continue
            if (topic.key, read) not in self.linked:
                topic.inputs.append(read)
            if (id(use), read) not in self.linked:
                self.topics[read].used_by.append(Link(topic.key, what, use.leaf.place()))
            self.linked |= {(topic.key, read), (id(use), read)}

    def _owner(self, use: Use) -> tuple[TopicKey, str]:
        """Whose formula it is and what for, from its label (``flows.chips.bought``)."""
        section, _, rest = use.label.partition(".")
        name, _, what = rest.partition(".")
        if section == "flows":
            return ("stock", name), what
        if section in KINDS:
            return (KINDS[section], name), what or "is"
        if rest == "noise":
            kind = "stock" if section in self.model.decl.stocks else "variable"
            return (kind, section), rest
        if section == "score_total":
            self._total(use)
            return ("score", "total"), name
        return (section.removesuffix("s"), name), what or "is"

    def _total(self, use: Use) -> None:
        key = ("score", "total")
        self.topics.setdefault(key, Topic(*key, use.leaf.place(), scope="side"))

    def _effect(self, effect: Effect) -> None:
        """What an effect changes lists the effect among its formulas, and whatever causes it among its users."""
        owner, _ = self._owner(effect.amount)
        changed = self.topics.get(("stock" if effect.kind == "stock" else "variable", effect.name))
        if changed is None or owner not in self.topics:
            return
        cause = self.topics[owner]
        changed.formulas.append(FormulaOf(f"{cause.kind} {cause.name}: {effect_words(effect)}", effect.amount))
        changed.used_by.append(Link(owner, effect_words(effect), effect.amount.leaf.place()))

    def _named_in(self, key: TopicKey, topic: Topic) -> None:
        """Names that stand in a declaration outside formulas: tables by stance, terms of deals."""
        entries = getattr(self.model.decl, next((s for s, kind in KINDS.items() if kind == key[0]), ""), {})
        entry = entries.get(key[1]) if isinstance(entries, dict) else None
        if not isinstance(entry, Entry):
            return
        for word, leaf in _named(entry.node):
            named = self.topics.get((NAMING[word], leaf.text))
            if named is not None:
                named.used_by.append(Link(key, word, leaf.place()))
                if named.key not in topic.inputs:
                    topic.inputs.append(named.key)
        if isinstance(entry.node, MapNode) and key[0] == "lever":
            for name, instrument in self.model.decl.instruments.items():
                if name in entry.decl.instruments:
                    self.topics["instrument", name].facts.setdefault("lever", key[1])
                    topic.used_by.append(Link(("instrument", name), "lever", instrument.key.place()))
        if key[0] == "bot":
            self._weights(key)

    def _weights(self, key: TopicKey) -> None:
        """A house strategy uses the instruments, stances, projects and deals that it decides about."""
        for formula in self.topics[key].formulas:
            *_, group, name = f".{formula.what}".split(".")
            named = self.topics.get((group.removesuffix("s"), name))
            link = Link(key, formula.what, formula.use.leaf.place())
            if named is not None and link not in named.used_by:
                named.used_by.append(link)

    def _head(self) -> None:
        decl = self.model.decl
        leaves = [("budget", decl.budget.variable)] if decl.budget else []
        leaves += [("gauges", leaf) for leaf in decl.gauges]
        leaves += [("bottleneck", decl.bottleneck)] if decl.bottleneck else []
        for what, leaf in leaves:
            name = leaf.text.removeprefix("world.")
            for kind in ("stock", "variable", "perceived"):
                if (kind, name) in self.topics:
                    self.topics[kind, name].used_by.append(Link(("section", what), "", leaf.place()))
        for page in decl.codex.values():
            for leaf in page.decl.shows:
                name = leaf.text.removeprefix("world.")
                for kind in ("stock", "variable", "perceived"):
                    if (kind, name) in self.topics:
                        self.topics[kind, name].used_by.append(Link(("section", "codex"), page.name, leaf.place()))


def effect_words(effect: Effect) -> str:
    """``add to world.tension``, ``scale power_in for 2 turns``."""
    owner = "" if effect.owner == "own" else "opp." if effect.owner == "rival" else f"{effect.owner}."
    verb = "add to" if effect.verb == "add" else effect.verb
    turns = effect.turns
    lasting = f" for {turns} turn{'' if turns == 1 else 's'}" if turns else ""
    return f"{verb} {owner}{effect.name}{lasting}"


def one_line(node: Node) -> str:
    """A value on one line, as flow YAML without the outermost brackets."""
    return _flow(node) if isinstance(node, Leaf) else _flow(node)[1:-1]


def _flow(node: Node) -> str:
    if isinstance(node, Leaf):
        return " ".join(node.text.split())
    if isinstance(node, ListNode):
        return f"[{', '.join(_flow(item) for item in node.items)}]"
    return f"{{{', '.join(f'{key}: {_flow(value)}' for key, value in node.entries.items())}}}"


def _sides_of_bots(model: Model) -> Iterator[tuple[int, str]]:
    """The formulas of house strategies that are written once a side."""
    for sides in model.bots.values():
        if len({id(strategy) for strategy in sides.values()}) > 1:
            for side, strategy in sides.items():
                groups = (strategy.lets, strategy.instruments, strategy.stances, strategy.projects, strategy.deals)
                yield from ((id(use), f"{side}.") for group in groups for use in group.values())
                if strategy.spend is not None:
                    yield id(strategy.spend), f"{side}."


def _named(node: Node) -> Iterator[tuple[str, Leaf]]:
    if isinstance(node, ListNode):
        for item in node.items:
            yield from _named(item)
    elif isinstance(node, MapNode):
        for key, value in node.entries.items():
            if key in NAMING and isinstance(value, Leaf):
                yield key, value
            else:
                yield from _named(value)

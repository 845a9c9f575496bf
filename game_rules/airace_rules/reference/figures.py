"""The figures of one turn, for an explanation: of a name, of its formulas, and of each of their inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from airace_rules.choices import option_of
from airace_rules.ids import Side
from airace_rules.language.cells import Holder
from airace_rules.language.model import Use
from airace_rules.language.names import Target
from airace_rules.reference.moment import Moment, holders
from airace_rules.reference.topics import Reference, Topic, topic_of

Data = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Figures by holder: ``washington`` and ``beijing``, or ``world``. None where the match does not say one."""

    reference: Reference
    moment: Moment

    def of_formula(self, use: Use) -> Data:
        """``values`` of the formula, and ``inputs``: each name in it with its values."""
        values = {holder: self.moment.formula(use, side_of(holder)) for holder in holders(use.scope)}
        return {"values": values, "inputs": [self._input(use, name, target) for name, target in names_of(use)]}

    def of_topic(self, topic: Topic) -> Data:
        """``values`` of a name in this turn; of a stock also its ``change`` by named parts. Empty without either."""
        found: Data = {}
        if topic.kind == "stance":
            found["values"] = {side: self._stance(side, topic.name) for side in self.moment.state.sides}
            return {"turn": self.moment.state.turn} | found
        owners = holders(topic.scope)
        target = target_of(topic)
        values: dict[Holder, Any] = {holder: self.moment.known(target, holder) for holder in owners}
        draw = self.moment.compiled.ruleset.draws.get(topic.name) if topic.kind == "draw" else None
        if draw is not None and draw.options:
            values = {holder: None if drawn is None else option_of(draw, drawn) for holder, drawn in values.items()}
        if any(value is not None for value in values.values()):
            found["values"] = values
        if topic.kind == "stock":
            found["change"] = {holder: list(stock_change(self.moment, topic.name, holder)) for holder in owners}
        return {"turn": self.moment.state.turn} | found if found else {}

    def _input(self, use: Use, name: str, target: Target) -> Data:
        """Of the names inside ``total(…)`` both sides' values are told."""
        gathered = use.scope == "world" and target.owner == "own" and self._is_of_sides(target)
        owners = holders("side") if gathered else holders(use.scope)
        return {"name": name, "values": {holder: self.moment.value(target, use, side_of(holder)) for holder in owners}}

    def _is_of_sides(self, target: Target) -> bool:
        topic = self.reference.topics.get(topic_of(target) or ("", ""))
        return topic is not None and topic.scope == "side"

    def _stance(self, side: Side, name: str) -> str:
        before, now = (self.moment.stance(side, name, ordered=ordered) for ordered in (False, True))
        return now if now == before else f"{before} → {now}"


def stock_change(moment: Moment, name: str, holder: Holder) -> Iterator[Data]:
    """From the start of the turn to its end by named parts; ``limits`` is what the bounds cut off or added."""
    state, after = moment.state, moment.result.after if moment.result else moment.state
    first, last = ((s.world if holder == "world" else s.sides[holder].stocks)[name] for s in (state, after))
    yield {"part": "start", "amount": first}
    total = first
    for part, amount in moment.parts(name, holder):
        total += amount
        yield {"part": part, "amount": amount}
    if abs(last - total) > 1e-9 * max(1.0, abs(last)):
        yield {"part": "limits", "amount": last - total}
    yield {"part": "end", "amount": last}


def target_of(topic: Topic) -> Target:
    """A topic as a name in a formula of its own holder; of a project its progress, of a deal the turns left."""
    kind: Any = {"variable": "var"}.get(topic.kind, topic.kind)
    aspect: Any = {"event": "happened", "project": "progress", "deal": "deal"}.get(kind, "value")
    return Target("own", aspect, kind, topic.name)


def names_of(use: Use) -> Iterator[tuple[str, Target]]:
    """Every name of a formula once, as written; options are no figures."""
    seen: set[str] = set()
    for name, target in (use.targets or {}).items():
        if name.text not in seen and target.aspect != "option":
            seen.add(name.text)
            yield name.text, target


def side_of(holder: Holder) -> Side | None:
    """The side in whose place a formula is read."""
    return None if holder == "world" else holder

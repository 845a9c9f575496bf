"""What can be explained: every declared name, its formulas, and the links between names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from airace_rules.ids import Scope
from airace_rules.language.diagnostics import Place
from airace_rules.language.loader import Compiled
from airace_rules.language.model import Use
from airace_rules.language.names import Target
from airace_rules.ruleset import Sight, Timing

TopicKey = tuple[str, str]
"""Kind and name, such as ``("stock", "chips")``."""


@dataclass(frozen=True, slots=True, eq=False)
class FormulaOf:
    """One formula of a topic. ``what`` says what it is for, such as ``chance`` or the name of a flow part; ``use``
    holds its text, its tree and what its names mean."""

    what: str
    use: Use


@dataclass(frozen=True, slots=True)
class Link:
    """A topic that reads or changes another: ``what`` names the formula, or what is written where it stands."""

    topic: TopicKey
    what: str
    place: Place


@dataclass(slots=True, eq=False)
class Topic:
    """One declared name.

    ``facts``: what is written that is no formula, label → text as in the file (``start``, ``cap``, ``options`` …).
    ``formulas``: in file order; those of a stock are its flow parts and the effects on it. ``inputs``: what the
    formulas read. ``used_by``: what reads, changes or names it. ``sources``: keys of ``Ruleset.sources``, its own.
    ``params``: the params that its formulas read, with their sources.
    """

    kind: str
    name: str
    place: Place
    scope: Scope | None = None
    unit: str | None = None
    timing: Timing | None = None
    sight: Sight | None = None
    systems: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    formulas: list[FormulaOf] = field(default_factory=list)
    inputs: list[TopicKey] = field(default_factory=list)
    used_by: list[Link] = field(default_factory=list)

    @property
    def key(self) -> TopicKey:
        """Kind and name."""
        return self.kind, self.name


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """All topics of a ruleset in the order of its files, section by section."""

    compiled: Compiled
    topics: Mapping[TopicKey, Topic]

    def named(self, name: str) -> list[Topic]:
        """Those that a designer may mean: by the bare name, as written in formulas (``opp.chips``, ``stance.safety``),
        or with the kind before it (``event.blackout``)."""
        *scopes, last = name.split(".")
        found = [topic for topic in self.topics.values() if topic.name == last]
        if not scopes:
            return found
        kinds = {topic.kind for topic in self.topics.values()}
        wanted = {_KIND_OF_WORD.get(word, word) for word in scopes}
        if not wanted <= kinds | set(_PASSED_OVER):
            return []
        chosen = wanted & kinds
        return [topic for topic in found if not chosen or topic.kind in chosen]

    def names(self) -> list[str]:
        """Every name once."""
        return list(dict.fromkeys(topic.name for topic in self.topics.values()))


_PASSED_OVER = ("opp", "world", "washington", "beijing", "new", "band", "var")
_KIND_OF_WORD = {"happened": "event", "changed": "stance", "done": "project", "progress": "project", "paid": "project"}
_KINDS = {"var": "variable", "option": "stance", "choice": "draw"}
_NO_TOPIC = frozenset({"clock", "let", "broken"})


def topic_of(target: Target) -> TopicKey | None:
    """The topic of a name in a formula; None for the clock and local names."""
    return None if target.kind in _NO_TOPIC else (_KINDS.get(target.kind, target.kind), target.name)

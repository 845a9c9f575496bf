"""What a designer last accepted: the figures of a report and what the rules said then, kept beside the rules. A later
report can so tell what has moved, and which lines say something else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from airace_rules.language.loader import Compiled
from airace_rules.language.nodes import Leaf, MapNode, Node
from airace_rules.language.sections import ENTRY_SECTIONS
from airace_rules.language.written import one_line

FILE: Final = "accepted.json"
MARK: Final = 12  # digits that stand for what is too long to be kept
IDLE: Final = frozenset({"headlines", "sources", "codex", "seats", "lessons"})  # sections that change no game
TOLD: Final = ("grain", "reveals")  # fields of an entry that change no game
SINGLE: Final = ("turns", "aftermath", "budget", "limits", "score_total")
VALUE: Final = "value"


class NotAccepted(ValueError):
    """A text that is not what ``airace balance --accept`` writes."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of the house strategies. ``games``: of the even round-robin, ``decided``: those that a side won;
    ``share``: Washington's part of these; ``nobody``: part of all games that an ending gave to nobody; ``scores``:
    mean final score of each side; ``payoffs``: of each strategy against the field, as each side."""

    games: int
    decided: int
    share: float
    nobody: float
    scores: dict[str, float]
    payoffs: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """``ruleset``: whose these are; ``rules``: ``section.entry`` → what it said, or a mark that stands for it."""

    ruleset: str
    seed: int
    measured: Measured
    rules: dict[str, str]


def rules_of(compiled: Compiled) -> dict[str, str]:
    """What every entry says that can change a game: values of params in words, of all else a mark."""
    return dict(_rules(compiled))


def _rules(compiled: Compiled) -> Iterator[tuple[str, str]]:
    nodes = compiled.sections.nodes
    for section in SINGLE:
        if section in nodes:
            yield section, _mark(nodes[section])
    for section in ENTRY_SECTIONS:
        node = nodes.get(section)
        if section not in IDLE and isinstance(node, MapNode):
            for key, entry in node.entries.items():
                yield f"{section}.{key}", _value(entry) if section == "params" else _mark(_played(entry))


def _value(entry: Node) -> str:
    return one_line(entry.entries.get(VALUE, entry) if isinstance(entry, MapNode) else entry)


def _played(entry: Node) -> Node:
    """An entry without what only says how it is told to people."""
    if not isinstance(entry, MapNode):
        return entry
    kept = {key: node for key, node in entry.entries.items() if key not in TOLD}
    return MapNode(entry.source, entry.start, kept, entry.keys)


def _mark(node: Node) -> str:
    words = one_line(node)
    return words if isinstance(node, Leaf) else hashlib.sha256(words.encode()).hexdigest()[:MARK]


def accepted_from(text: str) -> Accepted:
    """What the text of the file says. Raises NotAccepted when it says something else."""
    try:
        return _accepted(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotAccepted from error


def _accepted(kept: dict[str, Any]) -> Accepted:
    figures = kept["measured"]
    found = Measured(
        games=int(figures["games"]),
        decided=int(figures["decided"]),
        share=float(figures["share"]),
        nobody=float(figures["nobody"]),
        scores={side: float(figures["scores"][side]) for side in ("washington", "beijing")},
        payoffs={
            side: {str(name): float(mean) for name, mean in figures["payoffs"][side].items()}
            for side in ("washington", "beijing")
        },
    )
    if found.games < 1 or not 0 <= found.decided <= found.games:
        raise ValueError("counts of games")
    rules = {str(key): str(words) for key, words in kept["rules"].items()}
    return Accepted(str(kept["ruleset"]), int(kept["seed"]), found, rules)

"""Who may see what a topic stands for, as keys of the words of the reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from airace_rules.reference.topics import Topic
from airace_rules.ruleset import Ruleset, Sight

TOLD: Final = {"public": "everybody", "own": "own", "hidden": "nobody"}


def seen_by(topic: Topic, ruleset: Ruleset) -> list[str]:
    """Keys of ``words_in(language)`` in the order in which they are read; empty where the question has no meaning."""
    if topic.sight:
        return list(_sight(topic.sight, topic.scope))
    if topic.kind == "project":
        return list(_project(topic.name, ruleset))
    if topic.kind == "deal":
        secret = any(rule.key == f"{topic.name}.broke" for rule in ruleset.happenings)
        return ["everybody", *["breach_own"] * secret]
    if topic.kind in ("event", "headline"):
        found = (rule for rule in ruleset.happenings if (rule.kind, rule.key) == (topic.kind, topic.name))
        return [TOLD[rule.visibility] for rule in found]
    return []


def _sight(sight: Sight, scope: str | None) -> Iterator[str]:
    if scope == "world":
        yield "everybody" if sight.own == "exact" else "nobody"
        return
    yield "own" if sight.own == "exact" else "own_hidden"
    yield f"rival_{sight.rival}"


def _project(name: str, ruleset: Ruleset) -> Iterator[str]:
    project = ruleset.projects[name]
    if project.joint:
        yield "everybody"
        yield "escrow_exact" if project.rival_sight == "exact" else "escrow_own"
        return
    yield "own"
    yield {"exact": "rival_progress", "finished": "rival_finished", "hidden": "rival_hidden"}[project.rival_sight]

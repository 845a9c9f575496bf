"""What a reference shows, in the order in which it shows it: the same for the page and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from airace_rules.reference.seeing import seen_by
from airace_rules.reference.topics import Link, Reference, Topic, TopicKey
from airace_rules.reference.words import Words, words_in

ORDER: Final = (
    *("lever", "instrument", "stance", "project", "deal", "stock", "variable", "perceived", "pipeline"),
    *("event", "headline", "score", "ending", "bot", "seat", "lesson", "param", "draw"),
)
TEXT_KIND: Final = {"stock": "var", "variable": "var", "perceived": "var"}
SECTION_OF: Final = {"budget": "overview", "gauges": "overview", "bottleneck": "overview", "codex": "systems"}
BOUNDS: Final = ("min", "max", "range")


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A reference in one language. ``systems``: key → name of the systems that rulesets may model."""

    reference: Reference
    language: str
    systems: Mapping[str, str]
    words: Words = field(init=False)
    texts: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", words_in(self.language))
        object.__setattr__(self, "texts", self.reference.compiled.ruleset.texts.get(self.language, {}))

    def kinds(self) -> Iterator[tuple[str, list[Topic]]]:
        """Each kind with its topics; kinds that nobody knew when this was written come last."""
        topics = list(self.reference.topics.values())
        known = dict.fromkeys((*ORDER, *(topic.kind for topic in topics)))
        for kind in known:
            if found := [topic for topic in topics if topic.kind == kind]:
                yield kind, found

    def title(self, key: TopicKey) -> str:
        """The name in the ruleset's own words, or the bare name."""
        kind, name = key
        return self.texts.get(f"{TEXT_KIND.get(kind, kind)}.{name}.name") or name

    def about(self, topic: Topic) -> str:
        """Help, or the sentence of an event, headline or ending."""
        stem = f"{TEXT_KIND.get(topic.kind, topic.kind)}.{topic.name}"
        return self.texts.get(f"{stem}.help") or self.texts.get(f"{stem}.text") or self.texts.get(stem, "")

    def heading(self, kind: str) -> str:
        """The heading of a kind."""
        return self.words.get(kind, kind)

    def rows(self, topic: Topic) -> Iterator[tuple[str, str]]:
        """Label and text of what there is to say beside formulas and links."""
        words = self.words
        if topic.scope:
            yield words["of"], words[topic.scope]
        if topic.unit:
            unit = self.texts.get(f"unit.{topic.unit}", "")
            yield words["unit"], f"{topic.unit} ({unit})" if unit not in ("", topic.unit) else topic.unit
        yield from self._range(topic)
        if topic.timing:
            yield words["known"], words["perceived_known" if topic.timing == "perceived" else topic.timing]
        if seen := seen_by(topic, self.reference.compiled.ruleset):
            yield words["seen"], "; ".join(words[key] for key in seen)
        for label, text in topic.facts.items():
            if label not in BOUNDS and not label.startswith("seen"):
                yield words.get(f"fact.{label}", label), text
        if topic.systems:
            yield words["systems"], ", ".join(f"{key} {self.systems.get(key, '')}".strip() for key in topic.systems)
        sources = self.reference.compiled.ruleset.sources
        for key in topic.sources:
            yield words["source"], f"{key}: {sources.get(key, '')}"
        yield words["place"], f"{topic.place.file}:{topic.place.line}"

    def _range(self, topic: Topic) -> Iterator[tuple[str, str]]:
        if "min" in topic.facts and "max" in topic.facts:
            text = self.words["between"].format(low=topic.facts["min"], high=topic.facts["max"])
            yield self.words["range"], text
        elif "range" in topic.facts:
            low, _, high = topic.facts["range"].partition(", ")
            yield self.words["range"], self.words["between"].format(low=low, high=high)

    def use(self, topic: Topic, what: str) -> str:
        """What a formula is for: the name of a flow part in the ruleset's own words, or a fixed word."""
        if topic.kind == "stock" and (part := self.texts.get(f"flow.{topic.name}.{what}")):
            return f"{part} ({what})"
        return self.words.get(f"use.{what}", what)

    def users(self, topic: Topic) -> list[tuple[Link, list[str]]]:
        """What uses a topic, each once, with all that it is used for."""
        found: dict[TopicKey, tuple[Link, list[str]]] = {}
        for link in topic.used_by:
            _, what = found.setdefault(link.topic, (link, []))
            if link.what not in ("", "is", *what):
                what.append(link.what)
        return list(found.values())

    def by_system(self) -> Iterator[tuple[str, str, list[Topic]]]:
        """Key and name of each system that the ruleset models, and what models it."""
        topics = self.reference.topics.values()
        for key in sorted({system for topic in topics for system in topic.systems}, key=lambda k: (k[0], int(k[1:]))):
            yield key, self.systems.get(key, ""), [topic for topic in topics if key in topic.systems]


def anchor(key: TopicKey) -> str:
    """Where a topic stands on the page; what is no topic of its own leads to the section that tells of it."""
    kind, name = key
    return SECTION_OF.get(name, "overview") if kind == "section" else f"{kind}-{name}"

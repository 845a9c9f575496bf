"""``airace rules explain``: all that can be said about one name, as plain data. ``telling`` puts it into lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from airace_rules.language.diagnostics import Place
from airace_rules.reference.figures import Figures
from airace_rules.reference.readable import readable
from airace_rules.reference.seeing import seen_by
from airace_rules.reference.topics import FormulaOf, Reference, Topic, TopicKey
from airace_rules.reference.words import ENGLISH

Data = dict[str, Any]
TEXT_KIND: Final = {"stock": "var", "variable": "var", "perceived": "var"}
KNOWN: Final = {
    "opening": "when the turn opens",
    "turn": "while the turn is resolved",
    "perceived": "after the turn, from what its side knows",
}


@dataclass(frozen=True, slots=True, eq=False)
class Explainer:
    """Explains the topics of a ruleset. ``systems``: key → name of the systems that rulesets model; ``language`` of
    the ruleset's own words; ``figures``: of a turn that is told too."""

    reference: Reference
    systems: Mapping[str, str]
    language: str = "en"
    figures: Figures | None = None

    def explain(self, topic: Topic) -> Data:
        """Plain data; keys without content are left out, so that what is there says something."""
        ruleset = self.reference.compiled.ruleset
        title, about = self.words(topic)
        found: Data = {
            "kind": topic.kind,
            "name": topic.name,
            "title": title,
            "help": about,
            "place": place_data(topic.place),
            "scope": topic.scope,
            "unit": topic.unit,
            "known": KNOWN.get(topic.timing or ""),
            "seen": "; ".join(ENGLISH[key] for key in seen_by(topic, ruleset)),
            "facts": {label: text for label, text in topic.facts.items() if not label.startswith("seen")},
            "systems": [{"key": key, "name": self.systems.get(key, "")} for key in topic.systems],
            "sources": [{"key": key, "title": ruleset.sources.get(key, "")} for key in topic.sources],
            "formulas": [self._formula(formula) for formula in topic.formulas],
            "reads": [self._read(key) for key in topic.inputs],
            "used_by": [
                {"kind": link.topic[0], "name": link.topic[1], "what": link.what, "place": place_data(link.place)}
                for link in topic.used_by
            ],
            "turn": self.figures.of_topic(topic) if self.figures else None,
        }
        return {key: value for key, value in found.items() if value not in (None, "", [], {})}

    def words(self, topic: Topic) -> tuple[str, str]:
        """Name and help in the ruleset's own words, where it has them."""
        texts = self.reference.compiled.ruleset.texts.get(self.language, {})
        stem = f"{TEXT_KIND.get(topic.kind, topic.kind)}.{topic.name}"
        about = texts.get(f"{stem}.help") or texts.get(f"{stem}.text") or texts.get(stem, "")
        return texts.get(f"{stem}.name", ""), about

    def _formula(self, formula: FormulaOf) -> Data:
        use = formula.use
        found: Data = {"what": formula.what, "written": use.text, "place": place_data(use.leaf.place())}
        if use.formula is not None:
            found["readable"] = readable(use.formula.expr)
        return found | (self.figures.of_formula(use) if self.figures else {})

    def _read(self, key: TopicKey) -> Data:
        topic = self.reference.topics[key]
        ruleset = self.reference.compiled.ruleset
        found: Data = {"kind": topic.kind, "name": topic.name, "unit": topic.unit, "place": place_data(topic.place)}
        if topic.kind == "param":
            found["value"] = topic.facts.get("value", "")
            found["sources"] = [{"key": key, "title": ruleset.sources.get(key, "")} for key in topic.sources]
            found["basis"] = topic.facts.get("kind", "")
        return {key: value for key, value in found.items() if value not in (None, "", [])}


def place_data(place: Place) -> Data:
    """Where something stands."""
    return {"file": place.file, "line": place.line, "column": place.column}

"""A ruleset's reference as Markdown: the same content as the page, for repositories and wikis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from airace_rules.reference.markup import code, plain
from airace_rules.reference.readable import readable
from airace_rules.reference.shown import Shown, anchor
from airace_rules.reference.topics import Topic, TopicKey


def markdown(shown: Shown) -> str:
    """The whole text. The same ruleset gives the same bytes."""
    return "\n".join(_Markdown(shown).lines()).rstrip("\n") + "\n"


class _Markdown:
    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.words = shown.words
        self.ruleset = shown.reference.compiled.ruleset

    def lines(self) -> Iterator[str]:
        """All lines in order."""
        name = self.shown.texts.get("ruleset.name", self.ruleset.name)
        yield f"# {plain(name)} – {self.words['reference']}\n"
        yield f"{plain(self.shown.texts.get('ruleset.about', ''))}\n"
        yield f"{self.words['version']} {code(self.ruleset.hash)}\n"
        yield from self._overview()
        for kind, topics in self.shown.kinds():
            yield self._h2(kind, self.shown.heading(kind))
            for topic in topics:
                yield from self._topic(topic)
        yield self._h2("systems", self.words["systems"])
        yield from self._table(
            ["system", "title", "models"],
            ([code(key), plain(name), self._links(t.key for t in ts)] for key, name, ts in self.shown.by_system()),
        )
        yield self._h2("sources", self.words["sources"])
        rows = ([code(key), plain(title)] for key, title in self.ruleset.sources.items())
        yield from self._table(["source", "title"], rows)

    def _overview(self) -> Iterator[str]:
        rules = self.ruleset
        yield self._h2("overview", self.words["overview"])
        budget = self.words["budget_is"].format(share=rules.budget.carry_over, changes=rules.budget.stance_changes)
        yield f"{self.words['budget']}: {self._link(('variable', rules.budget.variable))}. {plain(budget)}\n"
        turns = (
            [code(t.key), plain(self.shown.texts.get(f"turn.{t.key}", t.key)), f"{t.years:g}"] for t in rules.turns
        )
        yield from self._table(["turns", "title", "years"], turns)
        if rules.aftermath:
            yield f"{self.words['year_after']}\n"

    def _topic(self, topic: Topic) -> Iterator[str]:
        yield f'<a id="{anchor(topic.key)}"></a>\n'
        yield f"### {plain(self.shown.title(topic.key))} ({code(topic.name)})\n"
        if about := self.shown.about(topic):
            yield f"{plain(about)}\n"
        yield from (f"- {plain(label)}: {plain(text)}" for label, text in self.shown.rows(topic))
        yield ""
        for formula in topic.formulas:
            use = formula.use
            text = readable(use.formula.expr) if use.formula else use.text
            yield f"- {plain(self.shown.use(topic, formula.what))}: {code(text)}"
        if topic.formulas:
            yield ""
        if topic.inputs:
            yield f"{self.words['reads']}: {self._links(topic.inputs)}\n"
        if users := self.shown.users(topic):
            shown = (self._link(link.topic) + (f" ({plain(', '.join(what))})" if what else "") for link, what in users)
            yield f"{self.words['used_by']}: {', '.join(shown)}\n"

    def _h2(self, name: str, text: str) -> str:
        return f'<a id="{name}"></a>\n\n## {plain(text)}\n'

    def _links(self, keys: Iterable[TopicKey]) -> str:
        return ", ".join(self._link(key) for key in keys)

    def _link(self, key: TopicKey) -> str:
        text = self.words.get(key[1], key[1]) if key[0] == "section" else self.shown.title(key)
        return f"[{plain(text)}](#{anchor(key)})"

    def _table(self, heads: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
        yield f"| {' | '.join(self.words[head] for head in heads)} |"
        yield f"|{'---|' * len(heads)}"
        yield from (f"| {' | '.join(cells)} |" for cells in rows)
        yield ""

"""A ruleset's reference as one HTML page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from airace_rules.reference.markup import escape
from airace_rules.reference.mathml import math, widest
from airace_rules.reference.shown import Shown, anchor
from airace_rules.reference.topics import FormulaOf, Topic, TopicKey

WIDE: Final = 30  # characters without a break that may not fit on a phone
TABLES: Final = frozenset({"param", "draw"})  # short entries, told in one table

STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --quiet: #595959; --link: #0b57a4; --ground: #fff; --text: #1a1a1a; }
@media (prefers-color-scheme: dark) {
  :root { --quiet: #b4b4b4; --link: #9cc7ff; --ground: #16181b; --text: #ececec; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main, header, nav { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
a { color: var(--link); }
h1 { margin: 2rem 0 0.5rem; }
h2 { margin: 3rem 0 0.5rem; border-bottom: 2px solid var(--line); }
h3 { margin: 0 0 0.25rem; }
nav ul { columns: 14rem; padding: 0; list-style: none; }
article { padding: 1rem 0; border-top: 1px solid var(--line); }
article:target, tr:target { outline: 2px solid var(--link); outline-offset: 4px; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 0.5rem 0; width: 100%; }
caption { text-align: start; font-weight: 600; }
th, td { text-align: start; vertical-align: top; padding: 0.2rem 1rem 0.2rem 0; overflow-wrap: anywhere; }
th { font-weight: 600; }
tbody tr { border-top: 1px solid var(--line); }
table.facts { width: auto; }
table.facts th { font-weight: 400; color: var(--quiet); white-space: nowrap; }
math { font-size: 1.1em; }
dl.formulas { display: grid; grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr); gap: 0.25rem 1rem; }
dl.formulas dt { font-weight: 600; overflow-wrap: anywhere; }
dl.formulas dd { margin: 0; }
.wide { overflow-x: auto; }
@media (max-width: 40rem) { dl.formulas { display: block; } }
.written { display: block; color: var(--quiet); }
.links { margin: 0.25rem 0; }
@media print {
  :root { color-scheme: light; --link: #000; --quiet: #444; --ground: #fff; --text: #000; }
  body { font-size: 10pt; }
  nav { display: none; }
  article, tr { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  a { text-decoration: none; }
}
"""


def page(shown: Shown) -> str:
    """The whole page. The same ruleset gives the same bytes."""
    return "\n".join(_Page(shown).lines()) + "\n"


class _Page:
    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.words = shown.words
        self.ruleset = shown.reference.compiled.ruleset

    def lines(self) -> Iterator[str]:
        """All lines in order."""
        title = escape(f"{self.shown.texts.get('ruleset.name', self.ruleset.name)} – {self.words['reference']}")
        yield f'<!doctype html>\n<html lang="{escape(self.shown.language)}">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f'<title>{title}</title>\n<link rel="icon" href="data:,">\n<style>{STYLE}</style>\n</head>\n<body>'
        yield f"<header>\n<h1>{title}</h1>"
        yield f'<p dir="auto">{escape(self.shown.texts.get("ruleset.about", ""))}</p>'
        yield f"<p>{self._word('version')} <code>{escape(self.ruleset.hash)}</code></p>\n</header>"
        yield from self._contents()
        yield "<main>"
        yield from self._overview()
        for kind, topics in self.shown.kinds():
            yield from self._kind(kind, topics)
        yield from self._systems()
        yield from self._sources()
        yield "</main>\n</body>\n</html>"

    def _contents(self) -> Iterator[str]:
        kinds = [(kind, self.shown.heading(kind)) for kind, _ in self.shown.kinds()]
        entries = [("overview", self.words["overview"]), *kinds]
        entries += [("systems", self.words["systems"]), ("sources", self.words["sources"])]
        yield f'<nav aria-label="{self._word("contents")}">\n<ul>'
        yield from (f'<li><a href="#{escape(key)}">{escape(text)}</a></li>' for key, text in entries)
        yield "</ul>\n</nav>"

    def _overview(self) -> Iterator[str]:
        rules = self.ruleset
        yield self._h2("overview", self.words["overview"])
        budget = self.words["budget_is"].format(share=rules.budget.carry_over, changes=rules.budget.stance_changes)
        income = self._link(("variable", rules.budget.variable))
        yield f"<p>{self._word('budget')}: {income}. {escape(budget)}</p>"
        gauges = ", ".join(self._link(self._gauge(name)) for name in rules.gauges)
        yield f"<p>{self._word('gauges')}: {gauges}</p>"
        rows = [
            [f"<code>{escape(t.key)}</code>", escape(self.shown.texts.get(f"turn.{t.key}", t.key)), f"{t.years:g}"]
            for t in rules.turns
        ]
        yield from self._table(self.words["turns"], ["turns", "title", "years"], rows)
        if rules.aftermath:
            yield f"<p>{self._word('year_after')}</p>"

    def _kind(self, kind: str, topics: list[Topic]) -> Iterator[str]:
        yield self._h2(kind, self.shown.heading(kind))
        if kind in TABLES:
            yield from self._rows(kind, topics)
            return
        for topic in topics:
            yield from self._topic(topic)

    def _topic(self, topic: Topic) -> Iterator[str]:
        name = escape(anchor(topic.key))
        title = escape(self.shown.title(topic.key))
        yield f'<article id="{name}">'
        yield f"<h3>{title} <code>{escape(topic.name)}</code></h3>"
        if about := self.shown.about(topic):
            yield f'<p dir="auto">{escape(about)}</p>'
        yield '<table class="facts"><tbody>'
        for label, text in self.shown.rows(topic):
            yield f'<tr><th scope="row">{escape(label)}</th><td dir="auto">{escape(text)}</td></tr>'
        yield "</tbody></table>"
        if topic.formulas:
            yield '<dl class="formulas">'
            for formula in topic.formulas:
                what = self.shown.use(topic, formula.what)
                yield f'<dt dir="auto">{escape(what)}</dt>{self._formula(formula, what)}'
            yield "</dl>"
        yield from self._links(topic)
        yield "</article>"

    def _formula(self, formula: FormulaOf, what: str) -> str:
        use = formula.use
        drawn = math(use.formula.expr, self.words) if use.formula else ""
        # Whoever has no mouse must be able to reach what has to be scrolled.
        wide = f' class="wide" role="group" tabindex="0" aria-label="{escape(what)}"' if widest(drawn) > WIDE else ""
        return f'<dd><div{wide}>{drawn}</div><code class="written">{escape(use.text)}</code></dd>'

    def _links(self, topic: Topic) -> Iterator[str]:
        if topic.inputs:
            yield f'<p class="links">{self._word("reads")}: {", ".join(map(self._link, topic.inputs))}</p>'
        if users := self._users(topic):
            yield f'<p class="links">{self._word("used_by")}: {users}</p>'

    def _users(self, topic: Topic) -> str:
        shown = []
        for link, what in self.shown.users(topic):
            added = f" ({escape(', '.join(what))})" if what else ""
            shown.append(self._link(link.topic) + added)
        return ", ".join(shown)

    def _rows(self, kind: str, topics: list[Topic]) -> Iterator[str]:
        """Params and draws as a table: name, value, unit and so on; links in the last column."""
        title = escape(self.shown.heading(kind))
        yield f'<div class="wide" role="region" tabindex="0" aria-label="{title}">'
        yield f"<table><caption>{title}</caption><thead><tr>"
        heads = ["name", "value", "unit", "source", "systems", "used_by"]
        yield "".join(f'<th scope="col">{self._word(head)}</th>' for head in heads) + "</tr></thead><tbody>"
        for topic in topics:
            facts = [text for label, text in topic.facts.items() if label in ("value", "is", "choice")]
            basis = [topic.facts["kind"]] if "kind" in topic.facts else []
            cells = ["; ".join(facts), topic.unit or "", ", ".join([*topic.sources, *basis]), ", ".join(topic.systems)]
            yield f'<tr id="{escape(anchor(topic.key))}"><th scope="row"><code>{escape(topic.name)}</code></th>'
            yield "".join(f"<td>{escape(cell)}</td>" for cell in cells) + f"<td>{self._users(topic)}</td></tr>"
        yield "</tbody></table></div>"

    def _systems(self) -> Iterator[str]:
        yield self._h2("systems", self.words["systems"])
        rows = [
            [f"<code>{key}</code>", escape(name), ", ".join(self._link(topic.key) for topic in topics)]
            for key, name, topics in self.shown.by_system()
        ]
        yield from self._table(self.words["systems"], ["system", "title", "models"], rows)

    def _sources(self) -> Iterator[str]:
        yield self._h2("sources", self.words["sources"])
        rows = [[f"<code>{escape(key)}</code>", escape(title)] for key, title in self.ruleset.sources.items()]
        yield from self._table(self.words["sources"], ["source", "title"], rows)

    def _table(self, caption: str, heads: Iterable[str], rows: list[list[str]]) -> Iterator[str]:
        """``rows`` hold markup; the first cell of each is its heading."""
        yield f"<table><caption>{escape(caption)}</caption><thead><tr>"
        yield "".join(f'<th scope="col">{self._word(head)}</th>' for head in heads) + "</tr></thead><tbody>"
        for first, *others in rows:
            cells = "".join(f"<td>{cell}</td>" for cell in others)
            yield f'<tr><th scope="row">{first}</th>{cells}</tr>'
        yield "</tbody></table>"

    def _gauge(self, name: str) -> TopicKey:
        kinds = ("stock", "variable", "perceived")
        return next(((kind, name) for kind in kinds if (kind, name) in self.shown.reference.topics), ("section", name))

    def _link(self, key: TopicKey) -> str:
        text = self.words.get(key[1], key[1]) if key[0] == "section" else self.shown.title(key)
        return f'<a href="#{escape(anchor(key))}">{escape(text)}</a>'

    def _h2(self, name: str, text: str) -> str:
        return f'<h2 id="{escape(name)}">{escape(text)}</h2>'

    def _word(self, key: str) -> str:
        return escape(self.words[key])

"""Consistency between declarations: references, bounds, sums, lengths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from airace_rules.ids import SIDES
from airace_rules.language import schema as s
from airace_rules.language import values as v
from airace_rules.language.classroom import check_classroom
from airace_rules.language.codex import ASSUMPTION, check_codex, check_source, sourceless
from airace_rules.language.declarations import PLAIN_NAME, Declarations, Entry, no_longer, options_at
from airace_rules.language.diagnostics import Findings, Place, listed, quote
from airace_rules.language.idle import check_chances, check_idle
from airace_rules.language.leaves import NAME, NUMBER
from airace_rules.language.meanings import YES
from airace_rules.language.model import Model
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node, holders_in, leaves_in
from airace_rules.language.years import years_by_turn

SUM_TOLERANCE = 1e-6
ALWAYS = "1"
Table = float | v.YearsValue | v.TurnTable | v.StanceTable  # of the values of a param


def check_declarations(model: Model, findings: Findings) -> None:
    """Everything that can be checked without looking into formulas."""
    check = _Checks(model.decl, findings)
    check.budget()
    for entry in model.decl.params.values():
        check.param(entry)
    for stock in model.decl.stocks.values():
        check.stock(stock)
    for pipe in model.decl.pipelines.values():
        check.pipeline(pipe)
    for stance in model.decl.stances.values():
        check.stance(stance)
    for draw in model.decl.draws.values():
        check.choice(draw)
    check.levers()
    check.scores()
    check.victory()
    check.turns()
    check.gauges()
    check_chances(model, findings)
    check_idle(model, findings)
    check_codex(model.decl, findings)
    check_classroom(model.decl, findings)


_OWN_KINDS: Final = (None, ASSUMPTION, "balance")  # of a number that needs no source


class _Checks:
    def __init__(self, decl: Declarations, findings: Findings) -> None:
        self.decl = decl
        self.findings = findings

    def budget(self) -> None:
        if self.decl.budget is None:
            return
        leaf = self.decl.budget.variable
        entry = self.decl.vars.get(leaf.text)
        if entry is None:
            if leaf.text not in self.decl.broken:
                hint = self.findings.suggest(leaf.text, self.decl.vars)
                self._error("R066", leaf.place(), f"there is no variable {quote(leaf.text)}", hint=hint)
        elif entry.decl.per != "side" or entry.decl.seen_by_own == "hidden":
            self._error("R093", leaf.place(), "the budget is a variable of a side that this side sees")

    def param(self, entry: Entry[s.ParamDecl]) -> None:
        decl = entry.decl
        for source in decl.source:
            check_source(self.decl, source, self.findings)
        if decl.kind not in _OWN_KINDS and not decl.source and not entry.key.source.inherited:
            sourceless(f"the param `{entry.name}`", str(decl.kind), entry.key, self.findings.warning)
        values = decl.value
        tables = [values] if not isinstance(values, v.ValuePair) else [values.washington, values.beijing]
        numbers: list[float] = []
        for table in tables:
            numbers += self._table(entry, table)
        if decl.range is not None:
            low, high = decl.range
            if low > high:
                self._error("R087", _at(entry, "range"), "the range runs backwards", expected="`[lowest, highest]`")
            elif numbers and not low <= min(numbers) <= max(numbers) <= high:
                found = f"values from {min(numbers):g} to {max(numbers):g}"
                place = _outside(entry, "value", low, high)
                years = any(isinstance(table, v.YearsValue) for table in tables) and self.decl.turns
                hint = f"the turns stand at {self.decl.keys['turns'].place()}" if years else ""
                self._error("R086", place, "the value is outside its range", found, f"{low:g} to {high:g}", hint)

    def _table(self, entry: Entry[s.ParamDecl], value: Table) -> list[float]:
        if isinstance(value, float):
            return [value]
        if isinstance(value, v.YearsValue):
            return years_by_turn(value.name, [turn.years for turn in self.decl.turns])
        if isinstance(value, v.TurnTable):
            if len(value.values) - self.decl.turn_count not in (0, 1) and self.decl.turns:
                count = self.decl.turn_count
                found, expected = f"{len(value.values)} values", f"{count}, one a turn, or one more for the year after"
                hint = f"the turns stand at {self.decl.keys['turns'].place()}"
                place = _list_at(entry, "value", len(value.values), count)
                self._error("R029", place, "the number of values is wrong", found, expected, hint)
            return value.values
        self._stance_table(entry, value)
        return list(value.__pydantic_extra__.values())

    def _stance_table(self, entry: Entry[s.ParamDecl], table: v.StanceTable) -> None:
        stance = self.decl.stances.get(table.by.text)
        if stance is None:
            if table.by.text not in self.decl.broken:
                hint = self.findings.suggest(table.by.text, [*self.decl.stances, "turn"])
                message = f"there is no stance {quote(table.by.text)}"
                self._error("R066", table.by.place(), message, expected="a stance, or `turn` with `values:`", hint=hint)
            return
        options = [leaf.text for leaf in stance.decl.options]
        given = list(table.__pydantic_extra__)
        if set(given) != set(options):
            wrong = [name for name in given if name not in options]
            missing = [name for name in options if name not in given]
            found = f"no option {listed(wrong)}" if wrong else f"{listed(missing)} missing"
            place = table.by.place()
            upset = [no_longer(stance.name, name, stance, place, self.findings) for name in wrong]
            upset += [self._new_option(stance, name, place) for name in missing]
            if all(upset):
                return
            hint = f"its options stand at {options_at(stance)}"
            place = _row_at(entry, table, wrong)
            self._error("R066", place, "the table does not fit the stance", found, listed(options), hint)

    def _new_option(self, stance: Entry[s.StanceDecl], option: str, place: Place) -> bool:
        """Whether this option is new in a ruleset that extends the one with a table at ``place``; then that is told."""
        leaf = next(leaf for leaf in stance.decl.options if leaf.text == option)
        message = f"the stance `{stance.name}` has a new option {quote(option)}, and tables have no value for it"
        hint = f"give them one: `{{change: true, add: true, value: {{{option}: …}}}}`"
        return self.findings.upset("R066", leaf.place(), message, place, hint=hint)

    def stock(self, entry: Entry[s.StockDecl]) -> None:
        decl = entry.decl
        if decl.min >= decl.max:
            self._error("R087", _at(entry, "min"), "`min` is not below `max`", f"{decl.min:g} and {decl.max:g}")
            return
        starts = v.pair(decl.start)
        if decl.per == "world" and isinstance(decl.start, v.NumberPair):
            self._error("R022", _at(entry, "start"), "a stock of the world has one start value", expected="a number")
        for value in starts.values():
            if not decl.min <= value <= decl.max:
                expected = f"{decl.min:g} to {decl.max:g}"
                place = _outside(entry, "start", decl.min, decl.max)
                self._error("R086", place, "the start is outside `min` … `max`", f"{value:g}", expected)

    def pipeline(self, entry: Entry[s.PipelineDecl]) -> None:
        decl = entry.decl
        if decl.per == "world" and isinstance(decl.start, v.NumbersPair):
            self._error("R022", _at(entry, "start"), "a pipeline of the world has one list", expected="a list")
        for values in v.pair(decl.start).values():
            if len(values) != decl.delay:
                found, expected = f"{len(values)} amounts", f"{decl.delay}, as many as `delay`"
                place = _list_at(entry, "start", len(values), decl.delay)
                self._error("R029", place, "the number of amounts under way is wrong", found, expected)
        if decl.min is not None and decl.max is not None and decl.min > decl.max:
            self._error("R087", _at(entry, "min"), "`min` is above `max`", f"{decl.min:g} and {decl.max:g}")

    def stance(self, entry: Entry[s.StanceDecl]) -> None:
        options = [leaf.text for leaf in entry.decl.options]
        for at, leaf in enumerate(entry.decl.options):
            if leaf.text in options[:at]:
                self._error("R009", leaf.place(), f"the option {quote(leaf.text)} stands twice")
            elif leaf.text == "by" or not leaf.text.isidentifier() or not leaf.text.isascii():
                self._error("R025", leaf.place(), f"{quote(leaf.text)} cannot be the name of an option")
        for start in v.pair(entry.decl.start).values():
            if start.text not in options:
                if no_longer(entry.name, start.text, entry, start.place(), self.findings):
                    continue
                hint = self.findings.suggest(start.text, options) or f"its options stand at {options_at(entry)}"
                message = f"the stance has no option {quote(start.text)}"
                self._error("R066", start.place(), message, expected=listed(options), hint=hint)

    def choice(self, entry: Entry[s.DrawDecl]) -> None:
        node = entry.node.entries.get("choice") if isinstance(entry.node, MapNode) else None
        for key in node.keys.values() if isinstance(node, MapNode) else ():
            if not NAME.fullmatch(key.text) or key.text == "name":
                message = f"{quote(key.text)} cannot be the name of an option"
                self._error("R025", key.place(), message, expected=PLAIN_NAME)

    def levers(self) -> None:
        for entry in self.decl.levers.values():
            total = sum(instrument.split for instrument in entry.decl.instruments.values())
            if abs(total - 1) > SUM_TOLERANCE:
                found = f"a sum of {total:g}"
                message = "the `split` of a lever's instruments do not sum to 1"
                hint = "say `rescale: true`, and those of the base make room" if self.decl.extends else ""
                self._error("R100", entry.key.place(), message, found, "1", hint)

    def scores(self) -> None:
        for side in SIDES if "scores" not in self.decl.incomplete else ():
            total = sum(v.pair(entry.decl.weight)[side] for entry in self.decl.scores.values())
            if self.decl.scores and abs(total - 1) > SUM_TOLERANCE:
                own = (entry.key for entry in self.decl.scores.values() if not entry.key.source.inherited)
                key = next(own, self.decl.keys["scores"])
                message = f"the weights of the scores do not sum to 1 for {side}"
                hint = "say `rescale: true` in a score, and those of the base make room" if self.decl.extends else ""
                self._error("R107", key.place(), message, f"a sum of {total:g}", "1", hint)
        self._par()
        self._without_par()

    def _without_par(self) -> None:
        """Each score once; those of an extended ruleset together, where the turns or the par are other ones."""
        hint = "make par.yaml with `airace rules derive`"
        without = {name: score for name, score in self.decl.scores.items() if name not in self.decl.par}
        theirs = [name for name, score in without.items() if score.key.place().inherited]
        for name, score in without.items() if "par" not in self.decl.incomplete else ():
            own = next(
                (key for key in map(self.decl.keys.get, ("par", "turns")) if key and not key.place().inherited), None
            )
            message = f"the score `{name}` has no par; zeros are used"
            if name in theirs and own is not None:
                message = f"{listed(theirs)}: scores without a par; zeros are used"
                self.findings.warning("R104", own.place(), message, hint=hint)
            elif name not in self.decl.broken:
                self.findings.warning("R104", score.key.place(), message, hint=hint)

    def _par(self) -> None:
        """Values of another number of turns are told once: the whole table is made anew."""
        wanted = self.decl.turn_count + 1
        wrong: set[int] = set()
        for name, par in self.decl.par.items():
            if name not in self.decl.scores and name not in self.decl.broken:
                hint = self.findings.suggest(name, self.decl.scores)
                self._error("R066", par.key.place(), f"there is no score {quote(name)}", hint=hint)
            for side, values in v.pair(par.decl).items():
                if len(values) != wanted and len(values) not in wrong and self.decl.turns:
                    wrong.add(len(values))
                    found, expected = f"{len(values)} values for {side}", f"{wanted}: one a turn and one for the end"
                    hint = f"the turns stand at {self.decl.keys['turns'].place()}; `airace rules derive` makes par anew"
                    self._error("R029", par.key.place(), "the number of values is wrong", found, expected, hint)

    def victory(self) -> None:
        if not self.decl.victory or "victory" in self.decl.incomplete:
            return
        *others, last = self.decl.victory.values()
        for other in others:
            if other.decl.when.text.strip() == ALWAYS and other.decl.at in ("any", last.decl.at):
                way = f"say `before: {other.name}` in it" if self.decl.extends else "move that to the end or narrow it"
                hint = f"`{other.name}` always holds before it; {way}"
                self._error("R101", last.key.place(), f"the ending `{last.name}` can never be reached", hint=hint)
        said = last.decl.when.text.strip()
        if said != ALWAYS and said.lower() not in YES:  # what is no formula is told of as such
            message = "no ending is sure to hold when the last turn is over"
            expected = 'a last entry with `when: "1"`'
            hint = ""
            for sure in (other.name for other in others if other.decl.when.text.strip() == ALWAYS):
                way = f"say `before: {sure}` in it" if self.decl.extends else "move that to the end"
                hint = f"`{sure}` is sure to hold, but stands before `{last.name}`; {way}"
            self._error("R101", last.key.place(), message, quote(f"when: {last.decl.when.text}"), expected, hint)

    def turns(self) -> None:
        turns = self.decl.nodes.get("turns")
        keys = [node.entries.get("key") for node in getattr(turns, "items", ()) if isinstance(node, MapNode)]
        self._once("turn", [leaf for leaf in keys if isinstance(leaf, Leaf)])

    def gauges(self) -> None:
        """One place on the screen for each."""
        self._once("gauge", self.decl.gauges)

    def _once(self, what: str, leaves: Iterable[Leaf]) -> None:
        first: dict[str, Leaf] = {}
        for leaf in leaves:
            if leaf.text in first:
                message, hint = f"the {what} {quote(leaf.text)} stands twice", "remove or rename one of them"
                found = f"first at {first[leaf.text].place()}"
                self._error("R009", leaf.place(), message, found, "each once", hint)
            first.setdefault(leaf.text, leaf)

    def _error(
        self, code: str, place: Place, message: str, found: str = "", expected: str = "", hint: str = ""
    ) -> None:
        self.findings.error(code, place, message, found=found, expected=expected, hint=hint)


def _outside(entry: Entry[Any], field: str, low: float, high: float) -> Place:
    """The place of the first number of a value that is outside these bounds."""
    node: Node | None = entry.node.entries.get(field) if isinstance(entry.node, MapNode) else None
    leaves = (leaf for leaf in leaves_in(node) if NUMBER.fullmatch(leaf.text)) if node is not None else ()
    wrong = next((leaf for leaf in leaves if not low <= float(leaf.text) <= high), None)
    return wrong.place() if wrong else _at(entry, field)


def _list_at(entry: Entry[Any], field: str, count: int, wanted: int) -> Place:
    """The place of the first value too many of the list of this length in a field, or of its last if there are too
    few."""
    node: Node | None = entry.node.entries.get(field) if isinstance(entry.node, MapNode) else None
    for holder in holders_in(node) if node is not None else ():
        if isinstance(holder, ListNode) and len(holder.items) == count:
            at = min(wanted, count - 1)
            return holder.items[at].place() if at >= 0 else holder.place()
    return _at(entry, field)


def _row_at(entry: Entry[s.ParamDecl], table: v.StanceTable, wrong: list[str]) -> Place:
    """The place of the first row of a table that is wrong, or of the stance whose options it misses."""
    for holder in holders_in(entry.node) if wrong else ():
        if isinstance(holder, MapNode) and holder.entries.get("by") is table.by:
            return holder.keys[wrong[0]].place()
    return table.by.place()


def _at(entry: Entry[Any], field: str) -> Place:
    """The place of a value inside an entry."""
    node: Node | None = entry.node.entries.get(field) if isinstance(entry.node, MapNode) else None
    return node.place() if node is not None else entry.key.place()

"""The section ``tests`` read against the ruleset that it is about: declarations to ``RuleTest``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import product
from typing import Any, Literal

from airace_rules.ids import SIDES
from airace_rules.language import ruletests as s
from airace_rules.language.declarations import Listed
from airace_rules.language.diagnostics import Findings, Place, listed
from airace_rules.language.nodes import Leaf, MapNode, Node, report_duplicate
from airace_rules.language.shapes import read_as
from airace_rules.language.testchecks import checks_of, ladder_check
from airace_rules.language.testnames import KnownNames
from airace_rules.language.testruns import Runs, merged, place_of
from airace_rules.ruleset import Ruleset
from airace_rules.ruletest import Balance, BalanceCheck, Expected, Occurrence, Outcome, RuleTest, Run


def read_tests(ruleset: Ruleset, tests: Iterable[Listed[s.RuleTestDecl]], findings: Findings) -> tuple[RuleTest, ...]:
    """All tests of a ruleset. What is wrong with them is in ``findings``."""
    tests = list(tests)
    if not tests:
        return ()
    reader = _Reader(ruleset, findings)
    seen: dict[str, Leaf] = {}
    found = []
    for entry in tests:
        name = entry.node.entries["name"]
        if isinstance(name, Leaf) and seen.setdefault(name.text, name) is not name:
            report_duplicate(seen[name.text], name, findings)
        found.append(reader.read(entry))
    return tuple(found)


class _Reader:
    def __init__(self, ruleset: Ruleset, findings: Findings) -> None:
        self.ruleset = ruleset
        self.findings = findings
        self.names = KnownNames(ruleset, findings)
        self.runs = Runs(ruleset, self.names, findings)

    def read(self, entry: Listed[s.RuleTestDecl]) -> RuleTest:
        """One test."""
        decl, node = entry.decl, entry.node
        place, systems = place_of(node, "name"), tuple(decl.systems)
        if decl.balance is not None:
            balance = self._balance(decl.balance, node.entries["balance"])
            return RuleTest(decl.name, place, systems, balance=balance)
        games = decl.games or 1
        run = self.runs.read(decl, node, decl.turns, games)
        expect, lines = decl.expect or s.ExpectDecl(), node.entries["expect"]
        told = len(self.findings.sorted())
        expected = tuple(self._expected(expect, lines, run.start.turn, decl.turns))
        unclear = len(self.findings.sorted()) > told
        return RuleTest(
            decl.name, place, systems,
            run=run,
            other=self._other(decl, node, games, expected, unclear),
            turns=decl.turns,
            games=games,
            expected=expected,
            occurrences=tuple(self._occurrences(expect, run.start.turn, decl.turns)),
            ending=self._outcome(expect.ending, "ending"),
            winner=Outcome(place_of(lines, "winner"), expect.winner) if expect.winner else None,
        )  # fmt: skip

    def _outcome(self, leaf: Leaf | None, what: str) -> Outcome | None:
        if leaf is None or not self.names.key(what, leaf, [ending.key for ending in self.ruleset.endings]):
            return None
        return Outcome(leaf.place(), leaf.text)

    def _other(
        self, decl: s.RuleTestDecl, node: MapNode, games: int, expected: tuple[Expected, ...], unclear: bool
    ) -> Run | None:
        """The run to compare with: the test's own lines with those of ``compared_with`` in their place. ``unclear``:
        something that is expected could not be read."""
        comparing = [each for each in expected if any(check.of != "value" for check in each.checks)]
        above = node.entries.get("compared_with")
        if decl.compared_with is None or not isinstance(above, MapNode):
            for each in comparing:
                self._unplayable(each.place, "there is no other run to compare with", "add `compared_with:`")
            return None
        if not comparing and not unclear and not self.findings.broken:  # else what compares may have a mistake
            words, hint = "nothing is compared with this run", "expect a `ratio` or `difference`, or leave it out"
            self._unplayable(place_of(node, "compared_with"), words, hint)
        without = {"compared_with"} | (
            {"draws"} if decl.compared_with.seed is not None else {"seed"} if decl.compared_with.draws else set()
        )
        below = MapNode(node.source, node.start)
        for key, value in node.entries.items():
            if key not in without:
                below.entries[key], below.keys[key] = value, node.keys[key]
        lines = merged(below, above)
        other = read_as(s.RuleTestDecl, lines, self.findings)
        return self.runs.read(other, lines, decl.turns, games) if other is not None else None

    def _unplayable(self, place: Place, message: str, hint: str = "", expected: str = "") -> None:
        self.findings.error("R142", place, message, expected=expected, hint=hint)

    # ------------------------------------------------------------ what is expected

    def _moments(
        self, decl: s.ExpectDecl, first: int, turns: int
    ) -> Iterator[tuple[int | None, s.MomentDecl, str | None]]:
        yield None, decl, None
        for key, moment in decl.turns.items():
            yield s.turn_of(key), moment, key

    def _expected(self, decl: s.ExpectDecl, node: Node, first: int, turns: int) -> Iterator[Expected]:
        for turn, moment, key in self._moments(decl, first, turns):
            lines = node.entries[key] if key is not None and isinstance(node, MapNode) else node
            if turn is not None and not first <= turn < first + turns and key is not None:
                words = f"the test does not play turn {turn}"
                self._unplayable(place_of(node, key), words, expected=f"{first} to {first + turns - 1}")
            for name, check in moment.values.items():
                leaf = lines.keys[name] if isinstance(lines, MapNode) else None
                full = self.names.value(leaf) if leaf is not None else None
                if leaf is not None and full is not None:
                    yield Expected(leaf.place(), turn, full, checks_of(check))
            if isinstance(lines, MapNode):
                yield from self._stances(moment, lines, turn)

    def _stances(self, moment: s.MomentDecl, lines: MapNode, turn: int | None) -> Iterator[Expected]:
        for name, asked in moment.stances.items():
            full = self.names.value(lines.keys[name])
            if full is None:
                continue
            options = self.ruleset.stances[full.split(".")[-1]].options
            low, high = (asked, asked) if isinstance(asked, Leaf) else (asked.at_least, asked.at_most)
            known = [self.names.key("option", leaf, options) for leaf in (low, high) if leaf is not None]
            if all(known):
                check = ladder_check(low, high, options)
                if check.low > check.high:
                    expected = f"`at_least` before `at_most` among {listed(options)}"
                    self._unplayable(lines.keys[name].place(), "no option is both", expected=expected)
                yield Expected(lines.keys[name].place(), turn, full, (check,), options)

    def _occurrences(self, decl: s.ExpectDecl, first: int, turns: int) -> Iterator[Occurrence]:
        for turn, moment, _ in self._moments(decl, first, turns):
            for leaves, happens in ((moment.happens, True), (moment.never, False)):
                for leaf in leaves:
                    if (name := self.names.event(leaf)) is not None:
                        yield Occurrence(leaf.place(), turn, name, happens)

    # ------------------------------------------------------------ balance

    def _balance(self, decl: s.BalanceDecl, node: Node) -> Balance:
        if decl.exploitability is not None and not self._searchable(decl, node):
            return Balance(decl.games, decl.seed, (), ())
        named = self.runs.strategies(decl.strategy, node) if isinstance(node, MapNode) else {}
        choices = [[named[side].text] if side in named else list(self.ruleset.bots) for side in SIDES]
        pairs = tuple((ours, theirs) for ours, theirs in product(*choices))
        if decl.games < len(pairs):
            words = f"{decl.games} games are too few for {len(pairs)} pairs of strategies"
            self._unplayable(place_of(node, "games"), words, expected=f"at least {len(pairs)}")
        checks = tuple(self._balance_checks(decl, node))
        if not checks:
            words = "nothing is expected of these games"
            self._unplayable(node.place(), words, expected="`side_rate`, `exploitability`, `endings` or `length`")
        return Balance(decl.games, decl.seed, pairs, checks)

    def _searchable(self, decl: s.BalanceDecl, node: Node) -> bool:
        """Whether best replies can be searched for; if not, it is told why."""
        if decl.strategy is not None:
            message = "`exploitability` is about all house strategies, not about one pair"
            hint = "leave out `strategy`, or make a test of its own"
            self.findings.error("R143", place_of(node, "strategy"), message, hint=hint)
        elif not self.ruleset.bots:
            message, hint = "there is no house strategy that a search could find the best reply to", "add one: `bots:`"
            self.findings.error("R143", place_of(node, "exploitability"), message, hint=hint)
        elif not s.LEAST_SEARCHED <= decl.games <= s.MOST_SEARCHED:
            expected = f"{s.LEAST_SEARCHED} to {s.MOST_SEARCHED}"
            hint = "each round of the search plays about four times as many, and 16,000 more"
            message = "so many games do not fit a search for best replies"
            found = str(decl.games)
            self.findings.error("R143", place_of(node, "games"), message, found=found, expected=expected, hint=hint)
        else:
            return True
        return False

    def _balance_checks(self, decl: s.BalanceDecl, node: Node) -> Iterator[BalanceCheck]:
        figures: tuple[tuple[Literal["side_rate", "length", "exploitability"], Any], ...] = (
            ("side_rate", decl.side_rate),
            ("length", decl.length),
            ("exploitability", decl.exploitability),
        )
        for of, bounds in figures:
            for check in checks_of(bounds) if bounds is not None else ():
                yield BalanceCheck(place_of(node, of), of, "", check)
        for key, bounds in decl.endings.items():
            place = place_of(node, "endings", key)
            if self.names.known(
                "ending", key, partial(place_of, node, "endings", key), [ending.key for ending in self.ruleset.endings]
            ):
                yield from (BalanceCheck(place, "ending", key, check) for check in checks_of(bounds))

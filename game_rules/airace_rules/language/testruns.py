"""How a test is played: where it begins, who orders what, which chance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Final

from airace_rules.choices import edges_of, likeliest, middle_of
from airace_rules.ids import SIDES, WORLD, Owner, Scope, Side
from airace_rules.language import ruletests as s
from airace_rules.language.diagnostics import Findings, Place, quote
from airace_rules.language.leaves import Number
from airace_rules.language.nodes import Leaf, MapNode, Node
from airace_rules.language.shapes import read_as
from airace_rules.language.testnames import KnownNames, draw_name
from airace_rules.orders import Orders
from airace_rules.ruleset import Draw, Ruleset
from airace_rules.ruletest import OrdersFrom, Run, Start

RANDOM: Final = "random"
NONE: Final = "none"
HAPPENS: Final = "happens"
SURELY: Final = 0.0  # an event with this draw happens whenever it can
NEVER: Final = 1.0 - 2.0**-53  # the largest draw: only what is certain happens
MIDDLE: Final = 0.5
NORMAL_REACH: Final = 3.0
SCOPES: Final[tuple[Scope, Scope]] = ("side", "world")


def place_of(node: Node, *path: str) -> Place:
    """Where the last key of a path stands, as far as the path goes."""
    place = node.place()
    for name in path:
        if not isinstance(node, MapNode) or name not in node.entries:
            break
        place, node = node.keys[name].place(), node.entries[name]
    return place


def merged(below: MapNode, above: MapNode) -> MapNode:
    """The lines of ``below``, with those of ``above`` in their place, value by value; lists are replaced whole."""
    result = MapNode(below.source, below.start, dict(below.entries), dict(below.keys))
    for name, node in above.entries.items():
        before = result.entries.get(name)
        if name == "strategy" and isinstance(before, Leaf) and isinstance(node, MapNode):
            before = MapNode(before.source, before.start, {"both": before}, {"both": result.keys[name]})
        if isinstance(before, MapNode) and isinstance(node, MapNode):
            node = merged(before, node)
        result.entries[name], result.keys[name] = node, above.keys[name]
    return result


class Runs:
    """Reads the runs of one ruleset's tests. What is wrong with them is in ``findings``."""

    def __init__(self, ruleset: Ruleset, names: KnownNames, findings: Findings) -> None:
        self.ruleset = ruleset
        self.names = names
        self.findings = findings
        self.stocks = {
            scope: {stock.name: stock for stock in ruleset.stocks.values() if stock.scope == scope} for scope in SCOPES
        }
        self.neutral = {
            f"{owner}.{draw.name}": neutral(draw)
            for draw in ruleset.draws.values()
            for owner in (SIDES if draw.scope == "side" else (WORLD,))
        }

    def read(self, decl: s.RunDecl, node: MapNode, turns: int, games: int) -> Run:
        """The run that a declaration describes. ``node``: its lines, for their places."""
        by_chance = decl.seed is not None or games > 1
        if by_chance and decl.draws is not None:
            words, hint = "draws are either given or follow from a seed", "leave out `draws`, or `seed` and `games`"
            self._unplayable(place_of(node, "draws"), words, hint)
        start = self._start(decl.given or s.GivenDecl(), node, turns)
        strategies = self.strategies(decl.strategy, node)
        for leaf in strategies.values():
            if leaf.text == RANDOM and not by_chance:
                self._unplayable(leaf.place(), "the strategy `random` needs chance", "add `seed: 1` or `games: 100`")
        orders = tuple(self._all_orders(decl, node, start.turn, turns))
        for each in orders:
            if each.side in strategies:
                words, hint = f"{each.side} has both orders and a strategy", "leave out one of them"
                self._unplayable(each.place, words, hint)
        draws = None if by_chance else self._draws(decl.draws, node)
        return Run(start, orders, {side: leaf.text for side, leaf in strategies.items()}, draws, decl.seed or 0)

    def strategies(self, decl: Leaf | s.StrategiesDecl | None, node: MapNode) -> dict[Side, Leaf]:
        """The house strategies of the sides that have one."""
        if decl is None:
            return {}
        named = s.StrategiesDecl(both=decl) if isinstance(decl, Leaf) else decl
        found: dict[Side, Leaf] = {}
        for side in SIDES:
            leaf = getattr(named, side) or named.both
            if leaf is not None and self.names.key("strategy", leaf, (*self.ruleset.bots, RANDOM)):
                found[side] = leaf
        return found

    def _unplayable(self, place: Place, message: str, hint: str = "", expected: str = "") -> None:
        self.findings.error("R142", place, message, expected=expected, hint=hint)

    # ------------------------------------------------------------ where it begins

    def _start(self, decl: s.GivenDecl, node: MapNode, turns: int) -> Start:
        end, last = decl.turn + turns - 1, len(self.ruleset.turns)
        if end > last:
            words = f"the test would end with turn {end}, but the last turn is {last}"
            place = place_of(node, "turns") if "turns" in node.entries else place_of(node, "given", "turn")
            self._unplayable(place, words, "play fewer turns, or begin earlier")
        stocks: dict[Owner, dict[str, float]] = {}
        pipelines: dict[Owner, dict[str, tuple[float, ...]]] = {}
        stances: dict[Side, dict[str, str]] = {}
        for owner, group, given in _given(decl):
            path = ("given", group)
            stocks.setdefault(owner, {}).update(self._stocks(owner, given.__pydantic_extra__, node, path))
            pipelines.setdefault(owner, {}).update(self._pipelines(owner, given.pipelines, node, path))
            if isinstance(given, s.GivenSideDecl) and owner != WORLD:
                stances.setdefault(owner, {}).update(self._stances(given.stances, node, (*path, "stances")))
        return Start(decl.turn, stocks, stances, pipelines)

    def _stocks(
        self, owner: Owner, given: Mapping[str, float], node: MapNode, path: tuple[str, ...]
    ) -> Iterator[tuple[str, float]]:
        known = self.stocks["world" if owner == WORLD else "side"]
        for name, value in given.items():
            stock = known.get(name)
            if not self._known("stock", name, known, node, path) or stock is None:
                continue
            if not stock.minimum <= value <= stock.maximum:
                expected = f"{stock.minimum:g} to {stock.maximum:g}"
                self._unplayable(place_of(node, *path, name), f"`{name}` can never be {value:g}", expected=expected)
            yield name, value

    def _pipelines(
        self, owner: Owner, given: Mapping[str, list[float]], node: MapNode, path: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[float, ...]]]:
        scope = "world" if owner == WORLD else "side"
        known = {pipe.name: pipe for pipe in self.ruleset.pipelines.values() if pipe.scope == scope}
        for name, amounts in given.items():
            if not self._known("pipeline", name, known, node, (*path, "pipelines")):
                continue
            if len(amounts) != known[name].delay:
                expected = f"{known[name].delay} amounts, as many as its delay"
                place = place_of(node, *path, "pipelines", name)
                self._unplayable(place, f"{len(amounts)} amounts are under way in `{name}`", expected=expected)
            yield name, tuple(amounts)

    def _known(self, what: str, name: str, known: Collection[str], node: Node, path: tuple[str, ...]) -> bool:
        return self.names.known(what, name, partial(place_of, node, *path, name), known)

    def _stances(self, given: Mapping[str, Leaf], node: Node, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for key, option in given.items():
            if self._known("stance", key, self.ruleset.stances, node, path):
                self.names.key("option", option, self.ruleset.stances[key].options)
                yield key, option.text

    # ------------------------------------------------------------ orders

    def _all_orders(self, decl: s.RunDecl, node: MapNode, first: int, turns: int) -> Iterator[OrdersFrom]:
        if decl.orders is not None:
            yield from self._orders(decl.orders, node.entries["orders"], first)
        later = node.entries.get("later")
        for at, each in enumerate(decl.later or ()):
            lines = getattr(later, "items", [])[at]
            if not first < each.turn < first + turns:
                words = f"no turn {each.turn} comes after the first turn of the test"
                self._unplayable(
                    place_of(lines, "from"), words, expected=f"more than {first}, less than {first + turns}"
                )
            yield from self._orders(each, lines, each.turn)

    def _orders(self, decl: s.SidesDecl, node: Node, turn: int) -> Iterator[OrdersFrom]:
        for side in SIDES:
            groups = [group for group in ("both", side) if getattr(decl, group) is not None]
            if groups:
                orders = Orders({}, {}, {}, {})
                for group in groups:
                    orders = _over(orders, self._side_orders(getattr(decl, group), node, group))
                yield OrdersFrom(place_of(node, groups[-1]), turn, side, orders)

    def _side_orders(self, decl: s.OrdersDecl, node: Node, group: str) -> Orders:
        amounts = decl.__pydantic_extra__
        for name in amounts:
            self.names.known("instrument", name, partial(place_of, node, group, name), self.ruleset.instruments)
        stances = dict(self._stances(decl.stances, node, (group, "stances")))
        return Orders(
            amounts,
            stances,
            {leaf.text: True for leaf in decl.projects if self.names.key("project", leaf, self.ruleset.projects)},
            {leaf.text: True for leaf in decl.deals if self.names.key("deal", leaf, self.ruleset.deals)},
        )

    # ------------------------------------------------------------ chance

    def _draws(self, decl: Leaf | dict[str, Leaf] | None, node: MapNode) -> dict[str, float]:
        found = dict(self.neutral)
        if isinstance(decl, Leaf):
            if decl.text != NONE:
                words = f"{quote(decl.text)} is no way to set draws"
                self._unplayable(decl.place(), words, expected="`none`, or draws with their values: {luck: 1}")
            return found
        lines = node.entries.get("draws")
        keys = lines.keys if isinstance(lines, MapNode) else {}
        for name, leaf in (decl or {}).items():
            for full in self.names.draws(keys[name]):
                value = self._draw(self.ruleset.draws[full.partition(".")[2]], leaf)
                found[full] = found[full] if value is None else value
        return found

    def _draw(self, draw: Draw, leaf: Leaf) -> float | None:
        if draw.role not in ("declared", "view") and leaf.text == HAPPENS:
            return SURELY
        if draw.options:
            return self._option(draw, leaf)
        value: float | None = read_as(Number, leaf, self.findings)
        low, high = (-NORMAL_REACH, NORMAL_REACH) if draw.distribution == "normal" else (0.0, NEVER)
        if value is not None and not low <= value <= high:
            expected = f"{low:g} to {high:g}" if draw.distribution == "normal" else "0 or more, less than 1"
            self._unplayable(leaf.place(), f"the draw `{draw_name(draw)}` can never be {value:g}", expected=expected)
        return value

    def _option(self, draw: Draw, leaf: Leaf) -> float | None:
        if not self.names.key("option", leaf, draw.options):
            return None
        if not draw.options[leaf.text]:
            self._unplayable(leaf.place(), f"the draw `{draw.name}` is never {quote(leaf.text)}: its weight is 0")
            return None
        return middle_of(edges_of(draw.options), list(draw.options).index(leaf.text))


def neutral(draw: Draw) -> float:
    """The value of a draw when chance is left out: the middle, of a choice its likeliest option, and for an event what
    lets it happen only if it must."""
    if draw.distribution == "normal":
        return 0.0
    if draw.options:
        edges = edges_of(draw.options)
        return middle_of(edges, likeliest(edges))
    return MIDDLE if draw.role == "declared" else NEVER


def _given(decl: s.GivenDecl) -> Iterator[tuple[Owner, str, s.GivenSideDecl | s.GivenWorldDecl]]:
    """Whose start is changed by which group of lines, those that go before last."""
    for side in SIDES:
        for group in ("both", side):
            given: s.GivenSideDecl | None = getattr(decl, group)
            if given is not None:
                yield side, group, given
    if decl.world is not None:
        yield WORLD, WORLD, decl.world


def _over(below: Orders, above: Orders) -> Orders:
    """Orders with those of ``above`` in their place."""
    return Orders(
        {**below.instruments, **above.instruments},
        {**below.stances, **above.stances},
        {**below.projects, **above.projects},
        {**below.deals, **above.deals},
    )

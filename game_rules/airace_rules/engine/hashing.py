"""The chain of hashes over the turns of a match.

What is hashed is the canonical JSON of ``canonical``. Most of it is numbers under the same names turn after turn, so
the text around the numbers is made once for each set of names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from airace_rules.engine.extract import taker
from airace_rules.ids import SIDES, Side
from airace_rules.orders import Orders
from airace_rules.state import MatchState, SideState

_KEPT_FORMS: Final = 1024  # sets of names; a ruleset has about ten
_PLAIN: Final = frozenset({int, float})  # exactly these: JSON writes a truth value in another way
_CONSTANTS: Final[Mapping[bool | None, str]] = {True: "true", False: "false", None: "null"}
_json: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode

Form = tuple[str, Callable[[Mapping[str, Any]], tuple[Any, ...]]]


def link(previous: str, ruleset_hash: str, orders: Mapping[Side, Orders], after: MatchState) -> str:
    """Hash of a turn (hex SHA-256): chains the one before (``""`` before the first turn), the ruleset, the orders
    and the new state."""
    return hashlib.sha256(link_text(previous, ruleset_hash, orders, after).encode()).hexdigest()


def link_text(previous: str, ruleset_hash: str, orders: Mapping[Side, Orders], after: MatchState) -> str:
    """What is hashed. Raises ValueError on infinity and NaN."""
    given = {side: _orders(orders[side]) for side in SIDES}
    washington, beijing = (
        _side(state, given[side] if state.orders is orders[side] else _orders(state.orders))
        for side, state in ((side, after.sides[side]) for side in SIDES)
    )
    return (
        f'{{"after":{{"ending":{_word(after.ending)},"sides":{{"beijing":{beijing},"washington":{washington}}},'
        f'"turn":{after.turn},"winner":{_word(after.winner)},"world":{_numbers(after.world)},'
        f'"world_pipelines":{_amounts(after.world_pipelines)}}},'
        f'"orders":{{"beijing":{given["beijing"]},"washington":{given["washington"]}}},'
        f'"previous":{_json(previous)},"ruleset":{_json(ruleset_hash)}}}'
    )


def _side(side: SideState, orders: str) -> str:
    return (
        f'{{"bands":{_numbers(side.bands)},"carried":{side.carried},"estimates":{_numbers(side.estimates)},'
        f'"orders":{orders},"perceived":{_numbers(side.perceived)},"pipelines":{_amounts(side.pipelines)},'
        f'"stances":{_words(side.stances)},"stocks":{_numbers(side.stocks)}}}'
    )


def _orders(orders: Orders) -> str:
    """Rulesets without projects or deals have orders without them."""
    deals = f'"deals":{_words(orders.deals)},' if orders.deals else ""
    projects = f',"projects":{_words(orders.projects)}' if orders.projects else ""
    return f'{{{deals}"instruments":{_numbers(orders.instruments)}{projects},"stances":{_words(orders.stances)}}}'


def _numbers(values: Mapping[str, float]) -> str:
    text, take = _form(tuple(values), "%r")
    numbers = take(values)
    total = sum(numbers)
    if total - total != 0.0 or not _PLAIN.issuperset(map(type, numbers)):
        return _json(dict(values))
    return text % numbers


def _amounts(values: Mapping[str, tuple[float, ...]]) -> str:
    text, take = _form(tuple(values), "%s")
    return text % tuple(map(_list, take(values)))


def _list(amounts: tuple[float, ...]) -> str:
    total = sum(amounts)
    if total - total != 0.0 or not _PLAIN.issuperset(map(type, amounts)):
        return _json(amounts)
    return f"[{','.join(map(repr, amounts))}]"


def _words(values: Mapping[str, str | bool]) -> str:
    text, take = _form(tuple(values), "%s")
    return text % tuple(map(_word, take(values)))


def _word(value: str | bool | None) -> str:
    """A word, a truth value or nothing."""
    return _json(value) if isinstance(value, str) else _CONSTANTS[value]


@lru_cache(_KEPT_FORMS)
def _form(names: tuple[str, ...], place: str) -> Form:
    """The text of a mapping with a place for each value, and what takes the values out in their order."""
    inner = ",".join(f"{_json(name).replace('%', '%%')}:{place}" for name in sorted(names))
    return f"{{{inner}}}", taker(sorted(names))

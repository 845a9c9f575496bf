"""States and results as JSON, exactly.

Floats are written by ``repr``, the shortest text that reads back as the same bits, so JSON loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from airace_rules.events import Happening
from airace_rules.ids import SIDES
from airace_rules.orders import Orders
from airace_rules.state import MatchState, SideState, StepRecord, TurnResult

T = TypeVar("T", MatchState, TurnResult, Orders)


def canonical_bytes(value: object) -> bytes:
    """The one JSON text of plain data: sorted keys, no spaces, ASCII. Raises ValueError on infinity and NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def to_json(value: MatchState | TurnResult | Orders) -> dict[str, Any]:
    """Plain data that ``from_json`` turns back into an equal value."""
    if isinstance(value, MatchState):
        return _state_data(value)
    if isinstance(value, Orders):
        return _orders_data(value)
    return {
        "turn": value.turn,
        "orders": {side: to_json(value.orders[side]) for side in SIDES},
        "steps": [_step_data(step) for step in value.steps],
        "before": _state_data(value.before),
        "after": _state_data(value.after),
        "opening": dict(value.opening),
        "hash": value.hash,
    }


def from_json(kind: type[T], data: Mapping[str, Any]) -> T:
    """The value that ``to_json`` made the data of.

    Raises KeyError, TypeError or ValueError when the data are not of that shape.
    """
    value: T = _READERS[kind](data)
    return value


def _orders_data(orders: Orders) -> dict[str, Any]:
    """Rulesets without projects or deals have files without them."""
    data: dict[str, Any] = {"instruments": dict(orders.instruments), "stances": dict(orders.stances)}
    for key, choices in (("projects", orders.projects), ("deals", orders.deals)):
        if choices:
            data[key] = dict(choices)
    return data


def _state_data(state: MatchState) -> dict[str, Any]:
    return {
        "turn": state.turn,
        "sides": {side: _side_data(state.sides[side]) for side in SIDES},
        "world": dict(state.world),
        "ending": state.ending,
        "winner": state.winner,
        "world_pipelines": {name: list(amounts) for name, amounts in state.world_pipelines.items()},
    }


def _side_data(side: SideState) -> dict[str, Any]:
    return {
        "stocks": dict(side.stocks),
        "pipelines": {name: list(amounts) for name, amounts in side.pipelines.items()},
        "stances": dict(side.stances),
        "orders": to_json(side.orders),
        "carried": side.carried,
        "estimates": dict(side.estimates),
        "perceived": dict(side.perceived),
        "bands": dict(side.bands),
    }


def _step_data(step: StepRecord) -> dict[str, Any]:
    return {
        "aftermath": step.aftermath,
        "values": dict(step.values),
        "parts": dict(step.parts),
        "draws": dict(step.draws),
        "happenings": [_happening_data(h) for h in step.happenings],
    }


def _happening_data(happening: Happening) -> dict[str, Any]:
    return {
        "kind": happening.kind,
        "key": happening.key,
        "side": happening.side,
        "visibility": happening.visibility,
        "weight": happening.weight,
        "args": dict(happening.args),
    }


def _result(data: Mapping[str, Any]) -> TurnResult:
    return TurnResult(
        turn=_whole(data["turn"]),
        orders={side: _orders(data["orders"][side]) for side in SIDES},
        steps=tuple(_step(step) for step in data["steps"]),
        before=_state(data["before"]),
        after=_state(data["after"]),
        opening=_numbers(data["opening"]),
        hash=str(data["hash"]),
    )


def _state(data: Mapping[str, Any]) -> MatchState:
    return MatchState(
        turn=_whole(data["turn"]),
        sides={side: _side(data["sides"][side]) for side in SIDES},
        world=_numbers(data["world"]),
        ending=data["ending"],
        winner=data["winner"],
        world_pipelines=_amounts(data["world_pipelines"]),
    )


def _side(data: Mapping[str, Any]) -> SideState:
    return SideState(
        stocks=_numbers(data["stocks"]),
        pipelines=_amounts(data["pipelines"]),
        stances=dict(data["stances"]),
        orders=_orders(data["orders"]),
        carried=_whole(data["carried"]),
        estimates=_numbers(data["estimates"]),
        perceived=_numbers(data["perceived"]),
        bands=_numbers(data["bands"]),
    )


def _step(data: Mapping[str, Any]) -> StepRecord:
    return StepRecord(
        aftermath=bool(data["aftermath"]),
        values=_numbers(data["values"]),
        parts=_numbers(data["parts"]),
        draws=_numbers(data["draws"]),
        happenings=tuple(_happening(h) for h in data["happenings"]),
    )


def _happening(data: Mapping[str, Any]) -> Happening:
    return Happening(
        kind=data["kind"],
        key=data["key"],
        side=data["side"],
        visibility=data["visibility"],
        weight=_whole(data["weight"]),
        args=_numbers(data["args"]),
    )


def _orders(data: Mapping[str, Any]) -> Orders:
    return Orders(
        {k: _whole(v) for k, v in data["instruments"].items()},
        dict(data["stances"]),
        {k: _choice(v) for k, v in data.get("projects", {}).items()},
        {k: _choice(v) for k, v in data.get("deals", {}).items()},
    )


def _choice(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"expected true or false, found {value!r}")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"expected a whole number, found {value!r}")
    return value


def _numbers(data: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in data.items()}


def _amounts(data: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    return {name: tuple(float(a) for a in amounts) for name, amounts in data.items()}


_READERS: Final[Mapping[type, Callable[[Mapping[str, Any]], Any]]] = {
    MatchState: _state,
    TurnResult: _result,
    Orders: _orders,
}

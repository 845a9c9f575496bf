"""Match files: everything needed to play a match again on another machine, and to name what was changed in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from reprlib import Repr
from typing import Any, Final, NoReturn, TypeVar

from airace_rules.engine.canonical import from_json, to_json
from airace_rules.engine.check import check_orders
from airace_rules.engine.dice import Seed
from airace_rules.engine.resolve import new_match, resolve_turn
from airace_rules.errors import OrdersError, ReplayError, RulesError, RulesetError
from airace_rules.ids import SIDES
from airace_rules.language.loader import load_ruleset
from airace_rules.orders import Orders
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult

FORMAT: Final = 1
ENGINE: Final = 1
"""Grows with every change after which the same orders and seed could give other figures. An engine replays the files of
all before it (tests/replays)."""
_READABLE: Final = (0, FORMAT)  # format 0, before the rule language was complete, names no engine
_TURN_KEYS: Final = ("orders", "draws", "values", "parts", "happenings", "opening", "state", "hash")

_BRIEF: Final = Repr()
_BRIEF.maxstring = _BRIEF.maxother = _BRIEF.maxlong = 120

Load = Callable[[Mapping[str, str]], Ruleset]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Replay:
    """A match that was played again and agrees in every figure."""

    ruleset: Ruleset
    seed: Seed
    history: tuple[TurnResult, ...]


def export_match(
    ruleset: Ruleset, history: Sequence[TurnResult], seed: Seed, branches: Sequence[int] | None = None
) -> dict[str, Any]:
    """The match file as plain data: JSON of it is exact.

    ``branches``: the branch in which each turn was resolved; by default that of ``seed`` for all. It reveals the seed
    and everything hidden, so it is for matches that are over.
    """
    if not history:
        raise RulesError("a match without a resolved turn has nothing to export")
    taken = [seed.branch] * len(history) if branches is None else list(branches)
    if len(taken) != len(history):
        raise ValueError(f"{len(history)} turns need {len(history)} branches, not {len(taken)}")
    last = history[-1].after
    return {
        "format": FORMAT,
        "engine": ENGINE,
        "ruleset": {"name": ruleset.name, "hash": ruleset.hash, "files": dict(ruleset.files)},
        "seed": seed.seed.hex(),
        "salt": seed.salt.hex(),
        "commitment": seed.commitment(),
        "branch": seed.branch if branches is None else 0,
        "start": to_json(history[0].before),
        "turns": [_turn_data(result, branch) for result, branch in zip(history, taken, strict=True)],
        "ending": last.ending,
        "winner": last.winner,
    }


def _turn_data(result: TurnResult, branch: int) -> dict[str, Any]:
    """One turn. What each step computed is a list: the turn, and after the last turn the year after."""
    data = to_json(result)
    steps = data["steps"]
    return {
        "turn": result.turn,
        "branch": branch,
        "orders": data["orders"],
        "draws": [step["draws"] for step in steps],
        "values": [step["values"] for step in steps],
        "parts": [step["parts"] for step in steps],
        "happenings": [step["happenings"] for step in steps],
        "opening": data["opening"],
        "state": data["after"],
        "hash": result.hash,
    }


def replay(file: Mapping[str, Any], load: Load = load_ruleset) -> Replay:
    """Play a match file again and compare every figure in it.

    ``load`` compiles the ruleset's files (default: ``load_ruleset``). Raises ReplayError at the first difference,
    naming its turn and variable; turn 0 is the start.
    """
    found = file.get("format") if isinstance(file, Mapping) else None
    if type(found) is not int or found not in _READABLE:
        _differ(None, "format", f"this is not a match file of format {FORMAT} or before: it says {_shown(found)}")
    if found:
        _same_engine(_field(file, "engine"))
    elif "engine" in file:
        _differ(None, "format", "format is 0, but the file names its engine, which files of format 0 do not")
    ruleset = _ruleset(_field(file, "ruleset"), load)
    seed = _read(None, "seed", lambda: Seed(bytes.fromhex(file["seed"]), bytes.fromhex(file["salt"]), file["branch"]))
    _made_of(_field(file, "commitment"), seed.commitment(), "commitment", "seed and salt")
    state = new_match(ruleset, seed)
    _same(0, "start", _field(file, "start"), to_json(state))
    history: list[TurnResult] = []
    turns = _field(file, "turns")
    if not isinstance(turns, list) or not turns:
        _differ(0, "turns", "the file holds no turns")
    for data in turns:
        history.append(_replay_turn(ruleset, state, data, seed, history[-1].hash if history else ""))
        state = history[-1].after
    for key, value in (("ending", state.ending), ("winner", state.winner)):
        _same(state.turn - 1, key, _field(file, key), value)
    return Replay(ruleset, seed, tuple(history))


def _replay_turn(ruleset: Ruleset, state: MatchState, data: Mapping[str, Any], seed: Seed, previous: str) -> TurnResult:
    turn = state.turn
    if state.ending is not None:
        _differ(turn, "turn", f"the match ended in turn {turn - 1} ({state.ending}), but the file goes on")
    _same(turn, "turn", _field(data, "turn", turn), turn)
    given = _field(data, "orders", turn)
    _orders_agree(turn, given, _field(data, "state", turn))
    branch = _read(turn, "branch", lambda: Seed(seed.seed, seed.salt, data["branch"]))
    orders = _read(turn, "orders", lambda: {side: from_json(Orders, given[side]) for side in SIDES})
    for side in SIDES:
        try:
            check_orders(ruleset, state, side, orders[side])
        except OrdersError as error:
            _differ(turn, f"orders.{side}.{error.problems[0].field}", f"{side}'s orders are not allowed: {error}")
    result = resolve_turn(ruleset, state, orders, branch, previous)
    expected = _turn_data(result, branch.branch)
    _same(turn, "orders", given, expected["orders"])
    for key in _TURN_KEYS:
        _same(turn, key, _field(data, key, turn), expected[key])
    return result


def _orders_agree(turn: int, orders: Any, state: Any) -> None:
    """The file holds each turn's orders twice: as given, and in the state after. A changed digit shows here."""
    for side in SIDES:
        kept = _field(_field(_field(state, "sides", turn), side, turn), "orders", turn)
        given = _field(orders, side, turn)
        _same(turn, f"orders.{side}.instruments", _field(given, "instruments", turn), _field(kept, "instruments", turn))
        for choices in ("projects", "deals"):
            if choices in kept:
                _same(turn, f"orders.{side}.{choices}", _field(given, choices, turn), kept[choices])


def _same_engine(engine: Any) -> None:
    if type(engine) is not int or engine < 1:
        _differ(None, "engine", f"engine is {_shown(engine)}, which is no version")
    if engine > ENGINE:
        _differ(None, "engine", f"the match was played by engine {engine}; this is {ENGINE}: install a newer airace")


def _ruleset(data: Mapping[str, Any], load: Load) -> Ruleset:
    files = _field(data, "files")
    if not isinstance(files, Mapping) or not all(isinstance(part, str) for row in files.items() for part in row):
        _differ(None, "ruleset.files", "the files of a ruleset are texts under their paths")
    try:
        ruleset = load(files)
    except RulesetError as error:
        _differ(None, "ruleset", f"the ruleset in the file does not load: {error}")
    _made_of(_field(data, "hash"), ruleset.hash, "ruleset.hash", "the rule files")
    return ruleset


def _made_of(found: Any, expected: str, variable: str, parts: str) -> None:
    if found != expected:
        _differ(
            None, variable, f"{variable} is {_shown(found)}, but {parts} in the file make {expected!r}: one was changed"
        )


def _field(data: Mapping[str, Any], key: str, turn: int | None = None) -> Any:
    if not isinstance(data, Mapping) or key not in data:
        _differ(turn, key, f"{key} is missing")
    return data[key]


def _read(turn: int | None, variable: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        _differ(turn, variable, f"{variable} cannot be read: {error}")


def _same(turn: int | None, variable: str, found: Any, expected: Any) -> None:
    """Compare plain data to the last digit."""
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            _differ(turn, variable, f"{variable} is {_shown(found)}, which is not a group of values")
        for key in expected:
            _same(turn, f"{variable}.{key}", found.get(key), expected[key])
        for key in found:
            if key not in expected:
                _differ(turn, f"{variable}.{key}", f"{variable}.{key} does not belong there")
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            _differ(turn, variable, f"{variable} does not have {len(expected)} entries")
        for index, value in enumerate(expected):
            _same(turn, f"{variable}.{index}", found[index], value)
    elif not _equal(found, expected):
        _differ(turn, variable, f"{variable} is {_shown(found)} in the file, but replays as {expected!r}")


def _equal(found: Any, expected: Any) -> bool:
    """To the last digit. JSON knows one kind of number: many programs write 100.0 as 100, and it is the same figure."""
    if type(found) is int and type(expected) is float:
        return bool(found == expected)
    return type(found) is type(expected) and repr(found) == repr(expected)


def _shown(found: Any) -> str:
    """A value of the file, however long or deep it is."""
    return _BRIEF.repr(found)


def _differ(turn: int | None, variable: str, message: str) -> NoReturn:
    where = "" if turn is None else "at the start: " if turn == 0 else f"turn {turn}: "
    raise ReplayError(f"{where}{message}", turn, variable)

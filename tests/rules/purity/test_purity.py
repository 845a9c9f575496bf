"""The rules are pure: no clock, no global chance, no file, no network, no changeable state."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from airace_rules import load_ruleset
from rules.purity import constants, lint

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
QUICK = RULESETS / "quick"

IMPURE = [
    "import random",
    "import time",
    "from datetime import datetime",
    "import os",
    "import socket",
    "import sqlite3",
    "import requests",
    "import threading",
    "import secrets",
    "import asyncio",
    "import subprocess",
    "from . import secrets",
    "from pathlib import Path",
    "from numpy.random import default_rng",
    "import numpy as np\nx = np.random.default_rng()",
    "def f():\n    return open('x')",
    "def f(p):\n    return p.read_text()",
    "def f(t):\n    return eval(t)",
    "def f(t):\n    return exec(t)",
    "cache = {}",
    "seen = set()",
    "names: list[str] = []",
    "from collections import defaultdict\ncounts = defaultdict(int)",
    "def f(x=[]):\n    return x",
    "TABLE = {}\ndef f(k):\n    TABLE[k] = 1",
    "TABLE = {}\ndef f(k):\n    del TABLE[k]",
    "TABLE = []\ndef f(k):\n    TABLE.append(k)",
    "TABLE = []\ndef f(k):\n    global TABLE\n    TABLE += [k]",
    "count = 0\ndef f():\n    global count\n    count += 1",
]


def test_no_module_of_the_rules_is_impure() -> None:
    found = [problem for name, module in lint.modules() for problem in lint.problems(name, module)]
    assert found == []
    assert len(list(lint.modules())) > 30


@pytest.mark.parametrize("source", IMPURE)
def test_the_lint_has_teeth(source: str) -> None:
    assert lint.problems("engine/planted.py", ast.parse(source))


WATCHED = """
import sys
from pathlib import Path
from airace_rules import (Seed, bot_orders, check_orders, debrief_for, default_orders, export_match, from_json,
    load_ruleset, manifest_for, new_match, replay, resolve_turn, table_truth, to_json, view_for)
from airace_rules.balance import par_table, simulate
ruleset = load_ruleset(Path(sys.argv[1]))
seen = []
QUIET = ("object.", "sys._getframe", "sys.audit", "code.__new__", "builtins.id", "compile", "exec", "marshal")
sys.addaudithook(lambda event, args: None if event.startswith(QUIET) else seen.append((event, str(args)[:200])))
if len(sys.argv) > 2:
    exec(sys.argv[2])
seed, sides = Seed(bytes(32), b"salt"), ("washington", "beijing")
state, history = new_match(ruleset, seed), []
while state.ending is None:
    orders = {}
    for side, name in zip(sides, ("sprinter", "random")):
        view = view_for(ruleset, state, history, side)
        orders[side] = check_orders(ruleset, state, side, bot_orders(ruleset, name, view, seed))
        default_orders(ruleset, state, side)
    view_for(ruleset, state, history, "spectator").model_dump_json()
    table_truth(ruleset, state)
    result = resolve_turn(ruleset, state, orders, seed, history[-1].hash if history else "")
    history.append(from_json(type(result), to_json(result)))
    state = history[-1].after
debrief_for(ruleset, history)
manifest_for(ruleset)
replay(export_match(ruleset, history, seed), lambda files: ruleset)
simulate(ruleset, "balanced", "random", 50, 1)
par_table(ruleset, 20)
print(len(history))
for event in seen:
    print(event)
"""


def watched(*planted: str) -> list[str]:
    """What a whole match, replayed and simulated, asked of the operating system; after its number of turns."""
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, str(QUICK), *planted], capture_output=True, text=True, check=True
    )
    return run.stdout.splitlines()


def test_a_whole_match_opens_no_file_and_no_socket_and_asks_the_system_for_nothing() -> None:
    turns, *events = watched()
    assert int(turns) >= 1
    assert events == []


@pytest.mark.parametrize(
    ("planted", "event"),
    [
        ("Path(sys.argv[1], 'ruleset.yaml').read_text()", "open"),
        ("import socket; socket.socket().close()", "socket"),
        ("import sqlite3; sqlite3.connect(':memory:').close()", "sqlite3"),
    ],
)
def test_the_watch_has_teeth(planted: str, event: str) -> None:
    assert any(event in line for line in watched(planted)[1:])


# What the engine may call by name: the contract of interface.md, and one thing a facilitator is shown.
CONTRACT_NAMES = {"balanced", "random", "lead", "budget"}


def game_names() -> set[str]:
    """Every name that designers gave to something."""
    names: set[str] = set()
    for folder in sorted(RULESETS.iterdir()):
        ruleset = load_ruleset(folder)
        names |= {*ruleset.stocks, *ruleset.variables, *ruleset.params, *ruleset.pipelines, *ruleset.levers}
        names |= {*ruleset.instruments, *ruleset.stances, *ruleset.scores, *ruleset.bots, *ruleset.draws}
        names |= {h.key for h in ruleset.happenings} | {e.key for e in ruleset.endings}
        names |= {option for stance in ruleset.stances.values() for option in stance.options}
    return names


ENGINE = ("engine/", "bots/", "balance/")


def test_no_name_of_the_game_stands_in_the_engine() -> None:
    names = game_names() - CONTRACT_NAMES
    found = [
        f"{name}:{line} {text!r}"
        for name, module in lint.modules()
        if name.startswith((*ENGINE, "outlook/"))
        for line, text in lint.texts(module)
        if text in names or any(text.endswith(f".{word}") for word in names)
    ]
    assert len(names) > 50
    assert {row for row in found if row.split(" ", 1)[1].strip("'") not in ENGINE_WORDS} == set()


# Words of the intermediate form and of views that a ruleset happens to use too.
ENGINE_WORDS = {"power", "compute", "turn", "score", "open", "own", "progress", "state", "normal", "controls", "engine"}
PLAIN = {0, 1, 2, -1, 0.5, -0.5}
MATHEMATICS = {f"engine/{name}.py" for name in ("tables", "mathfn", "mathfn_array", "words", "dice", "emit")}


def test_no_number_of_the_game_stands_in_python() -> None:
    known = {(name, number) for name, (numbers, _) in constants.BARE.items() for number in numbers}
    found = {
        (name, number)
        for name, module in lint.modules()
        if name not in MATHEMATICS
        for _, number in lint.numbers(module)
        if number not in PLAIN
    }
    assert found == known, "a number of the game belongs into a rule file; for any other give the reason in BARE"


def test_every_number_with_a_name_has_a_reason_not_to_stand_in_a_rule_file() -> None:
    found = {f"{name} {constant}" for name, module in lint.modules() for constant in lint.constants(module)}
    assert found == constants.ALLOWED, "a number of the game belongs into a rule file; for any other give the reason"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("LATER_YEARS: Final = 2.0", ["LATER_YEARS"]),
        ("LEFT, CAUGHT = 8, 9", ["LEFT", "CAUGHT"]),
        ("_WEIGHTS = {'left': 8}", ["_WEIGHTS"]),
        ("WORDS = ('left', 'caught')\nON: Final = True\nSIDES: Final[int]", []),
    ],
)
def test_the_search_for_numbers_with_names_has_teeth(source: str, names: list[str]) -> None:
    assert list(lint.constants(ast.parse(source))) == names


def test_the_search_for_numbers_has_teeth() -> None:
    module = ast.parse("LIMIT = 16\ndef f(x):\n    return x * 0.3 + 2\nbonus = 6")
    assert [number for _, number in lint.numbers(module) if number not in PLAIN] == [6, 0.3]
    assert [text for _, text in lint.texts(ast.parse("'''doc'''\nx = state['chips']"))] == ["chips"]

"""The scalar and the array form of a program give the same bits, and those of the plain meaning of its operations."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airace_rules import load_ruleset
from airace_rules.engine import emit_array, emit_scalar
from airace_rules.engine.batch import run_games
from airace_rules.engine.emit import FOLD, TRUTH
from airace_rules.engine.kernel import kernel_of
from airace_rules.errors import NotFinite
from airace_rules.language.ir import Node, Op, Program
from airace_rules.ruleset import Ruleset

RULESETS = Path(__file__).parents[3] / "game_rules" / "rulesets"
SHIPPED = sorted(folder.name for folder in RULESETS.iterdir() if folder.is_dir())
UNARY = (Op.NEG, Op.ABS, Op.FLOOR, Op.SQRT, Op.EXP, Op.LOG)
BINARY = (Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.POW, Op.MIN, Op.MAX)
COMPARE = (Op.LT, Op.LE, Op.EQ)
NUMBERS = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 0.75, 1e-320, 1e300, -1e300]), st.floats(-100, 100), st.floats()
)
LOGIC = (Op.AND, Op.OR, Op.NOT)
GAMES = 20_000  # operations of a program that are compared in each kind of game: more games of small programs
EDGES = (0.0, -0.0, 1.0, -1.0, 0.5, 0.75, 2.0, 5e-324, -1e-320, 1e300, -1e300, math.inf, -math.inf, math.nan)


def random_program(rng: Random, numbers_like: Sequence[float]) -> Program:
    """Any well-formed program: numbers and truth values in their places."""
    inputs = rng.randint(1, 4)
    nodes = [Node(Op.INPUT, cell=f"stock:washington.s{k}") for k in range(inputs)]
    numbers, truths = list(range(inputs)), []
    for _ in range(rng.randint(1, 40)):
        op = rng.choice([Op.CONST, *UNARY, *BINARY, *BINARY, *COMPARE, *([*LOGIC, Op.SELECT] * 2 if truths else [])])
        if op is Op.CONST:
            node = Node(op, value=rng.choice(numbers_like))
        elif op is Op.SELECT:
            node = Node(op, (rng.choice(truths), rng.choice(numbers), rng.choice(numbers)))
        else:
            count = 1 if op in (*UNARY, Op.NOT) else 2
            node = Node(op, tuple(rng.choice(truths if op in LOGIC else numbers) for _ in range(count)))
        (truths if op in TRUTH else numbers).append(len(nodes))
        nodes.append(node)
    outputs = tuple((f"new:washington.s{k}", index) for k, index in enumerate(numbers))
    return Program(tuple(nodes), tuple(f"stock:washington.s{k}" for k in range(inputs)), outputs)


def meaning(program: Program, cells: Sequence[float]) -> list[float]:
    """The outputs by plain interpretation."""
    values: list[Any] = []
    given_cells = dict(zip(program.inputs, cells, strict=True))
    for node in program.nodes:
        if node.op is Op.CONST:
            values.append(node.value)
        elif node.op is Op.INPUT:
            values.append(given_cells[node.cell])
        else:
            values.append(FOLD[node.op](*(values[a] for a in node.args)))
    return [values[index] for _, index in program.outputs]


def bits(values: Sequence[float]) -> list[bytes]:
    """Exact content; all NaN are alike."""
    return [b"nan" if v != v else struct.pack("<d", v) for v in values]


def agree(program: Program, games: list[list[float]]) -> None:
    rows = [np.array(column) for column in zip(*games, strict=True)]
    scalar, array = emit_scalar.compile_scalar(program), emit_array.compile_array(program)
    batch = [row.tolist() for row in array(rows, (len(games),))]
    for k, cells in enumerate(games):
        expected = bits(meaning(program, cells))
        assert bits(scalar(cells)) == expected
        assert bits([row[k] for row in batch]) == expected


@given(st.integers(0, 2**64), st.lists(NUMBERS, min_size=4, max_size=28))
@settings(max_examples=1000, deadline=None)
def test_any_program_gives_the_same_bits_in_both_forms(seed: int, numbers: list[float]) -> None:
    program = random_program(Random(seed), numbers)
    width = len(program.inputs)
    agree(program, [numbers[k : k + width] for k in range(0, len(numbers) - width + 1, width)])


@pytest.mark.parametrize("op", [*UNARY, *BINARY, *COMPARE])
def test_every_operation_agrees_on_every_edge_also_when_an_operand_is_constant(op: Op) -> None:
    count = 1 if op in UNARY else 2
    for constant in (None, *range(count)):
        for values in product(EDGES, repeat=count):
            cells = [f"stock:world.s{k}" for k in range(count) if k != constant]
            nodes = [
                Node(Op.CONST, value=value) if k == constant else Node(Op.INPUT, cell=f"stock:world.s{k}")
                for k, value in enumerate(values)
            ]
            nodes.append(Node(op, tuple(range(count))))
            if op in TRUTH:
                nodes += [Node(Op.CONST, value=1.0), Node(Op.CONST, value=0.0), Node(Op.SELECT, (count, count + 1, 0))]
            program = Program(tuple(nodes), tuple(cells), (("new:world.x", len(nodes) - 1),))
            agree(program, [[value for k, value in enumerate(values) if k != constant]])


@pytest.fixture(scope="module")
def quick() -> Ruleset:
    return load_ruleset(RULESETS / "quick")


@pytest.fixture(scope="module", params=SHIPPED)
def shipped(request: pytest.FixtureRequest) -> Ruleset:
    return load_ruleset(RULESETS / request.param)


def all_programs(ruleset: Ruleset) -> list[Program]:
    bots = [program for sides in ruleset.bots.values() for program in sides.values()]
    return [ruleset.opening, ruleset.turn, ruleset.perception, *bots]


def test_every_program_that_ships_gives_the_same_bits_in_both_forms(shipped: Ruleset) -> None:
    rng = np.random.default_rng(7)
    for program in all_programs(shipped):
        width = len(program.inputs)
        times = max(1, GAMES // len(program.nodes))
        usual = rng.uniform(0.0, 120.0, (2 * times, width))
        wild = rng.integers(0, 2**64, (times, width), dtype=np.uint64).view(np.float64)
        zeros = rng.choice([0.0, -0.0, 1.0, 2.0, 3.0], (times, width))
        for games in (usual, wild, zeros):
            agree(program, games.tolist())


def test_many_games_give_the_same_bits_as_a_few(shipped: Ruleset) -> None:
    """Calls are gathered for a few games and made one by one for many."""
    rng = np.random.default_rng(8)
    for program in all_programs(shipped):
        rows = list(rng.uniform(0.0, 120.0, (len(program.inputs), emit_array.FEW + 1)))
        compute = emit_array.compile_array(program)
        many = compute(rows, rows[0].shape)
        few = compute([row[:9] for row in rows], (9,))
        assert [row[:9].tobytes() for row in many] == [row.tobytes() for row in few]


def test_calls_that_need_nothing_of_each_other_are_gathered() -> None:
    power = Node(Op.POW, (0, 1))
    nodes = (Node(Op.INPUT, cell="a"), Node(Op.CONST, value=0.5), power, power, Node(Op.POW, (2, 3)), power)
    program = Program(nodes, ("a",), tuple((f"new:world.x{k}", k) for k in range(2, 6)))
    source = emit_array.source_of(program, gather=True)
    assert re.findall(r"    (.*) = powers\((.*)\)", source) == [
        ("i0, t0, t1,", "(i0, i0, i0,), (0.5, 0.5, 0.5,)"),
        ("t2,", "(i0,), (t0,)"),
    ]


def test_names_are_used_again_once_nothing_reads_what_they_held(quick: Ruleset) -> None:
    for program in all_programs(quick):
        source = emit_scalar.source_of(program)
        lines = source.splitlines()[2:]
        named = len(set(re.findall(r"\b[it]\d+\b", source)))
        assert named <= len(program.inputs) + len(program.outputs)
        assert named < len(program.inputs) + len(lines)


def test_a_constant_program_gives_full_rows() -> None:
    program = Program((Node(Op.CONST, value=2.5),), (), (("new:world.x", 0),))
    assert run_games(kernel_of(program), {}, (3,))["new:world.x"].tolist() == [2.5, 2.5, 2.5]
    assert kernel_of(program).run({}) == {"new:world.x": 2.5}


def sources_of(program: Program) -> list[str]:
    return [emit_scalar.source_of(program), *(emit_array.source_of(program, gather=gather) for gather in (True, False))]


def test_source_text_is_made_of_numbers_and_a_few_words(quick: Ruleset) -> None:
    words = {"def", "compute", "cells", "return", "if", "else", "and", "or", "not", "True", "False", "INF", "NAN"}
    words |= {"floor", "sqrt", "exp", "log", "power", "divide", "abs", "absolute", "where", "minimum", "maximum"}
    words |= {"exps", "logs", "powers"}
    for program in all_programs(quick):
        for source in sources_of(program):
            numbered = {f"{letter}{k}" for letter in "it" for k in range(len(program.nodes) + len(program.inputs))}
            without_numbers = re.sub(r"\b[\d.]+(e[-+]?\d+)?", "", source)
            assert set(re.findall(r"[A-Za-z_]\w*", without_numbers)) <= words | numbered


@pytest.mark.parametrize("op", [*UNARY, *BINARY])
def test_a_chain_of_a_thousand_operations_compiles_in_both_forms(op: Op) -> None:
    nodes = [Node(Op.INPUT, cell="stock:world.x"), Node(Op.CONST, value=0.75)]
    for _ in range(1000):
        nodes.append(Node(op, (len(nodes) - 1,) if op in UNARY else (1, len(nodes) - 1)))
    agree(Program(tuple(nodes), ("stock:world.x",), (("new:world.x", len(nodes) - 1),)), [[0.5], [2.0], [-0.0]])


def test_a_ladder_of_a_thousand_choices_compiles_in_both_forms() -> None:
    nodes = [Node(Op.INPUT, cell="stock:world.x")]
    last = 0
    for step in range(1000):
        at = len(nodes)
        nodes += [Node(Op.CONST, value=float(step)), Node(Op.LE, (0, at)), Node(Op.MUL, (0, at))]
        nodes.append(Node(Op.SELECT, (at + 1, at + 2, last)))
        last = at + 3
    agree(Program(tuple(nodes), ("stock:world.x",), (("new:world.x", last),)), [[-1.0], [500.5], [1e6]])


def test_a_value_used_once_on_one_side_of_a_choice_is_worked_out_only_when_that_side_is_taken() -> None:
    cell = "stock:world.x"
    nodes = (Node(Op.INPUT, cell=cell), Node(Op.CONST, value=0.0), Node(Op.LE, (0, 1)), Node(Op.EXP, (0,)))
    choice = Node(Op.SELECT, (2, 3, 0))
    once = Program((*nodes, choice), (cell,), (("new:world.x", 4),))
    twice = Program((*nodes, choice), (cell,), (("new:world.x", 4), ("new:world.y", 3)))
    assert "(exp(i0)) if" in emit_scalar.source_of(once)
    assert "= exp(i0)" in emit_scalar.source_of(twice)


def test_a_cell_name_cannot_become_code() -> None:
    cell = "stock:washington.x); import os; ("
    program = Program((Node(Op.INPUT, cell=cell), Node(Op.NEG, (0,))), (cell,), ((cell, 1),))
    assert kernel_of(program).run({cell: 2.0}) == {cell: -2.0}
    assert "import" not in emit_scalar.source_of(program)


def test_compiled_code_reaches_no_builtin() -> None:
    program = Program((Node(Op.CONST, value=1.0),), (), (("new:world.x", 0),))
    compute = emit_scalar.compile_scalar(program)
    assert compute.__globals__["__builtins__"] == {}


def test_a_value_that_is_not_finite_is_refused_by_name(quick: Ruleset) -> None:
    cell, out = "stock:world.x", "var:world.broken"
    fine, node = ("var:world.fine", 0), Node(Op.LOG, (0,))
    kernel = kernel_of(Program((Node(Op.INPUT, cell=cell), node), (cell,), (fine, (out, 1))))
    assert kernel.run({cell: 2.0})[out] > 0
    with pytest.raises(NotFinite, match=r"var:world\.broken is -inf.*ratio") as caught:
        kernel.run({cell: 0.0})
    assert caught.value.cell == out
    with pytest.raises(NotFinite, match=r"var:world\.broken"):
        run_games(kernel, {cell: np.array([1.0, 2.0, 0.0])}, (3,))


def test_large_finite_values_whose_sum_overflows_are_not_refused() -> None:
    cell = "stock:world.x"
    node = Node(Op.INPUT, cell=cell)
    kernel = kernel_of(Program((node,), (cell,), tuple((f"var:world.v{k}", 0) for k in range(4))))
    assert set(kernel.run({cell: 1e308}).values()) == {1e308}
    assert run_games(kernel, {cell: np.array([1e308])}, (1,))["var:world.v3"].tolist() == [1e308]


def test_equal_programs_that_are_different_objects_do_not_share_a_place_in_the_cache() -> None:
    first = Program((Node(Op.CONST, value=1.0),), (), (("new:world.x", 0),))
    second = replace(first)
    assert kernel_of(first) is kernel_of(first)
    assert kernel_of(second) is not kernel_of(first)

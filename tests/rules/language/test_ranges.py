"""The proof that no operation can fail: bounds are true bounds, and what is accepted stays finite."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from airace_rules.engine.kernel import kernel_of
from airace_rules.language.ir import Node, Op, Program
from airace_rules.language.loader import load_ruleset
from airace_rules.language.ranges import Interval, analyse
from airace_rules.ruleset import Ruleset
from rules.language.kit import BASE, QUICK, errors_of, with_files

UNARY = [Op.NEG, Op.ABS, Op.FLOOR, Op.SQRT, Op.EXP, Op.LOG]
BINARY = [Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.POW, Op.MIN, Op.MAX]


def operation(op: Op, count: int) -> Program:
    inputs = tuple(Node(Op.INPUT, cell=f"x{i}") for i in range(count))
    return Program((*inputs, Node(op, tuple(range(count)))), tuple(n.cell for n in inputs), (("out", count),))


def intervals() -> st.SearchStrategy[Interval]:
    numbers = st.one_of(st.floats(-50, 50), st.floats(-1e9, 1e9), st.integers(-3, 3).map(float))
    return st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair)))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([*UNARY, *BINARY]), intervals(), intervals(), st.floats(0, 1), st.floats(0, 1))
def test_every_result_lies_within_the_bounds(op: Op, a: Interval, b: Interval, x: float, y: float) -> None:
    count = 1 if op in UNARY else 2
    program = operation(op, count)
    ranges = {"x0": a, "x1": b}
    found, faults = analyse(program.nodes, ranges, {})
    assume(not faults)
    bounds = found[-1]
    assert bounds is not None
    values = [min(max(low + (high - low) * share, low), high) for (low, high), share in ((a, x), (b, y))]
    for chosen in (values, [a[0], b[0]], [a[1], b[1]], [a[0], b[1]]):
        (result,) = kernel_of(program).scalar(chosen[:count])
        assert math.isfinite(result)
        assert bounds[0] <= result <= bounds[1]


@pytest.mark.parametrize(
    ("op", "ranges", "code"),
    [
        (Op.DIV, ((1, 1), (-1, 1)), "R080"),
        (Op.DIV, ((1, 1), (0, 1)), "R080"),
        (Op.LOG, ((0, 1),), "R081"),
        (Op.SQRT, ((-1e-9, 1),), "R082"),
        (Op.POW, ((-1, 1), (0.5, 0.5)), "R083"),
        (Op.POW, ((0, 1), (-1, 1)), "R083"),
        (Op.EXP, ((0, 701),), "R084"),
        (Op.MUL, ((0, 1e200), (0, 1e200)), "R084"),
    ],
)
def test_an_operation_that_can_fail_is_a_fault(op: Op, ranges: tuple[Interval, ...], code: str) -> None:
    program = operation(op, len(ranges))
    _, faults = analyse(program.nodes, {f"x{i}": r for i, r in enumerate(ranges)}, {})
    assert [fault.code for fault in faults] == [code]


def test_an_unknown_range_causes_no_faults_of_its_own() -> None:
    program = operation(Op.DIV, 2)
    assert analyse(program.nodes, {"x0": (1, 1), "x1": None}, {}) == ([(1, 1), None, None], [])


@pytest.mark.parametrize(
    "formula",
    [
        "1 / max(chips, 0.01)",
        "ratio(skill, chips)",
        "ratio(1, skill - chips)",
        "1 / (1 + chips)",
        "log(1 + chips)",
        "sqrt(max(chips - 10, 0))",
        "sqrt((chips - 10) ** 2)",
        "chips ** 0.5",
        "exp(-chips)",
        "1 / exp(-chips / 100)",
        "1 / (2 + stance.safety)",
        "1 / (1 if chips > 3 else 2)",
        "smooth(chips, 0, 10)",
    ],
)
def test_what_cannot_fail_is_accepted(formula: str) -> None:
    extra = f'vars:\n  extra: {{unit: "1", is: "{formula}", seen_by_rival: exact}}\n'
    assert errors_of(with_files(extra=extra)) == []


def test_a_range_fault_is_told_once_though_both_sides_have_it() -> None:
    extra = 'vars:\n  extra: {unit: "1", is: "1 / chips", seen_by_rival: exact}\n'
    assert len(errors_of(with_files(extra=extra))) == 1


def test_the_same_mistake_in_two_formulas_is_told_in_both() -> None:
    extra = (
        "vars:\n"
        '  one: {unit: "1", is: "1 + 1 / chips", seen_by_rival: exact}\n'
        '  two: {unit: "1", is: "2 + 1 / chips", seen_by_rival: exact}\n'
    )
    assert [(d.code, d.line) for d in errors_of(with_files(extra=extra))] == [("R080", 2), ("R080", 3)]


def test_what_follows_from_a_fault_is_not_told_again() -> None:
    extra = (
        "vars:\n"
        '  one: {unit: "1", is: "1 / chips", seen_by_rival: exact}\n'
        '  two: {unit: "1", is: "log(one)", seen_by_rival: exact}\n'
    )
    assert [(d.code, d.line) for d in errors_of(with_files(extra=extra))] == [("R080", 2)]


def test_the_range_of_a_pipeline_is_what_starts_and_what_enters() -> None:
    extra = (
        'pipelines:\n  late: {in: "1 + fab", delay: 1, unit: "1", start: [2]}\n'
        'vars:\n  extra: {unit: "1", is: "1 / late", seen_by_rival: hidden}\n'
    )
    assert errors_of(with_files(extra=extra)) == []
    started_empty = extra.replace("start: [2]", "start: [0]")
    assert [d.code for d in errors_of(with_files(extra=started_empty))] == ["R080"]


@cache
def loaded(folder: Path) -> Ruleset:
    return load_ruleset(folder)


@pytest.mark.parametrize("folder", [BASE, QUICK], ids=["small", "quick"])
@pytest.mark.parametrize("program", ["opening", "turn", "perception"])
def test_a_loaded_program_stays_finite_for_all_inputs_within_bounds(folder: Path, program: str) -> None:
    ruleset = loaded(folder)
    kernel = kernel_of(getattr(ruleset, program))
    bounds = [_bounds(ruleset, cell) for cell in kernel.inputs]
    chance = Random(program)
    for _ in range(300):
        values = [chance.choice([low, high, chance.uniform(low, high)]) for low, high in bounds]
        assert all(math.isfinite(value) for value in kernel.scalar(values))


def _bounds(ruleset: Ruleset, cell: str) -> Interval:
    """What an input may be: declared bounds; opening variables and arrivals moderately."""
    kind, _, name = cell.replace(":", ".").split(".") if cell.count(".") else (*cell.split(":"), "")
    match kind:
        case "stock":
            return ruleset.stocks[name].minimum, ruleset.stocks[name].maximum
        case "order":
            return 0.0, ruleset.instruments[name].cap["washington"] / 10
        case "stance":
            return 0.0, len(ruleset.stances[name].options) - 1.0
        case "draw":
            return (-3.0, 3.0) if ruleset.draws[name].distribution == "normal" else (0.0, 1.0)
        case "turn":
            return 1.0, len(ruleset.turns) + 1.0
        case "var":
            return 1.0, 2.0
        case _:
            return 0.0, 1.0

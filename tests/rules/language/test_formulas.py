"""What formulas mean, against Python's own reading of the same text."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airace_rules.language.ir import Op
from airace_rules.language.loader import load_ruleset
from airace_rules.ruleset import Ruleset
from rules.language.kit import run_cells, with_files

NAMES = {"chips": (0.0, 1000.0), "skill": (0.0, 100.0), "secret": (0.0, 100.0)}


def ratio(a: float, b: float, or_: float = 0.0) -> float:
    return or_ if abs(b) < 1e-9 else a / b


def smooth(x: float, start: float, end: float) -> float:
    t = min(max((x - start) / (end - start), 0.0), 1.0)
    return min(t * t * (3 - 2 * t), 1.0)


FUNCTIONS: dict[str, Callable[..., float]] = {
    "min": min,
    "max": max,
    "clamp": lambda x, low, high: min(max(x, low), high),
    "abs": abs,
    "floor": math.floor,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "ratio": ratio,
    "step": lambda x, at: 1.0 if x >= at else 0.0,
    "smooth": smooth,
}


def reference(text: str, values: dict[str, float]) -> float:
    """The formula by Python's own tree; truth values count as 1 and 0."""
    return float(_read(ast.parse(text.strip(), mode="eval").body, values))


def _read(node: ast.expr, values: dict[str, float]) -> float:
    match node:
        case ast.Constant():
            return float(node.value)  # type: ignore[arg-type]
        case ast.Name():
            return values[node.id]
        case ast.UnaryOp(op=ast.Not()):
            return float(not _read(node.operand, values))
        case ast.UnaryOp(op=ast.UAdd()):
            return _read(node.operand, values)
        case ast.UnaryOp():
            return -_read(node.operand, values)
        case ast.BinOp():
            return _arithmetic(node.op, _read(node.left, values), _read(node.right, values))
        case ast.BoolOp():
            gather = all if isinstance(node.op, ast.And) else any
            return float(gather([_read(n, values) for n in node.values]))
        case ast.Compare():
            operands = [_read(n, values) for n in (node.left, *node.comparators)]
            return float(all(_compare(op, *pair) for op, pair in zip(node.ops, pairwise(operands), strict=True)))
        case ast.IfExp():
            return _read(node.body if _read(node.test, values) else node.orelse, values)
        case ast.Call(func=ast.Name()):
            named = {k.arg: _read(k.value, values) for k in node.keywords}
            return FUNCTIONS[node.func.id](*(_read(a, values) for a in node.args), **named)  # type: ignore[arg-type]
    raise AssertionError(ast.dump(node))


def _arithmetic(op: ast.operator, a: float, b: float) -> float:
    return {
        "Add": lambda: a + b,
        "Sub": lambda: a - b,
        "Mult": lambda: a * b,
        "Div": lambda: a / b,
        "Pow": lambda: a**b,
    }[type(op).__name__]()


def _compare(op: ast.cmpop, a: float, b: float) -> bool:
    return {"Lt": a < b, "LtE": a <= b, "Gt": a > b, "GtE": a >= b, "Eq": a == b, "NotEq": a != b}[type(op).__name__]


def load(formula: str) -> Ruleset:
    files = with_files(extra=f'vars:\n  extra: {{unit: "1", seen_by_rival: exact, is: "{formula}"}}\n')
    files["texts/en.yaml"] += "var.extra: {name: Extra, help: Help}\n"
    return load_ruleset(files)


def value(formula: str, **values: float) -> float:
    cells = {f"stock:washington.{name}": number for name, number in values.items()}
    return run_cells(load(formula).opening, cells)["var:washington.extra"]


@pytest.mark.parametrize(
    "text",
    [
        "2 + 3 * chips - 4 / 5",
        "-chips ** 2",
        "(-chips) ** 3",
        "2 ** 3 ** 2",
        "skill ** 0.5",
        "chips - 2 - 3",
        "chips / 2 / 5",
        "- - chips",
        "not chips",
        "not chips == 0 and skill > 3 or secret",
        "0 < chips <= 60 < 100",
        "chips == skill",
        "chips != skill",
        "1 if chips > 50 else 2 if skill else 3",
        "(1 if chips > 500 else 2) + (chips > 10)",
        "min(chips, skill, 7)",
        "max(chips, skill, 70)",
        "clamp(chips, 2, 9)",
        "ratio(chips, secret)",
        "ratio(chips, 0)",
        "ratio(chips, secret - secret, 4)",
        "ratio(chips, skill, or_=4)",
        "ratio(chips, skill - 200)",
        "step(chips, 60)",
        "step(chips, 60.5)",
        "smooth(chips, 0, 100)",
        "smooth(chips, 100, 0)",
        "smooth(chips, 70, 80)",
        "floor(chips / 7)",
        "floor(-skill / 7)",
        "abs(skill - chips)",
        "sqrt(chips)",
        "exp(-skill / 10)",
        "log(1 + chips)",
        ".5e1 + 1. + 1e-2",
        "chips and skill",
        "(chips > 3) * 2",
        "+chips",
    ],
)
def test_a_formula_means_what_python_reads(text: str) -> None:
    values = {"chips": 60.0, "skill": 5.5, "secret": 3.0}
    assert value(text, **values) == pytest.approx(reference(text, values), rel=1e-14)


def formulas() -> st.SearchStrategy[str]:
    leaves = st.one_of(
        st.sampled_from(sorted(NAMES)), st.integers(0, 20).map(str), st.floats(0, 9).map(lambda x: f"{x:.3f}")
    )

    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pairs = st.tuples(inner, inner)
        return st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
            st.tuples(inner, st.sampled_from(["<", "<=", ">", ">=", "==", "!=", "and", "or"]), inner).map(
                lambda t: f"({t[0]} {t[1]} {t[2]})"
            ),
            inner.map(lambda x: f"({x})"),
            inner.map(lambda x: f"-{x}"),
            inner.map(lambda x: f"(not {x})"),
            st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
            st.tuples(st.sampled_from(["min", "max", "ratio", "step"]), pairs).map(
                lambda t: f"{t[0]}({t[1][0]}, {t[1][1]})"
            ),
            st.tuples(inner, st.sampled_from([2, 3])).map(lambda t: f"({t[0]}) ** {t[1]}"),
        )

    return st.recursive(leaves, grow, max_leaves=8)


@settings(max_examples=80, deadline=None)
@given(formulas(), st.floats(0, 1000), st.floats(0, 100), st.floats(0, 100))
def test_any_formula_means_what_python_reads(text: str, chips: float, skill: float, secret: float) -> None:
    values = {"chips": chips, "skill": skill, "secret": secret}
    # Repeated squaring rounds differently from Python's power in the last place.
    assert value(text, **values) == pytest.approx(reference(text, values), rel=1e-9, abs=1e-9)


def test_whole_powers_are_exact_for_negative_bases_too() -> None:
    assert value("(chips - 7) ** 5", chips=4.0) == -243.0
    assert value("(chips - 7) ** 0", chips=7.0) == 1.0


def test_equal_parts_of_all_formulas_are_computed_once() -> None:
    nodes = load("sqrt(chips + 1) + sqrt(chips + 1) * 2").opening.nodes
    assert sum(node.op is Op.SQRT for node in nodes) == 2  # one a side


def test_constants_are_folded_but_never_functions_of_our_own() -> None:
    program = load("chips * (2 + 3) + exp(1)").opening
    constants = [node.value for node in program.nodes if node.op is Op.CONST]
    assert 5.0 in constants
    assert sum(node.op is Op.EXP for node in program.nodes) == 1


def test_a_program_lists_only_inputs_that_it_reads() -> None:
    program = load("chips").opening
    used = {arg for node in program.nodes for arg in node.args} | {index for _, index in program.outputs}
    assert used == set(range(len(program.nodes)))
    assert len(program.inputs) == len(set(program.inputs))

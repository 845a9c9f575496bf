"""Formulas are shown with the usual signs and with as few brackets as keep their meaning."""

from __future__ import annotations

import doctest
import random

import pytest

from airace_rules.language import expressions as e
from airace_rules.language.diagnostics import Findings
from airace_rules.language.formulas import parse_formula
from airace_rules.language.nodes import Leaf, Source
from airace_rules.reference import readable as module
from airace_rules.reference import telling
from airace_rules.reference.readable import readable


def tree(text: str) -> e.Expr:
    findings = Findings()
    formula = parse_formula(Leaf(Source("a.yaml", text), text, 0, len(text), False), findings)
    assert formula is not None, findings.items
    return formula.expr


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a+b*c", "a + b × c"),
        ("(a+b)*c", "(a + b) × c"),
        ("a-(b-c)", "a − (b − c)"),
        ("(a-b)-c", "a − b − c"),
        ("a/(b/c)", "a ÷ (b ÷ c)"),
        ("a/b/c", "a ÷ b ÷ c"),
        ("-a**2", "−a^2"),
        ("(-a)**2", "(−a)^2"),
        ("a**b**c", "a^b^c"),
        ("(a**b)**c", "(a^b)^c"),
        ("a**(b+1)", "a^(b + 1)"),
        ("sqrt(a)", "√(a)"),
        ("abs(a-b)", "|a − b|"),
        ("floor(a)", "⌊a⌋"),
        ("1 if a >= 2 else 0", "1 if a ≥ 2, else 0"),
        ("(1 if a else b) + 1", "(1 if a, else b) + 1"),
        ("a < b <= c", "a < b ≤ c"),
        ("not (a and b) or c != 1", "not (a and b) or c ≠ 1"),
        ("ratio(a, b, or_=1)", "ratio(a, b, or 1)"),
        ("clamp(opp.new.x, 0, 1e6)", "clamp(opp.new.x, 0, 1000000)"),
        ("0.1 + 2.50", "0.1 + 2.5"),
    ],
)
def test_a_formula_reads_as_people_write_it(written: str, shown: str) -> None:
    assert readable(tree(written)) == shown


ASCII = str.maketrans({"×": "*", "÷": "/", "−": "-", "^": "¤"})


def random_formula(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return chance.choice(["a", "b", "2", "0.5"])
    inner = [random_formula(chance, depth - 1) for _ in range(2)]
    form = chance.choice(["({} + {})", "({} - {})", "({} * {})", "({} / {})", "({} ** {})", "(-{1})", "max({}, {})"])
    return form.format(*inner)


def test_the_brackets_left_are_those_that_are_needed() -> None:
    chance = random.Random(5)
    for _ in range(2_000):
        expr = tree(random_formula(chance, 4))
        again = tree(readable(expr).translate(ASCII).replace("¤", "**"))
        assert readable(again) == readable(expr)
        assert shape(again) == shape(expr)


def shape(expr: e.Expr) -> object:
    """The tree without its places."""
    kind = getattr(expr, "operator", getattr(expr, "function", getattr(expr, "value", getattr(expr, "path", ""))))
    return type(expr).__name__, kind, [shape(child) for child in e.children(expr)]


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(telling).failed == 0

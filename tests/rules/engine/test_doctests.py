"""The examples in the docstrings of the engine, and in its page of documentation, are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import airace_rules
from airace_rules import balance, bots, engine
from airace_rules.errors import OrdersError

PAGE = Path(__file__).parents[3] / "docs" / "rules_api.md"


def test_every_example_in_a_docstring_gives_what_it_says() -> None:
    tried = 0
    for package in (airace_rules, engine, bots, balance):
        for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            result = doctest.testmod(importlib.import_module(found.name))
            assert result.failed == 0, found.name
            tried += result.attempted
    assert tried >= 7


def test_every_example_on_the_page_gives_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PAGE.parents[1])
    result = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 20
    assert result.failed == 0


def test_every_public_name_is_on_the_page_and_has_a_docstring() -> None:
    page = PAGE.read_text("utf-8")
    for name in airace_rules.__all__:
        assert re.search(rf"`{name}[`(]", page), f"{name} is missing in docs/rules_api.md"
        assert getattr(airace_rules, name).__doc__, name


def test_the_page_lists_the_codes_of_each_class_of_refused_orders() -> None:
    rows = dict(re.findall(r"^\| `(\w+Orders)` \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE))
    told = {kind: set(re.findall(r"`(\w+)`", codes)) for kind, codes in rows.items()}
    assert told == {kind.__name__: set(kind.codes) for kind in OrdersError.__subclasses__()}

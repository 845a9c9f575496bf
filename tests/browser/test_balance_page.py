"""The page of a balance report passes axe in both themes, and fits a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from airace_rules.balance.effort import Effort
from airace_rules.balance.report import balance
from airace_rules.balance.runner import Runner
from airace_rules.language.loader import load_compiled
from airace_server.commands.balance_page import page as page_of

QUICK = Path(__file__).resolve().parents[2] / "game_rules/rulesets/quick"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page with every section."""
    compiled = load_compiled(QUICK)
    file = tmp_path_factory.mktemp("page") / "balance.html"
    file.write_text(page_of(balance(Runner(3), compiled, Effort(100, rounds=1), compiled), 1.0), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_passes_axe(browser: Browser, report: str, theme: str) -> None:
    page = browser.new_page(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(report)
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()
    page.close()


def test_on_a_phone_nothing_but_tables_scrolls_sideways(browser: Browser, report: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(report)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()

"""The reference that `airace rules docs` writes: for everybody, on every screen, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from airace_rules.language.loader import load_compiled
from airace_rules.reference.gather import reference_of
from airace_rules.reference.page import page
from airace_rules.reference.shown import Shown

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = Path(__file__).parents[1] / "rules/language/base"
SHIPPED = Path(__file__).parents[2] / "game_rules/rulesets/quick"


def written(folder: Path, tmp_path: Path) -> str:
    compiled = load_compiled(folder)
    shown = Shown(reference_of(compiled), next(iter(compiled.ruleset.texts)), {"C1": "Chip gap"})
    file = tmp_path / "reference.html"
    file.write_text(page(shown), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_the_reference_passes_axe(browser: Browser, tmp_path: Path, theme: str, width: int) -> None:
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900})
    sheet = context.new_page()
    sheet.goto(written(SMALL, tmp_path))
    result = Axe().run(sheet, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()
    context.close()


def test_the_reference_fits_a_phone_and_asks_for_nothing(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    sheet = context.new_page()
    asked: list[str] = []
    sheet.on("request", lambda request: asked.append(request.url))
    address = written(SHIPPED, tmp_path)
    sheet.goto(address)
    assert asked == [address]
    assert sheet.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()

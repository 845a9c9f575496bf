"""A school's network is slow: the first page is small, and what is wanted later comes later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from support.people import SOON, Come
from support.playing import RULESETS
from support.server import LiveServer

MOST_BYTES = 150_000
LOADED = "() => performance.getEntriesByType('resource').map(entry => [entry.name, entry.transferSize])"


@pytest.fixture
def live_server(start_server: Callable[..., LiveServer]) -> LiveServer:
    return start_server(None, "--rulesets", str(RULESETS))


def loaded(page: Page) -> dict[str, int]:
    """Address → bytes that came over the network."""
    return {str(name): int(size) for name, size in page.evaluate(LOADED)}


def test_a_first_match_is_on_screen_within_150_kilobytes_and_without_the_codex(person: Come) -> None:
    page = person().page
    page.goto("/")
    page.get_by_role("button", name="Play now").click()
    expect(page.get_by_role("button", name="Sign orders")).to_be_visible(timeout=SOON)
    files = {name: size for name, size in loaded(page).items() if "/assets/" in name}
    assert files
    assert all(size > 0 for size in files.values())
    assert sum(files.values()) <= MOST_BYTES
    assert not any("Codex" in name for name in files)


def test_the_codex_opens_without_a_network_once_the_match_has_rested(person: Come) -> None:
    someone = person()
    page = someone.page
    page.goto("/")
    page.get_by_role("button", name="Play now").click()
    expect(page.get_by_role("button", name="Sign orders")).to_be_visible(timeout=SOON)
    page.wait_for_function(f"() => ({LOADED})().some(([name]) => name.includes('Codex'))")
    with someone.losing_the_server():
        someone.context.set_offline(True)
        page.get_by_role("button", name="Codex").click()
        codex = page.get_by_role("dialog", name="Codex")
        codex.get_by_role("button", name="Talks").click()
        expect(codex.get_by_text("Work done together lowers the risk for both.")).to_be_visible()
    assert someone.complaints == []

"""The browser that tests lean on is a real one, with fonts."""

from __future__ import annotations

from playwright.sync_api import Browser


def test_chromium_shows_text(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<h1>airace</h1>")
    box = page.get_by_role("heading", name="airace").bounding_box()
    assert box is not None
    assert box["height"] > 10, "without fonts all text is 0 pixels high"
    page.close()

"""Fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from support.people import Come, Person
from support.server import LiveServer


@pytest.fixture
def person(browser: Browser, live_server: LiveServer) -> Iterator[Come]:
    """Called for each person who comes, with options for their browser; all leave at the end."""
    people: list[Person] = []

    def come(**options: object) -> Person:
        usual = {"base_url": live_server.url, "locale": "en-GB", "reduced_motion": "reduce"}
        people.append(Person(browser.new_context(**{**usual, **options})))
        return people[-1]

    yield come
    for someone in people:
        someone.context.close()

"""How the test run as a whole behaves: its order, and what continuous integration lets pass."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Generator

import pytest

BROWSER_FIXTURES = {"browser", "page", "context", "new_context"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running in this thread, where no async test can run then.

    Several processes share the tests file by file, in this order; so no file may hold tests of both kinds.
    """
    kinds: defaultdict[str, set[bool]] = defaultdict(set)
    for item in items:
        kinds[item.nodeid.partition("::")[0]].add(_needs_browser(item))
    if mixed := [file for file, found in kinds.items() if len(found) == 2]:
        raise pytest.UsageError(f"tests that need a browser stand in files of their own; not so in {', '.join(mixed)}")
    items.sort(key=_needs_browser)


def _needs_browser(item: pytest.Item) -> bool:
    return bool(BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI everything must be there: a skipped test is a failed one."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be missing: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for whole files that skip themselves."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be missing: {report.longrepr}"
    return report

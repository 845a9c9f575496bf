"""The balance report as a page: one file, no network, a table behind every picture, names that stay text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from airace_rules.balance.effort import Effort
from airace_rules.balance.report import Report, balance
from airace_rules.balance.runner import Runner
from airace_rules.language.loader import Compiled, load_compiled
from airace_server.commands.balance_page import page

QUICK = Path(__file__).resolve().parents[3] / "game_rules/rulesets/quick"
VOID = {"meta", "rect", "line", "polygon", "polyline"}


class Reader(HTMLParser):
    """Reads a page strictly: what opens must close. Keeps all text, and the tags that hold other tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def older() -> Compiled:
    files = {path.relative_to(QUICK).as_posix(): path.read_text("utf-8") for path in QUICK.rglob("*.yaml")}
    old, new = (f"buy_gain: {{value: {{washington: {value}," for value in (16, 15))
    return load_compiled({path: text.replace(old, new) for path, text in files.items()})


@pytest.fixture(scope="module")
def report() -> Report:
    return balance(Runner(3), load_compiled(QUICK), Effort(100, rounds=1), older())


@pytest.fixture(scope="module")
def text(report: Report) -> str:
    return page(report, 1.25)


def figures(text: str) -> Iterator[str]:
    yield from re.findall(r"<figure>.*?</figure>", text, re.DOTALL)


def test_it_is_one_well_formed_page(text: str) -> None:
    read = Reader(text)
    assert text.startswith("<!doctype html>")
    assert {"main", "h1", "table", "svg", "figure", "caption"} <= set(read.seen)


def test_it_asks_the_network_for_nothing_and_runs_nothing(text: str) -> None:
    assert set(re.findall(r"https?://[^\s\"'<]+", text)) <= {"http://www.w3.org/2000/svg"}
    for word in ("<script", "<link", "<img", "<iframe", "url(", "@import", "src=", "javascript:", "onload"):
        assert word not in text


def test_every_picture_has_its_words_and_the_same_as_a_table(text: str) -> None:
    found = list(figures(text))
    assert len(found) == 4
    for figure in found:
        assert 'aria-hidden="true"' in figure
        assert re.search(r"<figcaption>.{20,}</figcaption>", figure)
        assert re.search(r"<details>.*<table.*<caption>.*</details>", figure, re.DOTALL)


def test_tables_have_captions_and_heads(text: str) -> None:
    tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
    assert len(tables) >= 10
    for table in tables:
        assert "<caption>" in table
        assert '<th scope="col">' in table
        assert '<th scope="row">' in table


def test_it_says_what_the_figures_are(report: Report, text: str) -> None:
    words = " ".join(Reader(text).words)
    assert f"Exploitability: {100 * report.oracle.gap:.1f} %" in words
    assert "Against quick" in words
    assert "params.buy_gain.value.washington: 15 → 16" in words
    assert "Bots are not students" in words
    for ending in report.compiled.ruleset.endings:
        assert ending.key in words


def test_it_reads_by_day_by_night_and_in_print(text: str) -> None:
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_names_of_rule_files_stay_text(report: Report) -> None:
    hostile = '<script>alert("x")</script>'
    text = page(replace(report, ruleset=hostile), 1.0)
    assert hostile not in text
    assert "&lt;script&gt;" in text
    Reader(text)


def test_a_report_without_a_verdict_is_a_page_too(report: Report) -> None:
    from airace_rules.balance.controls import Controls

    failed = Controls(False, True, True, 0, ("Mirror: something.",))
    bare = Report("quick", 100, 0, report.compiled, report.places, report.strategies, controls=failed)
    words = " ".join(Reader(page(bare, 1.0)).words)
    assert "No verdict. Mirror: something." in words
    assert "fails" in words
    assert "Strategy matrix" not in words

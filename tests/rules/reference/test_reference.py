"""The reference of a ruleset: complete, linked, readable by everybody, and safe whatever designers write."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest

from airace_rules.language.loader import load_compiled
from airace_rules.reference.explaining import Explainer
from airace_rules.reference.gather import reference_of
from airace_rules.reference.markdown import markdown
from airace_rules.reference.page import page
from airace_rules.reference.shown import Shown, anchor
from airace_rules.reference.telling import told
from airace_rules.reference.words import CHINESE, ENGLISH, words_in
from rules.language.kit import QUICK, base_files
from support.pages import Page

RULESETS = sorted(path.parent for path in QUICK.parent.glob("*/ruleset.yaml"))
SYSTEMS = {"C1": "Chip gap"}
HOSTILE = '</p><script>alert("1")</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) `code` | *b* & \u202e'
ALLOWED = {
    *("root", "html", "head", "meta", "title", "link", "style", "body", "header", "main", "nav", "article", "div"),
    *("h1", "h2", "h3", "p", "code", "a", "ul", "li", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mfrac", "msup", "msqrt", "mtable", "mtr", "mtd"),
}


@lru_cache
def shown(folder: Path = QUICK, language: str = "en") -> Shown:
    return Shown(reference_of(load_compiled(folder)), language, SYSTEMS)


@lru_cache
def read(folder: Path = QUICK, language: str = "en") -> Page:
    return Page(page(shown(folder, language)))


def hostile() -> Shown:
    """The small ruleset, in which every text is an attack."""
    files = base_files()
    path = "texts/en.yaml"
    quoted = HOSTILE.replace("\u202e", "").replace('"', '\\"')
    files[path] = re.sub(r'(: )("[^"{]*"|[A-Z][^{}\n]*)$', rf'\1"{quoted}"', files[path], flags=re.M)
    return Shown(reference_of(load_compiled(files)), "en", {"C1": HOSTILE})


@pytest.mark.parametrize("folder", RULESETS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_name_stands_on_the_page_once_and_every_link_leads_somewhere(folder: Path, language: str) -> None:
    found = read(folder, language)
    ids = found.ids()
    assert [name for name, times in ids.items() if times > 1] == []
    assert {anchor(key) for key in shown(folder, language).reference.topics} <= set(ids)
    links = {link.attributes["href"] for link in found.root.all("a")}
    assert {link for link in links if link.removeprefix("#") not in ids or not link.startswith("#")} == set()


def test_the_page_needs_no_network_and_runs_no_script() -> None:
    root = read().root
    assert {element.tag for element in root.all()} <= ALLOWED
    assert [
        e.attributes for e in root.all() if "src" in e.attributes or any(a.startswith("on") for a in e.attributes)
    ] == []
    assert "url(" not in root.all("style")[0].text
    assert "@import" not in root.all("style")[0].text
    assert [link.attributes["href"] for link in root.all("link")] == ["data:,"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_its_language_and_shows_the_ruleset_s_own_words(language: str) -> None:
    root = read(QUICK, language).root
    assert root.all("html")[0].attributes["lang"] == language
    texts = shown(QUICK, language).texts
    words = root.words()
    for key in ("ruleset.about", "instrument.buy.help", "event.scandal", "var.compute.name"):
        assert texts[key] in words
    assert words_in(language)["used_by"] in words


def test_headings_go_down_step_by_step_and_tables_have_headed_rows_and_columns() -> None:
    root = read().root
    levels = [int(heading.tag[1]) for heading in root.all("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in root.all("table"):
        assert table.all("th")
        assert all(cell.attributes.get("scope") in ("row", "col") for cell in table.all("th"))
        assert table.all("caption") or table.attributes["class"] == "facts"


def test_every_formula_stands_there_as_mathematics_and_as_written() -> None:
    root = read().root
    text = root.words()
    for topic in shown().reference.topics.values():
        for formula in topic.formulas:
            assert formula.use.text in text
    drawn = [dd for dd in root.all("dd") if not dd.all("math")]
    assert drawn == []


def test_light_dark_and_paper_have_their_styles() -> None:
    style = read().root.all("style")[0].text
    for words in ("color-scheme: light dark", "prefers-color-scheme: dark", "@media print", "break-inside: avoid"):
        assert words in style


def test_what_designers_write_stays_text_on_the_page() -> None:
    root = Page(page(hostile())).root
    assert {element.tag for element in root.all()} <= ALLOWED
    assert [e for e in root.all() if any(name.startswith("on") for name in e.attributes)] == []
    assert 'alert("1")' in root.words()


def test_what_designers_write_stays_text_in_markdown() -> None:
    text = markdown(hostile())
    assert re.search(r"(?<!\\)<(?!a id=|/a>)", re.sub(r"`+[^`]*`+", "", text)) is None
    assert "](javascript:" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} <= {3, 4}


def test_every_link_in_markdown_leads_somewhere() -> None:
    text = markdown(shown())
    anchors = re.findall(r'<a id="([^"]+)">', text)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(anchors)


def test_the_same_ruleset_gives_the_same_bytes() -> None:
    for write in (page, markdown):
        again = Shown(reference_of(load_compiled(QUICK)), "en", SYSTEMS)
        assert write(again) == write(shown())


def test_systems_list_what_models_them_and_sources_their_titles() -> None:
    text = read().root.words()
    assert "Chip gap" in text
    for key, title in shown().reference.compiled.ruleset.sources.items():
        assert key in text
        assert title in text


def test_fixed_words_exist_in_both_languages() -> None:
    assert ENGLISH.keys() == CHINESE.keys()
    assert all(text.strip() for words in (ENGLISH, CHINESE) for text in words.values())


LONGEST = (
    "+".join(["chips"] * 150),
    "-".join(["1"] * 150),
    "*".join(["1"] * 150),
    "/".join(["2"] * 150),
    " and ".join(["chips > 1"] * 70),
    "1 if chips > 1 else " * 25 + "0",
    "min(chips, " * 28 + "1" + ")" * 28,
    "(" * 28 + "chips" + ")" * 28,
    "-" * 25 + "chips",
    "not " * 25 + "chips",
    "(1 + " * 28 + "chips" + ")" * 28,
    "sqrt(1 + abs(" * 14 + "chips" + "))" * 14,
    "ratio(1, " * 28 + "chips" + ")" * 28,
)


@pytest.mark.parametrize("formula", LONGEST, ids=lambda formula: formula[:24])
def test_the_longest_formulas_that_load_are_shown(formula: str) -> None:
    extra = f'vars:\n  extra: {{unit: "1", is: "{formula}", seen_by_rival: hidden}}\n'
    words = 'var.extra.name: "Extra"\nvar.extra.help: "Help"\n'
    files = {**base_files(), "extra.yaml": extra}
    reference = reference_of(load_compiled({**files, "texts/en.yaml": files["texts/en.yaml"] + words}))
    shown = Shown(reference, "en", SYSTEMS)
    [topic] = reference.named("extra")
    assert formula in Page(page(shown)).root.words()
    assert "Extra" in markdown(shown)
    assert formula in told(Explainer(reference, SYSTEMS).explain(topic))

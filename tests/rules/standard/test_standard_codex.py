"""The codex of `standard`: a page for every system, with its sources, short enough to be read during a match."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import yaml

from airace_rules.ruleset import CodexPage
from rules.standard.standard_games import section as section_of
from rules.standard.standard_games import standard
from support.figures import figures_of

LANGUAGES: Final = ("en", "zh")
VIEWS: Final = ("washington", "beijing", "elsewhere")
SYSTEMS: Final = list(
    yaml.safe_load((Path(__file__).parents[3] / "game_rules/systems.yaml").read_text("utf-8"))["systems"]
)
# Whose reports describe each system. A page names all of them and no other.
SOURCES: Final = {
    "C1": "J25 B25", "C2": "J25 G25", "C3": "G25", "C4": "J25", "C5": "G25", "C6": "B25 G25", "C7": "W25", "C8": "G25",
    "P1": "G25", "P2": "G25", "P3": "J25", "P4": "G25",
    "T1": "G25", "T2": "W25 G25", "T3": "G25", "T4": "J25 W25 G25", "T5": "J25",
    "R1": "B25 J25 W25", "R2": "V25", "R3": "V25 B25", "R4": "J25 W25 V25", "R5": "J25 V25", "R6": "V25",
    "O1": "G25", "O2": "V25", "O3": "V25 G25", "O4": "G25", "O5": "G25", "O6": "V25",
    "X1": "J25 G25", "X2": "G25", "X3": "W25", "X4": "B25 W25", "X5": "W25", "X6": "G25", "X7": "G25", "X8": "G25 W25",
    "M1": "J25 G25", "M2": "J25 G25", "M3": "G25", "M4": "J25 B25", "M5": "J25", "M6": "J25", "M7": "J25 W25",
    "M8": "B25 G25",
    "G1": "J25", "G7": "J25", "G2": "J25", "G3": "G25 W25", "G8": "W25", "G9": "W25", "G4": "W25", "G5": "W25",
    "G6": "W25",
    "A1": "W25 V25 J25", "A2": "J25 B25", "A3": "J25 B25 G25", "A5": "B25", "A4": "W25",
}  # fmt: skip
# Every figure that the reports give, years included. Facts that are not listed have none.
FIGURES: Final = {
    "C2.cluster": [384, 72], "C2.million": [1e6],
    "C3.spare_tire": [2000, 70, 2028], "C3.share_then": [34, 2024], "C3.share_later": [82, 2027], "C3.fund": [700e6],
    "C6.h20": [2025], "P1.capacity": [2.5], "P1.spending": [564e9, 5, 2030, 40, 5], "P2.build_out": [500e9],
    "T1.colleges": [600, 2019, 35], "T1.order": [2025], "T2.origin": [47], "T2.stayed": [200],
    "T4.staff": [100], "T4.authors": [200], "R2.now": [90, 10], "R2.better": [60, 30, 10], "R3.typical": [2, 4],
    "O1.best": [2024], "X1.tiers": [2022], "M4.day": [3, 17, 600e9], "M7.calls": [10], "G7.questions": [70e3],
    "G5.sovereign": [193], "A1.shrinking": [1, 2, 3, 6], "A2.plan": [2017, 2030], "A2.later": [2030],
}  # fmt: skip

section = cache(section_of)
languages = pytest.mark.parametrize("language", LANGUAGES)


def word(page: CodexPage, key: str, language: str) -> str:
    return standard().texts[language][f"codex.{page.system.lower()}.{key}"]


def every(key: str, language: str) -> dict[str, str]:
    """System → one of the words that each page has."""
    return {page.system: word(page, key, language) for page in standard().codex.values()}


def facts(language: str) -> dict[str, str]:
    """``C1.chips`` → sentence."""
    return {
        f"{page.system}.{fact}": word(page, f"fact.{fact}", language)
        for page in standard().codex.values()
        for fact in page.facts
    }


def views(language: str) -> dict[str, str]:
    """``C1.washington`` → sentence."""
    return {f"{system}.{view}": text for view in VIEWS for system, text in every(view, language).items()}


def sentences(text: str) -> list[str]:
    """At the full stops of either language; the point of a number ends nothing."""
    return [part for part in re.split(r"(?<=[.?!])\s+|(?<=。)", text) if part]


def words_in(sentence: str) -> int:
    return len(re.findall(r"[\w$%][\w'’.,%-]*", sentence))


def beyond(texts: dict[str, str], least: int, most: int) -> dict[str, int]:
    """Those that are shorter or longer, with their lengths."""
    return {key: len(text) for key, text in texts.items() if not least <= len(text) <= most}


def quoted(text: str) -> list[str]:
    return re.findall("“([^”]*)”", text)


def names_on_screen(language: str) -> dict[str, set[str]]:
    """What the game calls its instruments, policies, numbers, projects and deals → the keys of that name. Where each
    side has a name of its own, nobody reads the common one."""
    texts = standard().texts[language]
    a_name = re.compile(r"(lever|instrument|stance|var|score|project|deal)\..*\.name(\.washington|\.beijing)?")
    names: dict[str, set[str]] = {}
    for key, text in texts.items():
        if a_name.fullmatch(key) and f"{key}.washington" not in texts:
            names.setdefault(text, set()).add(key)
    return names


def formulas_of(name: str) -> str:
    """Everything written about a stock or variable: its entry, the parts of its flow, the pipelines they read."""
    pipelines = section("pipelines")
    said = str([section(kind).get(name, "") for kind in ("stocks", "vars", "perceived", "flows")])
    return said + str([entry for pipeline, entry in pipelines.items() if pipeline in said])


@cache
def models_of(system: str) -> dict[str, tuple[str, str]]:
    """Name → (section, what is written) of everything that models a system."""
    return {
        name: (kind, str(entry))
        for kind in ("params", "stances", "stocks", "vars", "perceived", "events", "projects", "deals")
        for name, entry in section(kind).items()
        if system in entry.get("systems", [])
    }


def carries(name: str, system: str) -> bool:
    """Whether a stock or variable models the system, or is moved by something that does."""
    models, formulas = models_of(system), formulas_of(name)
    moved = any(kind in ("events", "projects", "deals") and name in text for kind, text in models.values())
    return name in models or moved or any(re.search(rf"\b{model}\b", formulas) for model in models)


def test_every_system_has_a_page() -> None:
    assert set(standard().codex) == set(SYSTEMS)


def test_a_page_names_the_reports_that_describe_its_system_and_no_other() -> None:
    named = {
        system: {source for fact in page.facts.values() for source in fact.sources}
        for system, page in standard().codex.items()
    }
    assert named == {system: set(sources.split()) for system, sources in SOURCES.items()}


def test_a_page_shows_one_to_four_formulas_in_which_its_system_is_at_work() -> None:
    assert {page.system: page.shows for page in standard().codex.values() if not 1 <= len(page.shows) <= 4} == {}
    pages = [page for page in standard().codex.values() if models_of(page.system)]
    assert [page.system for page in pages if not any(carries(name, page.system) for name in page.shows)] == []


@languages
def test_a_body_has_two_to_four_sentences(language: str) -> None:
    assert {key: text for key, text in every("body", language).items() if not 2 <= len(sentences(text)) <= 4} == {}


@languages
def test_facts_and_views_are_one_sentence_each(language: str) -> None:
    said = {**facts(language), **views(language)}
    assert {key: text for key, text in said.items() if len(sentences(text)) != 1} == {}


def test_no_english_sentence_has_more_than_thirty_words() -> None:
    said = [*every("body", "en").values(), *facts("en").values(), *views("en").values()]
    assert [sentence for text in said for sentence in sentences(text) if words_in(sentence) > 30] == []


@pytest.mark.parametrize(
    ("language", "title", "body", "line"), [("en", (4, 36), (140, 360), (18, 150)), ("zh", (2, 14), (50, 150), (8, 62))]
)
def test_every_line_fits_on_the_screen(
    language: str, title: tuple[int, int], body: tuple[int, int], line: tuple[int, int]
) -> None:
    assert beyond(every("title", language), *title) == {}
    assert beyond(every("body", language), *body) == {}
    assert beyond({**facts(language), **views(language)}, *line) == {}


@pytest.mark.parametrize(
    ("english", "chinese", "figures"),
    [
        ("Over $564 billion, 40 % more", "5640 亿美元以上、多 40 %", [40, 564e9]),
        ("70,000 questions", "7 万道题", [70_000]),
        ("1–2 years", "1 至 2 年", [1, 2]),
        ("2.5 times in April 2025", "2025 年 4 月为 2.5 倍", [2.5, 2025]),
        ("the H20 chip", "H20 芯片", []),
    ],
)
def test_figures_are_read_alike_in_both_languages(english: str, chinese: str, figures: list[float]) -> None:
    assert figures_of(english) == figures_of(chinese) == figures


@languages
def test_the_figures_of_a_fact_are_those_of_its_source(language: str) -> None:
    given = {key: figures_of(text) for key, text in facts(language).items()}
    assert {key: figures for key, figures in given.items() if figures} == {
        key: sorted(figures) for key, figures in FIGURES.items()
    }


@languages
def test_what_a_body_puts_in_quotes_is_a_name_on_the_screen(language: str) -> None:
    known = names_on_screen(language)
    said = {system: set(quoted(text)) - set(known) for system, text in every("body", language).items()}
    assert {system: names for system, names in said.items() if names} == {}


def test_both_languages_speak_of_the_same_things_in_the_same_order() -> None:
    english, chinese = (names_on_screen(language) for language in LANGUAGES)
    for system, page in standard().codex.items():
        first, second = (quoted(word(page, "body", language)) for language in LANGUAGES)
        assert len(first) == len(second), system
        assert all(any(english[a] & chinese[b] for b in second) for a in first), system


def test_what_no_source_supports_is_called_an_assumption_of_the_game() -> None:
    for system, page in standard().codex.items():
        assumed = [key for key, fact in page.facts.items() if fact.kind == "assumption"]
        if len(assumed) == len(page.facts):
            assert "game assumption" in word(page, "body", "en"), system
            assert "游戏假设" in word(page, "body", "zh"), system
        for key in assumed:
            assert re.search(r"\bgame\b", word(page, f"fact.{key}", "en")), (system, key)
            assert "游戏" in word(page, f"fact.{key}", "zh"), (system, key)


@pytest.mark.parametrize("system", ["T4", "R3", "A2"])
def test_where_sources_disagree_the_page_says_so(system: str) -> None:
    english, chinese = (
        [text for key, text in facts(language).items() if key.startswith(f"{system}.")] for language in LANGUAGES
    )
    assert any(re.search("sources (differ|disagree)", text) for text in english)
    assert any("说法不一" in text for text in chinese)


@languages
def test_every_side_has_a_view_of_its_own(language: str) -> None:
    assert len(set(views(language).values())) == len(VIEWS) * len(SYSTEMS)


@languages
def test_readers_are_told_that_no_chinese_outlet_is_among_the_sources(language: str) -> None:
    assert {"en": "Chinese outlet", "zh": "中国媒体"}[language] in facts(language)["A3.reading"]

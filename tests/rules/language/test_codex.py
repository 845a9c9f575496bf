"""The codex: a page about a system, with facts of a stated kind from stated sources, in every language."""

from __future__ import annotations

from airace_rules.engine.describe import manifest_for
from airace_rules.language.loader import check_ruleset, load_ruleset
from airace_rules.manifest import CodexInfo, FactInfo
from airace_rules.ruleset import CodexPage, Fact
from rules.language.kit import base_files

PAGE = """codex:
  C1:
    facts:
      gap: {kind: forecast, source: fab_life}
      pace: {kind: assumption}
    shows: [compute, world.tension]
"""
WORDS = """
codex:
  c1:
    title: Chip gap
    body: How it works here.
    fact: {gap: A plant lasts long., pace: Our choice.}
    washington: From Washington.
    beijing: From Beijing.
    elsewhere: From elsewhere.
"""


def with_page(words: str = WORDS) -> dict[str, str]:
    files = base_files()
    return {**files, "codex.yaml": PAGE, "texts/en.yaml": files["texts/en.yaml"] + words}


def test_a_complete_page_has_nothing_to_complain_about() -> None:
    assert [d.text() for d in check_ruleset(with_page())] == []


def test_a_page_tells_its_facts_with_their_kind_and_sources() -> None:
    facts = {"gap": Fact("forecast", ("fab_life",)), "pace": Fact("assumption", ())}
    assert load_ruleset(with_page()).codex == {"C1": CodexPage("C1", facts, ("compute", "tension"))}


def test_clients_are_told_of_pages_and_sources() -> None:
    manifest = manifest_for(load_ruleset(with_page()))
    facts = [
        FactInfo(key="gap", kind="forecast", sources=["fab_life"]),
        FactInfo(key="pace", kind="assumption", sources=[]),
    ]
    assert manifest.codex == [CodexInfo(system="C1", facts=facts, shows=["compute", "tension"])]
    assert manifest.sources == {"fab_life": "How long a plant lasts"}


def test_every_word_of_a_page_is_needed_in_every_language() -> None:
    files = with_page()
    files["texts/zh.yaml"] = files["texts/en.yaml"].replace(WORDS, "")
    missing = [d.expected for d in check_ruleset(files) if d.code == "R102"]
    assert missing == [
        f"codex.c1.{word}: …"
        for word in ("title", "body", "washington", "beijing", "elsewhere", "fact.gap", "fact.pace")
    ]


def test_words_for_a_fact_that_is_not_declared_are_told() -> None:
    files = with_page(WORDS.replace("pace: Our choice.", "pace: Our choice., speed: Gone."))
    assert [(d.code, d.message) for d in check_ruleset(files)] == [
        ("R103", "the text `codex.c1.fact.speed` is not used")
    ]

"""Both languages keep to the words of docs/terms.md."""

from __future__ import annotations

import re
from typing import Final

import pytest

from support.written import ROOT, written

ROWS: Final = re.findall(
    r"^\| ([a-z][^|]*?) \| ([^|]*?) \|.*\|$", (ROOT / "docs/terms.md").read_text("utf-8"), re.MULTILINE
)


def has(text: str, terms: list[str]) -> bool:
    plain = re.sub(r"\{\w+\}", "", text)
    return any(re.search(rf"(?<![\w-]){re.escape(term)}(?![\w-])", plain, re.IGNORECASE) for term in terms)


def test_the_table_is_read() -> None:
    assert len(ROWS) > 45
    assert ("risk debt", "风险债") in ROWS


@pytest.mark.parametrize("terms", [terms for terms, _ in ROWS])
def test_a_term_is_said_in_the_same_chinese_words_everywhere(terms: str) -> None:
    english, chinese = written("en"), written("zh")
    words = dict(ROWS)[terms].split(", ")
    said = [place for place, text in english.items() if has(text, terms.split(", "))]
    assert said, "no text has this term any more"
    others = {place: chinese[place] for place in said if not any(word in chinese[place] for word in words)}
    assert others == {}, f"{terms}: say {' or '.join(words)}, or add the word to docs/terms.md if it fits as well"

"""Signs that keyboards of other scripts and word processors write, and what rule files have in their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_ORDINARY: Final = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"', "‘": "'", "’": "'"} | {  # noqa: RUF001
    "、": ",",
    "。": ".",
    "【": "[",
    "】": "]",
    "＝": "==",  # noqa: RUF001
}
_AFTER_A_KEY: Final = re.compile(
    r"[\w\"'}\])]\s*([：，、｝】；]|[｝】])|([｛【“])\s*[\w\"'(]|([，、；])(?=\s*\w+\s*[:：])",  # noqa: RUF001
    re.ASCII,
)


def ordinary(sign: str) -> str:
    """The ASCII form of a sign that keyboards of other scripts and word processors write; empty if it has none."""
    found = _ORDINARY.get(sign) or unicodedata.normalize("NFKC", sign)
    return found if found != sign and found.isascii() and found.isprintable() else ""


def ordinary_sign(sign: str) -> str:
    """The same in words; empty if there is none."""
    meant = ordinary(sign)
    return f"`{sign}` is no sign of rule files; write `{meant}`, its ordinary (half-width) form" if meant else ""


def ordinary_signs(signs: Iterable[str]) -> str:
    """The same of several signs, each once."""
    first, *others = signs
    also = ", ".join(f"`{sign}` → `{ordinary(sign)}`" for sign in others)
    return f"{ordinary_sign(first)}; also {also}" if others else ordinary_sign(first)


def foreign_sign(text: str) -> str:
    """The first sign in a text that has an ordinary form; empty if there is none."""
    return next((sign for sign in text if ordinary(sign)), "")


def sign_of_structure(line: str) -> int:
    """The column of the first such sign that stands in a line where YAML has one of its own: beside a key, a quote or a
    bracket, and not in quotes; -1 if there is none."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', lambda match: '"' * len(match[0]), line)
    found = _AFTER_A_KEY.search(bare)
    return -1 if found is None else found.start(found.lastindex or 0)

"""Figures in sentences, so that two languages can be compared: ``$564 billion`` and ``5640 亿美元`` are the same."""

from __future__ import annotations

import re
from typing import Final

TIMES: Final = {"million": 1e6, "billion": 1e9, "万": 1e4, "亿": 1e8}
_FIGURE: Final = re.compile(r"(?<![A-Za-z\d])(\d[\d,]*(?:\.\d+)?)(?: ?(million|billion|万|亿))?")


def figures_of(sentence: str) -> list[float]:
    """All numbers in digits, years included, in ascending order. Digits inside a word (``H20``) are part of a name;
    months written as digits in Chinese dates are left out: English writes them as words."""
    plain = re.sub(r"\d+ ?月(?!份)", "", sentence)
    return sorted(float(digits.replace(",", "")) * TIMES.get(unit, 1) for digits, unit in _FIGURE.findall(plain))

"""Why a formula cannot be read, in words for designers: what Python's parser says of it is for programmers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_ALONE: Final = re.compile(r"(?<![<>=!])=(?!=)")
_CHOICE_FIRST: Final = re.compile(r"(?:^|[-+*/(,<>=]|\b(?:and|or|not|else))\s*if\b")
_HANGING: Final = re.compile(r"(\*\*|[-+*/<>=,(]|\b(?:and|or|not|if|else))\s*$")
_CAPITALS: Final = re.compile(r"\b(?!(?:and|or|not|if|else)\b)((?i:and|or|not|if|else))\b")
_LETTER_X: Final = re.compile(r"[\w)] x [\w(]")
_LEADING_ZERO: Final = re.compile(r"(?<![\w.])0+([1-9]\d*)(?![\w.])")
_SIDE_BY_SIDE: Final = re.compile(
    r"(?:(?P<number>(?<![\w.])(?:\d+\.?\d*|\.\d+))|(?P<close>\))|(?P<name>[A-Za-z_][\w.]*))\s+(?P<next>[\w.]+)"
)
_WORDS: Final = frozenset({"if", "else", "and", "or", "not", "in", "is"})
CHOICE: Final = "a choice is written `a if condition else b`"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Offsets into the formula, what is wrong there, and what to write."""

    start: int
    end: int
    message: str
    hint: str


def unreadable(text: str, error: SyntaxError, quoted: bool) -> Unreadable:
    """What is wrong with a formula that Python's parser refused. ``quoted``: it stands in quotes in its file."""
    signs = (each for each in _ALONE.finditer(text) if not text[: each.start()].rstrip().endswith("or_"))
    if alone := next(signs, None):
        return _cannot(alone.start(), alone.end(), "`=` compares nothing", "equality is written `==`")
    if last := _HANGING.search(text):
        return Unreadable(*last.span(1), f"something is missing after `{last[1]}`", "")
    if capital := _CAPITALS.search(text):
        word = capital[1]
        return _cannot(*capital.span(1), f"`{word}` is no word of formulas", f"small letters: `{word.lower()}`")
    return _choice(text, error) or _neighbours(text) or _other(text, error, quoted)


def _cannot(start: int, end: int, why: str, hint: str) -> Unreadable:
    return Unreadable(start, end, f"this formula cannot be read: {why}", hint)


def _choice(text: str, error: SyntaxError) -> Unreadable | None:
    if "'else'" in error.msg and (words := list(re.finditer(r"\bif\b", text))):
        return _cannot(*words[-1].span(), "this `if` has no `else`", CHOICE)
    return None


def _neighbours(text: str) -> Unreadable | None:
    """Two values side by side: a sign between them, or part of a name, is missing."""
    if _CHOICE_FIRST.search(text) or _LETTER_X.search(text):
        return None
    at = 0
    while each := _SIDE_BY_SIDE.search(text, at):
        before, after = each[0][: each.start("next") - each.start()].rstrip(), each["next"]
        at = each.start("next")
        if before in _WORDS or after in _WORDS:
            continue
        if each["name"] and not after[0].isdigit():
            hint = (
                f"a name has no spaces, as in `{before}_{after}`; else write the sign between two values, such as `*`"
            )
        else:
            hint = "multiplication is written `*`"
            hint += "; numbers stand without a unit" if each["number"] else ""
        return _cannot(*each.span("next"), "a sign is missing before this", hint)
    return None


def _other(text: str, error: SyntaxError, quoted: bool) -> Unreadable:
    at = min((error.offset or 1) - 1, len(text))
    if zero := _LEADING_ZERO.search(text):
        return _cannot(*zero.span(), "a number begins with 0", f"write `{zero[1]}`")
    problem = error.msg.split(". Perhaps")[0].split(". Maybe")[0]
    word = re.compile(r"\w+").match(text, at)
    return _cannot(at, word.end() if word else at + 1, problem, _hint(text, quoted))


def _hint(text: str, quoted: bool) -> str:
    if _CHOICE_FIRST.search(text):
        return CHOICE
    if _LETTER_X.search(text):
        return "multiplication is written `*`"
    if text.count("(") > text.count(")") and not quoted:
        return "is the formula without quotes? Inside `{…}` and `[…]` a comma ends it then"
    return "look for a missing operator, operand or bracket"

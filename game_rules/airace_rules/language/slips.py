"""Slips of the hand: signs and values that are written otherwise elsewhere, and what is written here instead."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from airace_rules.language.diagnostics import Place
from airace_rules.language.nodes import Leaf, MapNode, is_blank
from airace_rules.language.signs import foreign_sign, ordinary_sign
from airace_rules.language.years import YEARS

_PERCENT: Final = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+))\s*%\s*")
_ENDS_IN_PERCENT: Final = re.compile(_PERCENT.pattern + r"(?![\w(.])")
_WITH_A_UNIT: Final = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+))\s*[A-Za-z]+")
_STUCK: Final = re.compile(r"(\d+\.?\d*)([A-Za-z_]\w*)")
_COMMA: Final = re.compile(r"([-+]?\d+),(\d+)")
_QUOTED_WORD: Final = re.compile(r"""(['"])([A-Za-z_]\w*)\1""")
_OPENING_QUOTES: Final = "“”„«»「"
_INSTEAD: Final = {
    "^": "a power is written `**`",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`, or `!=` for a comparison",
    "%": "there is no remainder; use `floor`",
    "[": "brackets are round in formulas",
    "{": "brackets are round in formulas",
    "?": "write `a if condition else b`",
    '"': "formulas hold no text",
    "'": "formulas hold no text",
    "×": "multiplication is written `*`",
    "÷": "division is written `/`",
    "≤": "write `<=`",
    "≥": "write `>=`",
    "−": "write the ordinary minus `-`",
    ":": "write `a if condition else b`",
}
_QUOTES: Final = "\"'"


def instead_of(text: str, at: int) -> str:
    """What to write instead of the foreign character at ``at`` of a formula; empty if nobody knows."""
    if text[at] == "%":
        share = re.search(r"(?:\d+\.?\d*|\.\d+)\s*$", text[:at])
        ends = share and _ENDS_IN_PERCENT.match(text, share.start())
        return as_share(ends[1]) if ends else _INSTEAD["%"]
    if word := _QUOTED_WORD.match(text, at):
        return f"formulas hold no text; an option of a stance is written `option.{word[2]}`"
    if stuck := _STUCK.match(text, at):
        return f"a name begins with a letter; multiplication is written `{stuck[1]} * {stuck[2]}`"
    if text[at] in _QUOTES and text.count(text[at]) == 1:
        return "this quote stands alone: put one at the other end of the formula, too, or remove it"
    return _INSTEAD.get(text[at]) or ordinary_sign(text[at])


def as_share(percent: str) -> str:
    """``30`` per cent as rule files have it."""
    return f"a share is written as a number: `{float(f'{percent}e-2'):g}`"


def number_meant(text: str) -> str:
    """How a number is written that has a comma or a per cent sign, or which years are meant; empty if neither."""
    if share := _PERCENT.fullmatch(text):
        return as_share(share[1])
    if parts := _COMMA.fullmatch(text):
        return _with_point(parts[1], parts[2])
    if years := difflib.get_close_matches(text, YEARS, n=1):
        return f"did you mean `{years[0]}`? It may be the value of a param"
    if alone := _WITH_A_UNIT.fullmatch(text):
        return f"write a number alone, such as `{alone[1]}`, in the unit that its key has (a clock counts seconds)"
    return ordinary_sign(foreign_sign(text))


def _with_point(whole: str, rest: str) -> str:
    thousands = f", or `{whole}{rest}` without any sign" if len(rest) == len("000") else ""
    return f"decimals stand after a point: `{whole}.{rest}`{thousands}"


@dataclass(frozen=True, slots=True)
class CutValue:
    """A value without quotes that a comma ended. ``key``: whose it is; ``meant``: as it should be written."""

    place: Place
    key: str
    text: str
    meant: str
    hint: str


def cut_value(parent: MapNode, name: str) -> CutValue | None:
    """The value to which a key surely belongs that is the rest of it: ``{is: min(a, b)}`` has the keys ``is`` and
    ``b)``."""
    source = parent.keys[name].source if name in parent.keys else parent.source
    near = (key for key in parent.entries if parent.keys[key].source is source)  # not those of a base
    keys = sorted(near, key=lambda key: parent.keys[key].start)
    first = keys.index(name) if name in parent.entries else 0
    while first > 0 and is_blank(parent.entries[keys[first]]):
        first -= 1
    value = parent.entries[keys[first]] if keys else None
    rest = list(takewhile(lambda key: is_blank(parent.entries[key]), keys[first + 1 :]))
    if not isinstance(value, Leaf) or value.quoted or not rest or not value.text:
        return None
    if _COMMA.fullmatch(f"{value.text},{rest[0]}"):
        hint, meant = _with_point(value.text, rest[0]), f"{value.text}.{rest[0]}"
    elif value.text.count("(") > value.text.count(")") or value.text[0] in _OPENING_QUOTES:
        hint = 'inside `{…}` what holds a comma stands in quotes: the ordinary `"`'
        meant = f'"{", ".join([value.text, *rest]).strip(_OPENING_QUOTES)}"'
    else:
        return None
    width = parent.keys[rest[0]].end - value.start
    return CutValue(value.source.place_at(value.start, width), keys[first], value.text, meant, hint)

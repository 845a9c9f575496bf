"""What is wrong with text that is no YAML, in words for designers and at the line where they would look: where a quote
or bracket opens rather than where the parser gave up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import yaml

from airace_rules.language.diagnostics import quote
from airace_rules.language.nodes import Source
from airace_rules.language.signs import ordinary_sign, sign_of_structure

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_YAML: Final = "this is not valid YAML"
_HINT: Final = "check indentation (spaces, no tabs), the space after each `:` and that brackets and quotes close"
_OPENERS: Final = re.compile(r"""(?:^|(?<=[:,\[{-]\s)|(?<=[\[{]))\s*(["'])""")
_NO_SPACE: Final = re.compile(r"\s*(?:- )?\w+:(?=[{\[\"'])")
_INSIDE_A_WORD: Final = re.compile(r"""[:,\[{-]\s*'[^'"]*?\w(')\w""")
_CLOSED_BY: Final = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class _At:
    """Zero-based line and column."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Said:
    """What a designer is told. ``alone``: the mistake is of its line, however far the parser ran on."""

    at: _At
    message: str
    found: str = ""
    expected: str = ""
    hint: str = _HINT
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Syntax:
    """A mistake (R003). ``line``, ``column``: zero-based, where it stands if that can be said (``placed``); ``until``:
    the last line that it spoils; ``words``: what a designer is told."""

    line: int
    column: int
    until: int
    placed: bool
    words: dict[str, str]


def syntax_of(source: Source, error: yaml.YAMLError) -> Syntax:
    """What is wrong with a text that the parser could not read."""
    at = _at(getattr(error, "problem_mark", None))
    if at is None:
        return Syntax(0, 0, 0, False, {"message": _NO_YAML, "hint": _HINT})
    said = _Reading(source.text.split("\n"), error, at).said()
    words = {"message": said.message, "found": said.found, "expected": said.expected, "hint": said.hint}
    until = said.at.line if said.alone else max(said.at.line, at.line)
    return Syntax(said.at.line, said.at.column, until, True, words)


def _at(mark: Any) -> _At | None:
    return _At(mark.line, mark.column) if mark else None


class _Reading:
    """Looks from where the parser gave up to what a designer did."""

    def __init__(self, lines: list[str], error: yaml.YAMLError, at: _At) -> None:
        self.lines = lines
        self.at = at
        self.began = _at(getattr(error, "context_mark", None)) or at
        self.problem = str(getattr(error, "problem", None) or error)
        self.context = str(getattr(error, "context", None) or "")

    def said(self) -> _Said:
        return (
            self._tab()
            or self._foreign_sign()
            or self._missing_space()
            or self._apostrophe()
            or self._open_quote()
            or self._open_bracket()
            or self._missing_colon()
            or self._second_colon()
            or self._indentation()
            or self._character()
            or _Said(self.at, f"{_NO_YAML}: {self.problem}", found=self._here())
        )

    def _line(self, number: int) -> str:
        return self.lines[number] if number < len(self.lines) else ""

    def _here(self) -> str:
        rest = self._line(self.at.line)[self.at.column :].strip()
        return quote(rest) if rest else "the end of the line" if self.at.line < len(self.lines) - 1 else "the end"

    def _tab(self) -> _Said | None:
        line = self._line(self.at.line)
        tab = line.find("\t", 0, len(line) - len(line.lstrip()))
        if tab < 0 and line[self.at.column :].startswith("\t"):
            tab = self.at.column
        if tab < 0:
            return None
        message = "a tab stands where lines are indented"
        return _Said(_At(self.at.line, tab), message, expected="spaces", hint="two spaces a step")

    def _foreign_sign(self) -> _Said | None:
        """``key：`` and other signs of other keyboards, in the place of those of YAML."""  # noqa: RUF002
        above = self._above()
        for number in dict.fromkeys((self.at.line, self.began.line, above.line if above else self.at.line)):
            column = sign_of_structure(self._line(number))
            if column >= 0:
                sign = self._line(number)[column]
                message = f"{_NO_YAML}: the sign `{sign}` has no meaning here"
                hint = "remove it" if sign == "；" else ordinary_sign(sign)  # noqa: RUF001
                return _Said(_At(number, column), message, hint=hint, alone=True)
        return None

    def _missing_space(self) -> _Said | None:
        """``key:{…}`` is no key with a value, but one word."""
        line = self._line(self.at.line)
        if not (match := _NO_SPACE.match(line)):
            return None
        message = f"{_NO_YAML}: a space is missing after `:`"
        return _Said(_At(self.at.line, match.end() - 1), message, found=quote(line.strip()), expected="`key: value`")

    def _apostrophe(self) -> _Said | None:
        """``'It's'`` closes in the middle of a word."""
        if not (match := _INSIDE_A_WORD.search(self._line(self.at.line))):
            return None
        message = f"{_NO_YAML}: the quote closes here, inside a word"
        hint = "put the whole text in double quotes, or write the apostrophe twice (`''`)"
        return _Said(_At(self.at.line, match.start(1)), message, hint=hint, alone=True)

    def _open_quote(self) -> _Said | None:
        """The last line so far that ends inside quotes, if the file reads further once they close."""
        if "escape" in self.problem:
            return None
        for number in range(min(self.at.line, len(self.lines) - 1), -1, -1):
            column = _unclosed(self.lines[number])
            if column >= 0:
                return self._quote_at(number, column) if self._reads_further(number, column) else self._quote_begun()
        return None

    def _quote_begun(self) -> _Said | None:
        """The quote that the parser was inside of, where more than one mistake is in the way of reading further."""
        column = _unclosed(self._line(self.began.line))
        return self._quote_at(self.began.line, column) if "quoted" in self.context and column >= 0 else None

    def _quote_at(self, number: int, column: int) -> _Said:
        message = f"{_NO_YAML}: the quote that opens here does not close on its line"
        return _Said(_At(number, column), message, hint="close it, or write the whole text on one line", alone=True)

    def _reads_further(self, number: int, column: int) -> bool:
        line = self.lines[number]
        closing = "".join(_CLOSED_BY[sign] for sign in reversed(_open_signs(line[:column])))
        mended = [*self.lines[:number], f'{line[:column]}""{closing}', *self.lines[number + 1 :]]
        try:
            for _ in yaml.parse("\n".join(mended), Loader=LOADER):
                pass
        except yaml.YAMLError as error:
            mark = _at(getattr(error, "problem_mark", None))
            return mark is not None and mark.line > self.at.line
        return True

    def _open_bracket(self) -> _Said | None:
        if "flow" not in self.context or "expected ','" not in self.problem:
            return None
        sign = self._line(self.began.line)[self.began.column : self.began.column + 1]
        if self.began.line < self.at.line:
            message = f"{_NO_YAML}: the bracket `{sign}` that opens here is not closed"
            return _Said(self.began, message, found=f"line {self.at.line + 1} begins before it closes")
        expected = f"`,`, or `{_CLOSED_BY.get(sign, sign)}` for the `{sign}` in column {self.began.column + 1}"
        message = f"{_NO_YAML}: something is missing before this"
        hint = "is a `:`, a comma, a quote or a bracket missing?"
        return _Said(self.at, message, found=self._here(), expected=expected, hint=hint)

    def _missing_colon(self) -> _Said | None:
        if "could not find expected ':'" in self.problem:
            at = self.began
        elif "mapping values" in self.problem and (above := self._bare_word_above()) is not None:
            at = above
        else:
            return None
        word = self._line(at.line)[at.column :].strip()
        return _Said(at, f"{_NO_YAML}: a `:` is missing here", found=quote(word), expected="`key: value`, or `key:`")

    def _above(self) -> _At | None:
        """Where the line before begins, passing over empty ones and comments."""
        numbers = range(min(self.at.line, len(self.lines)) - 1, -1, -1)
        return next((_At(n, _indent(self.lines[n])) for n in numbers if _is_content(self.lines[n])), None)

    def _bare_word_above(self) -> _At | None:
        """The line before, if no key stands in it."""
        above = self._above()
        return above if above and ":" not in self.lines[above.line] else None

    def _second_colon(self) -> _Said | None:
        if "mapping values" not in self.problem:
            return None
        line = self._line(self.at.line)
        key = line[: self.at.column].strip()
        if ":" not in key:
            at = _At(self.at.line, _indent(line))
            message = f"{_NO_YAML}: this line belongs to nothing"
            hint = "indent it like the lines of its kind: the key above has its value already"
            return _Said(at, message, found=_spaces(at.column), hint=hint)
        message = f"{_NO_YAML}: a second `:` stands in this line"
        hint = "text with `: ` stands in quotes, several keys of a line in `{…}`, each other key in a line of its own"
        return _Said(self.at, message, found=quote(key), expected="one `key: value` in a line", hint=hint)

    def _indentation(self) -> _Said | None:
        """A line that begins in a column where nothing above does, or text after the end of a value."""
        if not any(words in self.problem for words in ("expected key", "'-' indicator", "<document start>")):
            return None
        line = self._line(self.at.line)
        if line[: self.at.column].strip():
            message = f"{_NO_YAML}: something stands after the end of the value"
            hint = "put the whole value into quotes, or remove this"
            return _Said(self.at, message, found=self._here(), hint=hint)
        if "<document start>" in self.problem:
            first = next((number for number, text in enumerate(self.lines) if _is_content(text)), 0)
            began = _At(first, _indent(self.lines[first]))
            return _Said(began, f"{_NO_YAML}: this line is indented, and line {self.at.line + 1} is not")
        mark = " and `- `" if "'-'" in self.problem else ""
        others = [self.began, *filter(None, [self._above()])]
        fits = dict.fromkeys(f"{_spaces(at.column)}{mark}, as in line {at.line + 1}" for at in others)
        message = f"{_NO_YAML}: this line is indented like none of those that it follows"
        return _Said(self.at, message, found=_spaces(self.at.column), expected="; or ".join(fits))

    def _character(self) -> _Said | None:
        if "escape" in self.problem:
            hint = "write `\\\\` for a backslash, or use single quotes"
            return _Said(self.at, f"{_NO_YAML}: `\\` has no meaning before this", found=self._here(), hint=hint)
        if "alphabetic or numeric" in self.problem:
            at = _At(self.at.line, max(0, self._line(self.at.line).rfind("*", 0, self.at.column + 1)))
            message = f"{_NO_YAML}: something stands after the end of the value"
            return _Said(at, message, found=self._here(), hint="put the whole formula into one pair of quotes")
        if "cannot start" in self.problem:
            return _Said(self.at, f"{_NO_YAML}: no value begins with this", self._here(), hint="put it in quotes")
        if "node content" in self.problem or "unexpected ':'" in self.problem:
            return _Said(self.at, f"{_NO_YAML}: a value is missing here", found=self._here())
        return None


def _is_content(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count or 'no'} spaces"


def _unclosed(line: str) -> int:
    """The column of a quote that opens a value in this line and is not closed in it; -1 if there is none."""
    at = 0
    while (opener := _OPENERS.search(line, at)) and not line[: opener.start(1)].lstrip().startswith("#"):
        sign, end = opener[1], opener.end()
        closed = re.compile(r'(?:[^"\\]|\\.)*"' if sign == '"' else r"(?:[^']|'')*'").match(line, end)
        if not closed:
            return opener.start(1)
        at = closed.end()
    return -1


def _open_signs(text: str) -> list[str]:
    """The brackets that open in a text and do not close in it; what stands in quotes does not count."""
    signs: list[str] = []
    for sign in re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', "", text):
        if sign in _CLOSED_BY:
            signs.append(sign)
        elif sign in "]}" and signs:
            signs.pop()
    return signs

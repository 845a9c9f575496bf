"""The format of the rule files themselves: a number in the head of every ruleset."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

from airace_rules.language.leaves import refusal, whole_number

NEWEST: Final = 1


def readable(number: int, newest: int = NEWEST) -> int:
    """The number, if this program reads the format; raises the refusal that says what to do otherwise."""
    if number == newest:
        return number
    expected = f"`format: {newest}`"
    if number > newest:
        message = f"this ruleset is written in format {number}, which is newer than this program"
        raise refusal("R027", message, expected, "install a newer version of airace")
    if number < 1:
        raise refusal("R027", f"there is no format {number}", expected, "write the number of the format")
    hint = "`airace rules migrate FOLDER` shows what to change, and with `--write` changes it"
    raise refusal(
        "R027", f"this ruleset is written in format {number}, which is older than this program", expected, hint
    )


def _readable(value: object) -> int:
    return readable(whole_number(value))


Format = Annotated[int, BeforeValidator(_readable), WithJsonSchema({"const": NEWEST})]

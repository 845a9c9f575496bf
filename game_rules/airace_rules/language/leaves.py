"""Types of single values in rule files: what the schema makes of a scalar's text.

Each is an annotated type for pydantic. A refusal is a ``PydanticCustomError`` whose type is a diagnostic code and
whose context may hold ``expected`` and ``hint``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, cast

from pydantic import BeforeValidator, GetPydanticSchema, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from airace_rules.language.diagnostics import MAX_QUOTE
from airace_rules.language.nodes import Leaf
from airace_rules.language.slips import number_meant

MAX_NUMBER: Final = 1e15
MAX_TEXT: Final = 4_000
NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?")
LASTING: Final = "^([1-9][0-9]?) turns?$"
SYSTEM: Final = re.compile(r"[A-Z][0-9]{1,2}")
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,47}")
FOLDER_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
OWN_FOLDERS: Final = ("texts", "tests")  # of a ruleset itself: no ruleset that others extend has such a name


def refusal(
    code: str, message: str, expected: str = "", hint: str = "", at: tuple[str | int, ...] = ()
) -> PydanticCustomError:
    """An error of a value, to be raised inside a validator. ``at``: the way from the value to what is wrong in it.
    Braces in the words are kept as they are."""
    context = {"message": message, "expected": expected, "hint": hint, "at": at}
    return PydanticCustomError(cast(Any, code), "{message}", context)


def _leaf(value: object, expected: str) -> Leaf:
    if not isinstance(value, Leaf):
        kind = "a list" if isinstance(value, list) else "a mapping"
        raise refusal("R022", f"{kind} stands where one value belongs", expected)
    return value


def _number(value: object) -> float:
    if isinstance(value, float):
        return value
    text = _leaf(value, "a number").text
    if len(text) > 400 or not NUMBER.fullmatch(text):
        raise refusal("R023", "this is not a number", "a number such as 12, 0.5 or 3e4", number_meant(text[:MAX_QUOTE]))
    number = float(text)
    if abs(number) > MAX_NUMBER:
        raise refusal("R023", "this number is too large", f"at most {MAX_NUMBER:g}")
    return number


def whole_number(value: object) -> int:
    """A whole number, or its text; raises a refusal."""
    if isinstance(value, int):
        return value
    number = _number(value)
    if number != int(number):
        raise refusal("R023", "this is not a whole number", "a number such as 3")
    return int(number)


def _lasting(value: object) -> int:
    """A number of turns: ``2``, ``2 turns`` or ``1 turn``."""
    if isinstance(value, int):
        return value
    text = _leaf(value, "a number of turns").text
    if found := re.fullmatch(LASTING, text):
        return int(found[1])
    if not NUMBER.fullmatch(text):
        raise refusal("R023", "this is no number of turns", "`2` or `2 turns`")
    return whole_number(value)


def _tenths(value: object) -> int:
    """Points to integer tenths."""
    if isinstance(value, int):
        return value
    number = _number(value)
    tenths = round(number * 10)
    if abs(number * 10 - tenths) > 1e-6:
        raise refusal("R106", "points have one decimal at most", "a number such as 40 or 2.5")
    if tenths < 0:
        raise refusal("R026", "points cannot be negative here", "0 or more")
    return tenths


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = _leaf(value, "true or false").text
    if text not in ("true", "false"):
        raise refusal("R024", "this is neither true nor false", "`true` or `false`")
    return text == "true"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    text = _leaf(value, "text").text
    if not text.strip() or len(text) > MAX_TEXT:
        raise refusal("R022", "text is missing" if not text.strip() else "this text is too long", "text")
    return text


def _ruleset_name(value: object) -> str:
    """It also names the folder of the ruleset and files made from it, so it may not lead elsewhere."""
    text = _text(value)
    if not FOLDER_NAME.fullmatch(text) or text in OWN_FOLDERS:
        expected = "letters, digits, `_` and `-`, beginning with a letter or digit, at most 64 characters"
        hint = "the name that players read is the text `ruleset.name`"
        raise refusal("R025", "this cannot be the name of a ruleset", expected, hint)
    return text


def _system(value: object) -> str:
    text = _leaf(value, "a system such as C1").text if not isinstance(value, str) else value
    if not SYSTEM.fullmatch(text):
        raise refusal("R024", "this is not the key of a system", "a letter and a number, such as C1")
    return text


def _word(value: object) -> str:
    return value if isinstance(value, str) else _leaf(value, "a word").text


def _reference(value: object) -> Leaf:
    leaf = _leaf(value, "a name")
    if not leaf.text.strip():
        raise refusal("R022", "a name is missing here", "a name")
    return leaf


def _formula(value: object) -> Leaf:
    leaf = _leaf(value, "a formula or a number")
    return leaf


def plain(check: Callable[[object], object]) -> GetPydanticSchema:
    """A ``PlainValidator`` that does not make a schema of the type first: nothing uses it, and it takes long."""
    schema = core_schema.no_info_plain_validator_function(check)
    return GetPydanticSchema(lambda source, handler: schema)


def one_or_several(value: object) -> object:
    """A single word where a list may stand counts as a list of one."""
    return [value] if isinstance(value, Leaf) else value


def shape(value: object) -> Literal["one", "sides"]:
    """Tells one value for both sides from one per side."""
    return "sides" if isinstance(value, dict) else "one"


Number = Annotated[
    float,
    BeforeValidator(_number),
    WithJsonSchema({"type": "number", "minimum": -MAX_NUMBER, "maximum": MAX_NUMBER}),
]
Whole = Annotated[int, BeforeValidator(whole_number), WithJsonSchema({"type": "integer"})]
Lasting = Annotated[
    int,
    BeforeValidator(_lasting),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": LASTING}]}),
]
Points = Annotated[int, BeforeValidator(_tenths), WithJsonSchema({"type": "number", "minimum": 0})]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
Text = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": ["string", "number"]})]
RulesetName = Annotated[
    str,
    BeforeValidator(_ruleset_name),
    WithJsonSchema({"type": ["string", "number"], "pattern": f"^{FOLDER_NAME.pattern}$"}),
]
System = Annotated[str, BeforeValidator(_system), WithJsonSchema({"type": "string", "pattern": f"^{SYSTEM.pattern}$"})]
Word = BeforeValidator(_word)
Reference = Annotated[Leaf, plain(_reference), WithJsonSchema({"type": "string"})]
Value = Annotated[Leaf, plain(_reference), WithJsonSchema({"type": ["number", "string"]})]
References = Annotated[list[Reference], BeforeValidator(one_or_several)]
FORMULA: Final = plain(_formula)
FormulaLeaf = Annotated[Leaf, FORMULA, WithJsonSchema({"type": ["string", "number"]})]

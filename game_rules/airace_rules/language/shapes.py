"""Nodes to declarations: runs the schema and turns its refusals into diagnostics with places."""

from __future__ import annotations

import difflib
import re
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, Tag, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from airace_rules.ids import SIDES
from airace_rules.language.diagnostics import MAX_QUOTE, Findings, Place, listed, quote
from airace_rules.language.leaves import FORMULA
from airace_rules.language.meanings import meant_by
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node, is_blank
from airace_rules.language.signs import foreign_sign, ordinary_sign
from airace_rules.language.slips import cut_value

T = TypeVar("T")

_KINDS: Final = {
    "dict_type": "a mapping (`key: value` lines)",
    "model_type": "a mapping (`key: value` lines)",
    "model_attributes_type": "a mapping (`key: value` lines)",
    "list_type": "a list (`[a, b]` or lines that begin with `-`)",
    "tuple_type": "a list (`[a, b]` or lines that begin with `-`)",
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "text",
}
_STRUCTURES: Final = frozenset(kind for kind, words in _KINDS.items() if words.startswith(("a mapping", "a list")))
_BOUNDS: Final = {
    "greater_than": ("gt", "more than {}"),
    "greater_than_equal": ("ge", "{} or more"),
    "less_than": ("lt", "less than {}"),
    "less_than_equal": ("le", "{} at most"),
}
_LENGTHS: Final = {
    "too_short": ("min_length", "at least {} entries"),
    "too_long": ("max_length", "at most {} entries"),
}
_SIDES: Final = "the sides are called `{washington: …, beijing: …}`"
_EACH_TURN: Final = "one value a turn, in their order: `{by: turn, values: [1, 1.5, 2]}`"
_WHOLE: Final = {
    ("washington", "beijing"): (_SIDES, ("washington", "beijing")),
    ("by", "values"): (_EACH_TURN, ("values",)),
}  # by all the keys of a mapping: how it is written, and what is missing where none of it is there
_AS: Final = {
    "choice": "{calm: 3, storm: 1}",
    "range": "[0, 10]",
    "needs": '["chips > 30"]',
    "do": '[{add: chips, by: "5"}]',
    "escrow": "{wait: 2, back: 0.75}",
    "terms": "[{instrument: controls, at_most: 5}]",
    "systems": "[C3]",
    "orders": "{washington: {labs: 10}, beijing: {labs: 5}}",
    "projects": "[foundry]",
    "deals": "[pause]",
}  # by the key: how a list or mapping is written there


@cache
def adapter(shape: Any) -> TypeAdapter[Any]:
    """The validator of a type, built on first use."""
    return TypeAdapter(shape)


def read_as(shape: type[T], node: Node, findings: Findings, key: Leaf | None = None) -> T | None:
    """The declaration in a node, or None when its shape is wrong (then ``findings`` says where and how).

    ``key`` is the key the node hangs on: the place of what is missing."""
    try:
        result: T = adapter(cast(Any, shape)).validate_python(plain(node))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        strangers = _strangers(details, shape)
        misspelt = {_misspelt(detail, shape) for detail in details if detail["type"] == "extra_forbidden"}
        for detail in details:
            if detail["loc"] and detail["loc"][:-1] in strangers:
                if detail is strangers[detail["loc"][:-1]]:
                    _report_strange(detail, shape, node, key, findings)
            elif detail["type"] != "missing" or detail["loc"] not in misspelt:
                _report(detail, shape, node, key, findings)
        return None
    return result


def plain(node: Node) -> object:
    """Mappings and lists as Python has them; scalars stay leaves."""
    if isinstance(node, MapNode):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return node


def _strangers(details: list[ErrorDetails], shape: Any) -> dict[tuple[int | str, ...], ErrorDetails]:
    """Of each mapping with two known keys, that has none of those it needs: the first of its own. One message tells."""
    found: dict[tuple[int | str, ...], ErrorDetails] = {}
    for detail in (each for each in details if each["type"] == "extra_forbidden"):
        inside = detail["loc"][:-1]
        missing = [str(each["loc"][-1]) for each in details if each["type"] == "missing" and each["loc"][:-1] == inside]
        known = _WHOLE.get(_pair(allowed_keys(shape, list(inside))))
        if known and missing == list(known[1]):
            found.setdefault(inside, detail)
    return found


def _report_strange(detail: ErrorDetails, shape: Any, root: Node, root_key: Leaf | None, findings: Findings) -> None:
    *steps, word = detail["loc"]
    _, key = _find(root, root_key, list(detail["loc"]))
    known = allowed_keys(shape, steps)
    place = key.place() if key else root.place()
    message = f"the key {quote(str(word))} is not known here"
    findings.error("R020", place, message, expected=listed(known), hint=_WHOLE[_pair(known)][0])


def _pair(known: list[str]) -> tuple[str, str]:
    return (known[0], known[1]) if len(known) == len(SIDES) else ("", "")


def _misspelt(detail: ErrorDetails, shape: Any) -> tuple[int | str, ...]:
    """Where the known key would stand that an unknown one surely means."""
    *steps, said = detail["loc"]
    word = str(said)
    first = _first_word(word)
    known = allowed_keys(shape, list(steps))
    if meant := first if first in known else meant_by(first, known):
        return (*steps, meant)
    return (*steps, *difflib.get_close_matches(word[:MAX_QUOTE], known, n=1, cutoff=0.6))


def _report(detail: ErrorDetails, shape: Any, root: Node, root_key: Leaf | None, findings: Findings) -> None:
    kind, context = detail["type"], detail.get("ctx", {})
    steps = [*detail["loc"], *context.get("at", ())]
    node, key = _find(root, root_key, steps)
    place = key.place() if kind == "extra_forbidden" and key else node.place()
    if kind == "extra_forbidden" and (turn := _turn_of(steps)):
        at = _find(root, root_key, steps[: steps.index(turn[0]) + 1])[1]
        hint = f"did you mean `at turn {turn[1]}`?"
        findings.error("R020", at.place() if at else place, f"the key `{turn[0]}` is not known here", hint=hint)
        return
    if root_key is not None and place.inherited and not root_key.place().inherited:
        place = root_key.place()  # what an extended ruleset says is upset by what is said here
    found = quote(node.text) if isinstance(node, Leaf) else ""
    last = str(steps[-1]) if steps else ""
    if kind == "missing" and isinstance(steps[-1], int):
        expected = f"{steps[-1] + 1} entries"
        findings.error("R029", place, "the number of entries is wrong", expected=expected)
    elif kind == "missing":
        _missing(last, *_find(root, root_key, steps[:-1]), findings)
    elif kind == "extra_forbidden":
        parent = _find(root, root_key, steps[:-1])[0]
        if isinstance(parent, MapNode) and (cut := cut_value(parent, last)):
            message = f"a comma ends the value of `{cut.key}` here"
            expected = f"`{cut.key}: {cut.meant}`"
            findings.error("R020", cut.place, message, found=quote(cut.text), expected=expected, hint=cut.hint)
        else:
            _unknown_key(last, allowed_keys(shape, steps[:-1]), place, findings)
    elif kind == "literal_error":
        words = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        hint = findings.suggest(node.text, words) if isinstance(node, Leaf) else ""
        message = "this word is not one of the choices"
        findings.error("R024", place, message, found=found, expected=listed(words), hint=hint)
    elif kind in _BOUNDS:
        name, words_for = _BOUNDS[kind]
        expected = words_for.format(f"{context[name]:g}")
        findings.error("R026", place, "this number is outside what is allowed", found=found, expected=expected)
    elif kind in _LENGTHS:
        name, words_for = _LENGTHS[kind]
        findings.error("R029", place, "the number of entries is wrong", expected=words_for.format(context[name]))
    elif kind in _KINDS:
        what = "nothing" if is_blank(node) else found or _kind_of(node)
        hint = ordinary_sign(foreign_sign(node.text[:1])) if isinstance(node, Leaf) else ""
        if kind in _STRUCTURES and key is not None and key.text in _AS and not is_blank(node):
            hint = hint or f"write it as in `{key.text}: {_AS[key.text]}`"
        findings.error(
            "R022", place, "the wrong kind of value stands here", found=what, expected=_KINDS[kind], hint=hint
        )
    else:
        _custom(kind, context, place, found, findings)


def _turn_of(steps: list[int | str]) -> tuple[str, str] | None:
    """The key on the way that surely means a turn of a test, and its number."""
    found = (
        (step, re.fullmatch(r"(?:\w+ )?(?:turn|t)[ _]?(\d+)", step)) for step in steps[:-1] if isinstance(step, str)
    )
    return next(((step, match[1]) for step, match in found if match and not step.startswith("at turn ")), None)


def _custom(kind: str, context: dict[str, Any], place: Place, found: str, findings: Findings) -> None:
    if kind[:1] == "R" and kind[1:].isdigit():
        words = {name: str(context.get(name, "")) for name in ("expected", "hint")}
        findings.error(kind, place, str(context["message"]), found=found, **words)
        return
    findings.error("R022", place, f"the wrong kind of value stands here ({kind.replace('_', ' ')})", found=found)


def _find(root: Node, root_key: Leaf | None, steps: list[int | str]) -> tuple[Node, Leaf | None]:
    """The deepest node on the way, and the key it hangs on. Steps that name a variant of the schema are passed over."""
    node: Node = root
    key = root_key
    for step in steps:
        name = str(step)
        if isinstance(node, MapNode) and name in node.entries:
            key = node.keys[name]
            node = node.entries[name]
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
            key = None
            node = node.items[step]
    return node, key


def _missing(name: str, parent: Node, key: Leaf | None, findings: Findings) -> None:
    place = key.place() if key else parent.place()
    if isinstance(parent, Leaf):
        message = "the wrong kind of value stands here"
        findings.error("R022", place, message, found=quote(parent.text), expected=_KINDS["dict_type"])
        return
    hint = (
        "say `change: true` there, and what is not given stays as the base has it" if findings.replaces(place) else ""
    )
    findings.error("R021", place, f"the key `{name}` is missing", expected=f"`{name}: …`", hint=hint)


def _unknown_key(name: str, known: list[str], place: Place, findings: Findings) -> None:
    expected = listed(known) if known else ""
    first = _first_word(name)
    unfinished = first != name and first in known
    hint = f"a `:` is missing after `{first}`" if unfinished else findings.suggest(name, known)
    hint = ordinary_sign(name[len(first)]) or hint if unfinished else hint
    findings.error("R020", place, f"the key {quote(name)} is not known here", expected=expected, hint=hint)


def _first_word(text: str) -> str:
    """What stands before the first space or full-width colon."""
    return re.split(r"[\s：]", text, maxsplit=1)[0] or text  # noqa: RUF001


def allowed_keys(shape: Any, steps: list[int | str]) -> list[str]:
    """The keys that the model at ``steps`` inside ``shape`` knows."""
    if get_origin(shape) is Annotated:
        return allowed_keys(get_args(shape)[0], steps)
    if get_origin(shape) in (Union, UnionType):
        return _keys_of_variant(get_args(shape), steps)
    if get_origin(shape) in (list, dict) and steps:
        return allowed_keys(get_args(shape)[-1], steps[1:])
    if not (isinstance(shape, type) and issubclass(shape, BaseModel)):
        return []
    fields = {field.alias or name: field for name, field in shape.model_fields.items()}
    if not steps:
        return list(fields)
    field = fields.get(str(steps[0]))
    return allowed_keys(field.annotation, steps[1:]) if field else []


def names_are_free(shape: Any) -> bool:
    """Whether the keys of a mapping of this shape are names that designers choose."""
    return get_origin(bare_shape(shape)) is dict


def inner_shape(shape: Any, key: str) -> Any:
    """The shape of what stands under ``key`` in a mapping of this shape; None where nothing may."""
    bare = bare_shape(shape)
    if bare is None:
        inner = (inner_shape(variant, key) for variant in get_args(_outer(shape)))
        return next((found for found in inner if found is not None), None)
    if get_origin(bare) is dict:
        return get_args(bare)[1]
    if not (isinstance(bare, type) and issubclass(bare, BaseModel)):
        return None
    fields = {field.alias or name: field for name, field in bare.model_fields.items()}
    if key not in fields:
        return None
    field = fields[key]
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def item_shape(shape: Any) -> Any:
    """The shape of the items of a list of this shape."""
    bare = bare_shape(shape)
    return get_args(bare)[0] if get_origin(bare) is list else None


def is_formula(shape: Any) -> bool:
    """Whether a scalar of this shape is a formula."""
    if get_origin(shape) is Annotated:
        base, *refinements = get_args(shape)
        return FORMULA in refinements or is_formula(base)
    return get_origin(shape) in (Union, UnionType) and any(map(is_formula, get_args(shape)))


def _outer(shape: Any) -> Any:
    return _outer(get_args(shape)[0]) if get_origin(shape) is Annotated else shape


def bare_shape(shape: Any) -> Any:
    """A shape without what refines it: bounds, and whether it may be missing."""
    if get_origin(shape) is Annotated:
        return bare_shape(get_args(shape)[0])
    if get_origin(shape) in (Union, UnionType):
        variants = [variant for variant in get_args(shape) if variant is not NoneType]
        return bare_shape(variants[0]) if len(variants) == 1 else None
    return shape


def _keys_of_variant(variants: tuple[Any, ...], steps: list[int | str]) -> list[str]:
    for variant in variants:
        tags = [m.tag for m in getattr(variant, "__metadata__", ()) if isinstance(m, Tag)]
        if tags and steps and steps[0] == tags[0]:
            return allowed_keys(variant, steps[1:])
    untagged = [v for v in variants if v is not NoneType]
    return allowed_keys(untagged[0], steps) if len(untagged) == 1 else []


def _kind_of(node: Node) -> str:
    return {Leaf: "one value", ListNode: "a list", MapNode: "a mapping"}[type(node)]

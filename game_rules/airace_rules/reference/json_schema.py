"""The JSON Schema of rule files, made from the declaration models: what editors complete, explain and check.

Draft 7, which is what YAML language servers read. An editor sees one file of a ruleset, so that no section is required,
and the checks between names and formulas are left to ``airace rules check``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, WithJsonSchema
from pydantic.fields import FieldInfo

from airace_rules.language import leaves
from airace_rules.language.marks import BEFORE, INSTEAD, WORDS
from airace_rules.language.nodes import Leaf
from airace_rules.language.ruletests import RuleTestDecl
from airace_rules.language.sections import ENTRY_SECTIONS, SINGLE_SECTIONS
from airace_rules.language.shapes import names_are_free
from airace_rules.reference.descriptions import FORMULA, MARKS, SECTIONS, describe
from airace_rules.reference.undertaking_shapes import UNDERTAKINGS

Schema = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
NAME: Final = f"^{leaves.NAME.pattern}$"
SYSTEM: Final = f"^{leaves.SYSTEM.pattern}$"
PLAIN: Final = frozenset({"format", "name", "extends"})  # of these every ruleset says its own
LISTED: Final = {"tests": RuleTestDecl}
ENTRY: Final = ".entry"
CHANGED: Final = ".changed"
CHECK: Final = {"dependencies": {"near": ["within"], "within": ["near"]}, "minProperties": 1}
RULES: Final[dict[str, Schema]] = {
    "StepDecl": {
        "if": {"properties": {"do": {"const": "turn"}}},
        "then": {"required": ["turns"]},
        "else": {"not": {"required": ["turns"]}},
    },
    "EffectDecl": {
        "oneOf": [{"required": [verb, by]} for verb, by in (("add", "by"), ("scale", "by"), ("set", "to"))],
        "dependencies": {"for": ["scale"]},
    },
    "BotDecl": {"oneOf": [{"required": ["both"]}, {"required": ["washington", "beijing"]}]},
    "PipelineDecl": {"dependencies": {"min": ["max"], "max": ["min"]}},
    **UNDERTAKINGS,
    "BoundsDecl": CHECK,
    "CheckDecl": CHECK,
    "DrawDecl": {"oneOf": [{"required": ["is"]}, {"required": ["choice"]}]},
    "LadderDecl": {"minProperties": 1},
    "RuleTestDecl": {
        "if": {"required": ["balance"]},
        "then": {"propertyNames": {"enum": ["name", "systems", "balance"]}},
        "else": {"required": ["expect"]},
    },
}
"""What validators of these models ask for beyond their fields."""
WRITTEN: Final[dict[str, Schema]] = {"PercentDecl": {"type": "string", "pattern": r"^[0-9.]+\s*%$"}}
"""Models that are written in another form than their fields say."""
APART: Final = frozenset({"MomentDecl", "ExpectDecl"})
SPREAD: Final = {"values": "", "turns": "^at turn [0-9]{1,2}$", "stances": r"^[a-z]+\.stance\."}
"""Fields of these whose keys stand among the others: field → pattern of the keys (empty: all the rest)."""


def rules_schema() -> Schema:
    """The schema of a file such as ``rules.yaml``."""
    made = _Maker()
    sections = {name: made.section(name, shape) for name, shape in {**SINGLE_SECTIONS, **ENTRY_SECTIONS}.items()}
    listed = _Maker(names="")
    sections |= {name: {"type": "array", "items": listed.of(shape)} for name, shape in LISTED.items()}
    marks = {f"mark.{word}": _mark_itself(word) for word in (*WORDS, BEFORE, INSTEAD)}
    for name, schema in sections.items():
        schema["description"] = SECTIONS.get(name, "")
    return {
        "$schema": DRAFT,
        "title": "airace rule file",
        "description": "A file of a ruleset; sections may be spread over several files.",
        "type": "object",
        "properties": sections,
        "additionalProperties": False,
        "definitions": dict(sorted({**made.definitions, **listed.definitions, **marks}.items())),
    }


class _Maker:
    """Turns types into schemas and keeps those of models as definitions. ``names``: pattern of names that designers
    choose (empty: any)."""

    def __init__(self, names: str = NAME) -> None:
        self.definitions: dict[str, Schema] = {}
        self.names = {"propertyNames": {"pattern": names}} if names else {}

    def section(self, name: str, shape: Any) -> Schema:
        """A top-level section: an entry, or entries under their names."""
        if name in PLAIN or (name in SINGLE_SECTIONS and _is_list(shape)):
            return self.of(shape)
        entry = self.entry(shape)
        if name in SINGLE_SECTIONS:
            return entry
        keys = {} if name == "sources" else {"propertyNames": {"pattern": SYSTEM if name == "codex" else NAME}}
        return {"type": "object", "additionalProperties": entry} | keys

    def entry(self, shape: Any) -> Schema:
        """A declaration; in a ruleset that extends another also a change of one, or its removal."""
        whole = self.of(shape, ENTRY)
        if not _is_mapping(shape):
            marked = {"override": {"const": True}, "remove": {"const": True}, "title": {"type": "string"}}
            return {"anyOf": [whole, _closed(marked)]}
        changed = self.of(shape, ENTRY + CHANGED)
        removal = _closed({word: _mark(word) for word in ("remove", "rescale", INSTEAD)}, required=["remove"])
        return {
            "if": _says("change", "add"),
            "then": changed,
            "else": {"if": _says("remove"), "then": removal, "else": whole},
        }

    def of(self, shape: Any, form: str = "") -> Schema:
        """The schema of a type in one of the forms that its definition may have: plain, ``ENTRY`` (marks may stand in
        it) and ``CHANGED`` (nothing is required)."""
        origin, args = get_origin(shape), get_args(shape)
        if origin is Annotated:
            return self._annotated(args[0], args[1:], form)
        if origin in (Union, UnionType):
            variants = [self.of(arg, form) for arg in args if arg is not NoneType]
            return variants[0] if len(variants) == 1 else {"anyOf": variants}
        if origin is Literal:
            return {"enum": list(args)}
        if origin is list:
            return {"type": "array", "items": self.of(args[0])}
        if origin is tuple:
            return {"type": "array", "items": [self.of(a) for a in args], "minItems": len(args), "maxItems": len(args)}
        if origin is dict:
            return self._names(args[1], form)
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            return self._model(shape, form)
        return {bool: {"type": "boolean"}, int: {"type": "integer"}, float: {"type": "number"}}.get(shape, {})

    def _annotated(self, base: Any, refinements: Iterable[Any], form: str) -> Schema:
        refinements = list(refinements)
        given = [dict(r.json_schema) for r in refinements if isinstance(r, WithJsonSchema) and r.json_schema]
        schema = given[-1] if given else self.of(base, form)
        if any(isinstance(r, BeforeValidator) and r.func is leaves.one_or_several for r in refinements):
            schema = {"anyOf": [schema["items"], schema]}
        for refinement in refinements:
            inside = refinement.metadata if isinstance(refinement, FieldInfo) else [refinement]
            schema = schema | {key: value for each in inside for key, value in _bound(each, schema).items()}
        return schema

    def _names(self, inner: Any, form: str) -> Schema:
        """A mapping whose keys are chosen by the designer. A mark may stand among them."""
        each = self.of(inner, form)
        marks = {word: {"anyOf": [_mark(word), each]} for word in WORDS}
        schema: Schema = {"type": "object", "additionalProperties": each} | self.names
        return schema | ({"properties": marks} if form else {})

    def _model(self, model: type[BaseModel], form: str) -> Schema:
        name = model.__name__ + form
        if name not in self.definitions:
            self.definitions[name] = {}  # models may hold themselves
            self.definitions[name] = WRITTEN.get(model.__name__) or self._object(model, form)
        return {"$ref": f"#/definitions/{name}"}

    def _object(self, model: type[BaseModel], form: str) -> Schema:
        inner = form.replace(ENTRY, "")
        properties, required = {}, []
        for name, field in model.model_fields.items():
            key = field.alias or name
            properties[key] = self._field(model, key, field, form if names_are_free(field.annotation) else inner)
            required += [key] if field.is_required() else []
        if ENTRY in form:
            marks = (*WORDS, BEFORE, *((INSTEAD,) if CHANGED in form else ()))
            properties |= {word: _mark(word) for word in marks if word not in properties}
        schema: Schema = {
            "title": _title(model),
            "type": "object",
            "description": _first(model),
            "properties": properties,
        }
        schema["additionalProperties"] = self._further(model)
        if model.__name__ in APART:
            _spread(schema)
        if CHANGED in form:
            return schema
        return schema | ({"required": required} if required else {}) | RULES.get(model.__name__, {})

    def _field(self, model: type[BaseModel], key: str, field: FieldInfo, form: str) -> Schema:
        schema = self._annotated(field.annotation, field.metadata, form)
        if CHANGED in form and not field.is_required():
            schema = {"anyOf": [schema, _closed({"remove": _mark("remove")}, required=["remove"])]}
        text = " ".join(filter(None, [describe(model, key), FORMULA if _is_formula(field.annotation, schema) else ""]))
        told = {"description": text} if text else {}
        default = {"default": field.default} if isinstance(field.default, (str, bool)) else {}
        # Beside a reference draft 7 reads nothing, so that it stands inside.
        return {"allOf": [schema], **told} if "$ref" in schema else schema | told | default

    def _further(self, model: type[BaseModel]) -> Schema | bool:
        """Keys beyond the fields: none, or all of one kind."""
        if model.model_config.get("extra") != "allow":
            return False
        extra = get_type_hints(model, include_extras=True).get("__pydantic_extra__")
        return self.of(get_args(extra)[1])


def _spread(schema: Schema) -> None:
    """Keys of an expectation's parts are written beside one another."""
    for field, pattern in SPREAD.items():
        inner = schema["properties"].pop(field, {}).get("additionalProperties")
        if inner and pattern:
            schema.setdefault("patternProperties", {})[pattern] = inner
        elif inner:
            schema["additionalProperties"] = inner


def _bound(refinement: Any, schema: Schema) -> Schema:
    """A bound of ``Field`` as JSON Schema says it."""
    kind = {"array": "Items", "object": "Properties"}.get(str(schema.get("type")), "Length")
    words = {
        "ge": "minimum",
        "gt": "exclusiveMinimum",
        "le": "maximum",
        "lt": "exclusiveMaximum",
        "min_length": f"min{kind}",
        "max_length": f"max{kind}",
    }
    return {word: getattr(refinement, name) for name, word in words.items() if hasattr(refinement, name)}


def _mark(word: str) -> Schema:
    return {"$ref": f"#/definitions/mark.{word}"}


def _mark_itself(word: str) -> Schema:
    kinds: dict[str, Schema] = {BEFORE: {"type": "string"}, INSTEAD: {"type": ["string", "number", "object"]}}
    kind = kinds.get(word, {"const": True})
    return kind | {"description": MARKS[word]}


def _says(*words: str) -> Schema:
    """Whether an entry has one of these marks."""
    said = [{"required": [word], "properties": {word: {"const": True}}} for word in words]
    return {"type": "object", "anyOf": said}


def _closed(properties: Schema, required: list[str] | None = None) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": required} if required else {})


def _is_list(shape: Any) -> bool:
    bare = get_args(shape)[0] if get_origin(shape) is Annotated else shape
    return get_origin(bare) is list or not _is_mapping(shape)


def _is_mapping(shape: Any) -> bool:
    return names_are_free(shape) or (isinstance(shape, type) and issubclass(shape, BaseModel))


def _is_formula(annotation: Any, schema: Schema) -> bool:
    variants = [annotation, *get_args(annotation)]
    leaf = any(part is Leaf for variant in variants for part in (variant, *get_args(variant)[:1]))
    return leaf and schema.get("type") == ["string", "number"]


def _title(model: type[BaseModel]) -> str:
    """``whole rule test`` of ``RuleTestDecl``: what editors call it."""
    words = re.findall("[A-Z][a-z]*", model.__name__.removesuffix("Decl"))
    return f"whole {' '.join(words).lower()}"


def _first(model: type[BaseModel]) -> str:
    """The first paragraph of a docstring, without its markup."""
    return " ".join((model.__doc__ or "").split("\n\n")[0].split()).replace("``", "`")

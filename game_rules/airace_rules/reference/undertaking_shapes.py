"""What goes together in projects and deals, for the schema of rule files."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]


def _true(key: str) -> Schema:
    return {"required": [key], "properties": {key: {"const": True}}}


_HAS_TERMS: Final[Schema] = {"required": ["terms"], "properties": {"terms": {"minItems": 1}}}
_NO_BREACH: Final[Schema] = {"properties": {"detect": False, "caught": {"maxItems": 0}, "locked": {"maximum": 0}}}
_SPENDS: Final[Schema] = {"required": ["instrument", "at_least"]}
_KEPT: Final[Schema] = {"items": {"not": {"anyOf": [{"required": ["needs"]}, _SPENDS]}}}
_ENFORCEABLE: Final[Schema] = {"properties": {"terms": _KEPT}}
_BOUNDED: Final[Schema] = {"anyOf": [{"required": ["at_least"]}, {"required": ["at_most"]}]}

UNDERTAKINGS: Final[dict[str, Schema]] = {
    "ProjectDecl": {
        "if": _true("joint"),
        "then": {"required": ["escrow"], "not": {"required": ["for"]}},
        "else": {"not": {"required": ["escrow"]}},
    },
    "DealDecl": {
        "allOf": [
            {"if": _true("binding"), "then": {"allOf": [_NO_BREACH, _ENFORCEABLE]}},
            {"if": _HAS_TERMS, "else": _NO_BREACH},
            {"if": {"allOf": [_HAS_TERMS, {"not": _true("binding")}]}, "then": {"required": ["detect"]}},
        ]
    },
    "StanceTerm": _BOUNDED,
    "InstrumentTerm": _BOUNDED,
}

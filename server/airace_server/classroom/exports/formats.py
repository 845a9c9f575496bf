"""The formats that a session can be had in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from airace_rules.ruleset import Ruleset
from airace_server.classroom.exports.as_csv import csv_of
from airace_server.classroom.exports.as_json import json_of, matches_of

FileFormat = Literal["json", "match", "csv", "xlsx"]

MEDIA_TYPES: Final[Mapping[FileFormat, str]] = {
    "json": "application/json",
    "match": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file, and how many matches it holds."""

    data: bytes
    matches: int


def written(format: FileFormat, content: Mapping[str, Any], rulesets: Mapping[str, Ruleset]) -> bytes:
    """A session's export in a format. ``rulesets``: hash → ruleset, of every match in it."""
    match format:
        case "json":
            return json_of(content).encode()
        case "match":
            return json_of(matches_of(content)).encode()
        case "csv":
            return csv_of(content, rulesets).encode()
        case "xlsx":
            from airace_server.classroom.exports.as_xlsx import xlsx_of  # a server starts sooner without it

            return xlsx_of(content, rulesets)

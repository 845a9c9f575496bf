"""What players read: the texts of all rulesets and the messages of the web client."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
RULESETS: Final = ROOT / "game_rules/rulesets"


@cache
def written(language: str) -> Mapping[str, str]:
    """Place → text, in one language: ``standard: var.chips.name`` or ``messages: home``."""
    found = dict(_texts(json.loads((ROOT / f"web_client/messages/{language}.json").read_text("utf-8")), "messages: "))
    for folder in sorted(path for path in RULESETS.iterdir() if path.is_dir()):
        for path in [*folder.glob(f"texts/{language}.yaml"), *folder.glob(f"texts/{language}/*.yaml")]:
            found.update(_texts(yaml.safe_load(path.read_text("utf-8")), f"{folder.name}: "))
    return found


def _texts(node: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from _texts(inner, f"{place}{key}" if place.endswith(": ") else f"{place}.{key}")
    else:
        yield place, str(node)

"""``airace rules explain`` of a system of the AI race: what a ruleset says of it, as plain data and in lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from airace_rules.coverage import Found, Row, coverage
from airace_rules.language.loader import Compiled
from airace_rules.reference.explaining import Data

NOTHING = "Nothing in this ruleset models, tests or explains it."


def system_of(compiled: Compiled, catalogue: Mapping[str, str], name: str) -> Row | None:
    """The system of this key, however it is written (``P2``, ``p2``, ``system.P2``); ``catalogue``: key → short name
    of those that rulesets may model."""
    wanted = name.removeprefix("system.").upper()
    return next((row for row in coverage(compiled, catalogue) if row.system.upper() == wanted), None)


def system_data(row: Row, compiled: Compiled, language: str) -> Data:
    """Plain data; keys without content are left out. ``codex``: title and place of its page, and its facts."""
    found: Data = {
        "kind": "system",
        "name": row.system,
        "title": row.name,
        "rules": [_found(each) for each in row.rules],
        "tests": [_found(each) for each in row.tests],
        "codex": _page(row.codex, row.system, compiled, language) if row.codex else None,
    }
    return {key: value for key, value in found.items() if value}


def _found(each: Found) -> Data:
    return {"what": each.what, "place": {"file": each.file, "line": each.line}}


def _page(page: Found, system: str, compiled: Compiled, language: str) -> Data:
    texts = compiled.ruleset.texts.get(language, {})
    stem = f"codex.{system.lower()}"
    facts = [
        {"key": key, "kind": fact.kind, "sources": list(fact.sources), "text": texts.get(f"{stem}.fact.{key}", "")}
        for key, fact in compiled.ruleset.codex[system].facts.items()
    ]
    shows = list(compiled.ruleset.codex[system].shows)
    return {**_found(page), "title": texts.get(f"{stem}.title", ""), "facts": facts, "shows": shows}


def system_told(data: Data) -> str:
    """In lines for a terminal, ending with a newline."""
    return "\n".join(_lines(data)) + "\n"


def _lines(data: Data) -> Iterator[str]:
    yield f"{data['name']} — {data['title']}"
    yield "  system of the AI race"
    for word in ("rules", "tests"):
        yield from _group(word, data.get(word, ()))
    page: Any = data.get("codex")
    if page:
        yield from ["", f"  codex, {_where(page)}", f"    {page['title']}"]
        for fact in page["facts"]:
            basis = ", ".join([fact["kind"], *fact["sources"]])
            yield f"    {fact['key']} ({basis}): {fact['text']}"
        yield f"    shows {', '.join(page['shows']) or 'nothing'}"
    if not any(word in data for word in ("rules", "tests", "codex")):
        yield from ["", f"  {NOTHING}"]


def _group(word: str, found: Iterable[Data]) -> Iterator[str]:
    lines = [f"    {each['what']}, {_where(each)}" for each in found]
    yield from ["", f"  {word}", *lines] if lines else []


def _where(found: Data) -> str:
    return f"{found['place']['file']}:{found['place']['line']}"

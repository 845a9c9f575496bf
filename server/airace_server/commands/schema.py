"""``airace rules schema``: the JSON Schema of rule files."""

from __future__ import annotations

import json
from pathlib import Path

from airace_rules.reference.json_schema import rules_schema
from airace_server.commands.console import fail, say


def schema(out: Path | None) -> None:
    """Write it to a file, or to standard output."""
    text = json.dumps(rules_schema(), indent=1, ensure_ascii=False) + "\n"
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    say(
        f"{out}: {len(text) // 1024} KiB. Editors read it from a first line such as\n"
        f"# yaml-language-server: $schema={out}"
    )

"""The file beside the rules that keeps what was accepted of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from airace_rules.balance.accepted import FILE, Accepted, NotAccepted, accepted_from
from airace_rules.language.folders import base_folder
from airace_rules.language.loader import Compiled
from airace_rules.language.nodes import Leaf
from airace_server.commands.console import fail

MOST_BYTES: Final = 1_000_000


def accepted(folder: Path, ruleset: Compiled) -> Accepted | None:
    """What was accepted of the ruleset in a folder, or of the nearest one that it extends; None when nothing was. Ends
    with a sentence when the file cannot be understood."""
    for sections in ruleset.chain:
        if (folder / FILE).is_file():
            return _read(folder / FILE)
        name = sections.nodes.get("extends")
        base = base_folder(folder, name.text) if isinstance(name, Leaf) else None
        if base is None:
            return None
        folder = base
    return None


def _read(file: Path) -> Accepted:
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        return accepted_from(data.decode("utf-8") if len(data) <= MOST_BYTES else "")
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.")
    except (NotAccepted, UnicodeDecodeError):
        fail(f"{file} is not what `airace balance {file.parent} --accept` writes. Make it anew, or remove it.")

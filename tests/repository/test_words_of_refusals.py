"""Whatever the server refuses, the screen says in its own language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from airace_server.errors import COMMANDS_ALONE, STATUS

SOURCE: Final = Path(__file__).parents[2] / "web_client/src/text/errors.ts"
OF_THE_PAGE: Final = {"network", "no_cookies", "interrupted", "chat_interrupted", "new_version"}
"""What goes wrong before the server hears of it."""


def test_the_client_has_words_for_every_code_that_it_can_meet_and_for_no_other() -> None:
    table = SOURCE.read_text("utf-8").partition("const KNOWN")[2].partition("\n};")[0]
    known = re.findall(r"^  (\w+): \(", table, re.MULTILINE)
    assert len(known) == len(set(known))
    assert set(known) - OF_THE_PAGE == STATUS.keys() - COMMANDS_ALONE

"""Every setting is documented, with its default and its reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from airace_server.settings import Settings

PAGE = Path(__file__).resolve().parents[3] / "docs/operations.md"
BEGIN, END = "<!-- settings: ", "<!-- end of settings -->"


def table() -> str:
    rows = ["| setting | default | why |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "*see above*" if field.default_factory else f"`{field.default}`".replace("`None`", "none")
        default = default.replace("`()`", "none")
        rows.append(f"| `{name}` | {default} | {field.description} |")
    return "\n".join(rows)


def test_every_setting_is_in_the_operations_page_with_its_default_and_reason() -> None:
    text = PAGE.read_text()
    start = text.index("\n", text.index(BEGIN)) + 1
    end = text.index(END)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(f"{text[:start]}\n{table()}\n\n{text[end:]}")
    else:
        assert text[start:end].strip() == table(), "stale: run this test with UPDATE_DOCS=1"


def test_every_setting_says_why() -> None:
    silent = [name for name, field in Settings.model_fields.items() if len(field.description or "") < 20]
    assert silent == []


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRACE_FRAME_BYTES", "20000")
    monkeypatch.setenv("AIRACE_TRUSTED_PROXIES", '["10.0.0.0/8"]')
    settings = Settings()
    assert (settings.frame_bytes, settings.trusted_proxies) == (20_000, ("10.0.0.0/8",))


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRACE_PORT", "9")
    assert Settings(port=10).port == 10


def test_a_setting_outside_its_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRACE_PORT", "70000")
    with pytest.raises(ValidationError, match="65535"):
        Settings()


def test_the_default_database_lies_in_the_platforms_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if os.name == "nt":
        monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert "airace.sqlite3" in Settings().database

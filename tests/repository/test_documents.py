"""What the documents point at exists."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("server/decisions/*.md")]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


def targets_of(document: Path) -> list[Path]:
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    return [document.parent / link for link in links if not link.startswith(("http:", "https:", "mailto:"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_to_files(document: Path) -> None:
    assert [str(target) for target in targets_of(document) if not target.exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_make_targets_exist(document: Path) -> None:
    named = re.findall(r"(?:`|^\s*)make ([a-z][a-z-]*)", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in named if name not in TARGETS] == []


def test_the_readme_begins_with_the_two_commands() -> None:
    first_screen = (ROOT / "README.md").read_text().splitlines()[:25]
    assert any(line.strip().startswith("make run") for line in first_screen)
    assert any(line.strip().startswith("make test") for line in first_screen)


def test_make_help_names_the_two_commands() -> None:
    out = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "make run" in out
    assert "make test" in out


def test_continuous_integration_runs_the_same_command() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert "exec make test" in script.read_text()


def test_no_message_plugin_is_fetched_from_the_network() -> None:
    """Without its plugin the message compiler reports success and leaves every text out."""
    settings = json.loads((ROOT / "web_client/project.inlang/settings.json").read_text())
    assert settings["modules"]
    assert [module for module in settings["modules"] if not module.startswith("./node_modules/")] == []


def test_every_language_has_every_message() -> None:
    settings = json.loads((ROOT / "web_client/project.inlang/settings.json").read_text())
    keys = {
        locale: set(json.loads((ROOT / f"web_client/messages/{locale}.json").read_text(encoding="utf-8")))
        for locale in settings["locales"]
    }
    assert {locale: keys[settings["baseLocale"]] ^ found for locale, found in keys.items()} == {
        locale: set() for locale in keys
    }

"""The repository speaks of the project alone: nothing in it names a package registry or somebody's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Letters in brackets keep these patterns from finding themselves.
REGISTRIES = r"p[y]pi\.(org|io)|python[h]osted\.|npm[j]s\.(org|com)|registry\.y[a]rnpkg|deb\.d[e]bian\.org"
MACHINES = r"(?<![\w.:/*])/([h]ome|[r]oot|[U]sers|[w]ork|[m]nt|[o]pt)/[\w.-]"
FORBIDDEN = re.compile(f"{REGISTRIES}|{MACHINES}")
OWN_RESOLVED = re.compile(r'"resolved"\s*:')


def tracked_text() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = [ROOT / name for name in names.split("\0") if name]
    return [file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:8192]]


def findings(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [f"{file.relative_to(ROOT)}:{n}: {m[0]}" for n, line in enumerate(lines, 1) if (m := FORBIDDEN.search(line))]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an unpacked archive does not say what is tracked")
def test_no_file_names_a_registry_or_a_path_of_some_machine() -> None:
    files = tracked_text()
    assert ROOT / "pyproject.toml" in files
    assert [finding for file in files for finding in findings(file)] == []


@pytest.mark.parametrize(
    "text", ["https://files.python" + "hosted.org/x", "see /" + "home/ada/airace", '"/' + 'root/x"']
)
def test_the_search_finds_what_it_should(text: str) -> None:
    assert FORBIDDEN.search(text)


@pytest.mark.parametrize("folder", ["web_client", "tests/browser"])
def test_npm_locks_hold_no_download_addresses_and_stay_so(folder: str) -> None:
    assert not OWN_RESOLVED.search((ROOT / folder / "package-lock.json").read_text())
    assert "omit-lockfile-registry-resolved=true" in (ROOT / folder / ".npmrc").read_text().split()

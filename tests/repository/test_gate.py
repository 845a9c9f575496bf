"""The test run itself keeps its promises."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
SKIPPED_TEST = "import pytest\n@pytest.mark.skip\ndef test_one(): pass\n"
SKIPPED_FILE = "import pytest\npytest.importorskip('no_such_module')\ndef test_one(): pass\n"
MIXED = """
import pytest
@pytest.fixture
def page(): pass
def test_in_the_browser(page): pass
def test_alone(): pass
"""


def run(folder: Path, text: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """pytest in a folder of its own, with the hooks that this run has too."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(text)
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "PYTEST_ADDOPTS"}}
    command = [sys.executable, "-m", "pytest", "-p", "support.gate", *options, str(folder)]
    env = {**kept, "PYTHONPATH": str(TESTS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.mark.parametrize("text", [SKIPPED_TEST, SKIPPED_FILE])
def test_a_skip_fails_in_continuous_integration_and_only_there(tmp_path: Path, text: str) -> None:
    in_ci, at_home = run(tmp_path, text, CI="true"), run(tmp_path, text)
    assert (in_ci.returncode == 0, "skipped in CI" in in_ci.stdout) == (False, True)
    assert (at_home.returncode in {0, 5}, "1 skipped" in at_home.stdout) == (True, True)


def test_browser_tests_come_last(tmp_path: Path) -> None:
    lines = run(tmp_path, MIXED, "--verbose").stdout.splitlines()
    order = [re.split("::| ", line)[1] for line in lines if line.startswith("test_it.py::")]
    assert order == ["test_alone", "test_in_the_browser"]

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
IN_THE_BROWSER = """
import pytest
@pytest.fixture
def page(): pass
def test_in_the_browser(page): pass
"""
ALONE = "def test_alone(): pass\n"


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
    (tmp_path / "test_with_a_page.py").write_text(IN_THE_BROWSER)
    (tmp_path / "test_zeal.py").write_text(ALONE)
    lines = run(tmp_path, ALONE, "--verbose").stdout.splitlines()
    assert [re.split("::| ", line)[0] for line in lines if "PASSED" in line] == [
        "test_it.py",
        "test_zeal.py",
        "test_with_a_page.py",
    ]


def test_a_file_with_browser_tests_holds_no_others(tmp_path: Path) -> None:
    refused = run(tmp_path, IN_THE_BROWSER + ALONE)
    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert "not so in test_it.py" in refused.stderr + refused.stdout

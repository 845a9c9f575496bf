"""Write the requirements locks from pyproject.toml; `--check` fails when one is stale.

The locks name no registry. `--upgrade` takes the newest releases that pyproject.toml allows; without it the pins stay.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UV = ROOT / ".tools/bin/uv"
COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header")
LOCKS: dict[str, tuple[str, ...]] = {
    "requirements.lock": ("pyproject.toml",),
    "requirements-test.lock": ("pyproject.toml", "--group", "dev", "--constraint", "requirements.lock"),
    "requirements-uv.lock": ("--group", "uv"),
}


def compile_lock(arguments: tuple[str, ...], target: Path, *options: str) -> None:
    """What lies in `target` already is kept where pyproject.toml still allows it."""
    subprocess.run([str(UV), *COMPILE, *options, *arguments, "--output-file", str(target)], cwd=ROOT, check=True)


def is_fresh(name: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        again = Path(shutil.copy(ROOT / name, folder))
        compile_lock(LOCKS[name], again)
        return again.read_text() == (ROOT / name).read_text()


def main() -> None:
    if "--check" in sys.argv:
        if stale := [name for name in LOCKS if not is_fresh(name)]:
            sys.exit(f"stale: {', '.join(stale)}; run: make lock")
        return
    for name, arguments in LOCKS.items():
        compile_lock(arguments, ROOT / name, *sys.argv[1:])


if __name__ == "__main__":
    main()

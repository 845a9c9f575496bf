"""Write the requirements locks from pyproject.toml; `--check` fails when one is stale.

The locks name no registry. `--upgrade` takes the newest releases that pyproject.toml allows; without it the pins stay.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
UV: Final = ROOT / ".tools/bin/uv"
COMPILE: Final = (
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header"),
)
LOCKS: Final[dict[str, tuple[str, ...]]] = {
    "requirements.lock": ("pyproject.toml",),
    "requirements-test.lock": ("pyproject.toml", "--group", "dev", "--constraint", "requirements.lock"),
    "requirements-build.lock": ("--group", "build"),
    "requirements-uv.lock": ("--group", "uv"),
}


def compile_lock(arguments: tuple[str, ...], target: Path, *options: str) -> None:
    """What lies in `target` already is kept where pyproject.toml still allows it."""
    command = [str(UV), *COMPILE, *options, *arguments, "--output-file", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL if "--offline" in options else None)


def comes_out_again(name: str, *options: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        again = Path(shutil.copy(ROOT / name, folder))
        compile_lock(LOCKS[name], again, *options)
        return again.read_text() == (ROOT / name).read_text()


def is_fresh(name: str) -> bool:
    """What was downloaded before is enough in most cases; the network is asked only where it is not."""
    try:
        return comes_out_again(name, "--offline") or comes_out_again(name)
    except subprocess.CalledProcessError:
        return comes_out_again(name)


def main() -> None:
    if "--check" in sys.argv:
        if stale := [name for name in LOCKS if not is_fresh(name)]:
            sys.exit(f"stale: {', '.join(stale)}; run: make lock")
        return
    for name, arguments in LOCKS.items():
        compile_lock(arguments, ROOT / name, *sys.argv[1:])


if __name__ == "__main__":
    main()

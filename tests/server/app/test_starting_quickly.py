"""A server that starts loads what it needs to listen, and the rest afterwards."""

from __future__ import annotations

import subprocess
import sys


def test_a_starting_server_loads_neither_numpy_nor_alembic_nor_the_client_of_a_bus_it_has_not() -> None:
    """Half a second of a slow machine's time, of which the first match and a migration pay their part."""
    program = "import sys, airace_server.commands.serve, airace_server.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "airace_rules.engine.resolve" in loaded
    assert {"numpy", "alembic", "redis", "airace_server.live.neighbours", "typer.rich_utils"} & set(loaded) == set()

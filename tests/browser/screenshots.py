"""Pictures of every screen in four variants: ``make screenshots`` writes them to build/screenshots.

    make screenshots ARGS="phone dark"         these variants
    make screenshots ARGS="chinese ends"       this variant, only this route

Each variant walks the same routes with the words of its language, see support/tour.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from support.chromium import find_chromium
from support.server import LiveServer
from support.tour import ROUTES, VARIANTS, Tour, ending_rulesets
from tools.web_client import ROOT

FOLDER: Final = ROOT / "build" / "screenshots"


def main() -> None:
    """Take all pictures, or those of the variants and routes named."""
    wanted = set(sys.argv[1:])
    if unknown := wanted - {variant.name for variant in VARIANTS} - set(ROUTES):
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}")
    variants = [variant for variant in VARIANTS if variant.name in wanted] or VARIANTS
    routes = [route for route in ROUTES if route in wanted] or ROUTES
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        endings = str(ending_rulesets(Path(folder) / "rulesets"))
        servers = [
            LiveServer(f"sqlite:///{Path(folder) / name}", *options, address_sessions_burst="400").start()
            for name, options in (("airace.db", ()), ("endings.db", ("--rulesets", endings)))
        ]
        browser = playwright.chromium.launch(**find_chromium().launch_arguments())
        for variant in variants:
            tour = Tour(browser, (servers[0].url, servers[1].url), variant, FOLDER)
            for route in routes:
                ROUTES[route](tour)
            tour.leave()
            print(f"{variant.name}: done", file=sys.stderr)
        browser.close()
        for server in servers:
            server.stop()
    print(FOLDER)


if __name__ == "__main__":
    main()

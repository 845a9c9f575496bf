"""What the pages cost a school laptop, measured by Chromium itself: make bench-client.

    python benchmarks/client.py [--slower 4] [--json]

The processor is slowed down (``--slower`` times) as the browser's own tools do it. *Interactive*: milliseconds from the
navigation until its buttons are there and the page is idle. *Layout shift*: the sum of the browser's own scores
over a whole turn, with everything a player moves; 0 is best. *Frames*: what passes between two of them while the
newsreel plays; 16.7 ms are 60 a second. Chromium draws without a graphics card here: a laptop that has one does better.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect, sync_playwright
from servers import airace

from support.chromium import find_chromium

SOON: Final = 60_000
RUNS: Final = 5
WATCH: Final = """
window.seen = {shift: 0, worst: [], frames: [], interactive: null};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
    seen.shift += entry.value;
    seen.worst.push([entry.value, ...entry.sources.map((s) => s.node?.className ?? String(s.node?.nodeName))]);
  }
}).observe({type: 'layout-shift', buffered: true});
const ready = () => {
  if (document.querySelector('main button') === null) return requestAnimationFrame(ready);
  requestIdleCallback(() => { seen.interactive = performance.now(); }, {timeout: 5000});
};
requestAnimationFrame(ready);
"""
FRAMES: Final = """(seconds) => new Promise((done) => {
  const times = [];
  const note = (time) => {
    times.push(time);
    if (time - times[0] < seconds * 1000) requestAnimationFrame(note);
    else done(times.slice(1).map((t, i) => t - times[i]));
  };
  requestAnimationFrame(note);
})"""


def new_page(browser: Browser, url: str, slower: float) -> Page:
    """A page of a browser that has never been here, on a slow processor, that watches itself."""
    context = browser.new_context(base_url=url, locale="en-GB", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.add_init_script(WATCH)
    return page


def interactive(page: Page) -> float:
    """Milliseconds from the last navigation until the page can be used."""
    page.wait_for_function("() => seen.interactive !== null", timeout=SOON)
    return float(page.evaluate("() => seen.interactive"))


def loading(browser: Browser, url: str, slower: float) -> dict[str, float]:
    """Medians for the front page, first seen, and for a match that is opened again."""
    fronts, matches = [], []
    for _ in range(RUNS):
        page = new_page(browser, url, slower)
        page.goto("/")
        fronts.append(interactive(page))
        page.get_by_role("button", name="Play now").click()
        expect(page.locator("button.sign:enabled")).to_be_visible(timeout=SOON)
        page.reload()
        matches.append(interactive(page))
        page.context.close()
    return {
        "front_interactive_ms": round(statistics.median(fronts)),
        "match_interactive_ms": round(statistics.median(matches)),
    }


def turn(browser: Browser, url: str, slower: float, game: str) -> dict[str, Any]:
    """One turn: sliders, stances, a "why", signing, the newsreel, and the next turn's board."""
    page = new_page(browser, url, slower)
    page.goto("/")
    page.get_by_role("group", name="Game").get_by_role("radio", name=game).check(force=True)
    page.get_by_role("button", name="Play now").click()
    expect(page.locator("button.sign:enabled")).to_be_visible(timeout=SOON)
    page.wait_for_timeout(1500)
    arrived = float(page.evaluate("() => seen.shift"))
    for slider in page.locator("input[type=range]").all():
        slider.press("PageDown")
        slider.press("ArrowUp")
    page.wait_for_timeout(1500)  # the forecast comes
    page.locator("button.gauge").first.click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON)
    page.keyboard.press("Escape")
    page.locator("button.sign:enabled").click()
    expect(page.get_by_text("Turn 2 of")).to_be_visible(timeout=SOON)
    frames = sorted(page.evaluate(FRAMES, 5.0))
    page.wait_for_timeout(1000)
    shift = float(page.evaluate("() => seen.shift")) - arrived
    worst = sorted(page.evaluate("() => seen.worst"), reverse=True)[:3]
    page.context.close()
    return {
        "layout_shift": round(shift, 4),
        "shifted": [str(entry) for entry in worst] if shift else [],
        "frames": len(frames),
        "frame_p50_ms": round(statistics.median(frames), 1),
        "frame_p95_ms": round(statistics.quantiles(frames, n=20)[18], 1),
        "frame_longest_ms": round(frames[-1], 1),
    }


def figures(slower: float) -> dict[str, Any]:
    """All of it, on one server."""
    with tempfile.TemporaryDirectory() as folder, airace(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**find_chromium().launch_arguments())
        found = {
            "slower": slower,
            **loading(browser, server.url, slower),
            "turn": {game: turn(browser, server.url, slower, game) for game in ("Quick", "Standard")},
            "turn_at_full_speed": turn(browser, server.url, 1.0, "Standard"),
        }
        browser.close()
        return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slower", type=float, default=4.0)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = figures(chosen.slower)
    if chosen.json:
        json.dump(found, sys.stdout, indent=2)
        return
    print(f"processor slowed down {found['slower']:g} times")
    print(f"front page interactive  {found['front_interactive_ms']:>6} ms   target 1000")
    print(f"match interactive       {found['match_interactive_ms']:>6} ms   target 1000")
    rows = {**found["turn"], "Standard at full speed": found["turn_at_full_speed"]}
    for name, part in rows.items():
        print(
            f"a turn of {name}: layout shift {part['layout_shift']} (target 0), newsreel {part['frames']} frames, "
            f"p50 {part['frame_p50_ms']} ms, p95 {part['frame_p95_ms']} ms, longest {part['frame_longest_ms']} ms"
        )
        for entry in part["shifted"]:
            print(f"    moved: {entry}")


if __name__ == "__main__":
    main()

"""Pictures as SVG. Each says nothing that a table beside it does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

from airace_rules.ids import Side
from airace_server.commands.balance_page.parts import escape, percent, signed

WIDTH: Final = 720
LABEL: Final = 190  # for words left of bars
BAR: Final = 22
LINE: Final = 14
FIGURES: Final = 120  # for figures right of bars
COLOURS: Final = 6  # of endings, see the style sheet
SIDE_LOOKS: Final[Mapping[Side, str]] = {
    "washington": 'stroke="var(--side-w)"',
    "beijing": 'stroke="var(--side-b)" stroke-dasharray="5 3"',
}


def svg(width: float, height: float, content: str) -> str:
    """A picture of its own."""
    return f'<svg viewBox="0 0 {width:g} {height:g}" xmlns="http://www.w3.org/2000/svg">{content}</svg>'


def text(x: float, y: float, words: str, anchor: str = "start", kind: str = "") -> str:
    """Words in a picture."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{escape(words)}</text>'


def ribbons(course: Mapping[str, Sequence[int]], games: int) -> str:
    """Over the turns, which share of all games has ended in each way; what is open is games that go on."""
    height, top, bottom, right = 230, 12, 24, 150
    turns = max(map(len, course.values()))
    step, scale = (WIDTH - right - 40) / max(1, turns), (height - top - bottom) / games
    below, parts, names = [0.0] * (turns + 1), list[str](), list[tuple[float, str]]()
    for number, (key, counts) in enumerate(course.items()):
        edge = [low + so_far for low, so_far in zip(below, accumulate((0, *counts)), strict=True)]
        parts.append(_ribbon(below, edge, step, scale, height - bottom, number))
        if sum(counts):
            middle = height - bottom - scale * (below[-1] + edge[-1]) / 2
            names.append((middle + 4, f"{key} {percent(sum(counts) / games)}"))
        below = edge
    parts += [text(48 + step * turns, y, name) for y, name in _apart(names)]
    named = ["turn", *map(str, range(1, turns + 1))]
    parts += [text(40 + step * turn, height - 6, name, "middle", "soft") for turn, name in enumerate(named)]
    return svg(WIDTH, height, "".join(parts))


def _apart(names: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Words from the bottom up, moved so that no two lie over each other."""
    placed: list[tuple[float, str]] = []
    for y, name in names:
        placed.append((min(y, placed[-1][0] - LINE) if placed else y, name))
    return placed


def _ribbon(
    below: Sequence[float], above: Sequence[float], step: float, scale: float, ground: float, number: int
) -> str:
    there = [f"{40 + step * k:.1f},{ground - scale * value:.1f}" for k, value in enumerate(above)]
    back = [f"{40 + step * k:.1f},{ground - scale * value:.1f}" for k, value in reversed(list(enumerate(below)))]
    look = f'fill="var(--e{number % COLOURS})" fill-opacity="0.75" stroke="var(--surface)"'
    return f'<polygon points="{" ".join([*there, *back])}" {look}/>'


def tornado(rows: Sequence[tuple[str, float, float]]) -> str:
    """For each name how the side rate moves when it goes down and up by a tenth."""
    span = max([abs(value) for _, *values in rows for value in values] + [0.01])
    middle, reach = LABEL + (WIDTH - LABEL - FIGURES) / 2, (WIDTH - LABEL - FIGURES) / 2
    parts = [f'<line x1="{middle}" x2="{middle}" y1="0" y2="{BAR * len(rows)}" class="axis"/>']
    for number, (name, down, up) in enumerate(rows):
        y = BAR * number
        parts += [text(0, y + 15, name), text(WIDTH, y + 15, f"{signed(down)}  {signed(up)}", "end", "soft")]
        parts += [_bar(middle, reach * down / span, y + 2, 0.55), _bar(middle, reach * up / span, y + 11, 1)]
    return svg(WIDTH, BAR * len(rows) + 4, "".join(parts))


def _bar(middle: float, length: float, y: float, opacity: float) -> str:
    colour = "var(--side-w)" if length > 0 else "var(--side-b)"
    start = min(middle, middle + length)
    return f'<rect x="{start:.1f}" y="{y}" width="{abs(length):.1f}" height="8" fill="{colour}" opacity="{opacity}"/>'


def curve(name: str, lines: Mapping[Side, Sequence[tuple[float, float]]]) -> str:
    """Payoff against the factor on the money of a lever, a line a side."""
    width, height, left, bottom = 260, 170, 34, 26
    right, top = width - 8, 24
    most = max(factor for line in lines.values() for factor, _ in line)
    parts = [text(left, 14, name)]
    for level in (0.0, 0.5, 1.0):
        y = height - bottom - level * (height - bottom - top)
        parts.append(f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" class="axis"/>')
        parts.append(text(left - 4, y + 4, f"{100 * level:.0f}", "end", "soft"))
    marks = [(left + factor / most * (right - left), f"{factor}×") for factor in (0, 1, 2, 3)]
    parts += [text(x, height - 8, mark, "middle", "soft") for x, mark in marks]
    for side, line in lines.items():
        points = " ".join(
            f"{left + factor / most * (right - left):.1f},{height - bottom - payoff * (height - bottom - top):.1f}"
            for factor, payoff in line
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke-width="2.5" {SIDE_LOOKS[side]}/>')
    return svg(width, height, "".join(parts))


def gaps(rounds: Sequence[tuple[float, float]]) -> str:
    """The gain of each side's best reply, round by round."""
    height, bottom, left = 200, 26, 46
    most = max([gain for pair in rounds for gain in pair] + [0.05])
    step, reach = (WIDTH - left) / len(rounds), height - bottom - 24
    parts = [f'<line x1="{left}" x2="{WIDTH}" y1="{height - bottom}" y2="{height - bottom}" class="axis"/>']
    for number, pair in enumerate(rounds):
        for place, (gain, colour) in enumerate(zip(pair, ("var(--side-w)", "var(--side-b)"), strict=True)):
            length = reach * max(0.0, gain) / most
            x = left + step * number + step / 2 - 46 + 48 * place
            y = height - bottom - length
            parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="44" height="{length:.1f}" fill="{colour}"/>')
            parts.append(text(x + 22, y - 4, signed(gain), "middle", "soft"))
        parts.append(text(left + step * (number + 0.5), height - 8, f"round {number + 1}", "middle", "soft"))
    return svg(WIDTH, height, "".join(parts))

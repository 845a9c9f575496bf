"""The sections of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from airace_rules.balance.compare import Comparison
from airace_rules.balance.equilibrium import SUPPORTED
from airace_rules.balance.field import Tally
from airace_rules.balance.matrix import Matrix
from airace_rules.balance.mixing import resampled_in_words
from airace_rules.balance.oracle import Oracle
from airace_rules.balance.policy import name_of
from airace_rules.balance.report import House, Report
from airace_rules.balance.sensitivity import Nudge, Sensitivity
from airace_rules.balance.telling import policy_in_words, side_name
from airace_rules.balance.worth import Worth, lever_curves, lever_losses
from airace_rules.ids import SIDES
from airace_rules.ruleset import Ruleset
from airace_server.commands.balance_page import pictures
from airace_server.commands.balance_page.parts import element, escape, percent, picture, rows_table, signed
from airace_server.commands.balance_words import changed_lines, rounds_of

WITHIN_NOISE: Final = 2.0  # standard errors from even
STRONGEST: Final = 42  # per cent of a side's colour in a cell: text stays readable on it
MATRIX_WORDS: Final = (
    "Washington's payoff: 1 for a win, ½ for a draw, 0 for a loss or a catastrophe. Green is good for Washington, "
    "violet for Beijing; ~ marks cells that are even within their noise."
)
TORNADO: Final = 15  # params in the picture; the table has all


def headline(report: Report, warnings: int) -> str:
    """The figures to look at first."""
    tiles: list[tuple[str, str, str]] = []
    if report.house:
        tally, course = report.house.mixed, report.house.course
        low, high = tally.interval
        rate = "none" if tally.side_rate is None else percent(tally.side_rate, 1)
        tiles.append(("Washington's side rate in equilibrium", rate, f"{percent(low)} to {percent(high)}"))
        behind = "none" if course.comeback_rate is None else percent(course.comeback_rate)
        tiles.append(("Comebacks from behind at half-time", behind, f"lead changes: {course.lead_changes:g} (median)"))
    if report.oracle:
        words = f"after {rounds_of(report.oracle)} of double oracle"
        tiles.append(("Exploitability", percent(report.oracle.gap, 1), words))
    tiles.append(("Warnings", str(warnings), "see below" if warnings else "nothing to say"))
    inner = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(figure)}<small>{escape(words)}</small></dd></div>"
        for name, figure, words in tiles
    )
    return f'<dl class="tiles">{inner}</dl>'


def house(part: House) -> Iterator[str]:
    """Sides, endings, matrix and equilibrium."""
    yield element("h2", "Sides and endings")
    rows = [_tally("in equilibrium", part.mixed), _tally("over the round-robin", part.field)]
    heads = ("Games", "Washington's share of decided games", "95 % interval", "Draws", "Nobody won", "Mean length")
    yield rows_table("How games end for the sides", heads, rows)
    yield _endings(part.field)
    yield element("h2", "Strategy matrix")
    yield element("p", MATRIX_WORDS, "note")
    yield heat(part.matrix, "Washington's payoff in each pairing, with its standard error")
    yield element("h2", "Equilibrium of the house strategies")
    yield _equilibrium(part)


def _tally(name: str, tally: Tally) -> tuple[str, ...]:
    low, high = tally.interval
    rate = "none" if tally.side_rate is None else percent(tally.side_rate, 1)
    shares = (percent(tally.draws / tally.games, 1), percent(tally.nobody / tally.games, 1))
    return (name, rate, f"{percent(low, 1)} to {percent(high, 1)}", *shares, f"{tally.length:.2f} turns")


def _endings(field: Tally) -> str:
    turns = [str(turn + 1) for turn in range(max(map(len, field.course.values())))]
    rows = [
        (
            key,
            percent(field.endings[key] / field.games, 1) if field.endings[key] else "never reached",
            *map(str, counts),
        )
        for key, counts in field.course.items()
    ]
    table = rows_table("Games that ended so, by the turn they ended after", ("Ending", "Share", *turns), rows)
    words = "Which share of all games of the round-robin has ended in each way after each turn."
    never = [name for name, count in field.reached.items() if not count]
    told = element("p", f"Never finished or concluded: {', '.join(never)}.", "note") if never else ""
    return picture(pictures.ribbons(field.course, field.games), words, table) + told


def heat(matrix: Matrix, caption: str) -> str:
    """A table whose cells are coloured by who does well."""
    payoffs, errors = matrix.payoffs()[0], matrix.errors()[0]
    heads = "".join(f'<th scope="col">{escape(name_of(column))}</th>' for column in matrix.columns)
    body = ""
    for i, row in enumerate(matrix.rows):
        cells = "".join(_cell(float(payoffs[i, j]), float(errors[i, j])) for j in range(len(matrix.columns)))
        body += f'<tr><th scope="row">{escape(name_of(row))}</th>{cells}</tr>'
    corner = '<th scope="col">Washington ↓ Beijing →</th>'
    return (
        f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0"><table class="heat">'
        f"<caption>{escape(caption)}</caption><thead><tr>{corner}{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(payoff: float, error: float) -> str:
    side, strength = ("w" if payoff >= 0.5 else "b"), 2 * abs(payoff - 0.5) * STRONGEST
    even = " ~" if abs(payoff - 0.5) <= WITHIN_NOISE * error else ""
    return (
        f'<td class="{side}" style="--p:{0 if even else strength:.0f}">{100 * payoff:.0f}{even}'
        f"<small>± {100 * error:.1f}</small></td>"
    )


def _equilibrium(part: House) -> str:
    solved, names = part.solved, (part.matrix.rows, part.matrix.columns)
    rows = []
    for row, side in enumerate(SIDES):
        shares = (solved.equilibrium.rows, solved.equilibrium.columns)[row]
        scores = (solved.by_score.rows, solved.by_score.columns)[row]
        for place, strategy in enumerate(names[row]):
            stable = float(solved.stability[row][place])
            if max(shares[place], scores[place]) > SUPPORTED or stable > 0.1:
                cells = (percent(float(shares[place])), percent(stable), percent(float(scores[place])))
                rows.append((side_name(side), name_of(strategy), *cells))
    heads = ("Side", "Strategy", "Share", "In the support when resampled", "Share when playing for own score")
    regret = max(solved.equilibrium.regrets)
    words = [f"{side_name(side)}: {resampled_in_words(solved, row)}." for row, side in enumerate(SIDES)]
    table = rows_table(f"Mixtures from which neither side gains (regret {regret:.0e})", heads, rows)
    return table + "".join(element("p", line) for line in words)


def oracle(ruleset: Ruleset, part: Oracle) -> Iterator[str]:
    """What the search found."""
    yield element("h2", f"Exploitability: {percent(part.gap, 1)}")
    rows = []
    for number, each in enumerate(part.rounds, 1):
        for reply in each.replies:
            policy = policy_in_words(ruleset, reply.found.policy)
            gain = f"{signed(reply.gain)} ± {percent(reply.error, 1)}"
            rows.append((f"round {number}", side_name(reply.side), gain, str(reply.games), policy))
    table = rows_table("Best replies found", ("Round", "Side", "Gain", "Fresh games", "How it plays"), rows)
    words = (
        "What the best policy that a search finds gains over its side's own equilibrium, in games that no search has "
        "seen. It then joins the matrix, and the next round begins. The last round counts."
    )
    gains = [(each.replies[0].gain, each.replies[1].gain) for each in part.rounds]
    yield picture(pictures.gaps(gains), f"{words} Green Washington, violet Beijing.", table)


def levers(worths: Sequence[Worth]) -> Iterator[str]:
    """What levers are worth."""
    losses, curves = lever_losses(worths), lever_curves(worths)
    yield element("h2", "Levers")
    rows = [
        (lever, side_name(side), percent(losses[lever][side], 1), *(percent(payoff) for _, payoff in points))
        for lever, sides in curves.items()
        for side, points in sides.items()
    ]
    factors = [f"{factor:g} ×" for factor, _ in next(iter(next(iter(curves.values())).values()))]
    table = rows_table("Payoff of the best reply", ("Lever", "Side", "Lost without it", *factors), rows)
    drawn = "".join(pictures.curve(lever, sides) for lever, sides in curves.items())
    words = (
        "Payoff of each side's best reply with 0 to 3 times the money in a lever. Green, whole: Washington; violet, "
        "dashed: Beijing."
    )
    yield picture(f'<div class="curves">{drawn}</div>', words, table)


def params(part: Sensitivity) -> Iterator[str]:
    """What hangs on each number."""
    yield element("h2", "Params")
    by_name: dict[str, list[Nudge]] = {}
    for nudge in part.nudges:
        by_name.setdefault(nudge.name.partition(".")[2], []).append(nudge)
    order = sorted(by_name, key=lambda name: -max(max(abs(n.shift), n.flipped) for n in by_name[name]))
    rows = [
        (name, down.place, percent(down.flipped, 1), signed(down.shift), percent(up.flipped, 1), signed(up.shift))
        for name in order
        for down, up in [by_name[name]]
    ]
    heads = ("Param", "Place", "Flipped by −10 %", "Side rate", "Flipped by +10 %", "Side rate")
    table = rows_table(f"Every param moved by a tenth, {part.games} games each", heads, rows)
    top = [(name, by_name[name][0].shift, by_name[name][1].shift) for name in order[:TORNADO]]
    words = "How Washington's share of decided games moves when a param goes down (pale) or up (full) by a tenth."
    if top:
        yield picture(pictures.tornado(top), words, table)
    evened = [
        (n.name.partition(".")[2], n.place, n.change, signed(n.shift), percent(n.flipped, 1))
        for n in sorted(part.evened, key=lambda nudge: -abs(nudge.shift))
    ]
    caption = (
        f"Numbers that the sides have differently, made equal (round-robin now {percent(part.even_rate)} Washington)"
    )
    yield rows_table(caption, ("Number", "Place", "Now", "Side rate", "Flipped"), evened)


def comparison(part: Comparison) -> Iterator[str]:
    """Old beside new."""
    yield element("h2", f"Against {part.old}")
    flipped = f"{part.flipped} of {part.games} games have another winner ({percent(part.flipped / part.games, 1)}), "
    yield element("p", f"{flipped}{part.other_ending} another ending, on the same draws.")
    lines = list(changed_lines(part))
    yield rows_table("What the files say otherwise", ("Place", "Change"), lines or [("nowhere", "nothing")])
    heads = ("Games", "Washington's share of decided games", "95 % interval", "Draws", "Nobody won", "Mean length")
    yield rows_table("Before and now", heads, [_tally("before", part.before), _tally("now", part.after)])
    before, now = heat(part.old_matrix, f"Before: {part.old}"), heat(part.new_matrix, "Now")
    yield f'<div class="pair"><div>{before}</div><div>{now}</div></div>'
    rows = [(e.washington, e.beijing, str(e.game), e.before, e.after) for e in part.examples]
    if rows:
        yield rows_table(
            "The first flipped game of each cell", ("Washington", "Beijing", "Game", "Before", "Now"), rows
        )

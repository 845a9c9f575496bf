"""Two rulesets on the same draws: what their files say otherwise, beside the games that went otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from airace_rules.balance.arena import Lot, Outcome, arena_of
from airace_rules.balance.field import Tally, tally
from airace_rules.balance.matrix import Matrix, counted, play_matrix
from airace_rules.balance.runner import Runner
from airace_rules.engine.mathfn_array import Bools, Floats, Whole
from airace_rules.language.differing import Difference, differences
from airace_rules.language.loader import Compiled
from airace_rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Flipped:
    """One game that another side, or nobody, won; ``before`` and ``after`` in words."""

    washington: str
    beijing: str
    game: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The older ruleset against the newer one, in the games of the strategies that both have. ``flips``: share of games
    of each cell whose winner changed; ``examples``: the first of each cell."""

    old: str
    changes: tuple[Difference, ...]
    strategies: tuple[str, ...]
    games: int
    flipped: int
    other_ending: int
    flips: Floats
    examples: tuple[Flipped, ...]
    before: Tally
    after: Tally
    old_matrix: Matrix
    new_matrix: Matrix


def compare(runner: Runner, old: Compiled, new: Compiled, strategies: tuple[str, ...], games: int) -> Comparison | None:
    """Plays both; None when no strategy is in both. ``games``: of each ruleset."""
    shared = tuple(name for name in strategies if name in old.ruleset.bots)
    if not shared:
        return None
    new_matrix, now, lots = play_matrix(runner, arena_of(new.ruleset), shared, shared, games, "comparing rulesets")
    outcome = runner.play(arena_of(old.ruleset), (*shared, *shared), lots, "comparing rulesets")
    flips = now.winner != outcome.winner
    cells = np.repeat(np.arange(len(lots)), [lot.games for lot in lots])
    count = np.bincount(cells[flips], minlength=len(lots)) / np.bincount(cells, minlength=len(lots))
    ended = _endings(old.ruleset, outcome), _endings(new.ruleset, now)
    return Comparison(
        old=old.ruleset.name,
        changes=tuple(difference for difference in differences(old, new) if _is_rule(difference)),
        strategies=shared,
        games=len(flips),
        flipped=int(flips.sum()),
        other_ending=sum(a != b for a, b in zip(*ended, strict=True)),
        flips=count.reshape(len(shared), len(shared)),
        examples=tuple(_examples(shared, lots, cells, flips, outcome, now, ended)),
        before=tally(old.ruleset, outcome),
        after=tally(new.ruleset, now),
        old_matrix=counted(old.ruleset, shared, shared, lots, outcome),
        new_matrix=new_matrix,
    )


def _is_rule(difference: Difference) -> bool:
    """Whether a difference can change a game."""
    return not difference.section.startswith(("texts.", "codex", "sources", "seats", "lessons"))


def _endings(ruleset: Ruleset, outcome: Outcome) -> list[str]:
    keys = [*(ending.key for ending in ruleset.endings), "(broken)"]
    return [keys[place] for place in outcome.ending.tolist()]


def _examples(
    names: tuple[str, ...],
    lots: list[Lot],
    cells: Whole,
    flips: Bools,
    old: Outcome,
    new: Outcome,
    ended: tuple[list[str], list[str]],
) -> list[Flipped]:
    first = np.concatenate([[0], np.cumsum([lot.games for lot in lots])])
    found = []
    for cell, lot in enumerate(lots):
        games = np.flatnonzero(flips & (cells == cell))
        if len(games):
            game = int(games[0])
            before, after = (
                f"{_winner(int(outcome.winner[game]))} ({endings[game]})"
                for outcome, endings in zip((old, new), ended, strict=True)
            )
            pair = names[lot.washington], names[lot.beijing - len(names)]
            found.append(Flipped(*pair, game - int(first[cell]), before, after))
    return found


def _winner(sign: int) -> str:
    return {1: "washington", -1: "beijing"}.get(sign, "nobody")

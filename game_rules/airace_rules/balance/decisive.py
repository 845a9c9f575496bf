"""The matrix played on where it decides: in the cells of strategies that may be part of the equilibrium.

An even number of games for every cell spends most of them on strategies that nobody would play. Which ones matter is
read from equilibria of matrices that are moved within their errors, then those are played on; twice over in a whole
report.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from airace_rules.balance.arena import Arena
from airace_rules.balance.effort import Effort
from airace_rules.balance.matrix import Matrix, played_on
from airace_rules.balance.runner import Runner
from airace_rules.balance.solved import Solved, solve

PASS_SHARE: Final = 3  # games of a pass, as a multiple of the matrix's own
LIKELY: Final = 0.05  # share of moved matrices that make a strategy worth another look


def played_out(runner: Runner, arena: Arena, matrix: Matrix, effort: Effort) -> tuple[Matrix, Solved]:
    """The matrix with more games in the cells that decide, and its equilibrium."""
    solved = solve(matrix, runner.seed)
    for _ in range(effort.passes):
        rows, columns = ([int(k) for k in np.flatnonzero(shares >= LIKELY)] for shares in solved.stability)
        matrix = played_on(
            runner, arena, matrix, rows, columns, PASS_SHARE * effort.games, "playing on where it decides"
        )
        solved = solve(matrix, runner.seed)
    return matrix, solved

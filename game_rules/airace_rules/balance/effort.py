"""How many games each part of a balance report is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DEFAULT_GAMES: Final = 10_000
LEAST_GAMES: Final = 100
ROUNDS: Final = 3
MIXED_SHARE: Final = 4  # of ``games``, the part that is played between the equilibrium mixtures
SEARCH_SHARE: Final = 2  # games of one side's search in one round, as a multiple of the games of the matrix
NUDGE_SHARE: Final = 80  # of ``games``, the part that each param is given in each direction
EVEN_SHARE: Final = 20  # and each number that is made equal for both sides


@dataclass(frozen=True, slots=True)
class _Least:
    """Games below which a part says nothing, however small the report; ``passes`` over the cells that decide;
    ``worth_share``: of ``games``, the part that each change of a best reply is given."""

    passes: int
    retest: int
    ladder: int
    worth: int
    worth_share: int
    nudge: int
    even: int


WHOLE: Final = _Least(passes=2, retest=4000, ladder=1000, worth=100, worth_share=32, nudge=64, even=200)
BRIEF: Final = _Least(passes=1, retest=1200, ladder=400, worth=35, worth_share=60, nudge=24, even=80)


@dataclass(frozen=True, slots=True)
class Effort:
    """``games``: total over the cells of the matrix, the measure of all other parts. ``rounds``: most rounds of the
    search; with none there is no search, and nothing that is asked of what it finds. ``brief``: the least that parts
    are given is less, for a look after every save."""

    games: int = DEFAULT_GAMES
    rounds: int = ROUNDS
    brief: bool = False

    @property
    def _least(self) -> _Least:
        return BRIEF if self.brief else WHOLE

    @property
    def passes(self) -> int:
        """How often the cells that decide the equilibrium are played on."""
        return self._least.passes

    @property
    def mixed(self) -> int:
        """Games between the equilibrium mixtures."""
        return max(LEAST_GAMES, self.games // MIXED_SHARE)

    @property
    def search(self) -> int:
        """Games of one side's search in one round."""
        return SEARCH_SHARE * self.games

    @property
    def retest(self) -> int:
        """Fresh games in which a found reply is tested."""
        return self._least.retest

    @property
    def ladder(self) -> int:
        """Least games in which a plainer policy must hold its own against the one that was found."""
        return self._least.ladder

    @property
    def worth(self) -> int:
        """Games of each change of a best reply."""
        return max(self._least.worth, self.games // self._least.worth_share)

    @property
    def nudge(self) -> int:
        """Games of each param and direction."""
        return max(self._least.nudge, self.games // NUDGE_SHARE)

    @property
    def even(self) -> int:
        """Games of each number that is made equal for both sides."""
        return max(self._least.even, self.games // EVEN_SHARE)


WATCHED: Final = Effort(games=2000, rounds=1, brief=True)

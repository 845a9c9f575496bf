"""The game for reinforcement learning: a PettingZoo ``ParallelEnv`` with one agent a side. Needs ``airace[rl]``.

An agent sees what a house strategy may see, its side's View as numbers, and acts as one does: it wishes, and legal
orders are made of its wishes. Both sides act in every step, and a step is a turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from airace_rules.balance.simulate import game_seed
from airace_rules.bots.play import orders_of, view_cells
from airace_rules.engine.dice import Seed
from airace_rules.engine.replay import export_match
from airace_rules.engine.resolve import new_match, resolve_turn
from airace_rules.engine.view import view_for
from airace_rules.ids import SIDES, Side
from airace_rules.ruleset import Ruleset
from airace_rules.state import MatchState, TurnResult
from airace_rules.views import View

try:
    from gymnasium import spaces
    from pettingzoo import ParallelEnv
except ImportError as error:
    raise ImportError("airace_rules.env needs PettingZoo: pip install 'airace[rl]'") from error

Observation: TypeAlias = NDArray[np.float64]
Action: TypeAlias = dict[str, Any]
Infos: TypeAlias = dict[Side, dict[str, Any]]

WON: Final = 1.0
DRAWN: Final = 0.5


class AiraceEnv(ParallelEnv[Side, Observation, Action]):
    """Matches of one ruleset, one after the other. Agents: ``washington`` and ``beijing``.

    *Observation*: a vector of shape (numbers,), in the units of the rule files. ``observation_names[agent]`` says what
    stands where, in the names of docs/designers.md (``own.chips``, ``rival.compute``, ``world.tension``,
    ``own.stance.safety`` as the index of its option); what is not known yet is 0.

    *Action*: a dictionary. ``instruments``: weights ≥ 0 of the instruments in ``instruments[agent]``, shape
    (instruments,), by which ``spend`` (0…1, shape (1,)) of the budget is shared out, as far as their caps allow;
    ``stances``: the index of an option of each of ``ruleset.stances``; ``projects`` and ``deals``: 1 to pay an
    instalment of, or to sign, each of ``projects[agent]`` and ``ruleset.deals``. A key is missing where a ruleset has
    nothing of the kind. Every action is possible: what is not allowed or cannot be paid is left as it is, as with house
    strategies.

    *Reward*: 0 until the match ends; then 1 for a win, ½ for a draw, 0 for a loss and where nobody wins: the payoffs of
    the balance report.

    *Infos*: ``view`` (the side's whole ``View``) and, after a step, ``orders`` (its ``Orders`` as they were resolved);
    at the end ``ending`` (its key) and ``winner`` (a side or None).

    ``reset(seed=n)`` begins a sequence of matches, game 0, 1, … of ``airace simulate --seed n``; every later
    ``reset()`` goes on to the next one. Without a seed the sequence is that of seed 0.
    """

    metadata: dict[str, Any] = {"name": "airace_v1", "render_modes": []}  # noqa: RUF012 - declared so by PettingZoo

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.render_mode = None
        self.possible_agents: list[Side] = list(SIDES)
        self.agents: list[Side] = []
        self.instruments = {side: [key for key, one in ruleset.instruments.items() if one.cap[side]] for side in SIDES}
        self.projects = {side: [key for key, one in ruleset.projects.items() if side in one.cost] for side in SIDES}
        self._games = _games(0)
        self._seed = game_seed(0, 0)
        self.match: MatchState = new_match(ruleset, self._seed)
        self.history: list[TurnResult] = []
        self._views = self._seen()
        self.observation_names = {side: list(self._numbers(side)) for side in SIDES}
        self._observed: dict[Side, spaces.Space[Observation]] = {
            side: spaces.Box(-np.inf, np.inf, (len(names),), np.float64)
            for side, names in self.observation_names.items()
        }
        self._acted: dict[Side, spaces.Space[Action]] = {side: self._actions(side) for side in SIDES}

    def observation_space(self, agent: Side) -> spaces.Space[Observation]:
        """The space of what an agent sees."""
        return self._observed[agent]

    def action_space(self, agent: Side) -> spaces.Space[Action]:
        """The space of what an agent does."""
        return self._acted[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[Side, Observation], Infos]:
        """Begin the next match. Raises ValueError for a negative seed; ``options`` are not used."""
        if seed is not None:
            if seed < 0:
                raise ValueError("a seed is a whole number from 0 on")
            self._games = _games(seed)
        self._seed = next(self._games)
        self.match, self.history = new_match(self.ruleset, self._seed), []
        self.agents = list(SIDES)
        self._views = self._seen()
        return self._observations(), {side: {"view": self._views[side]} for side in SIDES}

    def step(
        self, actions: Mapping[Side, Action]
    ) -> tuple[dict[Side, Observation], dict[Side, float], dict[Side, bool], dict[Side, bool], Infos]:
        """Resolve a turn. Raises RuntimeError when no match is going on, ValueError for a side's action that is missing
        or is not made as its space says."""
        if not self.agents:
            raise RuntimeError("there is no match: call reset() first, and after each match")
        if missing := [side for side in SIDES if side not in actions]:
            raise ValueError(f"both sides act in every turn; there is no action of {' and '.join(missing)}")
        wished = {side: orders_of(self.ruleset, self._views[side], self._wishes(side, actions[side])) for side in SIDES}
        last = self.history[-1].hash if self.history else ""
        turn = resolve_turn(self.ruleset, self.match, wished, self._seed, last)
        self.history.append(turn)
        self.match = turn.after
        self._views = self._seen()
        over = self.match.ending is not None
        if over:
            self.agents = []
        ended = {"ending": self.match.ending, "winner": self.match.winner} if over else {}
        infos: Infos = {side: {"view": self._views[side], "orders": turn.orders[side], **ended} for side in SIDES}
        rewards = {side: self._reward(side) for side in SIDES}
        return self._observations(), rewards, dict.fromkeys(SIDES, over), dict.fromkeys(SIDES, False), infos

    def match_file(self) -> dict[str, Any]:
        """The match so far as an exported match file: `airace verify` replays it. It reveals everything."""
        return export_match(self.ruleset, self.history, self._seed)

    def _seen(self) -> dict[Side, View]:
        return {side: view_for(self.ruleset, self.match, self.history, side) for side in SIDES}

    def _numbers(self, side: Side) -> dict[str, float]:
        cells = view_cells(self.ruleset, self._views[side], side)
        return {name.removeprefix("view:").replace(":", "."): value for name, value in cells.items()}

    def _observations(self) -> dict[Side, Observation]:
        found = {}
        for side, names in self.observation_names.items():
            numbers = self._numbers(side)
            found[side] = np.array([numbers.get(name, 0.0) for name in names], np.float64)
        return found

    def _actions(self, side: Side) -> spaces.Space[Action]:
        options = [len(stance.options) for stance in self.ruleset.stances.values()]
        parts: dict[str, spaces.Space[Any]] = {
            "instruments": spaces.Box(0.0, 1.0, (len(self.instruments[side]),), np.float64),
            "spend": spaces.Box(0.0, 1.0, (1,), np.float64),
        }
        if options:
            parts["stances"] = spaces.MultiDiscrete(options)
        if self.projects[side]:
            parts["projects"] = spaces.MultiBinary(len(self.projects[side]))
        if self.ruleset.deals:
            parts["deals"] = spaces.MultiBinary(len(self.ruleset.deals))
        return spaces.Dict(parts)

    def _wishes(self, side: Side, action: Action) -> dict[str, float]:
        parts = {
            "instruments": [f"weight:{key}" for key in self.instruments[side]],
            "spend": ["spend:share"],
            "stances": [f"choose:{key}" for key in self.ruleset.stances],
            "projects": [f"pay:{key}" for key in self.projects[side]],
            "deals": [f"sign:{key}" for key in self.ruleset.deals],
        }
        wishes: dict[str, float] = {}
        for part, names in parts.items():
            given = np.asarray(action.get(part, []), np.float64)
            if given.shape != (len(names),) or not np.isfinite(given).all():
                raise ValueError(f"{side}: `{part}` must be {len(names)} finite numbers; found {action.get(part)}")
            wishes |= zip(names, given.tolist(), strict=True)
        return wishes

    def _reward(self, side: Side) -> float:
        if self.match.winner is not None:
            return WON if self.match.winner == side else 0.0
        by_score = {ending.key for ending in self.ruleset.endings if ending.winner == "score"}
        return DRAWN if self.match.ending in by_score else 0.0


def _games(seed: int) -> Iterator[Seed]:
    return (game_seed(seed, game) for game in count())

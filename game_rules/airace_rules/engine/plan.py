"""The wiring of a ruleset: which cells its programs read and write, worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from airace_rules.engine.dice import draw_id
from airace_rules.engine.extract import Extract, extract
from airace_rules.engine.identity import once_per_object
from airace_rules.engine.kernel import Kernel, kernel_of
from airace_rules.ids import SIDES, WORLD, Owner, Scope, Side
from airace_rules.ruleset import Ruleset

_KEPT_PLANS: Final = 64
_OWNERS: Final = (*SIDES, WORLD)
_STANDING: Final = {"done": "done.", "gate": "gate."}  # of projects and deals


class Owned(NamedTuple):
    """Something an owner has. ``cell``: where programs read it; ``result``: where the turn program writes it."""

    owner: Owner
    name: str
    cell: str
    result: str


@dataclass(frozen=True, slots=True)
class DrawSet:
    """The draws of one phase, in fixed order. ``cells``: input cells, ``names``: as recorded (``washington.luck``),
    ``ids``: their numbers, ``normal``: whether normal and not uniform."""

    cells: tuple[str, ...]
    names: tuple[str, ...]
    ids: tuple[int, ...]
    normal: tuple[bool, ...]


class Enforced(NamedTuple):
    """A term of a binding deal on a stance, for one side: places among its options from ``low`` to ``high``."""

    deal: str
    side: Side
    stance: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the engine looks up while it plays."""

    ruleset: Ruleset
    opening: Kernel
    turn: Kernel
    perception: Kernel
    stocks: tuple[Owned, ...]
    pipelines: tuple[Owned, ...]
    stances: tuple[tuple[Side, str, str, str], ...]  # side, key, stance cell, changed cell
    orders: tuple[tuple[Side, str, str], ...]  # side, instrument, order cell
    pays: tuple[tuple[Side, str, str], ...]  # side, project, cell
    signs: tuple[tuple[Side, str, str], ...]  # side, deal, cell
    enforced: tuple[Enforced, ...]
    par: tuple[tuple[str, tuple[float, ...]], ...]
    turn_draws: DrawSet
    view_draws: DrawSet
    gates: tuple[tuple[str, str], ...]  # cell, name in TurnResult.opening
    opening_records: tuple[tuple[str, str], ...]  # cell, name in TurnResult.opening
    perception_records: Mapping[Side, Mapping[str, tuple[tuple[str, str], ...]]]  # side → kind → cell, name
    value_records: tuple[tuple[str, str], ...]  # cell, name in StepRecord.values
    part_records: tuple[tuple[str, str], ...]  # cell, name in StepRecord.parts
    places: Mapping[str, Mapping[str, float]]  # stance → option → its place
    stock_cells: Mapping[Owner, Extract]  # from an owner's stocks to their cells
    harvest: Harvest


@dataclass(frozen=True, slots=True)
class Harvest:
    """What is taken out of what programs give for one match. ``opening``: from cells to ``TurnResult.opening``;
    ``beliefs``: from the values of the perception program to a side's estimates, perceived values and bands. All others
    from the values of the turn program: ``values`` and ``parts`` of the record, new ``stocks`` and what is ``entering``
    pipelines by owner, and ``refunds`` by side."""

    opening: Extract
    beliefs: Mapping[Side, tuple[Extract, Extract, Extract]]
    values: Extract
    parts: Extract
    stocks: Mapping[Owner, Extract]
    entering: Mapping[Owner, Extract]
    refunds: Extract


def owners_of(scope: Scope) -> tuple[Owner, ...]:
    """Who has things of a scope: both sides, or the world."""
    return SIDES if scope == "side" else (WORLD,)


def _owned(kind: str, result: str, things: Iterable[tuple[str, Scope]]) -> tuple[Owned, ...]:
    return tuple(
        Owned(owner, name, f"{kind}:{owner}.{name}", f"{result}:{owner}.{name}")
        for name, scope in things
        for owner in owners_of(scope)
    )


def _draws(ruleset: Ruleset, roles: Sequence[str], reads: Iterable[str]) -> DrawSet:
    """Draws of these roles that the program reads, in order of declaration."""
    read = set(reads)
    rows = [
        (f"draw:{owner}.{draw.name}", f"{owner}.{draw.name}", draw.distribution == "normal")
        for draw in ruleset.draws.values()
        if draw.role in roles
        for owner in owners_of(draw.scope)
        if f"draw:{owner}.{draw.name}" in read
    ]
    names = tuple(name for _, name, _ in rows)
    ids = tuple(draw_id(name) for name in names)
    return DrawSet(tuple(row[0] for row in rows), names, ids, tuple(row[2] for row in rows))


def _records(kernel: Kernel, kinds: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Output cells of these kinds with their names in a record; ``kinds``: kind → word put after the owner."""
    rows = []
    for cell in kernel.outputs:
        kind, _, rest = cell.partition(":")
        if kind in kinds:
            owner, _, name = rest.partition(".")
            rows.append((cell, f"{owner}.{kinds[kind]}{name}"))
    return tuple(rows)


def _perception_records(kernel: Kernel, side: Side) -> dict[str, tuple[tuple[str, str], ...]]:
    """Output cells of what a side believes, by kind, with their names."""
    return {
        kind: tuple((c, c.removeprefix(f"{kind}:{side}.")) for c in kernel.outputs if c.startswith(f"{kind}:{side}."))
        for kind in ("seen", "perceived", "band")
    }


def _beliefs(kernel: Kernel, records: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[Extract, Extract, Extract]:
    return kernel.extract(records["seen"]), kernel.extract(records["perceived"]), kernel.extract(records["band"])


def _enforced(ruleset: Ruleset) -> Iterator[Enforced]:
    for deal in ruleset.deals.values():
        for term in deal.terms if deal.binding else ():
            for side in SIDES:
                if term.stance is not None and term.side in (None, side):
                    last = len(ruleset.stances[term.stance].options) - 1
                    low, high = term.low or 0, last if term.high is None else term.high
                    yield Enforced(deal.key, side, term.stance, low, high)


@once_per_object(_KEPT_PLANS)
def plan_of(ruleset: Ruleset) -> Plan:
    """The plan of a ruleset; compiled on first use."""
    opening, turn, perception = (kernel_of(p) for p in (ruleset.opening, ruleset.turn, ruleset.perception))
    stocks = _owned("stock", "new", ((s.name, s.scope) for s in ruleset.stocks.values()))
    pipelines = _owned("pipe", "pipe", ((p.name, p.scope) for p in ruleset.pipelines.values()))
    opening_records = _records(opening, {"var": "", "score": "score.", "raw": "raw.", **_STANDING})
    perception_records = {side: _perception_records(perception, side) for side in SIDES}
    value_records, part_records = _records(turn, {"var": ""}), _records(turn, {"flow": ""})
    return Plan(
        ruleset=ruleset,
        opening=opening,
        turn=turn,
        perception=perception,
        stocks=stocks,
        pipelines=pipelines,
        stances=tuple((s, k, f"stance:{s}.{k}", f"changed:{s}.{k}") for s in SIDES for k in ruleset.stances),
        orders=tuple((s, k, f"order:{s}.{k}") for s in SIDES for k in ruleset.instruments),
        pays=tuple((s, k, f"pay:{s}.{k}") for k, project in ruleset.projects.items() for s in project.cost),
        signs=tuple((s, k, f"sign:{s}.{k}") for k in ruleset.deals for s in SIDES),
        enforced=tuple(_enforced(ruleset)),
        par=tuple((f"par:{s}.{k}", score.par[s]) for k, score in ruleset.scores.items() for s in SIDES),
        turn_draws=_draws(ruleset, ("declared", "event", "slip", "detect"), turn.inputs),
        view_draws=_draws(ruleset, ("view",), perception.inputs),
        gates=_records(opening, _STANDING),
        opening_records=opening_records,
        perception_records=perception_records,
        value_records=value_records,
        part_records=part_records,
        places={k: {o: float(at) for at, o in enumerate(s.options)} for k, s in ruleset.stances.items()},
        stock_cells={owner: extract((s.name, s.cell) for s in stocks if s.owner == owner) for owner in _OWNERS},
        harvest=Harvest(
            opening=extract(opening_records),
            beliefs={side: _beliefs(perception, perception_records[side]) for side in SIDES},
            values=turn.extract(value_records),
            parts=turn.extract(part_records),
            stocks={o: turn.extract((s.result, s.name) for s in stocks if s.owner == o) for o in _OWNERS},
            entering={o: turn.extract((p.result, p.name) for p in pipelines if p.owner == o) for o in _OWNERS},
            refunds=turn.extract((f"refund:{side}", side) for side in SIDES),
        ),
    )

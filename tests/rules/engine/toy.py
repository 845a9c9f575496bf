"""A small ruleset made by hand: every feature of the engine once, without any rule file."""

from __future__ import annotations

from dataclasses import replace

from airace_rules.ids import SIDES, Side, rival_of
from airace_rules.language.ir import Node, Op, Program
from airace_rules.ruleset import (
    BudgetRules,
    ClockRules,
    Draw,
    Ending,
    HappeningRule,
    Instrument,
    Pipeline,
    Ruleset,
    Score,
    Sight,
    Stance,
    Stock,
    TurnLabel,
    Variable,
)

PUBLIC, ROUGH, SECRET = Sight("exact", "exact"), Sight("exact", "rough"), Sight("exact", "hidden")
HIDDEN = Sight("hidden", "hidden")
TURNS = 3


class Term:
    """A node of the program under construction, with operators."""

    def __init__(self, write: Writer, index: int) -> None:
        self.write, self.index = write, index

    def __add__(self, other: object) -> Term:
        return self.write.op(Op.ADD, self, other)

    def __sub__(self, other: object) -> Term:
        return self.write.op(Op.SUB, self, other)

    def __mul__(self, other: object) -> Term:
        return self.write.op(Op.MUL, self, other)

    def __truediv__(self, other: object) -> Term:
        return self.write.op(Op.DIV, self, other)

    def __lt__(self, other: object) -> Term:
        return self.write.op(Op.LT, self, other)


class Writer:
    """Writes a program: ``get`` reads a cell, ``put`` names an output."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.inputs: dict[str, Term] = {}
        self.outputs: list[tuple[str, int]] = []

    def _node(self, node: Node) -> Term:
        self.nodes.append(node)
        return Term(self, len(self.nodes) - 1)

    def get(self, cell: str) -> Term:
        if cell not in self.inputs:
            self.inputs[cell] = self._node(Node(Op.INPUT, cell=cell))
        return self.inputs[cell]

    def number(self, value: object) -> Term:
        return value if isinstance(value, Term) else self._node(Node(Op.CONST, value=float(value)))

    def op(self, op: Op, *args: object) -> Term:
        return self._node(Node(op, tuple(self.number(a).index for a in args)))

    def truth(self, condition: Term) -> Term:
        return self.op(Op.SELECT, condition, 1.0, 0.0)

    def clamp(self, value: Term, low: float, high: float) -> Term:
        return self.op(Op.MIN, self.op(Op.MAX, value, low), high)

    def put(self, cell: str, term: Term) -> None:
        self.outputs.append((cell, term.index))

    def program(self) -> Program:
        return Program(tuple(self.nodes), tuple(self.inputs), tuple(self.outputs))


def opening_program() -> Program:
    w = Writer()
    totals: dict[Side, Term] = {}
    for side in SIDES:
        chips, trust = w.get(f"stock:{side}.chips"), w.get(f"stock:{side}.trust")
        boost = w.op(Op.SELECT, w.op(Op.EQ, w.get(f"stance:{side}.safety"), 0.0), 1.1, 1.0)
        w.put(f"var:{side}.budget", trust * 0.3 + 20.0)
        strength = w.op(Op.POW, chips, 0.75) * boost
        w.put(f"var:{side}.strength", strength)
        totals[side] = strength
    for side in SIDES:
        gap = totals[side] - totals[rival_of(side)]
        lead = w.clamp(gap * 2.0 + 50.0 - w.get(f"par:{side}.lead"), 0.0, 100.0)
        calm = w.clamp(w.get(f"stock:{side}.trust") - w.get(f"par:{side}.calm"), 0.0, 100.0)
        secret = w.clamp(w.get(f"stock:{side}.debt") * 5.0, 0.0, 100.0)
        hold = w.clamp(w.get(f"stock:{rival_of(side)}.debt") * 5.0, 0.0, 100.0)
        for key, term in (("lead", lead), ("calm", calm), ("secret", secret), ("hold", hold)):
            w.put(f"raw:{side}.{key}", term)
            w.put(f"score:{side}.{key}", term)
        w.put(f"score:{side}.total", lead * 0.5 + calm * 0.3 + secret * 0.1 + hold * 0.1)
    w.put("ending:war", w.truth(w.number(90.0) < w.get("stock:world.tension")))
    w.put("ending:horizon", w.number(1.0))
    return w.program()


def turn_program() -> Program:
    w = Writer()
    tension = w.get("stock:world.tension")
    added = w.number(0.0)
    for side in SIDES:
        rival = rival_of(side)
        bought = w.op(Op.POW, w.get(f"order:{side}.buy"), 0.75) * w.op(Op.EXP, w.get(f"draw:{side}.luck") * 0.1)
        made, ordered = w.get(f"pipe:{side}.fabs"), w.get(f"order:{side}.fab") * 0.3
        chips = w.get(f"stock:{side}.chips")
        worn = chips * -0.04
        w.put(f"var:{side}.bought", bought)
        w.put(f"flow:{side}.chips.bought", bought)
        w.put(f"flow:{side}.chips.made", made)
        w.put(f"flow:{side}.chips.worn", worn)
        w.put(f"new:{side}.chips", w.clamp(chips + bought + made + worn, 0.0, 1e6))
        w.put(f"pipe:{side}.fabs", ordered)
        press = w.get(f"order:{rival}.press")
        hit = w.truth(w.get(f"draw:{side}.blackout") < w.get(f"stock:{side}.debt") * 0.05)
        fall, fault = press * -0.1 - w.get(f"changed:{side}.safety"), hit * -3.0
        trust = w.get(f"stock:{side}.trust")
        w.put(f"flow:{side}.trust.pressed", fall)
        w.put(f"flow:{side}.trust.event_blackout", fault)
        w.put(f"new:{side}.trust", w.clamp(trust + fall + fault, 0.0, 100.0))
        w.put(f"event:{side}.blackout", hit)
        w.put(f"arg:{side}.blackout.lost", hit * 3.0)
        debt = w.get(f"stock:{side}.debt") + w.get("turn:number") * 0.1 + w.get("turn:aftermath")
        w.put(f"flow:{side}.debt.rise", debt - w.get(f"stock:{side}.debt"))
        w.put(f"new:{side}.debt", debt)
        added = added + press
    w.put("flow:world.tension.pressed", added * 0.5)
    w.put("new:world.tension", w.clamp(tension + added * 0.5, 0.0, 100.0))
    w.put("headline:world.tense", w.truth(w.number(50.0) < tension))
    return w.program()


def perception_program() -> Program:
    w = Writer()
    for side in SIDES:
        rival = rival_of(side)
        seen = w.get(f"var:{rival}.strength") + w.get(f"draw:{side}.view_strength") * 2.0
        w.put(f"seen:{side}.strength", seen)
        w.put(f"band:{side}.strength", w.number(2.0))
        w.put(f"perceived:{side}.lead", (w.get(f"var:{side}.strength") - seen) * 0.6)
        w.put(f"band:{side}.lead", w.number(1.2))
    return w.program()


def bot_program() -> Program:
    w = Writer()
    w.put("weight:buy", w.number(6.0))
    w.put("weight:fab", w.op(Op.MAX, w.get("view:own.lead") * -1.0 + 2.0, 0.0))
    w.put("weight:press", w.truth(w.get("view:world.tension") < w.number(60.0)))
    w.put("choose:safety", w.truth(w.number(5.0) < w.get("view:own.debt")))
    w.put("spend:share", w.number(0.9))
    return w.program()


def hoarder_program() -> Program:
    w = Writer()
    w.put("weight:buy", w.number(1.0))
    w.put("weight:fab", w.op(Op.ABS, w.get("view:rival.strength") - w.get("view:own.strength")))
    w.put("weight:press", w.number(0.0))
    w.put("spend:share", w.number(0.35))
    return w.program()


def _stock(name: str, scope: str, start: dict[str, float], sight: Sight, flows: tuple[str, ...]) -> Stock:
    return Stock(name, scope, "1", start, 0.0, 1e6, sight, flows, (), dict.fromkeys(flows, "by hand"), ())


def _both(value: float) -> dict[str, float]:
    return dict.fromkeys(SIDES, value)


def _par() -> dict[Side, tuple[float, ...]]:
    return dict.fromkeys(SIDES, (0.0,) * (TURNS + 1))


def toy_ruleset(**changes: object) -> Ruleset:
    """Three turns and a year after; two stocks seen by all, one rough variable, one secret stock, one event."""
    half = dict.fromkeys(SIDES, 0.25)
    ruleset = Ruleset(
        name="toy",
        format=1,
        hash="7" * 64,
        files={"toy.yaml": "by hand"},
        turns=tuple(TurnLabel(str(2025 + t), 1.0) for t in range(TURNS)),
        aftermath=True,
        clock=ClockRules(360, 240),
        budget=BudgetRules("budget", 0.5, 1),
        params={},
        stocks={
            "chips": _stock("chips", "side", {"washington": 60.0, "beijing": 45.5}, SECRET, ("bought", "made", "worn")),
            "trust": _stock("trust", "side", _both(61.0), PUBLIC, ("pressed", "event_blackout")),
            "debt": _stock("debt", "side", _both(4.0), SECRET, ("rise",)),
            "tension": _stock("tension", "world", {"world": 42.0}, PUBLIC, ("pressed",)),
        },
        variables={
            "budget": Variable("budget", "side", "point", "opening", SECRET, "20 + 0.3 * trust", ("trust",), ()),
            "strength": Variable("strength", "side", "1", "opening", ROUGH, "chips ** 0.75", ("chips",), ()),
            "bought": Variable("bought", "side", "1", "turn", SECRET, "buy ** 0.75", ("buy",), ()),
            "lead": Variable("lead", "side", "month", "perceived", SECRET, "by hand", (), ()),
        },
        pipelines={"fabs": Pipeline("fabs", "side", "1", 2, dict.fromkeys(SIDES, (0.25, 0.5)))},
        levers={"chips": ("buy", "fab"), "sanctions": ("press",)},
        instruments={
            "buy": Instrument("buy", "chips", 0.6, {"washington": 250, "beijing": 300}, ()),
            "fab": Instrument("fab", "chips", 0.4, dict.fromkeys(SIDES, 10_000), ()),
            "press": Instrument("press", "sanctions", 1.0, dict.fromkeys(SIDES, 100), ()),
        },
        stances={
            "safety": Stance("safety", ("minimal", "standard"), dict.fromkeys(SIDES, "standard"), 20, PUBLIC, ()),
            "trade": Stance("trade", ("sell", "deny"), {"washington": "deny", "beijing": "sell"}, 10, SECRET, ()),
        },
        draws={
            "luck": Draw("luck", "side", "normal", "declared"),
            "blackout": Draw("blackout", "side", "uniform", "event"),
            "view_strength": Draw("view_strength", "side", "normal", "view"),
        },
        happenings=(
            HappeningRule("event", "blackout", "side", "own", 5, ("lost",), ()),
            HappeningRule("headline", "tense", "world", "public", 3, (), ()),
        ),
        scores={key: Score(key, half, _par()) for key in ("lead", "calm", "secret", "hold")},
        endings=(Ending("war", "any", "nobody"), Ending("horizon", "last", "score")),
        gauges=("chips", "strength", "trust", "world.tension"),
        opening=opening_program(),
        turn=turn_program(),
        perception=perception_program(),
        bots={"balanced": _for_both(bot_program()), "hoarder": _for_both(hoarder_program())},
        sources={},
        texts={"en": {}},
    )
    return replace(ruleset, **changes)


def _for_both(program: Program) -> dict[Side, Program]:
    return dict.fromkeys(SIDES, program)

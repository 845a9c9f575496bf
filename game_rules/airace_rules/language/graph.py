"""What depends on what: the order of evaluation, cycles, and when each variable is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from airace_rules.language.diagnostics import Findings, Place, quote
from airace_rules.language.model import Model, Use
from airace_rules.language.names import Target, is_of_turn
from airace_rules.ruleset import Timing

Step = tuple[
    Literal["var", "new", "happened", "perceived", "finished", "signed", "left", "broke", "caught"], str
]  # fmt: skip

_ORDERED = frozenset({"changed", "paid"})  # known from a side's own orders alone
MAX_PATH = 12
_OPENING_ONLY = frozenset({"score", "factor", "victory", "noise", "perceived", "bot", "gate"})


@dataclass(slots=True, eq=False)
class Order:
    """``steps`` such that each reads only earlier ones; ``timing`` of every variable; ``broken``: steps in cycles."""

    steps: list[Step] = field(default_factory=list)
    timing: dict[str, Timing] = field(default_factory=dict)
    broken: set[Step] = field(default_factory=set)


def order_steps(model: Model, findings: Findings) -> Order:
    """The order of evaluation. Cycles are reported with their path."""
    order = Order()
    readers = _readers(model)
    reads = {step: list(dict.fromkeys(_steps(uses, readers))) for step, uses in readers.items()}
    _sort(model, reads, order, findings)
    for kind, name in order.steps:
        if kind == "var":
            order.timing[name] = _timing(model, name, readers["var", name], order.timing)
    return order


def check_timing(model: Model, order: Order, findings: Findings) -> None:
    """What must be known when the turn opens reads nothing that is known only while the turn is resolved."""
    for use in model.uses:
        if use.purpose in _OPENING_ONLY:
            for name, target in (use.targets or {}).items():
                if _is_of_turn(target, order.timing):
                    place = use.leaf.place(name.start, name.end)
                    if not _made_late(model, order, target, place, findings):
                        _late(use.label, name.text, place, findings)
        elif use.purpose == "term":
            _check_term(use, order, findings)
    for var, entry in model.decl.vars.items():
        if entry.decl.seen_by_rival == "rough" and order.timing.get(var) == "turn":
            reader = Target("own", "value", "var", var)
            if not _made_late(model, order, reader, entry.key.place(), findings):
                _late(f"the estimate of `{var}`", var, entry.key.place(), findings)
    leaves = [*model.decl.shown, *([model.decl.budget.variable] if model.decl.budget else [])]
    for leaf in leaves:
        shown = Target("own", "value", "var", leaf.text.removeprefix("world."))
        if order.timing.get(shown.name) == "turn" and not _made_late(model, order, shown, leaf.place(), findings):
            _late("this", leaf.text, leaf.place(), findings)


def _check_term(use: Use, order: Order, findings: Findings) -> None:
    """Whether a side keeps its word must not depend on chance or on what others do."""
    for name, target in (use.targets or {}).items():
        own = target.owner == "own" and (target.kind == "instrument" or target.aspect in _ORDERED)
        if not own and _is_of_turn(target, order.timing):
            findings.error(
                "R064",
                use.leaf.place(name.start, name.end),
                f"{quote(name.text)} is known only while the turn is resolved, but a side must know whether it keeps "
                "a term",
                expected="the side's own instruments, stances, `changed.` and `paid.`, and what is known when the turn "
                "opens",
            )


def _late(what: str, name: str, place: Place, findings: Findings) -> None:
    findings.error(
        "R064",
        place,
        f"{quote(name)} is known only while the turn is resolved, but {what} is needed when the turn opens",
        expected="stocks, params, stances, the turn, and variables made of these alone that no event scales",
        hint="keep the value in a stock, or read no instruments, draws, pipelines, `new.` or `happened.` there",
    )


def _made_late(model: Model, order: Order, target: Target, place: Place, findings: Findings) -> bool:
    """Whether a ruleset made a variable late that the one which it extends needs at ``place``; then that is told where
    it did so."""
    found = next(_late_by(model, order, target), None) if place.inherited and target.kind == "var" else None
    if found is None:
        return False
    message = f"{quote(found[0])} is known only while the turn is resolved by this, but is needed when the turn opens"
    hint = "read no instruments, draws, pipelines, `new.` or `happened.` here (put them into a variable with a name of "
    hint += "its own), or change what reads it"
    return findings.upset("R064", found[1], message, place, hint=hint)


def _late_by(model: Model, order: Order, target: Target) -> Iterator[tuple[str, Place]]:
    """The variables of this ruleset itself that make a variable late, each with the first name or the effect by which
    they do."""
    seen: set[str] = set()
    waiting = [target.name]
    while waiting:
        var = waiting.pop(0)
        if var in seen or var not in model.vars:
            continue
        seen.add(var)
        use = model.vars[var]
        late = {name: each for name, each in (use.targets or {}).items() if _is_of_turn(each, order.timing)}
        if late and not use.leaf.source.inherited:
            yield var, min((use.leaf.place(name.start, name.end) for name in late), key=lambda at: at.column)
        for effect in model.effects_on("var", var):
            if not effect.amount.leaf.source.inherited:
                yield var, effect.amount.leaf.place()
        waiting += [each.name for each in late.values() if each.kind == "var"]


def _readers(model: Model) -> dict[Step, list[Use]]:
    """Every step with the formulas that make its value."""
    steps: dict[Step, list[Use]] = {("var", name): [use] for name, use in model.vars.items()}
    for stock in model.decl.stocks:
        steps["new", stock] = list(model.flows.get(stock, {}).values())
    for event in model.decl.events:
        if event in model.chances:
            steps["happened", event] = [model.chances[event], *model.needs[event]]
    for project in model.decl.projects:
        steps["finished", project] = [model.slips[project]] if project in model.slips else []
    for name, deal in model.decl.deals.items():
        steps["signed", name], steps["left", name] = [], []
        if deal.decl.breakable:
            conditions = [term.condition for term in model.terms.get(name, [])]
            steps["broke", name] = [use for use in conditions if use is not None]
            steps["caught", name] = [model.detects[name]] if name in model.detects else []
    for name, use in model.perceived.items():
        steps["perceived", name] = [use, *([model.bands[name]] if name in model.bands else [])]
    for effect in model.effects:
        changed: Step = ("new", effect.name) if effect.kind == "stock" else ("var", effect.name)
        steps[changed].append(effect.amount)
    return steps


def _effects_on(model: Model, step: Step) -> Iterator[Step]:
    kind: Literal["stock", "var"] = "stock" if step[0] == "new" else "var"
    if step[0] in ("new", "var"):
        for effect in model.effects_on(kind, step[1]):
            yield effect.cause.step, effect.cause.key
    if step[0] == "caught":
        yield "broke", step[1]


def _steps(uses: Iterable[Use], known: dict[Step, list[Use]]) -> Iterator[Step]:
    for use in uses:
        for target in (use.targets or {}).values():
            step = _step_of(target)
            if step in known:
                yield step


def _step_of(target: Target) -> Step | None:
    if target.aspect == "new" and target.kind == "stock":
        return "new", target.name
    if target.aspect == "happened" and target.kind == "event":
        return "happened", target.name
    if target.kind == "var" and target.aspect == "value":
        return "var", target.name
    if target.aspect in ("signed", "left", "broke", "caught"):
        return target.aspect, target.name
    return ("perceived", target.name) if target.kind == "perceived" else None


def _sort(model: Model, reads: dict[Step, list[Step]], order: Order, findings: Findings) -> None:
    """Depth first with its own stack: rule files may chain thousands of variables."""
    for step in reads:
        reads[step].extend(_effects_on(model, step))
    done: set[Step] = set()
    for root in reads:
        path: list[Step] = []
        on_path: set[Step] = set()
        stack: list[tuple[Step, Iterator[Step]]] = []

        def enter(step: Step) -> None:
            path.append(step)  # noqa: B023
            on_path.add(step)  # noqa: B023
            stack.append((step, iter(reads[step])))  # noqa: B023

        if root not in done:
            enter(root)
        while stack:
            step, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                path.pop()
                on_path.discard(step)
                done.add(step)
                order.steps.append(step)
            elif following in on_path:
                circle = path[path.index(following) :]
                order.broken.update(circle)
                _report_cycle(model, circle, findings)
            elif following not in done:
                enter(following)


def _report_cycle(model: Model, circle: list[Step], findings: Findings) -> None:
    words = [_words(model, step) for step in [*circle, circle[0]]]
    places = [_place(model, step) for step in circle]
    findings.error(
        "R065",
        next((place for place in places if not place.inherited), places[0]),
        "these depend on each other in a circle" if len(circle) > 1 else "this depends on itself",
        found=" → ".join(words if len(words) <= MAX_PATH else [*words[: MAX_PATH - 3], "…", *words[-2:]]),
        expected="values that can be computed one after the other",
        hint="read the value at the start of the turn (the bare stock) somewhere in the circle instead of `new.`, or "
        "keep a value of last turn in a stock",
    )


def _words(model: Model, step: Step) -> str:
    place = _place(model, step)
    name = {"var": step[1], "perceived": step[1]}.get(step[0], f"{step[0]}.{step[1]}")
    return f"{name} ({place.file}:{place.line})"


def _place(model: Model, step: Step) -> Place:
    kind, name = step
    match kind:
        case "var":
            return model.decl.vars[name].key.place()
        case "happened":
            return model.decl.events[name].key.place()
        case "perceived":
            return model.decl.perceived[name].key.place()
        case "finished":
            return model.decl.projects[name].key.place()
        case "signed" | "left" | "broke" | "caught":
            return model.decl.deals[name].key.place()
        case _:
            return (model.decl.flows.get(name) or model.decl.stocks[name]).key.place()


def _timing(model: Model, name: str, uses: list[Use], known: dict[str, Timing]) -> Timing:
    if model.effects_on("var", name):
        return "turn"
    late = any(_is_of_turn(target, known) for use in uses for target in (use.targets or {}).values())
    return "turn" if late else "opening"


def _is_of_turn(target: Target, timing: dict[str, Timing]) -> bool:
    if is_of_turn(target):
        return True
    return target.kind == "var" and target.aspect == "value" and timing.get(target.name) == "turn"

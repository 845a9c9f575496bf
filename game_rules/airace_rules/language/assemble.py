"""Declarations and programs to the public ``Ruleset``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from airace_rules import ruleset as r
from airace_rules.language import schema as s
from airace_rules.language import values as v
from airace_rules.language.assemble_undertakings import deals_of, implicit_stocks, projects_of, undertaking_draws
from airace_rules.language.classroom import lessons_of, teams_of
from airace_rules.language.codex import codex_page
from airace_rules.language.compiling import Programs
from airace_rules.language.declarations import Declarations, Entry
from airace_rules.language.format import NEWEST
from airace_rules.language.graph import Order
from airace_rules.language.happening_rules import happening_rules
from airace_rules.language.model import Effect, Model, Use
from airace_rules.language.nodes import Leaf, ListNode, MapNode, Node
from airace_rules.language.options import options_of
from airace_rules.language.perception import rough_names
from airace_rules.ruleset import Sight


def assemble(
    model: Model,
    order: Order,
    sights: Mapping[str, Sight],
    programs: Programs,
    files: Mapping[str, str],
    digest: str,
    texts: Mapping[str, Mapping[str, str]],
) -> r.Ruleset:
    """The ruleset of a model without errors."""
    decl = model.decl
    clock, budget = cast(s.ClockDecl, decl.clock), cast(s.BudgetDecl, decl.budget)
    return r.Ruleset(
        name=decl.name,
        format=NEWEST,
        hash=digest,
        files=files,
        turns=tuple(
            r.TurnLabel(turn.key, turn.years, starts) for turn, starts in zip(decl.turns, _starts(decl), strict=False)
        ),
        aftermath=decl.aftermath,
        clock=r.ClockRules(clock.first_turn, clock.turn),
        budget=r.BudgetRules(budget.variable.text, budget.carry_over, budget.stance_changes),
        params={name: _param(entry) for name, entry in decl.params.items()},
        stocks=_stocks(model, sights),
        variables=_variables(model, order, sights),
        pipelines={name: _pipeline(entry, model.pipelines[name]) for name, entry in decl.pipelines.items()},
        levers={name: tuple(entry.decl.instruments) for name, entry in decl.levers.items()},
        instruments=_instruments(model),
        stances={name: _stance(entry) for name, entry in decl.stances.items()},
        draws=_draws(model),
        happenings=happening_rules(model),
        scores=_scores(model),
        endings=tuple(r.Ending(name, e.decl.at, e.decl.winner, e.decl.scene) for name, e in decl.victory.items()),
        gauges=tuple(leaf.text.removeprefix("world.") for leaf in decl.gauges),
        opening=programs.opening,
        turn=programs.turn,
        perception=programs.perception,
        bots=programs.bots,
        sources=decl.sources,
        codex={name: codex_page(entry) for name, entry in decl.codex.items()},
        texts=texts,
        projects=projects_of(model),
        deals=deals_of(model),
        bottleneck=decl.bottleneck.text.removeprefix("world.") if decl.bottleneck else "",
        instruments_from=decl.limits.instruments_from,
        teams=teams_of(decl),
        lessons=lessons_of(decl),
        grains=_grains(decl),
    )


def _grains(decl: Declarations) -> dict[str, float]:
    scores = {f"score.{key}": entry for key, entry in decl.scores.items()}
    entries: list[tuple[str, Entry[Any]]] = [*decl.stocks.items(), *decl.vars.items(), *scores.items()]
    return {name: entry.decl.grain for name, entry in entries if entry.decl.grain is not None}


def _starts(decl: Declarations) -> Iterable[int]:
    """Most projects that a side may start, turn by turn."""
    said = decl.limits.new_projects
    return [said] * decl.turn_count if isinstance(said, int) else said.values


def _param(entry: Entry[s.ParamDecl]) -> r.Param:
    decl = entry.decl
    node = entry.node.entries["value"] if isinstance(entry.node, MapNode) else entry.node
    sources = tuple(leaf.text for leaf in decl.source)
    return r.Param(entry.name, decl.unit, _one_line(node), decl.kind or "", sources, tuple(decl.systems))


def _one_line(node: Node) -> str:
    if isinstance(node, Leaf):
        return node.text
    if isinstance(node, ListNode):
        return f"[{', '.join(_one_line(item) for item in node.items)}]"
    return f"{{{', '.join(f'{key}: {_one_line(value)}' for key, value in node.entries.items())}}}"


def _stocks(model: Model, sights: Mapping[str, Sight]) -> dict[str, r.Stock]:
    stocks = {}
    for name, entry in model.decl.stocks.items():
        decl = entry.decl
        formulas = {part: use.text for part, use in model.flows.get(name, {}).items()}
        uses = list(model.flows.get(name, {}).values())
        for effect in model.effects_on("stock", name):
            part = effect.cause.part
            formulas[part] = "; ".join(filter(None, [formulas.get(part, ""), _effect_text(effect)]))
            uses.append(effect.amount)
        start = v.pair(decl.start) if decl.per == "side" else {"world": cast(float, decl.start)}
        stocks[name] = r.Stock(
            name, decl.per, decl.unit, cast(Mapping[str, float], start), decl.min, decl.max, sights[name],
            tuple(formulas), tuple(decl.systems), formulas, _inputs(uses),
        )  # fmt: skip
    return stocks | implicit_stocks(model)


def _effect_text(effect: Effect) -> str:
    lasting = f" for {effect.turns}" if effect.turns else ""
    return f"{effect.verb} {effect.amount.text}{lasting}"


def _inputs(uses: list[Use]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for use in uses for name in use.inputs))


def _variables(model: Model, order: Order, sights: Mapping[str, Sight]) -> dict[str, r.Variable]:
    variables = {}
    for name, entry in model.decl.vars.items():
        decl, use = entry.decl, model.vars[name]
        variables[name] = r.Variable(
            name, decl.per, decl.unit, order.timing[name], sights[name], use.text, use.inputs, tuple(decl.systems),
            options_of(use, model),
        )  # fmt: skip
    for name, belief in model.decl.perceived.items():
        use = model.perceived[name]
        variables[name] = r.Variable(
            name, "side", belief.decl.unit, "perceived", sights[name], use.text, use.inputs,
            tuple(belief.decl.systems), options_of(use, model),
        )  # fmt: skip
    return variables


def _pipeline(entry: Entry[s.PipelineDecl], entering: Use) -> r.Pipeline:
    decl = entry.decl
    starts = {side: tuple(values) for side, values in v.pair(decl.start).items()}
    start: dict[Any, tuple[float, ...]] = starts if decl.per == "side" else {"world": starts["washington"]}
    return r.Pipeline(entry.name, decl.per, decl.unit, decl.delay, start, entering.inputs)


def _instruments(model: Model) -> dict[str, r.Instrument]:
    found = {}
    for lever, entry in model.decl.levers.items():
        for key, decl in entry.decl.instruments.items():
            found[key] = r.Instrument(key, lever, decl.split, decl.caps, tuple(decl.systems))
    return found


def _stance(entry: Entry[s.StanceDecl]) -> r.Stance:
    decl = entry.decl
    start = {side: leaf.text for side, leaf in v.pair(decl.start).items()}
    options = tuple(leaf.text for leaf in decl.options)
    sight = Sight("exact", decl.seen_by_rival or "hidden")
    side = None if decl.users == "both" else decl.users
    return r.Stance(entry.name, options, start, decl.cost, sight, tuple(decl.systems), decl.opens, side)


def _draws(model: Model) -> dict[str, r.Draw]:
    draws = {
        name: r.Draw(name, entry.decl.per, entry.decl.distribution or "uniform", "declared", entry.decl.choice or {})
        for name, entry in model.decl.draws.items()
    }
    draws |= {name: r.Draw(name, entry.decl.per, "uniform", "event") for name, entry in model.decl.events.items()}
    draws |= {draw.name: draw for draw in undertaking_draws(model)}
    for name in rough_names(model):
        draws[f"view_{name}"] = r.Draw(f"view_{name}", "side", "normal", "view")
    return draws


def _scores(model: Model) -> dict[str, r.Score]:
    scores = {}
    for name, entry in model.decl.scores.items():
        par = model.decl.par.get(name)
        zeros = [0.0] * (model.decl.turn_count + 1)
        values = v.pair(par.decl if par else zeros)
        scores[name] = r.Score(name, v.pair(entry.decl.weight), {side: tuple(v) for side, v in values.items()})
    return scores

"""The public description of a ruleset, for screens."""

from __future__ import annotations

from airace_rules.classroom import LessonPlan, Seat
from airace_rules.engine.asked import asked_of
from airace_rules.manifest import (
    ChoiceInfo,
    CodexInfo,
    DealInfo,
    FactInfo,
    InstrumentInfo,
    LessonInfo,
    LessonStepInfo,
    LeverInfo,
    ProjectInfo,
    RoleInfo,
    RulesetManifest,
    ScoreInfo,
    StanceInfo,
    TeamInfo,
    TermInfo,
    TurnInfo,
    VariableInfo,
)
from airace_rules.planner.levels import PLANNERS
from airace_rules.ruleset import CodexPage, Deal, DealTerm, Draw, Instrument, Project, Ruleset, Stance, Stock, Variable


def manifest_for(ruleset: Ruleset) -> RulesetManifest:
    """What a client needs to draw the screens of a ruleset."""
    shown = {s.name: _stock(s) for s in ruleset.stocks.values() if not s.implicit}
    shown.update((v.name, _variable(v)) for v in ruleset.variables.values())
    return RulesetManifest(
        name=ruleset.name,
        hash=ruleset.hash,
        format=ruleset.format,
        turns=[TurnInfo(key=turn.key, years=turn.years, new_projects=turn.new_projects) for turn in ruleset.turns],
        aftermath=ruleset.aftermath,
        first_turn_seconds=ruleset.clock.first_turn,
        turn_seconds=ruleset.clock.turn,
        carry_over=ruleset.budget.carry_over,
        stance_changes=ruleset.budget.stance_changes,
        levers=[_lever(ruleset, key) for key in ruleset.levers],
        stances=[_stance(stance) for stance in ruleset.stances.values()],
        projects=[_project(project) for project in ruleset.projects.values()],
        deals=[_deal(ruleset, deal) for deal in ruleset.deals.values()],
        new_projects=max(turn.new_projects for turn in ruleset.turns),
        instruments_from=ruleset.instruments_from,
        gauges=list(ruleset.gauges),
        bottleneck=ruleset.bottleneck or None,
        news={f"{rule.kind}.{rule.key}": list(rule.systems) for rule in ruleset.happenings if rule.systems},
        asked=asked_of(ruleset),
        variables=shown,
        scores=[ScoreInfo(key=s.key, weight=dict(s.weight)) for s in ruleset.scores.values()],
        endings=[ending.key for ending in ruleset.endings],
        scenes={ending.key: ending.scene for ending in ruleset.endings},
        bots=list(ruleset.bots),
        planners=[name for name in PLANNERS if name not in ruleset.bots],
        choices=[_choice(draw) for draw in ruleset.draws.values() if draw.options],
        options=_options(ruleset),
        sources=dict(ruleset.sources),
        codex=[_page(page) for page in ruleset.codex.values()],
        teams=[TeamInfo(size=team.size, seats=[_seat(seat) for seat in team.seats]) for team in ruleset.teams],
        lessons=[_lesson(plan) for plan in ruleset.lessons.values()],
        languages=list(ruleset.texts),
    )


def _lever(ruleset: Ruleset, key: str) -> LeverInfo:
    instruments = [ruleset.instruments[name] for name in ruleset.levers[key]]
    return LeverInfo(key=key, instruments=[_instrument(instrument) for instrument in instruments])


def _instrument(instrument: Instrument) -> InstrumentInfo:
    return InstrumentInfo(
        key=instrument.key,
        split=instrument.split,
        cap=dict(instrument.cap),
        systems=list(instrument.systems),
    )


def _stance(stance: Stance) -> StanceInfo:
    options, systems = list(stance.options), list(stance.systems)
    return StanceInfo(
        key=stance.key, options=options, cost=stance.cost, opens=stance.opens, side=stance.side, systems=systems
    )


def _project(project: Project) -> ProjectInfo:
    return ProjectInfo(
        key=project.key,
        cost=dict(project.cost),
        turns=project.turns,
        slips=project.slips,
        joint=project.joint,
        escrow_wait=project.escrow_wait if project.joint else None,
        escrow_back=project.escrow_back if project.joint else None,
        rival_sight=project.rival_sight,
        needs=list(project.needs),
        systems=list(project.systems),
    )


def _deal(ruleset: Ruleset, deal: Deal) -> DealInfo:
    return DealInfo(
        key=deal.key,
        duration=deal.duration,
        binding=deal.binding,
        locked=deal.locked,
        terms=[_term(ruleset, term) for term in deal.terms],
        needs=list(deal.needs),
        systems=list(deal.systems),
    )


def _term(ruleset: Ruleset, term: DealTerm) -> TermInfo:
    options = ruleset.stances[term.stance].options if term.stance is not None else ()

    def bound(value: int | None) -> str | int | None:
        return value if value is None or term.stance is None else options[value]

    return TermInfo(
        side=term.side,
        stance=term.stance,
        instrument=term.instrument,
        at_least=bound(term.low),
        at_most=bound(term.high),
        needs=term.needs,
    )


def _choice(draw: Draw) -> ChoiceInfo:
    whole = sum(draw.options.values())
    chances = {option: weight / whole for option, weight in draw.options.items()}
    return ChoiceInfo(key=draw.name, scope=draw.scope, options=chances)


def _options(ruleset: Ruleset) -> dict[str, list[str]]:
    found = {f"var.{v.name}": list(v.options) for v in ruleset.variables.values() if v.options}
    for rule in ruleset.happenings:
        found |= {f"{rule.kind}.{rule.key}.{arg}": list(keys) for arg, keys in rule.options.items()}
    return found


def _page(page: CodexPage) -> CodexInfo:
    facts = [FactInfo(key=key, kind=fact.kind, sources=list(fact.sources)) for key, fact in page.facts.items()]
    return CodexInfo(system=page.system, facts=facts, shows=list(page.shows))


def _seat(seat: Seat) -> RoleInfo:
    return RoleInfo(
        key=seat.key,
        signs=seat.signs,
        levers=list(seat.levers),
        stances=list(seat.stances),
        projects=list(seat.projects),
        deals=list(seat.deals),
    )


def _lesson(plan: LessonPlan) -> LessonInfo:
    steps = [LessonStepInfo(minutes=step.minutes, do=step.do, turns=list(step.turns)) for step in plan.steps]
    return LessonInfo(key=plan.key, minutes=plan.minutes, steps=steps, questions=plan.questions)


def _stock(stock: Stock) -> VariableInfo:
    return VariableInfo(
        name=stock.name,
        kind="stock",
        scope=stock.scope,
        timing=None,
        unit=stock.unit,
        rival_sight=stock.sight.rival,
        formula=None,
        inputs=list(stock.inputs),
        parts=dict(stock.flows),
        minimum=stock.minimum,
        maximum=stock.maximum,
        systems=list(stock.systems),
    )


def _variable(variable: Variable) -> VariableInfo:
    return VariableInfo(
        name=variable.name,
        kind="variable",
        scope=variable.scope,
        timing=variable.timing,
        unit=variable.unit,
        rival_sight=variable.sight.rival,
        formula=variable.formula,
        inputs=list(variable.inputs),
        parts={},
        minimum=None,
        maximum=None,
        systems=list(variable.systems),
    )

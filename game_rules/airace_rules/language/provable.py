"""Conditions that always or never hold, as the declared ranges prove: whoever writes one means something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from airace_rules.language.cells import Cells, Ranges
from airace_rules.language.compiling import Proof
from airace_rules.language.diagnostics import Findings, quote
from airace_rules.language.leaves import NUMBER
from airace_rules.language.model import Model, Use
from airace_rules.language.ranges import analyse, truths


def check_provable(model: Model, proofs: tuple[Proof, Proof], findings: Findings) -> None:
    """Warns of endings, and of gates of projects, deals and events, that can never hold or always do. Only for a
    ruleset without errors. ``proofs``: of its opening and of its turn."""
    opening, turn = proofs
    in_play: Ranges = {"turn:number": (1.0, float(model.decl.turn_count)), "turn:aftermath": (0.0, 0.0)}
    endings = [(f"the ending `{name}`", use) for name, use in model.victory.items()]
    _check(opening, endings, findings)
    gates = [(f"the {kind} `{name}`", use) for (kind, name), uses in model.gates.items() for use in uses]
    _check(Proof(opening.cells, opening.inputs | in_play), gates, findings)
    needs = [(f"the event `{name}`", use) for name, uses in model.needs.items() for use in uses]
    _check(turn, needs, findings)


def _check(proof: Proof, uses: Iterable[tuple[str, Use]], findings: Findings) -> None:
    cells = proof.cells
    written = [(what, use, list(_nodes(cells, use))) for what, use in uses if _in_doubt(use)]
    found, _ = analyse(cells.b.nodes, proof.inputs, cells.b.guarded)
    sure = truths(cells.b.nodes, found)
    for what, use, nodes in written:
        holds = {sure[node] for node in nodes}
        if holds == {(0.0, 0.0)}:
            _warn(use, f"{what} needs this, and it can never hold", findings)
        elif holds == {(1.0, 1.0)} and "clock" not in _kinds(use):
            _warn(use, f"{what} asks for this, and it always holds", findings)


def _in_doubt(use: Use) -> bool:
    """Written here, and more than a number such as the `1` of the last ending, or than a param that is a switch."""
    return not use.leaf.source.inherited and not NUMBER.fullmatch(use.text) and _kinds(use) != {"param"}


def _kinds(use: Use) -> set[str]:
    return {target.kind for target in (use.targets or {}).values()}


def _nodes(cells: Cells, use: Use) -> Iterator[int]:
    for side in cells.owners(use.scope):
        yield cells.b.as_number(cells.lower.truth(use, side))


def _warn(use: Use, message: str, findings: Findings) -> None:
    hint = "compare the bound with the `min` and `max` of the stocks that it reads, and with the last turn"
    findings.warning("R112", use.leaf.place(), message, found=quote(use.text), hint=hint)

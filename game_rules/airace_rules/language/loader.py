"""Loads a ruleset: reads, checks, compiles. On any error nothing loads, and every mistake found is told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from airace_rules.errors import RulesetError
from airace_rules.language.assemble import assemble
from airace_rules.language.audience import check_audiences, read_sights
from airace_rules.language.builder import MAX_PROGRAM, ProgramTooLarge
from airace_rules.language.checks import check_declarations
from airace_rules.language.compiling import Proof, compile_programs
from airace_rules.language.declarations import Declarations, read_declarations, require_sections
from airace_rules.language.diagnostics import Diagnostic, Findings, TooManyErrors
from airace_rules.language.extending import extend
from airace_rules.language.folders import RulesetSource
from airace_rules.language.forgotten import tell_forgotten_base
from airace_rules.language.graph import Order, check_timing, order_steps
from airace_rules.language.layers import read_layers
from airace_rules.language.model import Model
from airace_rules.language.modelling import build_model
from airace_rules.language.sections import Sections
from airace_rules.language.texts import Texts, check_texts, merged_texts, without_leftovers
from airace_rules.ruleset import Ruleset, Sight


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A ruleset, and what it was made of: its sections and texts as merged, with the place of everything in them, and
    the declarations with formulas as trees. ``proofs``: of its opening and of its turn. ``chain``: the sections of the
    ruleset and of those below it, unmerged."""

    ruleset: Ruleset
    model: Model
    order: Order
    sights: dict[str, Sight]
    proofs: tuple[Proof, Proof]
    sections: Sections
    texts: Texts
    chain: tuple[Sections, ...] = ()


def load_ruleset(source: RulesetSource) -> Ruleset:
    """The compiled ruleset in a folder, or in a mapping from paths inside the ruleset to texts. What it extends is
    looked for beside the folder and among the rulesets that ship; in a mapping it stands under ``<its name>/``.

    Raises ``RulesetError`` with all diagnostics of all files when anything is wrong. Warnings do not stop a load.
    """
    return load_compiled(source).ruleset


def load_compiled(source: RulesetSource) -> Compiled:
    """The same, with what the compiler knew: for tools that explain a ruleset. Raises ``RulesetError``."""
    compiled, findings = _load(source)
    if compiled is None:
        raise RulesetError(findings.sorted())
    return compiled


def check_ruleset(source: RulesetSource) -> list[Diagnostic]:
    """All errors and warnings, by file and line; an empty list when there is nothing to say."""
    compiled, findings = _load(source)
    if compiled is not None:
        # All of these cost time that a load need not spend.
        from airace_rules.language.catalogue import check_systems
        from airace_rules.language.chances import check_chances
        from airace_rules.language.giving_away import check_giving_away
        from airace_rules.language.provable import check_provable
        from airace_rules.language.unitchecks import check_units

        check_units(compiled.model, findings)
        check_giving_away(compiled.model, compiled.sights, findings)
        check_provable(compiled.model, compiled.proofs, findings)
        check_chances(compiled.model, findings)
        check_systems(compiled.sections, source, findings)
        if len(compiled.chain) > 1:
            from airace_rules.language.staleness import check_par

            check_par(compiled.chain, compiled.sections, findings)
    return findings.sorted()


def content_hash(files: Mapping[str, str]) -> str:
    """SHA-256 (hex) over paths and texts, in the order of the paths, each with its length before it."""
    digest = hashlib.sha256(b"airace ruleset 1\n")
    for path in sorted(files):
        for part in (path, files[path]):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _load(source: RulesetSource) -> tuple[Compiled | None, Findings]:
    findings = Findings()
    try:
        compiled = _read_and_compile(source, findings)
    except TooManyErrors:
        compiled = None
    except ProgramTooLarge:
        compiled = None
        message = f"the formulas together need more than {MAX_PROGRAM} operations"
        findings.error("R004", "(ruleset)", message, hint="make the ruleset smaller")
    return (None if findings.failed else compiled), findings


def _read_and_compile(source: RulesetSource, findings: Findings) -> Compiled | None:
    layers = read_layers(source, findings)
    own, bases = layers[0], layers[1:]
    if own.foreign or layers[-1].extends or any(base.unread or base.unspoken for base in bases):
        return None  # entries that change others make no sense without those
    if "extends" in own.sections.nodes and not own.extends:
        read_declarations(own.sections, findings)  # tells what is wrong with `extends:`, and no section is missing
        return None
    if not own.extends and not own.unread and tell_forgotten_base(own.sections, findings):
        return None
    # In a file that could not be read may stand what this ruleset extends.
    told = Findings() if own.unread and not own.extends else findings
    merged = extend([layer.sections for layer in layers], told)
    findings.removed, findings.declared = merged.removed, merged.sections.where
    lost = set[str]().union(*(layer.sections.lost for layer in layers))
    decl = read_declarations(merged.sections, findings, merged.broken | lost)
    if own.unread:
        return None  # what is missing may stand in the file that could not be read: no follow-up errors
    require_sections(decl, own.sections.unknown, findings)
    files = {path: text for layer in layers for path, text in layer.files.items()}
    texts = merged_texts([layer.texts for layer in layers], findings)
    compiled = _compile(decl, merged.sections, None if own.unspoken else texts, files, findings)
    return compiled and replace(compiled, chain=tuple(layer.sections for layer in layers))


def _compile(
    decl: Declarations, sections: Sections, texts: Texts | None, files: dict[str, str], findings: Findings
) -> Compiled | None:
    """``texts``: None when not all of them could be read."""
    findings.broken = decl.broken
    model = build_model(decl, findings)
    if not decl.turns:
        return None  # tables, years and gates follow from the turns: told already
    check_declarations(model, findings)
    sights = read_sights(model, findings)
    check_audiences(model, sights, findings)
    order = order_steps(model, findings)
    check_timing(model, order, findings)
    programs = compile_programs(model, order, sights, findings)
    if decl.clock is None or decl.budget is None:
        return None
    ruleset = assemble(model, order, sights, programs, files, content_hash(files), {})
    read = without_leftovers(ruleset, texts or {})
    words = {language: {key: leaf.text for key, leaf in known.items()} for language, known in read.items()}
    ruleset = replace(ruleset, texts=words)
    if texts is not None:
        check_texts(ruleset, read, sections, findings)
    tested = _with_tests(ruleset, decl, findings)
    return Compiled(tested, model, order, sights, programs.proofs, sections, read)


def _with_tests(ruleset: Ruleset, decl: Declarations, findings: Findings) -> Ruleset:
    if not decl.tests:
        return ruleset
    from airace_rules.language.testing import read_tests  # costs time that a ruleset without tests need not spend

    return replace(ruleset, tests=read_tests(ruleset, decl.tests, findings))

"""The small ruleset that the tests of the language bend and break."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from airace_rules.engine.kernel import kernel_of
from airace_rules.language.diagnostics import Diagnostic
from airace_rules.language.ir import Program
from airace_rules.language.loader import check_ruleset

HERE = Path(__file__).parent
BASE = HERE / "base"
BAD = HERE / "bad"
WARNED = HERE / "warned"
QUICK = HERE.parents[2] / "game_rules" / "rulesets" / "quick"


def base_files() -> dict[str, str]:
    """Path → text of the small ruleset."""
    return {path.relative_to(BASE).as_posix(): path.read_text("utf-8") for path in sorted(BASE.rglob("*.yaml"))}


def with_files(**changes: str) -> dict[str, str]:
    """The small ruleset with top-level files added or replaced: ``with_files(extra="vars: …")``."""
    return {**base_files(), **{f"{name}.yaml": text for name, text in changes.items()}}


def with_words(files: Mapping[str, str]) -> dict[str, str]:
    """Files with a text for every new name, so that nothing is missing."""
    missing = [d.expected.removesuffix(": …") for d in check_ruleset(files) if d.code == "R102"]
    words = "".join(f'"{key}": words\n' for key in missing)
    return {**files, "texts/en.yaml": files.get("texts/en.yaml", "") + words}


def under(base: str, files: Mapping[str, str]) -> dict[str, str]:
    """Files of a ruleset that another extends, as they stand in a mapping."""
    return {f"{base}/{path}": text for path, text in files.items()}


def extending(rules: str, words: str = "", **others: str) -> dict[str, str]:
    """The ruleset ``kid``, which extends the small one: ``rules`` and ``words`` (English texts) are its own."""
    head = "format: 1\nname: kid\nextends: small\n"
    texts = f"ruleset.name: Kid\nruleset.about: A small one, changed\n{words}"
    return {**under("small", base_files()), "kid.yaml": head + rules, "texts/en.yaml": texts, **others}


def errors_of(files: Mapping[str, str]) -> list[Diagnostic]:
    """Errors of a ruleset, missing texts apart (a changed ruleset has new names)."""
    return [d for d in check_ruleset(files) if d.severity == "error" and d.code != "R102"]


def run_cells(program: Program, cells: Mapping[str, float], default: float = 0.0) -> dict[str, float]:
    """Runs a program; inputs that are not given are ``default``."""
    return kernel_of(program).run({name: cells.get(name, default) for name in program.inputs})

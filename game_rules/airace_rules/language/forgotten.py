"""A ruleset that changes another one and does not say which: one message instead of one for everything it lacks."""

from __future__ import annotations

from airace_rules.language.diagnostics import Findings, listed
from airace_rules.language.extending import extend
from airace_rules.language.sections import REQUIRED, Sections


def tell_forgotten_base(sections: Sections, findings: Findings) -> bool:
    """Whether entries of a ruleset that extends no other, and is not whole, change some; then it is told."""
    missing = [section for section in REQUIRED if section not in sections.nodes]
    if not missing:
        return False
    apart = Findings()
    extend([sections], apart)
    changes = [said for said in apart.sorted() if said.code == "R123"]
    if not changes:
        return False
    first, head = changes[0], sections.keys.get("name") or sections.keys.get("format")
    findings.error(
        "R123",
        head.place() if head else first.file,
        "entries change those of another ruleset, but nothing says of which",
        found=f"{len(changes)}, the first at {first.file}:{first.line}:{first.column}; and no {listed(missing)}",
        expected="`extends: standard`, or the name of another ruleset",
        hint="is `extends:` missing?",
    )
    return True

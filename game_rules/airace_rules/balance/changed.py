"""What the changes of a ruleset did to the balance, in words that name the changed lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from airace_rules.balance.compare import Comparison
from airace_rules.language.differing import Difference

CLEAR_SHIFT: Final = 0.02  # of the side rate; smaller is not worth a word
SURE_SHIFT: Final = 3.0  # standard errors, from the games whose winner changed
MOST_NAMED: Final = 3  # changed lines that are named


def changed_findings(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Place and words, when the side rate moved clearly in the same games. ``place`` is the first changed line."""
    before, after = comparison.before.side_rate, comparison.after.side_rate
    if before is None or after is None or not comparison.changes:
        return
    least = max(CLEAR_SHIFT, SURE_SHIFT * comparison.flipped**0.5 / comparison.games)
    if abs(after - before) < least:
        return
    first, *others = comparison.changes
    named = "; ".join([_told(first), *(f"{_at(each)} {_told(each)}" for each in others[: MOST_NAMED - 1])])
    rest = len(comparison.changes) - MOST_NAMED
    more = f" and {rest} more" if rest > 0 else ""
    yield (
        _at(first),
        f"changed since `{comparison.old}`: {named}{more}. In the same games Washington's share of the round-robin was "
        f"{before:.0%} before and is {after:.0%} now; {comparison.flipped / comparison.games:.1%} have another winner.",
    )


def _at(change: Difference) -> str:
    return change.new_at or change.old_at


def _told(change: Difference) -> str:
    name = ".".join(part for part in (change.section, change.entry, *change.path) if part)
    values = f"{change.old or '(nothing)'} → {change.new or '(nothing)'}"
    return f"{name} ({values if change.kind == 'changed' else change.kind})"

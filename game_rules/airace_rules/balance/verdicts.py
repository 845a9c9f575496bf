"""Which choices are no choices: instruments, stances, projects and deals that are always or never worth their price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from airace_rules.balance.places import Places
from airace_rules.balance.telling import side_name
from airace_rules.balance.worth import ENDS, Worth, by_choice

CLEAR: Final = 0.02  # of payoff
LARGE: Final = 0.05
SURE: Final = 2.0  # standard errors
NOTHING, MUCH = (f"{end:g}" for end in ENDS)
Told = tuple[str, str, str]  # about, place, words


def choice_findings(found: Sequence[Worth], places: Places) -> Iterator[Told]:
    """Choices that nobody has to think about, with the place of each."""
    yield from _instruments(found, places)
    yield from _stances(found, places)
    yield from _undertakings(found, places)


def _instruments(found: Sequence[Worth], places: Places) -> Iterator[Told]:
    for (side, key), options in by_choice(found, "instrument").items():
        without, more = list(options[NOTHING].values()), list(options[MUCH].values())
        place = places.of(f"instruments.{key}")
        if all(worth.change > max(CLEAR, SURE * worth.error) for worth in without):
            gain = min(worth.change for worth in without)
            words = f"the instrument `{key}` is dominated for {side_name(side)}: without it {side_name(side)} gains"
            yield "dominated", place, f"{words} {gain:.0%} or more, with its best reply and with a house strategy."
        elif all(abs(worth.change) <= SURE * worth.error for worth in [*without, *more]):
            words = f"the instrument `{key}` makes no difference to {side_name(side)} that these games can tell"
            yield "idle", place, f"{words}: neither nothing in it nor three times as much."
        elif all(worth.change > max(LARGE, SURE * worth.error) for worth in more):
            gain = min(worth.change for worth in more)
            words = f"the instrument `{key}` is picked without thinking: three times as much gains {side_name(side)}"
            yield "auto_picked", place, f"{words} {gain:.0%} or more."


def _stances(found: Sequence[Worth], places: Places) -> Iterator[Told]:
    for (side, key), options in by_choice(found, "stance").items():
        place = places.of(f"stances.{key}")
        for option in options:
            others = [other for other in options if other != option]
            if others and all(_ahead(options, option, other, LARGE) for other in others):
                words = f"in the stance `{key}` {side_name(side)} picks `{option}` without thinking: it is better than"
                yield "auto_picked", place, f"{words} every other option by more than {LARGE:.0%}."
        worst = [option for option in options if any(_ahead(options, other, option, LARGE) for other in options)]
        for option in worst if len(worst) < len(options) - 1 else ():
            words = f"in the stance `{key}` the option `{option}` is dominated for {side_name(side)}: another is better"
            yield "dominated", place, f"{words} by more than {LARGE:.0%}, whatever else it does."


def _ahead(options: dict[str, dict[str, Worth]], one: str, other: str, margin: float) -> bool:
    """Whether an option is clearly better than another in every context."""
    pairs = [(options[one][context], options[other][context]) for context in options[one]]
    return all(a.change - b.change > max(margin, SURE * (a.error**2 + b.error**2) ** 0.5) for a, b in pairs)


def _undertakings(found: Sequence[Worth], places: Places) -> Iterator[Told]:
    for kind, section in (("project", "projects"), ("deal", "deals")):
        for (side, key), options in by_choice(found, "project" if kind == "project" else "deal").items():
            place, name = places.of(f"{section}.{key}"), side_name(side)
            if _ahead(options, "never", "always", CLEAR):
                yield (
                    "dominated",
                    place,
                    f"the {kind} `{key}` is dominated for {name}: never is better, whatever else it does.",
                )
            elif _ahead(options, "always", "never", LARGE):
                words = (
                    f"the {kind} `{key}` is picked without thinking by {name}: from the first turn on it is better than"
                )
                yield "auto_picked", place, f"{words} never by more than {LARGE:.0%}."

"""Orders: what a side tells its country to do this turn, in the imperative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Orders:
    """One side's orders for one turn.

    ``instruments``: instrument key → integer tenths of a budget point; an absent key means 0.
    ``stances``: stance key → option key; an absent key keeps the current option.
    ``projects``: project key → whether this side pays an instalment; an absent key means no.
    ``deals``: deal key → whether this side signs it, or keeps its signature under one in force; absent means no.
    """

    instruments: Mapping[str, int] = field(default_factory=dict)
    stances: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, bool] = field(default_factory=dict)
    deals: Mapping[str, bool] = field(default_factory=dict)


NO_ORDERS: Final = Orders()


def replacement(before: Orders, wish: Orders) -> Orders:
    """The edit that makes ``wish`` of a draft ``before``: what the wish leaves out is taken back.

    >>> dict(replacement(Orders({"buy": 50, "fab": 30}), Orders({"buy": 60})).instruments)
    {'buy': 60, 'fab': 0}
    """
    return Orders(
        {**dict.fromkeys(before.instruments, 0), **wish.instruments},
        wish.stances,
        {**dict.fromkeys(before.projects, False), **wish.projects},
        {**dict.fromkeys(before.deals, False), **wish.deals},
    )

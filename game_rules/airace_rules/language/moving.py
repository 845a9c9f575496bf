"""Entries that are to stand before others in their mapping.

Gathered one by one and carried out together, so that thousands of moves cost no more than one look at each entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from airace_rules.language.nodes import MapNode


@dataclass(slots=True, eq=False)
class Moves:
    """The moves inside one mapping, in the order in which they were asked for. Entries may still come and go until
    they are carried out: what comes stands at the end, and who is to stand before one that went takes its place."""

    node: MapNode
    _names: list[str] = field(init=False)
    _moves: dict[str, str] = field(default_factory=dict)  # name → before whom

    def __post_init__(self) -> None:
        self._names = list(self.node.entries)

    def add(self, name: str, before: str) -> None:
        """An entry of the mapping is to stand directly before another; once for each name."""
        self._moves[name] = before

    def carry_out(self) -> None:
        """Brings the mapping into its order."""
        names: list[str | None] = [*dict.fromkeys((*self._names, *self.node.entries))]
        after = dict(zip((None, *names), (*names, None), strict=True))  # a ring; it begins and ends at None
        ahead = {behind: name for name, behind in after.items()}
        for name, before in self._moves.items():
            after[ahead[name]], ahead[after[name]] = after[name], ahead[name]
            first = ahead[before]
            after[first] = ahead[before] = name
            ahead[name], after[name] = first, before
        entries, keys = self.node.entries, self.node.keys
        order = [name for name in _around(after) if name in entries]
        self.node.entries = {name: entries[name] for name in order}
        self.node.keys = {name: keys[name] for name in order}


def _around(after: Mapping[str | None, str | None]) -> Iterator[str]:
    name = after[None]
    while name is not None:
        yield name
        name = after[name]

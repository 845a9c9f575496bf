"""Many values at once out of a table, under other names: one call for hundreds of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any


def taker(keys: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """A function from a mapping or a sequence to its values under these keys or at these places, in their order.

    >>> taker(["b", "a"])({"a": 1, "b": 2})
    (2, 1)
    """
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda table: tuple(table[key] for key in keys)


@dataclass(frozen=True, slots=True)
class Extract:
    """Values of a table, and the names they get."""

    names: tuple[str, ...]
    take: Callable[[Any], tuple[Any, ...]]

    def of(self, table: Any) -> dict[str, float]:
        """Name → value. Raises KeyError or IndexError when the table lacks one."""
        return dict(zip(self.names, self.take(table), strict=True))

    def pairs(self, table: Any) -> Iterator[tuple[str, float]]:
        """The same, for adding to other cells."""
        return zip(self.names, self.take(table), strict=True)


def extract(rows: Iterable[tuple[Any, str]]) -> Extract:
    """``rows``: key in the table, name it gets."""
    rows = tuple(rows)
    return Extract(tuple(name for _, name in rows), taker([key for key, _ in rows]))

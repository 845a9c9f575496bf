"""Remembering what is computed once per object, by identity: comparing whole rulesets costs more than it saves."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class _Same(Generic[T]):
    """An object that equals only itself. Holding it keeps its identity from being given to another."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


def once_per_object(maxsize: int) -> Callable[[Callable[[T], R]], Callable[[T], R]]:
    """Decorator: compute ``function(value)`` once per object, for the ``maxsize`` objects used last.

    The function must be pure and its argument immutable.
    """

    def decorate(function: Callable[[T], R]) -> Callable[[T], R]:
        remembered = lru_cache(maxsize)(lambda same: function(same.value))

        def call(value: T) -> R:
            return remembered(_Same(value))

        call.__doc__ = function.__doc__
        return call

    return decorate


class ByIdentity(Generic[T, R]):
    """Results kept by the identity of what they belong to, ``most`` of them; the oldest go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[int, tuple[T, R]] = OrderedDict()

    def get(self, value: T) -> R | None:
        """The result of this very object, if it is kept."""
        found = self._kept.get(id(value))
        return found[1] if found is not None and found[0] is value else None

    def keep(self, value: T, result: R) -> None:
        """Keep a result; holding the object keeps its identity from being given to another."""
        self._kept[id(value)] = value, result
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

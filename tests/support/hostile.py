"""What somebody sends who wants to break the server: hypothesis strategies, and how to run them against a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

T = TypeVar("T")

NOT_FINITE = (float("nan"), float("inf"), float("-inf"))
HUGE = (2**63, -(2**63) - 1, 10**30, 10**400, 1e308, -1)
STRANGE = ("", "\x00", "\ud800", "\udfff\ud800", "‮", "=1+1", "<script>", "../..", "%s%n", "人" * 70, "x" * 5_000)

numbers = st.sampled_from(HUGE) | st.sampled_from(NOT_FINITE) | st.integers() | st.floats()
texts = st.sampled_from(STRANGE) | st.text(max_size=20)
leaves = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
"""Anything that Python writes as JSON, not all of which is JSON: NaN, infinities, halves of characters."""


@st.composite
def deep(draw: st.DrawFn) -> str:
    """Nesting that overflows a careless reader, closed or left open."""
    opening, closing = draw(st.sampled_from((("[", "]"), ('{"a":', "}"), ('{"type":[', "]}"))))
    depth = draw(st.integers(100, 2_000))
    return opening * depth + "1" + closing * (depth if draw(st.booleans()) else 0)


@st.composite
def long_numbers(draw: st.DrawFn) -> str:
    """Numbers of thousands of digits, which cost much to read."""
    digits = "9" * draw(st.integers(400, 6_000))
    return draw(st.sampled_from(("{}", "[{}]", '{{"turn": {}}}', "1e{}", "-{}", "0.{}"))).format(digits)


no_json = st.text(max_size=60) | deep() | long_numbers()


def dumped(value: Any) -> str:
    """As JSON, with everything outside ASCII escaped, halves of characters too."""
    return json.dumps(value)


async def against(server: Callable[[T], Awaitable[None]], strategy: st.SearchStrategy[T], examples: int) -> None:
    """Call ``server`` in this event loop with ``examples`` things drawn from ``strategy``, the same ones each time."""
    loop = asyncio.get_running_loop()
    tried = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def attack(thing: T) -> None:
        nonlocal tried
        tried += 1
        asyncio.run_coroutine_threadsafe(awaited(server(thing)), loop).result(60)

    await asyncio.to_thread(attack)
    assert tried >= examples, "as many attacks as were asked for"


async def awaited(work: Awaitable[T]) -> T:
    """As a coroutine."""
    return await work

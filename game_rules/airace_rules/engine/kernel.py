"""A program ready to run: compiled once, called with cells by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from airace_rules.engine.emit_scalar import compile_scalar
from airace_rules.engine.extract import Extract, extract, taker
from airace_rules.engine.identity import once_per_object
from airace_rules.errors import NotFinite
from airace_rules.language.ir import Program

_KEPT_PROGRAMS: Final = 512


@dataclass(frozen=True, slots=True)
class Kernel:
    """``scalar`` takes the input cells in order and returns the outputs in order; ``take`` takes the input cells out of
    cells by name."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    scalar: Callable[[Sequence[float]], tuple[float, ...]]
    take: Callable[[Mapping[str, float]], tuple[Any, ...]]
    program: Program

    def run(self, cells: Mapping[str, float]) -> dict[str, float]:
        """All outputs of one game by name. Raises NotFinite, naming the first bad cell."""
        return dict(zip(self.outputs, self.values(cells), strict=True))

    def values(self, cells: Mapping[str, float]) -> tuple[float, ...]:
        """The same without their names, in order: quicker when few of many are wanted."""
        values = self.scalar(self.take(cells))
        total = sum(values)
        if total - total != 0.0:  # infinity, NaN, or an overflow of the sum itself
            self.refuse(values)
        return values

    def extract(self, rows: Iterable[tuple[str, str]]) -> Extract:
        """What takes outputs out of ``values``. ``rows``: output cell, name it gets; cells that are no output are left
        out."""
        places = {cell: place for place, cell in enumerate(self.outputs)}
        return extract((places[cell], name) for cell, name in rows if cell in places)

    def refuse(self, values: Sequence[float]) -> None:
        """Raise NotFinite for the first output that is no finite number, if there is one."""
        for name, value in zip(self.outputs, values, strict=True):
            if not isfinite(value):
                raise NotFinite(name, value)


@once_per_object(_KEPT_PROGRAMS)
def kernel_of(program: Program) -> Kernel:
    """The compiled form of a program."""
    outputs = tuple(name for name, _ in program.outputs)
    return Kernel(program.inputs, outputs, compile_scalar(program), taker(program.inputs), program)

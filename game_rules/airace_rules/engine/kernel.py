"""A program ready to run: compiled once, called with cells by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from airace_rules.engine.emit_scalar import compile_scalar
from airace_rules.engine.identity import once_per_object
from airace_rules.errors import NotFinite
from airace_rules.language.ir import Program

_KEPT_PROGRAMS: Final = 512


@dataclass(frozen=True, slots=True)
class Kernel:
    """``scalar`` takes the input cells in order and returns the outputs in order."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    scalar: Callable[[Sequence[float]], tuple[float, ...]]
    program: Program

    def run(self, cells: Mapping[str, float]) -> dict[str, float]:
        """All outputs of one game by name. Raises NotFinite, naming the first bad cell."""
        values = self.scalar([cells[name] for name in self.inputs])
        total = sum(values)
        if total - total != 0.0:  # infinity, NaN, or an overflow of the sum itself
            self.refuse(values)
        return dict(zip(self.outputs, values, strict=True))

    def refuse(self, values: Sequence[float]) -> None:
        """Raise NotFinite for the first output that is no finite number, if there is one."""
        for name, value in zip(self.outputs, values, strict=True):
            if not isfinite(value):
                raise NotFinite(name, value)


@once_per_object(_KEPT_PROGRAMS)
def kernel_of(program: Program) -> Kernel:
    """The compiled form of a program."""
    return Kernel(program.inputs, tuple(name for name, _ in program.outputs), compile_scalar(program), program)

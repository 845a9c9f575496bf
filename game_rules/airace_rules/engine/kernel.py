"""A program ready to run: compiled once, called with cells by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

import numpy as np

from airace_rules.engine.emit_array import compile_array
from airace_rules.engine.emit_scalar import compile_scalar
from airace_rules.engine.identity import once_per_object
from airace_rules.engine.mathfn_array import Floats
from airace_rules.errors import NotFinite
from airace_rules.language.ir import Program

_KEPT_PROGRAMS: Final = 512


@dataclass(frozen=True, slots=True)
class Kernel:
    """``scalar`` and ``array`` take the input cells in order and return the outputs in order."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    scalar: Callable[[Sequence[float]], tuple[float, ...]]
    program: Program

    def run(self, cells: Mapping[str, float]) -> dict[str, float]:
        """All outputs of one game by name. Raises NotFinite, naming the first bad cell."""
        values = self.scalar([cells[name] for name in self.inputs])
        total = sum(values)
        if total - total != 0.0:  # infinity, NaN, or an overflow of the sum itself
            self._refuse(values)
        return dict(zip(self.outputs, values, strict=True))

    def run_games(self, cells: Mapping[str, Floats], shape: tuple[int, ...]) -> dict[str, Floats]:
        """All outputs of many games by name: rows of shape (games,). Raises NotFinite as ``run`` does."""
        rows = array_of(self.program)([cells[name] for name in self.inputs], shape)
        total = np.zeros(shape)
        with np.errstate(all="ignore"):
            for row in rows:
                total += row
        if not np.isfinite(total).all():
            for game in np.flatnonzero(~np.isfinite(total)):
                self._refuse([float(row[game]) for row in rows])
        return dict(zip(self.outputs, rows, strict=True))

    def _refuse(self, values: Sequence[float]) -> None:
        for name, value in zip(self.outputs, values, strict=True):
            if not isfinite(value):
                raise NotFinite(name, value)


@once_per_object(_KEPT_PROGRAMS)
def kernel_of(program: Program) -> Kernel:
    """The compiled form of a program."""
    return Kernel(program.inputs, tuple(name for name, _ in program.outputs), compile_scalar(program), program)


@once_per_object(_KEPT_PROGRAMS)
def array_of(program: Program) -> Callable[[Sequence[Floats], tuple[int, ...]], tuple[Floats, ...]]:
    """The compiled array form of a program; made only for batches."""
    return compile_array(program)

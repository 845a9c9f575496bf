"""Many games at once: a program over arrays, with the same results to the bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from airace_rules.engine.emit_array import compile_array
from airace_rules.engine.identity import once_per_object
from airace_rules.engine.kernel import Kernel
from airace_rules.engine.mathfn_array import Floats
from airace_rules.language.ir import Program

_KEPT_PROGRAMS: Final = 512


def run_games(kernel: Kernel, cells: Mapping[str, Floats], shape: tuple[int, ...]) -> dict[str, Floats]:
    """All outputs of many games by name: rows of shape (games,). Raises NotFinite as ``Kernel.run`` does."""
    rows = array_of(kernel.program)([cells[name] for name in kernel.inputs], shape)
    total = np.zeros(shape)
    with np.errstate(all="ignore"):
        for row in rows:
            total += row
    if not np.isfinite(total).all():
        for game in np.flatnonzero(~np.isfinite(total)):
            kernel.refuse([float(row[game]) for row in rows])
    return dict(zip(kernel.outputs, rows, strict=True))


@once_per_object(_KEPT_PROGRAMS)
def array_of(program: Program) -> Callable[[Sequence[Floats], tuple[int, ...]], tuple[Floats, ...]]:
    """The compiled array form of a program; made only for batches."""
    return compile_array(program)

"""Rulesets made to hurt: each must be refused with diagnostics, quickly and in little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rules.language.kit import with_files

MANY = 1_900
LONG = "+".join(f"chips*{i}" for i in range(70))
EVENT = "{per: side, chance: 1, tell: own, do: [{add: chips, by: 1}, {scale: skill, by: 2, for: 3}]}"


def attacks() -> Iterator[tuple[str, Callable[[], dict[str, str]]]]:
    """Name and maker of every attack."""
    yield "ten megabytes", lambda: with_files(bad="a: b\n" * 2_000_000)
    yield "ten megabytes over many files", lambda: with_files(**{f"f{i}": "x" * 250_000 for i in range(40)})
    yield "thousands of files", lambda: with_files(**{f"f{i}": "" for i in range(5_000)})
    yield "forty thousand brackets", lambda: with_files(bad="vars: " + "[" * 40_000)
    yield "forty thousand braces", lambda: with_files(bad="vars: " + "{a: " * 40_000)
    yield "forty thousand dashes", lambda: with_files(bad="- " * 40_000)
    yield "deep indentation", lambda: with_files(bad="".join(" " * i + "a:\n" for i in range(600)))
    yield "billion laughs", lambda: with_files(bad="a: &a [x]\n" + "".join(f"b{i}: [*a, *a]\n" for i in range(99)))
    yield "a hundred thousand entries", lambda: with_files(bad="sources: [" + "a," * 100_000 + "]")
    yield "a hundred thousand terms", lambda: variable("+".join(["chips"] * 100_000))
    yield "two hundred minus signs", lambda: variable("-" * 200 + "1")
    yield "a tower of powers", lambda: variable("9" + "**9" * 140)
    yield "nested choices", lambda: variable("1 if chips else " * 140 + "2")
    yield "nested functions", lambda: variable("exp(" * 120 + "chips" + ")" * 120)
    yield "nested not", lambda: variable("not " * 160 + "1")
    yield "a number of two thousand digits", lambda: variable("9" * 1_999)
    yield (
        "a stock of two hundred thousand digits",
        lambda: with_files(
            bad=f"stocks: {{extra: {{start: {'9' * 200_000}, unit: '1', min: 0, max: 9, seen_by_rival: exact}}}}"
        ),
    )
    yield "exponent of many digits", lambda: variable("1e999999999")
    yield "a dotted name without end", lambda: variable("a." * 900 + "a")
    yield "doubling by squares", lambda: chained("x{0} * x{0}", 64)
    yield "exponentials of exponentials", lambda: chained("exp(x{0})", 64)
    yield "a chain of thousands", lambda: chained("x{0} + 1", MANY, start="chipz")
    yield "a circle of thousands", lambda: circle(MANY)
    yield "thousands of unknown names", lambda: variables(f"chpis_{i}" for i in range(MANY))
    yield (
        "thousands of unknown keys",
        lambda: with_files(bad="vars:\n  extra: {" + ", ".join(f"unti{i}: 1" for i in range(MANY)) + "}"),
    )
    yield (
        "thousands of wrong entries",
        lambda: with_files(bad="vars:\n" + "\n".join(f"  v{i}: {{unti: 1}}" for i in range(MANY))),
    )
    yield "thousands of doubled keys", lambda: with_files(bad="vars:\n" + "  extra: {}\n" * MANY)
    yield "too many params", lambda: spread("params", '{unit: "1", value: 3}', 24_000)
    yield "too many variables", lambda: spread("vars", '{unit: "1", is: "chips + 1", seen_by_rival: exact}', 16_000)
    yield "too many strategies", lambda: spread("bots", '{both: {instruments: {buy: "chips"}}}', 12_000)
    yield "too many long formulas", lambda: spread("vars", f'{{unit: "1", is: "{LONG}", seen_by_rival: exact}}', 900)
    yield "too many operations", lambda: chained(LONG, 200)
    yield "too many events", lambda: spread("events", EVENT, 8_000)
    yield "a NUL", lambda: with_files(bad="vars:\n  extra: \0\n")
    yield "a lone surrogate", lambda: with_files(bad="vars:\n  extra: \ud800\n")
    yield "a surrogate in a path", lambda: {**with_files(), "\ud800.yaml": "vars: {}"}
    yield "a path that climbs out", lambda: {**with_files(), "../../etc/passwd.yaml": "vars: {}"}
    yield "a NUL in a path", lambda: {**with_files(), "a\0.yaml": "vars: {}"}
    yield "an escape sequence in a name", lambda: with_files(bad='vars: {"\\e[31mred": {unit: "1"}}')
    yield "a key as long as a file", lambda: with_files(bad=f"{'k' * 200_000}: 1")
    yield "a line as long as a file", lambda: variable("chips" + " " * 200_000 + "+")
    yield "a python object", lambda: with_files(bad="!!python/object/apply:os.system ['true']")
    yield "a directive", lambda: with_files(bad="%TAG ! tag:x,2000:\n---\na: !b c")


def spread(section: str, entry: str, count: int) -> dict[str, str]:
    """Many entries over four files."""
    parts = (range(first, count, 4) for first in range(4))
    files = {f"f{k}": f"{section}:\n" + "\n".join(f" x{i}: {entry}" for i in part) for k, part in enumerate(parts)}
    return with_files(**files)


def variable(formula: str) -> dict[str, str]:
    """The small ruleset with one variable of this formula."""
    return variables([formula])


def variables(formulas: Iterator[str] | list[str]) -> dict[str, str]:
    """The small ruleset with a variable for each formula."""
    lines = (f'  v{i}: {{unit: "1", is: "{f}", seen_by_rival: exact}}' for i, f in enumerate(formulas))
    return with_files(bad="vars:\n" + "\n".join(lines))


def chained(step: str, count: int, start: str = "chips") -> dict[str, str]:
    """Variables each of which reads the one before."""
    lines = [f'  x0: {{unit: "1", is: "{start}", seen_by_rival: exact}}']
    lines += [f'  x{i + 1}: {{unit: "1", is: "{step.format(i)}", seen_by_rival: exact}}' for i in range(count)]
    return with_files(bad="vars:\n" + "\n".join(lines))


def circle(count: int) -> dict[str, str]:
    """Variables in one long circle."""
    lines = (f'  x{i}: {{unit: "1", is: "x{(i + 1) % count}", seen_by_rival: exact}}' for i in range(count))
    return with_files(bad="vars:\n" + "\n".join(lines))

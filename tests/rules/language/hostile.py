"""Rulesets made to hurt: each must be refused with diagnostics, quickly and in little memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from rules.language.kit import base_files, under, with_files

MANY = 1_900
LONG = "+".join(f"chips*{i}" for i in range(70))
STOCK = '{start: 1, unit: "1", min: 0, max: 9, seen_by_rival: rough, noise: 0.1}'
DEAL = f"{{duration: 2, detect: '0.5', terms: [{', '.join(['{needs: chips > 1}'] * 20)}], caught: []}}"
PROJECT = f"{{cost: 1, turns: 2, needs: [chips > 1], do: [{', '.join(['{add: skill, by: 2}'] * 20)}]}}"
PROMISE = "{{name: t{0}, turns: 1, expect: {{washington.chpis{0}: {{above: 1}}}}}}"
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
    yield "a name that climbs out", lambda: named("../../etc")
    yield "a name with a bell", lambda: named('"a\\ab"')
    yield "a name that is a folder of the ruleset", lambda: named("texts")
    yield "a NUL in a path", lambda: {**with_files(), "a\0.yaml": "vars: {}"}
    yield "an escape sequence in a name", lambda: with_files(bad='vars: {"\\e[31mred": {unit: "1"}}')
    yield "a key as long as a file", lambda: with_files(bad=f"{'k' * 200_000}: 1")
    yield "a line as long as a file", lambda: variable("chips" + " " * 200_000 + "+")
    yield "a python object", lambda: with_files(bad="!!python/object/apply:os.system ['true']")
    yield "a text of unknown places", lambda: worded(f'event.extra: "{"x" * 150_000}{" {y}" * 20_000}"')
    yield "many texts of unknown places", lambda: worded(f'event.extra: "{"x" * 7_000}{" {y}" * 240}"')
    yield "texts that nobody needs", lambda: worded("".join(f"x.k{i}: word\n" for i in range(12_000)), "vars: {x: 1}")
    yield (
        "sixty languages",
        lambda: {**with_files(), **{f"texts/{a}{b}.yaml": "" for a in "abcdef" for b in "ghijklmnop"}},
    )
    yield "rulesets that extend each other without end", lambda: chain(60)
    yield "rulesets in a circle", lambda: {**chain(3), "r2/rules.yaml": "format: 1\nname: r2\nextends: r1\n"}
    yield "thousands of bases", lambda: {**with_files(), **{f"r{i}/rules.yaml": "format: 1" for i in range(5_000)}}
    yield "a base as large as a ruleset may be", lambda: {**huge("base"), "rules.yaml": "format: 1\nextends: base\n"}
    yield "thousands of moves", lambda: child("params", "{before: wear, value: 1, unit: x}", 5_000)
    yield "thousands of moves in many sections", moves
    yield "thousands of stand-ins in thousands of formulas", stand_ins
    yield "keys that are keys of keys", lambda: with_files(bad="? " * 40_000)
    yield "sixty thousand documents", lambda: with_files(bad="---\n" * 60_000)
    yield "a table of forty thousand turns", lambda: param("{by: turn, values: [" + "1," * 40_000 + "1]}")
    yield (
        "a table of thousands of options",
        lambda: param("{by: safety, " + ", ".join(f"o{i}: 1" for i in range(MANY)) + "}"),
    )
    yield "a number that is infinite", lambda: param("1e400")
    yield "a number in a hundred ways", lambda: param("0x1F")
    yield "powers of powers", lambda: variable("9**9**9")
    yield "a base to a huge power", lambda: variable("chips**999999")
    yield (
        "choices of choices of choices",
        lambda: chained("(x{0} if x{0} > 1 else -x{0}) * (x{0} if x{0} < 3 else x{0})", 300),
    )
    yield "a million operations", lambda: variables([LONG] * 350)
    yield (
        "thousands of parts",
        lambda: with_files(bad="flows:\n  skill: {" + ", ".join(f"p{i}: chips" for i in range(9_000)) + "}"),
    )
    yield "thousands of near names", lambda: variables([f"chip{i}" for i in range(MANY)])
    yield "a name as long as a formula", lambda: variable("a" * 1_990)
    yield "thousands of stocks", lambda: spread("stocks", STOCK, MANY)
    yield (
        "thousands of beliefs",
        lambda: spread("perceived", '{unit: "1", is: chips - opp.chips, band: band.chips}', MANY),
    )
    yield "sixty deals of twenty terms", lambda: spread("deals", DEAL, 60)
    yield "sixty projects of twenty effects", lambda: spread("projects", PROJECT, 60)
    yield (
        "thousands of wrong promises",
        lambda: with_files(bad="tests:\n" + "".join(f"  - {PROMISE.format(i)}\n" for i in range(MANY))),
    )
    yield "a directive", lambda: with_files(bad="%TAG ! tag:x,2000:\n---\na: !b c")


def folders(root: Path) -> Iterator[tuple[str, Path]]:
    """Name and place of every folder made to hurt; ``root`` is an empty folder for them."""

    def made(name: str) -> Path:
        (root / name).mkdir()
        return root / name / "rules.yaml"

    (made("a gigabyte")).touch()
    os.truncate(root / "a gigabyte/rules.yaml", 1 << 30)  # sparse: it takes no room
    os.mkfifo(made("a pipe"))
    made("a device").symlink_to("/dev/zero")
    made("the environment").symlink_to("/proc/self/environ")
    made("a file of the system").symlink_to("/etc/hosts")
    loop = made("a link to itself")
    loop.symlink_to(loop)
    made("a link to nothing").symlink_to("nowhere")
    made("a folder called a file").mkdir()
    made("another encoding").write_text("format: 1\n", encoding="utf-16")
    for number in range(20_000):
        (made("many files") if number == 0 else root / f"many files/f{number}.yaml").touch()
    for number in range(2_000):
        (root / f"many folders/texts/f{number}").mkdir(parents=True)
    (root / "many folders/rules.yaml").write_text("format: 99\n")
    yield from ((folder.name, folder) for folder in sorted(root.iterdir()))


def worded(texts: str, rules: str = "events: {extra: {per: side, chance: 1, tell: own}}") -> dict[str, str]:
    """The small ruleset with further texts, and what they are for."""
    files = with_files(bad=rules)
    files["texts/en.yaml"] += f"\n{texts}\n"
    return files


def param(value: str) -> dict[str, str]:
    """The small ruleset with a param of this value."""
    return with_files(bad=f"params:\n  extra: {{unit: '1', value: {value}}}\n")


def chain(length: int) -> dict[str, str]:
    """Rulesets each of which extends the next."""
    places = ["", *(f"r{i}/" for i in range(1, length))]
    return {f"{place}rules.yaml": f"format: 1\nname: r{i}\nextends: r{i + 1}\n" for i, place in enumerate(places)}


def huge(name: str) -> dict[str, str]:
    """A ruleset of as many entries as fit into its bytes."""
    lines = ("".join(f" k{i}_{j}: word\n" for j in range(3_000)) for i in range(10))
    return {f"{name}/f{i}.yaml": f"sources:\n{text}" for i, text in enumerate(lines)}


def spread(section: str, entry: str, count: int) -> dict[str, str]:
    """Many entries over four files."""
    parts = (range(first, count, 4) for first in range(4))
    files = {f"f{k}": f"{section}:\n" + "\n".join(f" x{i}: {entry}" for i in part) for k, part in enumerate(parts)}
    return with_files(**files)


def named(name: str) -> dict[str, str]:
    """The small ruleset under this name."""
    files = with_files()
    return {**files, "game.yaml": files["game.yaml"].replace("name: small", f"name: {name}")}


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


def child(section: str, entry: str, number: int) -> dict[str, str]:
    """A ruleset that adds many entries to the small one."""
    lines = "".join(f"  n{i}: {entry}\n" for i in range(number))
    base = under("small", base_files())
    return {**base, "rules.yaml": f"format: 1\nname: kid\nextends: small\n{section}:\n{lines}"}


def moves() -> dict[str, str]:
    """As many moves to the front as sections may have entries."""
    files = child("params", "{before: wear, value: 1, unit: x}", 1_900)
    files["more.yaml"] = "".join(
        f"{section}:\n" + "".join(f"  {section}{i}: {{before: {first}}}\n" for i in range(1_900))
        for section, first in (("draws", "luck"), ("stocks", "chips"), ("vars", "income"), ("events", "fire"))
    )
    return files


def stand_ins() -> dict[str, str]:
    """Every formula reads a hundred of two thousand names, all of which are removed."""
    files = child("params", "{remove: true, instead: 1}", 1_900)
    files["small/names.yaml"] = "params:\n" + "".join(f"  n{i}: {{value: 1, unit: x}}\n" for i in range(1_900))
    sums = (" + ".join(f"n{(i + k) % 1_900}" for k in range(70)) for i in range(480))
    entries = "".join(f'  v{i}: {{unit: x, is: "{text}", seen_by_rival: hidden}}\n' for i, text in enumerate(sums))
    return files | {"small/formulas.yaml": f"vars:\n{entries}"}

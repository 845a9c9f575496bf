"""The balance report as one page: a file that needs no network, reads well in print, by day and night, and aloud."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from airace_rules.balance.figures import LIMITS
from airace_rules.balance.findings import Finding, findings
from airace_rules.balance.report import Report
from airace_server.commands.balance_page import sections
from airace_server.commands.balance_page.parts import element, escape, listed, rows_table


def page(report: Report, seconds: float) -> str:
    """The whole page as HTML."""
    title = f"Balance of {report.ruleset}"
    style = files(__name__).joinpath("page.css").read_text("utf-8")
    body = "\n".join(_body(report, title, seconds))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(report: Report, title: str, seconds: float) -> Iterator[str]:
    found = findings(report)
    yield element("h1", title)
    played = f"{report.games} games in the matrix, seed {report.seed}, {seconds:.1f} s"
    yield element("p", f"{played}, ruleset {report.compiled.ruleset.hash[:12]}", "note")
    yield sections.headline(report, len(found))
    yield _warnings(found)
    yield _controls(report)
    if report.house:
        yield from sections.house(report.house)
    if report.oracle:
        yield from sections.oracle(report.compiled.ruleset, report.oracle)
    if report.worths is not None:
        yield from sections.levers(report.worths)
    if report.sensitivity:
        yield from sections.params(report.sensitivity)
    if report.comparison:
        yield from sections.comparison(report.comparison)
    yield element("h2", "Limits")
    yield element("p", LIMITS)


def _warnings(found: list[Finding]) -> str:
    if not found:
        return element("h2", "Warnings") + element("p", "None.")
    return element("h2", f"Warnings ({len(found)})") + listed([finding.text() for finding in found], "warnings")


def _controls(report: Report) -> str:
    controls = report.controls
    if controls is None:
        return ""
    words = {True: "holds", False: "fails"}
    rows = [
        ("Exchanging the sides exchanges all results", words[controls.mirror]),
        ("Games do not depend on their batch", words[controls.batch_invariance]),
        ("A param that nothing reads changes nothing", words[controls.null_parameter]),
        ("Games that a formula broke", str(controls.non_finite)),
    ]
    return element("h2", "Controls") + rows_table(
        "What must hold before any figure counts", ("Control", "Result"), rows
    )

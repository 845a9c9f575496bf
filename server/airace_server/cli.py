"""The command ``airace``. Each command is described here and carried out in ``commands``."""

from __future__ import annotations

import gc
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="A multiplayer strategy game about the race between the United States and China for artificial intelligence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
rules = typer.Typer(help="Rule files: check them, have them explained.", no_args_is_help=True)
app.add_typer(rules, name="rules")


class SideName(StrEnum):
    washington = "washington"
    beijing = "beijing"


class ExportFormat(StrEnum):
    match = "match"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"


class DiagnosticsFormat(StrEnum):
    text = "text"
    json = "json"


Json = Annotated[bool, typer.Option("--json", help="The result as JSON on standard output.")]
Database = Annotated[
    str | None, typer.Option(help="sqlite:///FILE or postgresql://…; default: a file in the platform's data folder.")
]


def tell_version(asked: bool) -> None:
    """Print which version this is, and end."""
    if asked:
        from airace_server.version import program_version

        typer.echo(f"airace {program_version()}")
        raise typer.Exit


@app.callback()
def every_command(
    version: Annotated[
        bool, typer.Option("--version", callback=tell_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What stands before the name of a command."""


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; default: all, so that a class gets in.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one. Default: 8000.")] = None,
    database: Database = None,
    bus: Annotated[
        str | None,
        typer.Option(help="How processes tell each other of news: redis://HOST:PORT/0, or local: (the default)."),
    ] = None,
    rulesets: Annotated[Path | None, typer.Option(help="Folder with rulesets; default: those that ship.")] = None,
    public_url: Annotated[str | None, typer.Option(help="Address under which the world sees this server.")] = None,
    open: Annotated[bool, typer.Option("--open", help="Open the game in a browser.")] = False,
) -> None:
    """Run the server. All other settings are environment variables AIRACE_…, see docs/operations.md."""
    gc.disable()  # loading makes many objects and no garbage; collection begins once the server listens
    from airace_server.commands import serve as command

    chosen = {
        "host": host,
        "port": port,
        "database": database,
        "bus": bus,
        "rulesets": rulesets,
        "public_url": public_url,
    }
    command.serve(chosen, open)


@app.command()
def bot(
    url: Annotated[str, typer.Argument(help="Address of the server, such as http://192.168.1.5:8000")],
    join: Annotated[str, typer.Option(help="Join code.")],
    side: Annotated[SideName | None, typer.Option(help="Default: wherever a seat is wanted most.")] = None,
    strategy: Annotated[
        str, typer.Option(help="One of the ruleset's house strategies, random, or a planner.")
    ] = "balanced",
    seats: Annotated[int, typer.Option(min=1, help="How many bots join.")] = 1,
) -> None:
    """Play over the network exactly as a person does."""
    from airace_server.commands import bot as command

    command.bot(url, join, None if side is None else side.value, strategy, seats)


@app.command()
def simulate(
    ruleset: Annotated[str, typer.Argument(help="Name of a ruleset that ships, or its folder.")],
    washington: Annotated[str, typer.Option(help="Strategy of Washington, or a planner.")] = "balanced",
    beijing: Annotated[str, typer.Option(help="Strategy of Beijing, or a planner.")] = "balanced",
    games: Annotated[int, typer.Option(min=1, help="How many games.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same figures everywhere.")] = 0,
    json: Json = False,
) -> None:
    """Play a batch of games between two strategies."""
    from airace_server.commands import simulate as command

    command.simulate(ruleset, washington, beijing, games, seed, json)


@app.command()
def balance(
    ruleset: Annotated[str, typer.Argument(help="Name of a ruleset that ships, or its folder.")],
    against: Annotated[str | None, typer.Option(help="An older version to compare with, on the same draws.")] = None,
    games: Annotated[
        int | None, typer.Option(min=100, help="Games of the matrix, the measure of all parts; default 10000.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same figures everywhere.")] = 0,
    json: Json = False,
    html: Annotated[Path | None, typer.Option(help="Write the report into this page, too.")] = None,
    rounds: Annotated[
        int | None, typer.Option(min=0, max=20, help="Most rounds of the search for better strategies; default 3.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default: one for each processor.")] = None,
    resume: Annotated[
        Path | None, typer.Option(help="Keep what was played in this file, and go on from there if it exists.")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Make it anew after every save; --games 2000 --rounds 1 unless said.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Keep the figures and what the rules say now, for later reports.")
    ] = False,
    planner: Annotated[
        str | None,
        typer.Option(help="Instead of the report: this planner against every house strategy; --games of each, 200."),
    ] = None,
    unseen: Annotated[
        bool, typer.Option("--unseen", help="With --planner: it has not studied the strategy that it meets.")
    ] = False,
) -> None:
    """The balance report: is the game fair, is there a choice, and which line is to blame. Exit code 1 when a control
    fails and no figure can be trusted."""
    from airace_server.commands import balance as command

    wishes = command.wished(games, seed, rounds, workers, resume, watch=watch)
    if planner is not None:
        from airace_server.commands import balance_planner

        others = {
            "--against": against,
            "--html": html,
            "--rounds": rounds,
            "--resume": resume,
            "--watch": watch or None,
            "--accept": accept or None,
        }
        balance_planner.require_alone([name for name, value in others.items() if value is not None])
        balance_planner.report(ruleset, planner, games, wishes, unseen, json)
    elif watch:
        from airace_server.commands import balance_watch

        command.require_once(accept)
        balance_watch.watch(ruleset, against, wishes, html)
    elif not command.report(ruleset, against, wishes, json, html, accept):
        raise typer.Exit(1)


@app.command()
def verify(file: Annotated[Path, typer.Argument(help="An exported match file.")]) -> None:
    """Replay an exported match and compare every hash; exit code 1 at the first difference."""
    from airace_server.commands import verify as command

    command.verify(file)


@app.command()
def export(
    session: Annotated[str, typer.Argument(help="Id or join code of a session.")],
    format: Annotated[
        ExportFormat, typer.Option(help="match: files for `airace verify`; xlsx: a workbook.")
    ] = ExportFormat.match,
    database: Database = None,
    out: Annotated[Path | None, typer.Option(help="File to write; default: standard output.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out if there is one.")] = False,
) -> None:
    """Write a session's finished matches: for `airace verify` and `airace import`, programs, or a spreadsheet."""
    from airace_server.commands import export as command

    command.export(session, format.value, database, out, force)


@app.command("import")
def import_session(
    file: Annotated[Path, typer.Argument(help="What `airace export` wrote as match or json.")],
    database: Database = None,
) -> None:
    """Verify an exported session and store it in a database, for its facilitator to look at."""
    from airace_server.commands import import_session as command

    command.import_session(file, database)


@app.command()
def bench(json: Json = False) -> None:
    """Run the project's own benchmarks; each prints figures and compares side by side in one run."""
    from airace_server.commands import bench as command

    command.bench(json)


@rules.command()
def check(
    rulesets: Annotated[list[str], typer.Argument(help="Folders of rulesets, or names of those that ship.")],
    format: Annotated[DiagnosticsFormat, typer.Option(help="For people or for programs.")] = DiagnosticsFormat.text,
) -> None:
    """Check rule files; exit code 1 on any error."""
    gc.disable()  # a short life: what loading makes is needed to the end
    from airace_server.commands import rules as command

    command.check(rulesets, format.value)


@rules.command()
def docs(
    ruleset: Annotated[str, typer.Argument(help="Name of a ruleset that ships, or its folder.")],
    out: Annotated[Path, typer.Option(help="Folder for the two files; default: this one.")] = Path(),
    language: Annotated[str, typer.Option(help="Language of the ruleset's own words.")] = "en",
) -> None:
    """Write a ruleset's reference, every name with its formulas and links, as one HTML page and as Markdown."""
    from airace_server.commands import docs as command

    command.docs(ruleset, out, language)


@rules.command()
def explain(
    ruleset: Annotated[str, typer.Argument(help="Name of a ruleset that ships, or its folder.")],
    name: Annotated[
        str, typer.Argument(help="A declared name, such as compute or event.blackout, or a system, such as C1.")
    ],
    match: Annotated[
        Path | None, typer.Option(help="An exported match: with --turn, its figures are told too.")
    ] = None,
    turn: Annotated[int | None, typer.Option(min=1, help="Turn of that match.")] = None,
    language: Annotated[str, typer.Option(help="Language of the ruleset's own words.")] = "en",
    format: Annotated[DiagnosticsFormat, typer.Option(help="For people or for programs.")] = DiagnosticsFormat.text,
) -> None:
    """Tell where a name stands, how it is computed, what it reads, who sees it and what uses it."""
    from airace_server.commands import explain as command

    command.explain(ruleset, name, match, turn, language, format.value)


@rules.command()
def resolve(
    ruleset: Annotated[str, typer.Argument(help="Folder of a ruleset, or the name of one that ships.")],
    format: Annotated[DiagnosticsFormat, typer.Option(help="For people or for programs.")] = DiagnosticsFormat.text,
    texts: Annotated[str | None, typer.Option(help="The texts of this language instead of the rules.")] = None,
    to: Annotated[Path | None, typer.Option(help="Write all of it into this new folder instead.")] = None,
) -> None:
    """Print a ruleset with everything it builds on merged, each line with the file and line it comes from."""
    from airace_server.commands import resolve as command

    command.resolve(ruleset, format.value, texts, to)


@rules.command("test")
def play_tests(
    ruleset: Annotated[str, typer.Argument(help="Name of a ruleset that ships, or its folder.")],
    format: Annotated[DiagnosticsFormat, typer.Option(help="For people or for programs.")] = DiagnosticsFormat.text,
    words: Annotated[str, typer.Option("-k", help="Only tests with all these words in their name or systems.")] = "",
) -> None:
    """Play the tests of a ruleset; exit code 1 when a promise does not hold."""
    from airace_server.commands import rule_tests as command

    command.test(ruleset, format.value, words)


@rules.command()
def diff(
    old: Annotated[str, typer.Argument(help="Folder of a ruleset, or the name of one that ships.")],
    new: Annotated[str, typer.Argument(help="The ruleset to compare it with.")],
    format: Annotated[DiagnosticsFormat, typer.Option(help="For people or for programs.")] = DiagnosticsFormat.text,
) -> None:
    """Tell what the second ruleset says otherwise than the first, with the places in both."""
    from airace_server.commands import diff as command

    command.diff(old, new, format.value)


@rules.command()
def schema(
    out: Annotated[Path | None, typer.Option(help="File to write; default: standard output.")] = None,
) -> None:
    """The JSON Schema of rule files, for editors with a YAML language server."""
    from airace_server.commands import schema as command

    command.schema(out)


@rules.command()
def derive(
    ruleset: Annotated[str, typer.Argument(help="Name of a ruleset that ships, or its folder.")],
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 1 when a file is stale.")] = False,
) -> None:
    """Make anew what the computer makes from the rules: par.yaml."""
    from airace_server.commands import rule_derive as command

    command.derive(ruleset, check)


@rules.command()
def migrate(
    path: Annotated[Path, typer.Argument(help="Folder of a ruleset.")],
    write: Annotated[bool, typer.Option("--write", help="Change the files; without it nothing is written.")] = False,
) -> None:
    """Bring rule files to the newest format; comments stay. Without --write, only show the changes."""
    from airace_server.commands import migrate as command

    command.migrate_folder(path, write)


@rules.command()
def coverage(
    ruleset: Annotated[str, typer.Argument(help="Name of a ruleset that ships, or its folder.")],
    systems: Annotated[
        Path | None, typer.Option(help="List of systems; default: systems.yaml above the folder.")
    ] = None,
    write: Annotated[Path | None, typer.Option(help="File to write; default: standard output.")] = None,
) -> None:
    """Which systems of the AI race a ruleset models, tests and explains, with file and line."""
    from airace_server.commands import rule_coverage as command

    command.tell(ruleset, systems, write)


def main() -> None:
    """Entry point of the command ``airace``."""
    app()

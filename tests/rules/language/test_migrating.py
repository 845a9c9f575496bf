"""Rule files of an older format become files of the newest, and nothing else in them changes."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from airace_rules.errors import RulesetError
from airace_rules.language.format import NEWEST
from airace_rules.language.loader import check_ruleset
from airace_rules.language.migrating import STEPS, Edit, Roots, Step, migrate, put_before, replaced
from airace_rules.language.nodes import Leaf, MapNode
from rules.language.kit import base_files


def renames_clock(roots: Roots) -> Iterable[Edit]:
    """Invented: the section `clock` becomes `pace`, and its first number doubles."""
    for root in roots.values():
        clock = root.entries.get("clock")
        if isinstance(clock, MapNode):
            yield replaced(root.keys["clock"], "pace", "`clock` is called `pace`")
            seconds = clock.entries["first_turn"]
            if isinstance(seconds, Leaf):
                yield replaced(seconds, str(2 * int(seconds.text)), "half seconds")


def quotes_units(roots: Roots) -> Iterable[Edit]:
    """Invented: every stock says its colour."""
    for root in roots.values():
        stocks = root.entries.get("stocks")
        if isinstance(stocks, MapNode):
            for stock in stocks.entries.values():
                if isinstance(stock, MapNode):
                    yield put_before(next(iter(stock.keys.values())), "colour: blue, ", "stocks have colours")


TO_2 = Step(1, "the clock is a pace", renames_clock)
TO_3 = Step(2, "stocks have colours", quotes_units)

OLD = {
    "rules.yaml": """# a head
format: 1      # the number
clock:   # seconds
  first_turn: 300   # long
  turn: 200
""",
    "stocks.yaml": "stocks:\n  chips: {start: 5}  # kept\n  skill: {start: 7}\n",
    "texts/en.yaml": "side.beijing: B\n",
}


def test_every_step_is_taken_in_turn_and_all_else_stays_as_it_was() -> None:
    done = migrate(OLD, [TO_3, TO_2], newest=3)
    assert (done.start, done.end) == (1, 3)
    assert done.files == {
        "rules.yaml": """# a head
format: 3      # the number
pace:   # seconds
  first_turn: 600   # long
  turn: 200
""",
        "stocks.yaml": "stocks:\n  chips: {colour: blue, start: 5}  # kept\n  skill: {colour: blue, start: 7}\n",
        "texts/en.yaml": "side.beijing: B\n",
    }


def test_every_change_is_told_with_its_place_and_its_reason() -> None:
    done = migrate(OLD, [TO_2, TO_3], newest=3)
    assert [taken.step.about for taken in done.taken] == ["the clock is a pace", "stocks have colours"]
    told = [(change.file, change.line, change.column, change.about) for taken in done.taken for change in taken.changes]
    assert told == [
        ("rules.yaml", 3, 1, "`clock` is called `pace`"),
        ("rules.yaml", 4, 15, "half seconds"),
        ("stocks.yaml", 2, 11, "stocks have colours"),
        ("stocks.yaml", 3, 11, "stocks have colours"),
    ]


def test_files_in_the_newest_format_stay_as_they_are() -> None:
    done = migrate(base_files())
    assert (done.start, done.end, done.taken, done.files) == (NEWEST, NEWEST, (), base_files())


def test_there_is_a_step_from_every_format_that_was_left_behind() -> None:
    assert [step.start for step in STEPS] == list(range(1, NEWEST))


@pytest.mark.parametrize(
    ("head", "steps", "newest", "code", "words"),
    [
        ("format: 9", [TO_2], 2, "R027", "newer than this program"),
        ("format: 0", [TO_2], 2, "R027", "there is no format 0"),
        ("format: 1", [TO_3], 3, "R027", "nothing leads on from format 1"),
        ("format: one", [TO_2], 2, "R023", "not a number"),
        ("format: 1.5", [TO_2], 2, "R023", "not a whole number"),
        ("format: [1]", [TO_2], 2, "R021", "no file says `format:`"),
        ("name: x", [TO_2], 2, "R021", "no file says `format:`"),
        ("format: [", [TO_2], 2, "R003", "not valid YAML"),
    ],
)
def test_what_cannot_be_brought_on_is_refused_with_its_place(
    head: str, steps: list[Step], newest: int, code: str, words: str
) -> None:
    with pytest.raises(RulesetError) as raised:
        migrate({"rules.yaml": head + "\n"}, steps, newest)
    [found] = raised.value.diagnostics
    assert found.code == code
    assert words in found.message
    assert found.file == ("(ruleset)" if code == "R021" else "rules.yaml")


def test_a_step_whose_edits_overlap_is_a_fault_of_the_step() -> None:
    def twice(roots: Roots) -> Iterable[Edit]:
        return [replaced(roots["rules.yaml"].keys["clock"], word, "") for word in ("a", "b")]

    with pytest.raises(ValueError, match="overlap"):
        migrate(OLD, [Step(1, "", twice)], newest=2)


def test_a_ruleset_in_an_older_format_is_told_about_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    from airace_rules.language import format

    monkeypatch.setattr(format.readable, "__defaults__", (2,))
    [found] = check_ruleset(base_files())
    assert (found.code, found.file, found.line, found.column) == ("R027", "game.yaml", 1, 9)
    assert "airace rules migrate" in found.hint

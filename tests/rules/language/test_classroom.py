"""Roles and lesson plans: who drafts what in a team of each size, and what a lesson is made of."""

from __future__ import annotations

from airace_rules.classroom import LessonPlan, LessonStep, Seat, Team
from airace_rules.engine.describe import manifest_for
from airace_rules.language.loader import check_ruleset, load_ruleset
from airace_rules.manifest import LessonInfo, LessonStepInfo, RoleInfo, TeamInfo
from rules.language.kit import base_files, errors_of, extending, under, with_files, with_words

SEATS = """seats:
  chief: {levers: rest, stances: rest, projects: rest, deals: rest, signs: true}
  builder: {for: 2, levers: all}
  maker: {for: [3], levers: chips}
  teacher: {for: [3], levers: people, stances: [plan]}
"""
LESSONS = """lessons:
  hour:
    minutes: 60
    steps: [{minutes: 10, do: brief}, {minutes: 35, do: turn, turns: [1, 2]}, {minutes: 15, do: debrief}]
    questions: 2
"""


def kid(rules: str, more: str = "") -> dict[str, str]:
    """A ruleset that extends the small one with roles and lessons."""
    files = with_words(with_files(seats=SEATS, lessons=LESSONS))
    return {**extending(rules, more), **under("small", files)}


def test_roles_and_lessons_with_all_their_words_have_nothing_to_complain_about() -> None:
    assert [d.text() for d in check_ruleset(with_words(with_files(seats=SEATS, lessons=LESSONS)))] == []


def test_a_ruleset_may_go_without_roles_and_lessons() -> None:
    ruleset = load_ruleset(base_files())
    assert (ruleset.teams, ruleset.lessons) == ((), {})
    assert (manifest_for(ruleset).teams, manifest_for(ruleset).lessons) == ([], [])


def test_a_team_of_each_size_has_the_roles_for_that_size_and_those_of_every_team() -> None:
    teams = load_ruleset(with_words(with_files(seats=SEATS))).teams
    assert {team.size: [seat.key for seat in team.seats] for team in teams} == {
        2: ["chief", "builder"],
        3: ["chief", "maker", "teacher"],
    }


def test_the_rest_is_what_no_other_role_of_that_team_drafts() -> None:
    teams = load_ruleset(with_words(with_files(seats=SEATS))).teams
    assert teams == (
        Team(2, (Seat("chief", True, (), ("safety", "plan")), Seat("builder", False, ("chips", "people")))),
        Team(
            3,
            (
                Seat("chief", True, (), ("safety",)),
                Seat("maker", False, ("chips",)),
                Seat("teacher", False, ("people",), ("plan",)),
            ),
        ),
    )


def test_roles_without_sizes_make_one_team_of_as_many() -> None:
    seats = "seats:\n  chief: {levers: all, signs: true}\n  builder: {stances: all}\n"
    assert [team.size for team in load_ruleset(with_words(with_files(seats=seats))).teams] == [2]


def test_two_roles_may_share_what_they_draft() -> None:
    seats = "seats:\n  chief: {levers: all, stances: all, signs: true}\n  builder: {levers: chips}\n"
    (team,) = load_ruleset(with_words(with_files(seats=seats))).teams
    assert [seat.levers for seat in team.seats] == [("chips", "people"), ("chips",)]


def test_what_nobody_drafts_is_told_once_for_all_teams() -> None:
    seats = SEATS.replace("stances: rest, ", "")
    told = [(d.code, d.message) for d in errors_of(with_files(seats=seats))]
    assert told == [
        ("R117", "in a team of 2 or 3, nobody drafts the stance `safety`"),
        ("R117", "in a team of 2, nobody drafts the stance `plan`"),
    ]


def test_a_lesson_keeps_its_steps_in_order() -> None:
    steps = (LessonStep(10, "brief"), LessonStep(35, "turn", (1, 2)), LessonStep(15, "debrief"))
    lessons = load_ruleset(with_words(with_files(lessons=LESSONS))).lessons
    assert lessons == {"hour": LessonPlan("hour", 60, steps, 2)}


def test_clients_are_told_of_teams_and_lessons() -> None:
    manifest = manifest_for(load_ruleset(with_words(with_files(seats=SEATS, lessons=LESSONS))))
    chief = RoleInfo(key="chief", signs=True, levers=[], stances=["safety", "plan"], projects=[], deals=[])
    builder = RoleInfo(key="builder", signs=False, levers=["chips", "people"], stances=[], projects=[], deals=[])
    assert manifest.teams[0] == TeamInfo(size=2, seats=[chief, builder])
    (lesson,) = manifest.lessons
    turns = LessonStepInfo(minutes=35, do="turn", turns=[1, 2])
    assert isinstance(lesson, LessonInfo)
    assert (lesson.key, lesson.minutes, lesson.steps[1], lesson.questions) == ("hour", 60, turns, 2)


def test_every_word_of_roles_and_lessons_is_needed_in_every_language() -> None:
    seats = "seats:\n  chief: {levers: all, stances: all, signs: true}\n"
    missing = {d.expected for d in check_ruleset(with_files(seats=seats, lessons=LESSONS)) if d.code == "R102"}
    assert missing == {
        *(f"seat.chief.{word}: …" for word in ("name", "help", "briefing")),
        *(f"lesson.hour.{word}: …" for word in ("name", "help", "step.1", "step.2", "step.3")),
        *(f"lesson.hour.question.{number}: …" for number in (1, 2)),
    }


def test_a_briefing_may_have_a_variant_for_a_side() -> None:
    files = with_words(with_files(seats="seats:\n  chief: {levers: all, stances: all, signs: true}\n"))
    files["texts/en.yaml"] += "seat.chief.briefing.beijing: Yours\n"
    assert [d.text() for d in check_ruleset(files)] == []


def test_a_ruleset_takes_over_the_roles_and_lessons_of_its_base() -> None:
    base = load_ruleset(with_words(with_files(seats=SEATS, lessons=LESSONS)))
    child = load_ruleset(kid(""))
    assert (child.teams, child.lessons) == (base.teams, base.lessons)


def test_roles_let_go_of_what_a_ruleset_removes() -> None:
    rules = "stances:\n  plan: {remove: true}\nbots:\n  split: {remove: true}\n"
    teams = load_ruleset(kid(rules)).teams
    assert [seat.stances for seat in teams[1].seats] == [("safety",), (), ()]


def test_a_role_that_is_changed_keeps_the_rest_of_what_it_drafts() -> None:
    rules = "seats:\n  teacher: {change: true, stances: [plan, safety]}\n"
    teams = load_ruleset(kid(rules)).teams
    assert [(seat.levers, seat.stances) for seat in teams[1].seats] == [
        ((), ()),
        (("chips",), ()),
        (("people",), ("safety", "plan")),
    ]


def test_a_team_size_can_be_taken_out_by_removing_its_roles() -> None:
    rules = "seats:\n  maker: {remove: true}\n  teacher: {remove: true}\n"
    assert [team.size for team in load_ruleset(kid(rules)).teams] == [2]


def test_lessons_for_another_number_of_turns_are_not_taken_over() -> None:
    turns = 'turns: [{key: "2025", years: 1}]\nparams:\n  tech: {change: true, value: 1}\n'
    own = "lessons:\n  short: {minutes: 20, steps: [{minutes: 20, do: turn, turns: 1}]}\n"
    words = "lesson.short.name: Short\nlesson.short.help: One turn\nlesson.short.step.1: Play\n"
    assert load_ruleset(kid(turns)).lessons == {}
    assert list(load_ruleset(kid(turns + own, words)).lessons) == ["short"]


def test_a_role_that_a_ruleset_gives_what_it_removes_is_told() -> None:
    rules = "stances:\n  plan: {remove: true}\nbots:\n  split: {remove: true}\n"
    rules += "seats:\n  builder: {change: true, stances: plan}\n"
    assert [d.code for d in errors_of(kid(rules))] == ["R125"]

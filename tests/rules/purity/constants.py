"""The numbers that stand in Python with a name, each under the reason why it is none of the game's.

A number of the game, that is one with which a designer would make another game, belongs into a rule file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    "how much is remembered; no answer changes with it": {
        "balance/arena.py": "KEPT_ARENAS KEPT_KEYS",
        "engine/batch.py": "_KEPT_PROGRAMS",
        "engine/beliefs.py": "_KEPT",
        "engine/draws.py": "_KEPT _KEPT_BLOCKS",
        "engine/happenings.py": "_KEPT",
        "engine/hashing.py": "_KEPT_FORMS",
        "engine/kernel.py": "_KEPT_PROGRAMS",
        "engine/opened.py": "_KEPT_PLANS _KEPT_STATES",
        "engine/plan.py": "_KEPT_PLANS",
        "engine/report.py": "_KEPT",
        "engine/sight.py": "_KEPT",
        "engine/view.py": "_KEPT _KEPT_TURNS",
        "engine/window.py": "_KEPT _KEPT_RUNS",
        "outlook/course.py": "_KEPT",
        "planner/book.py": "_KEPT_RULESETS _KEPT_BOOKS",
        "planner/imagined.py": "_KEPT_KEYS",
        "planner/recall.py": "_KEPT",
    },
    "how many games are worked out side by side; no answer changes with it": {
        "balance/arena.py": "BATCH",
        "balance/simulate.py": "CHUNK PLANNED",
        "engine/draws.py": "_BLOCK",
        "engine/emit_array.py": "FEW",
        "planner/play.py": "MOST_ROWS",
        "ruletests/batch.py": "FEWEST",
    },
    "how finely people are told numbers, in every ruleset alike": {
        "engine/telling.py": "_DIGITS _CUT _DIGITS_OF_GRAINS",
    },
    "bounds what a file or a formula may cost, far above what a game needs": {
        "engine/budget.py": "MOST_INCOME",
        "engine/emit.py": "_DEEPEST",
        "language/builder.py": "MAX_ORIGINS MAX_PROGRAM",
        "language/classroom_schema.py": "MAX_TEAM MAX_MINUTES MAX_STEPS MAX_QUESTIONS",
        "language/compiling.py": "MAX_ROUNDS",
        "language/declarations.py": "MAX_ENTRIES MAX_FEW",
        "language/folders.py": "MAX_FILES",
        "language/formulas.py": "MAX_LENGTH MAX_NESTING MAX_OPERATORS MAX_NUMBER KEPT",
        "language/layers.py": "MAX_BASES MAX_TOTAL_BYTES",
        "language/leaves.py": "MAX_NUMBER MAX_TEXT",
        "language/lower.py": "MAX_UNROLLED_POWER",
        "language/measuring.py": "_MOST_POWER",
        "language/modelling.py": "MAX_FORMULAS MAX_FORMULA_TEXT",
        "language/ranges.py": "LIMIT",
        "language/reader.py": "MAX_AGAIN MAX_FILE_BYTES MAX_DEPTH MAX_NODES MAX_KEY",
        "language/options.py": "MOST_STEPS",
        "language/ruletests.py": "MOST_GAMES MOST_BALANCE_GAMES LEAST_SEARCHED MOST_SEARCHED",
        "language/salvaging.py": "MAX_MISTAKES",
        "language/schema.py": "MAX_TURNS MAX_OPTIONS FINEST COARSEST",
        "language/texts.py": "MAX_WORDS",
        "language/undertakings_schema.py": "MAX_INSTALMENTS MAX_DURATION",
        "language/units.py": "MAX_EXPONENT",
        "language/written.py": "MAX_PAGE",
    },
    "what a word of the rule language means, the same in every ruleset": {
        "bots/undertakings.py": "YES",
        "ids.py": "TENTHS_PER_POINT",
        "language/formulas.py": "FUNCTIONS",
        "language/lower.py": "RATIO_THRESHOLD",
        "language/measuring.py": "POINT YEAR",
        "language/ranges.py": "_RULES",
        "language/standing_in.py": "LONGEST_STEM",
        "language/units.py": "_RAISED",
        "reference/json_schema.py": "CHECK RULES",
        "reference/undertaking_shapes.py": "_HAS_TERMS _NO_BREACH",
    },
    "the payoffs of the balance report": {"env.py": "WON DRAWN"},
    "mathematics: exact, or as fine as numbers can be": {
        "balance/equilibrium.py": "MOST_REGRET TINY SAME SUPPORTED",
        "balance/field.py": "Z95",
        "balance/matrix.py": "SCORE_UNIT",
        "balance/mirror.py": "SAME",
        "balance/controls.py": "SAME_SCORE",
        "balance/search.py": "WORTH_UNIT",
        "engine/mathfn.py": "_MASK _STEP _LOG_ROWS",
        "engine/mathfn_array.py": "_MASK _STEP",
        "engine/tables.py": "_DIGITS _LN2 _GRID EXP_STEPS EXP_SHIFT EXP_LOW EXP_HIGH LOG_STEPS LOG_FIRST LOG_LAST"
        " SQRT_HALF SPLITTER POW_LIMIT SCALE_BIAS SCALES E3 E4 E5 L3 L4 L5 L6 L7 L8 L9",
        "hindsight/worlds.py": "_UNSTRUCK",
        "language/checks.py": "SUM_TOLERANCE",
        "language/ranges.py": "_MARGIN",
        "language/rescaling.py": "DIGITS",
        "language/testchecks.py": "EXACT",
        "planner/imagined.py": "WORTH_UNIT",
    },
    "chance: the generator, and the draws that tests of rulesets fix": {
        "engine/dice.py": "SEED_BYTES MOST_BRANCHES",
        "engine/words.py": "_ROTATIONS _ROUNDS _PARITY _SHIFTS _PIECE_BITS _PIECES _PIECE_MASK",
        "balance/par.py": "SEED",
        "language/testruns.py": "SURELY NEVER MIDDLE NORMAL_REACH",
        "planner/book.py": "SEED",
        "ruletests/course.py": "_NO_CHANCE",
    },
    "the version of a format": {
        "engine/replay.py": "FORMAT ENGINE _READABLE",
        "language/format.py": "NEWEST",
    },
    "a mark or a place that stands for a word": {
        "balance/arena.py": "NOT_FINITE",
        "balance/matrix.py": "WIN",
        "balance/policy.py": "AS_BASE NEVER",
        "balance/simplify.py": "USUAL",
        "balance/space.py": "_AS_BEFORE",
        "planner/field.py": "PAYOFFS",
        "reference/readable.py": "CHOICE OR AND NOT COMPARE SUM PRODUCT MINUS POWER ATOM",
        "ruletests/batch.py": "WINNERS",
    },
    "the scale of every score, from 0 to 100": {
        "balance/matrix.py": "SCORES",
    },
    "the balance report: how much is played, and from when on it says something; it judges games and is in none": {
        "balance/controls.py": "GAMES LEAST_GAMES",
        "balance/decisive.py": "PASS_SHARE LIKELY",
        "balance/effects.py": "MUCH MOST_INSTRUMENTS",
        "balance/equilibrium.py": "MOST_PIVOTS LEARNING_ROUNDS",
        "balance/figures.py": "DECIMALS",
        "balance/findings.py": "FAIR MOST_EXPLOITABLE RARE MOST_OF_THE_FIELD LEAST_LEVER COMEBACKS LEAST_LEAD_CHANGES"
        " SURE VERY_SURE CULPRITS CLEAR",
        "balance/accepted.py": "MARK",
        "balance/changed.py": "CLEAR_SHIFT SURE_SHIFT MOST_NAMED",
        "balance/moved.py": "CLEAR_SHARE CLEAR_SCORE CLEAR_PAYOFF SURE VERY_SURE SCORE_SPREAD MOST_LINES MOST_FIGURES"
        " DECIMALS",
        "balance/mixing.py": "MOST_OF_A_MIXTURE LEAST_SUPPORT SETTLED",
        "balance/effort.py": "DEFAULT_GAMES LEAST_GAMES ROUNDS MIXED_SHARE SEARCH_SHARE NUDGE_SHARE"
        " EVEN_SHARE WHOLE BRIEF WATCHED",
        "balance/oracle.py": "ENOUGH LEAST_SHARE",
        "balance/par.py": "GAMES DECIMALS",
        "balance/report.py": "CONTROLS",
        "balance/search.py": "FIRST GENERATIONS NEXT ELITE KEPT FINALISTS FIRST_SHARE NEXT_SHARE FINAL_SHARE"
        " LEAST_GAMES SPREAD_COMMON SPREAD_TILT LEAST_SPREAD NEARER LEARNING LEAST_CHANCE MARGIN_SPAN MOST_NUMBER",
        "balance/sensitivity.py": "STEP",
        "balance/solved.py": "SAMPLES USUAL",
        "balance/space.py": "FLOOR SIGNIFICANT STARTS",
        "balance/telling.py": "NOTABLE MOST_TOLD TINY",
        "balance/verdicts.py": "CLEAR LARGE SURE",
        "balance/worth.py": "CURVE ENDS",
    },
    "turning points: how many are told, and how sure; they are found after a match and change none": {
        "hindsight/turning_points.py": "MOST MOST_A_TURN MOST_CHANCE LEAST DANGER_POINTS SURE FAR",
        "hindsight/worlds.py": "WORLDS",
    },
    "forecasts: futures imagined, their quantiles, and the two years that screens speak of; no match changes with it": {
        "outlook/course.py": "GAMES",
        "outlook/forecast.py": "GAMES LATER_YEARS LOW MIDDLE HIGH",
        "outlook/harvest.py": "GAMES HALF MOST_LINES FELT MOVED",
    },
    "the planner: how long it thinks; it plays a ruleset and is no part of it": {
        "planner/book.py": "COMPARED FAITH FLOOR",
        "planner/imagined.py": "MARGIN_SPAN",
        "planner/levels.py": "LEVELS",
        "planner/plans.py": "FLOOR SPREAD TILT MOST_FACTOR CHANGES",
        "planner/play.py": "LONGER",
    },
    "how much is told at once, and how it is laid out": {
        "language/diagnostics.py": "MAX_DIAGNOSTICS MAX_EXCERPT MAX_QUOTE MAX_WORDS MAX_SUGGESTIONS MAX_CANDIDATES"
        " MAX_USES MAX_PLACES MAX_UPSET",
        "language/graph.py": "MAX_PATH",
        "language/merging.py": "_SURELY",
        "language/written.py": "COMMENT_COLUMN",
        "reference/mathml.py": "LONG_FRACTION",
        "reference/page.py": "WIDE",
        "reference/telling.py": "WIDTH MOST_USERS",
        "ruletests/why.py": "MOST_INPUTS MOST_TEXT",
    },
}
"""Reason → module → names."""

ALLOWED: Final = frozenset(
    f"{module} {name}" for modules in REASONS.values() for module, names in modules.items() for name in names.split()
)

BARE: Final[Mapping[str, tuple[frozenset[float], str]]] = {
    "engine/replay.py": (frozenset({120}), "characters of a changed value that are told"),
    "engine/telling.py": (frozenset({10}), "the base of the digits that are told"),
    "language/diagnostics.py": (frozenset({0.6, 3, 4, 12}), "how alike two words are, and how many are told"),
    "language/formulas.py": (frozenset({20}), "how many functions are told"),
    "language/graph.py": (frozenset({3}), "links of a chain that is told in short"),
    "language/leaves.py": (frozenset({10, 400, 1e-6}), "tenths of a point, and the longest number that is read"),
    "language/loader.py": (frozenset({8}), "bytes of a length in a hash"),
    "language/lower.py": (frozenset({3}), "the curve of `smooth`, and the number of arguments of `ratio`"),
    "language/opening.py": (frozenset({50, 100}), "the scale of every score: par is 50, the most 100"),
    "language/perception.py": (frozenset({3}), "how far a normal draw is taken to reach in checks of ranges"),
    "language/ranges.py": (frozenset({700, 1e-300}), "where numbers end"),
    "language/reader.py": (frozenset({1024}), "bytes of a KiB"),
    "language/ruletests.py": (frozenset({40, 100}), "bounds of what a test may ask"),
    "language/schema.py": (
        frozenset({10, 12, 20, 40, 64, 100, 10_000, 86_400}),
        "bounds of what a rule file may say, and the seconds of a day",
    ),
    "language/shapes.py": (frozenset({0.6}), "how alike two words are"),
    "language/standing_in.py": (frozenset({3}), "parts of a name"),
    "language/chances.py": (frozenset({100}), "per cent"),
    "language/testchecks.py": (frozenset({100}), "per cent"),
    "language/turning.py": (frozenset({3, 10}), "how far a normal draw reaches in checks of ranges; tenths of a point"),
    "language/undertakings_schema.py": (
        frozenset({3, 4, 5, 6, 7, 8, 9, 20, 100}),
        "bounds of what a rule file may say, and the weights of news where it says none",
    ),
    "language/units.py": (frozenset({1024}), "how much is remembered"),
    "outlook/forecast.py": (frozenset({100, 256}), "per cent, and how much is remembered"),
    "planner/tally.py": (frozenset({3}), "columns of a table"),
    "reference/figures.py": (frozenset({1e-9}), "as exact as sums are"),
    "reference/mathml.py": (frozenset({3}), "the number of arguments of `ratio`"),
    "reference/readable.py": (frozenset({1e12}), "whole numbers that are written without an exponent"),
    "reference/telling.py": (frozenset({14, 28}), "widths of columns"),
}
"""Module → the numbers that stand in it without a name, and what they are; 0, 1, 2, a half and their like apart."""

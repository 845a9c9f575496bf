"""The planner: a player that plays the rest of the match in its mind, in many ways, and orders what turned out best."""

from airace_rules.planner.levels import LEVELS, PLANNER, PLANNERS, Level, level_of

__all__ = ["LEVELS", "PLANNER", "PLANNERS", "Level", "level_of"]

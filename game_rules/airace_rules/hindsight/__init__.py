"""Hindsight: what turned a match that is over, found by playing on without it."""

from airace_rules.hindsight.turning_points import turning_points

__all__ = ["turning_points"]

"""Forecasts of a draft: what its side may expect, worked out by the real rules from what this side may know."""

from airace_rules.outlook.forecast import Draft, Ground, forecast_for, forecasts_for, grounds_for
from airace_rules.outlook.harvest import harvests_of

__all__ = ["Draft", "Ground", "forecast_for", "forecasts_for", "grounds_for", "harvests_of"]

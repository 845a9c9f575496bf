"""Forecasts of a draft: what its side may expect, worked out by the real rules from what this side may know."""

from airace_rules.outlook.forecast import forecast_for

__all__ = ["forecast_for"]

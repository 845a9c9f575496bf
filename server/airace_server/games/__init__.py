"""Matches: orders, turns, clocks, and what each audience is told."""

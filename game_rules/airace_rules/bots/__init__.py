"""House strategies: they play from their side's View alone, by the programs that a ruleset declares."""

from airace_rules.bots.play import RANDOM, bot_orders, steady_of, strategies_of

__all__ = ["RANDOM", "bot_orders", "steady_of", "strategies_of"]

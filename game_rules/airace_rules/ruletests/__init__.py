"""Tests in data: plays what a ruleset promises in its section ``tests``, and says which promises do not hold."""

from airace_rules.ruletests.judge import Failure, Verdict, run_test, run_tests

__all__ = ["Failure", "Verdict", "run_test", "run_tests"]

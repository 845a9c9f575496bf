"""Many games at once: simulation of house strategies, and the par table."""

from airace_rules.balance.derive import derived_files
from airace_rules.balance.par import par_is_fresh, par_table, par_yaml
from airace_rules.balance.simulate import Simulation, simulate

__all__ = ["Simulation", "derived_files", "par_is_fresh", "par_table", "par_yaml", "simulate"]

"""The files of a ruleset that follow from its other files, and are made by the computer."""

from __future__ import annotations

from typing import Final

from airace_rules.balance.par import par_table, par_yaml
from airace_rules.errors import RulesetError
from airace_rules.language.diagnostics import Findings
from airace_rules.language.folders import RulesetSource
from airace_rules.language.layers import Layer, read_layers
from airace_rules.language.loader import load_ruleset

PAR_FILE: Final = "par.yaml"


def derived_files(source: RulesetSource) -> dict[str, str]:
    """Path → text of every derived file, as the ruleset's other files give it: at present ``par.yaml``. What these
    files hold now does not matter, even if it is wrong. Raises ``RulesetError`` when the other files have mistakes."""
    findings = Findings()
    layers = read_layers(source, findings)
    if findings.failed:
        mistakes = [found for found in findings.sorted() if found.file != PAR_FILE]
        if mistakes:
            raise RulesetError(mistakes)
    _refuse_par_elsewhere(layers[0], findings)
    files = {path: text for layer in layers for path, text in layer.files.items() if path != PAR_FILE}
    return {PAR_FILE: par_yaml(par_table(load_ruleset(files)))}


def _refuse_par_elsewhere(own: Layer, findings: Findings) -> None:
    """Par in a file of the designer would stand twice once ``par.yaml`` is written."""
    key = own.sections.keys.get("par")
    if key is not None and key.source.path != PAR_FILE:
        message = f"the section `par` stands in this file, and would stand in {PAR_FILE} too"
        findings.error("R009", key.place(), message, hint=f"remove it here: {PAR_FILE} is written in its place")
        raise RulesetError(findings.sorted())

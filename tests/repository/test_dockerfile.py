"""What the Dockerfile promises, read from its text: the image is small, unprivileged and watched."""

from __future__ import annotations

import ensurepip
import json
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Instruction(NamedTuple):
    name: str
    rest: str

    def words(self) -> list[str]:
        return [word for word in self.rest.split() if not word.startswith("--")]

    def stage(self) -> str | None:
        found = re.search(r"--from=(\S+)", self.rest)
        return found[1] if found else None


def stages() -> list[list[Instruction]]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found: list[list[Instruction]] = []
    for line in lines:
        name, rest = line.split(maxsplit=1)
        if name == "FROM":
            found.append([])
        found[-1].append(Instruction(name, rest))
    return found


FINAL = stages()[-1]


def only(name: str) -> Instruction:
    (found,) = [instruction for instruction in FINAL if instruction.name == name]
    return found


def sent_to_the_builder(path: str) -> bool:
    """By .dockerignore, where the last rule that fits decides."""
    sent = True
    for rule in (ROOT / ".dockerignore").read_text().split():
        if fnmatch(path, rule.removeprefix("!")):
            sent = rule.startswith("!")
    return sent


def test_it_has_a_build_stage_and_a_final_one() -> None:
    assert len(stages()) == 2


def test_the_server_does_not_run_as_root() -> None:
    assert only("USER").rest not in {"root", "0", "0:0"}
    names = [instruction.name for instruction in FINAL]
    assert names.index("USER") > max(i for i, name in enumerate(names) if name in {"RUN", "COPY"})


def test_its_health_is_asked_over_http_with_nothing_but_python() -> None:
    command = json.loads(only("HEALTHCHECK").rest.split("CMD", 1)[1])
    assert command[0] == "python"
    assert "http://127.0.0.1:8000/healthz" in command[-1]
    compile(command[-1], "HEALTHCHECK", "exec")


def test_the_final_stage_takes_only_the_environment_from_the_build() -> None:
    copies = [instruction for instruction in FINAL if instruction.name == "COPY"]
    assert [(copy.stage(), copy.words()) for copy in copies] == [("build", ["/app", "/app"])]


def run(stage: list[Instruction]) -> str:
    """All its commands."""
    return " && ".join(" ".join(instruction.rest.split()) for instruction in stage if instruction.name == "RUN")


def test_the_final_stage_installs_nothing() -> None:
    assert not re.search(r"\b(apt|apt-get|npm|npx|node|curl|wget|install)\b", run(FINAL))


def test_the_image_has_no_pip() -> None:
    assert "pip uninstall --yes --root-user-action=ignore pip" in run(FINAL), "that of Python's own image"
    assert "/app/bin/pip uninstall --yes pip" in run(stages()[0]), "that of the environment which is copied"


def test_what_would_bring_pip_back_is_removed_from_the_image() -> None:
    (program,) = re.findall(r"""rm -r "\$\(python -c '(.*?)'\)\"""", run(FINAL))
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert Path(said.strip()) == Path(ensurepip.__file__).parent


def test_data_lie_in_a_volume_that_the_user_may_write() -> None:
    assert json.loads(only("VOLUME").rest) == ["/data"]
    assert 'AIRACE_DATABASE="sqlite:////data/' in only("ENV").rest
    assert "chown airace:airace /data" in run(FINAL)


def test_it_listens_on_the_port_it_names() -> None:
    assert only("EXPOSE").rest == "8000"
    command = json.loads(only("CMD").rest)
    assert command[command.index("--port") + 1] == "8000"
    assert json.loads(only("ENTRYPOINT").rest) == ["airace"]


@pytest.mark.parametrize("source", [w for i in stages()[0] if i.name == "COPY" for w in i.words()[:-1]])
def test_what_is_copied_exists_and_reaches_the_builder(source: str) -> None:
    assert (ROOT / source).exists()
    assert sent_to_the_builder(source)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_dependencies_are_checked_by_hash(lock: str) -> None:
    commands = run(stages()[0]).split(" && ")
    assert any("--require-hashes" in command and command.endswith(f"-r {lock}") for command in commands)


def test_nothing_else_is_fetched() -> None:
    for command in run(stages()[0]).split(" && "):
        if re.search(r"\bpip (install|wheel|download)\b", command) and "--require-hashes" not in command:
            assert "--no-deps" in command
            assert "--no-index" in command or "--no-build-isolation" in command

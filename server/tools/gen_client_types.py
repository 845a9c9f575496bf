"""Write web_client/src/generated/ from the server's messages and HTTP routes. `--check` fails when a file is stale.

`openapi.json` is the HTTP interface, `ws.schema.json` every message of the socket and every body over HTTP,
`ws.ts` their TypeScript types.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from airace_server.messages import client_messages, server_messages
from tools import web_client

OUT: Final = web_client.CLIENT / "src/generated"
APP: Final = "airace_server.app"
COMPILER: Final = "node_modules/json-schema-to-typescript/dist/src/cli.js"
UNIONS: Final[list[tuple[str, Literal["validation", "serialization"], TypeAdapter[Any]]]] = [
    ("ClientMessage", "validation", client_messages),
    ("ServerMessage", "serialization", server_messages),
]

Schemas = dict[str, Any]


def is_noise(key: str, value: Any) -> bool:
    """Titles and discriminators would make json-schema-to-typescript name a type for every single field. OpenAPI leaves
    out defaults that are null. A field may itself be called `title`, but then its value is a schema."""
    return (key == "title" and isinstance(value, str)) or key == "discriminator" or (key == "default" and value is None)


def plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items() if not is_noise(key, value)}
    return [plain(item) for item in node] if isinstance(node, list) else node


def socket_schemas() -> Schemas:
    """Every message, its parts, and the two unions."""
    _, shared = TypeAdapter.json_schemas([(name, mode, adapter) for name, mode, adapter in UNIONS])
    schemas: Schemas = shared["$defs"]
    for name, mode, adapter in UNIONS:
        union = adapter.json_schema(mode=mode)
        schemas[name] = {key: value for key, value in union.items() if key != "$defs"}
    return schemas


def http_schemas(openapi: dict[str, Any]) -> Schemas:
    """Every body, with references as JSON Schema writes them."""
    text = json.dumps(openapi.get("components", {}).get("schemas", {}))
    schemas: Schemas = json.loads(text.replace("#/components/schemas/", "#/$defs/"))
    return schemas


def together(first: Schemas, second: Schemas) -> Schemas:
    if clash := [name for name in first.keys() & second.keys() if first[name] != second[name]]:
        sys.exit(f"these names mean different things on the socket and over HTTP: {', '.join(sorted(clash))}")
    return first | second


def document(schemas: Schemas) -> dict[str, object]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Protocol",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"$ref": f"#/$defs/{name}"} for name, _, _ in UNIONS},
        "$defs": schemas,
    }


def write_json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def generate(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    schemas = plain(socket_schemas())
    if importlib.util.find_spec(APP):
        openapi = importlib.import_module(APP).create_app().openapi()
        write_json(out / "openapi.json", openapi)
        schemas = together(schemas, plain(http_schemas(openapi)))
    write_json(out / "ws.schema.json", document(schemas))
    command = [*web_client.node_command(), COMPILER, "-i", str(out / "ws.schema.json"), "-o", str(out / "ws.ts")]
    environment = web_client.environment()
    subprocess.run([*command, "--unreachableDefinitions"], cwd=web_client.CLIENT, env=environment, check=True)


def stale_files() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        wanted = {file.name: file.read_bytes() for file in Path(folder).iterdir()}
    present = {file.name: file.read_bytes() for file in OUT.iterdir()} if OUT.is_dir() else {}
    return sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))


def main() -> None:
    if "--check" not in sys.argv:
        generate(OUT)
    elif stale := stale_files():
        sys.exit(f"stale in web_client/src/generated: {', '.join(stale)}; run: make types")


if __name__ == "__main__":
    main()

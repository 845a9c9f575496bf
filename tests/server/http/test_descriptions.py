"""The interface describes itself, correctly and without any network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from airace_server.app import create_app
from airace_server.http import asyncapi
from airace_server.messages import ClientMessage, ServerMessage
from support.sockets import Running

SCHEMA = json.loads(Path(__file__).with_name("asyncapi-3.0.0.json").read_text())

pytestmark = pytest.mark.asyncio(loop_scope="module")


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in references(value)]
    return [ref for item in node for ref in references(item)] if isinstance(node, list) else []


def resolve(document: Any, reference: str) -> Any:
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


async def test_the_socket_protocol_is_a_valid_asyncapi_document(server: Running) -> None:
    async with server.http() as browser:
        document = (await browser.get("/asyncapi.json")).json()
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(document)] == []
    assert all(resolve(document, reference) for reference in references(document))


async def test_the_validation_would_notice_a_mistake() -> None:
    document = asyncapi.document("1")
    document["operations"]["send"]["action"] = "shout"
    assert list(Draft7Validator(SCHEMA).iter_errors(document))


async def test_the_socket_protocol_holds_every_message_and_says_what_it_is() -> None:
    messages = asyncapi.document("1")["components"]["messages"]
    models = [*get_args(get_args(ClientMessage)[0]), *get_args(get_args(ServerMessage)[0])]
    assert len(messages) == len(models)
    silent = [name for name, message in messages.items() if not message.get("summary") and name != "pong"]
    assert silent == []


async def test_the_schemas_of_the_document_accept_what_the_server_sends(server: Running) -> None:
    document = asyncapi.document("1")
    ann, _ = await server.friends()
    async with server.line(ann) as line:
        await line.ask("edit_draft", instruments={"buy": 3})
        await line.ask("edit_draft", instruments={"warp": 3})
        await line.sign()
        await line.ask("ping")
        for frame in line.heard:
            schema = {"$ref": f"#/components/schemas/{frame['type'].title().replace('_', '')}", **document}
            if frame["type"] == "error":
                schema["$ref"] = "#/components/schemas/ErrorFrame"
            assert [e.message for e in Draft202012Validator(schema).iter_errors(frame)] == []


async def test_every_route_and_every_body_is_on_the_documentation_page(server: Running) -> None:
    async with server.http() as browser:
        page = (await browser.get("/docs")).text
        openapi = (await browser.get("/openapi.json")).json()
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in page
            assert operation.get("description"), f"{method} {path} does not say what it does"
    for name in openapi["components"]["schemas"]:
        assert f'id="{name}"' in page


async def test_the_documentation_page_loads_nothing_from_elsewhere_and_runs_no_script(server: Running) -> None:
    async with server.http() as browser:
        page = (await browser.get("/docs")).text
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(https?:)?//', page) == []


async def test_every_route_names_the_shape_of_its_errors() -> None:
    for methods in create_app().openapi()["paths"].values():
        for operation in methods.values():
            shapes = {code: r["content"]["application/json"]["schema"]["$ref"] for code, r in operation["responses"].items() if code in ("4XX", "5XX")}  # fmt: skip  # noqa: E501
            assert set(shapes.values()) == {"#/components/schemas/ErrorBody"}

"""The interface described for people and machines. The page is plain HTML: it works without any network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from airace_server.http import asyncapi
from airace_server.version import program_version

router = APIRouter(include_in_schema=False)

HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>airace: HTTP API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs.css"></head><body><main><h1>airace: HTTP API</h1>
<p>Machine-readable: <a href="/openapi.json">/openapi.json</a>. The socket at <code>/ws</code> is described by
<a href="/asyncapi.json">/asyncapi.json</a>, and with an example of every message in <code>docs/protocol.md</code>.</p>
"""
STYLE = """:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}main{max-width:60rem;margin:2rem auto;
padding:0 1rem}pre{overflow:auto;padding:.75rem;border:1px solid #8886;border-radius:.4rem;font-size:.85rem}
section{border-top:1px solid #8886;padding:.5rem 0}h2{font-size:1.1rem}code{overflow-wrap:anywhere}"""


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """The HTTP API as a page."""
    return HTMLResponse("".join(page(request.app.openapi())))


@router.get("/docs.css")
async def style() -> Response:
    """Its style sheet (apart, because inline styles are not let through)."""
    return Response(STYLE, media_type="text/css")


@router.get("/asyncapi.json")
async def socket_protocol() -> dict[str, Any]:
    """The socket protocol, AsyncAPI 3.0."""
    return asyncapi.document(program_version())


def page(schema: Mapping[str, Any]) -> Iterator[str]:
    """The page in parts: every route, then every body."""
    yield HEAD
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield route(path, method, operation)
    yield "<h1>Bodies</h1>"
    for name, body in schema["components"]["schemas"].items():
        shape = {key: value for key, value in body.items() if key not in ("title", "description")}
        yield (
            f'<section id="{escape(name)}"><h2>{escape(name)}</h2><p>{escape(body.get("description", ""))}</p>'
            f"<pre>{escape(json.dumps(shape, indent=2))}</pre></section>"
        )
    yield "</main></body></html>"


def route(path: str, method: str, operation: Mapping[str, Any]) -> str:
    """One route: what it does, what it takes, what it gives."""
    taken = body_name(operation.get("requestBody", {}))
    given = body_name(operation.get("responses", {}).get("200", {}))
    lines = [f"<p>{escape(operation.get('description', ''))}</p>"]
    lines += [f"<p>Takes {link(taken)}.</p>"] if taken else []
    lines += [f"<p>Gives {link(given)}.</p>"] if given else []
    return f"<section><h2><code>{escape(method.upper())} {escape(path)}</code></h2>{''.join(lines)}</section>"


def body_name(part: Mapping[str, Any]) -> str:
    """The name of the schema of a request or response."""
    schema = part.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2]


def link(name: str) -> str:
    """A link to a body further down."""
    return f'<a href="#{escape(name)}">{escape(name)}</a>'

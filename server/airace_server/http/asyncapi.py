"""The socket protocol as an AsyncAPI 3.0 document, built from the messages themselves."""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

from pydantic import TypeAdapter

from airace_server.messages import PROTOCOL_VERSION, ClientMessage, ServerMessage

REF: Final = "#/components/schemas/{model}"
DESCRIPTION: Final = (
    "One JSON object a text frame. The client says `hello` first; the cookie of its seat or session must allow it. "
    "Every request is answered by `done`, `pong` or `error` with its id. Events are numbered without gaps."
)


def models(union: Any) -> list[Any]:
    """The message classes of an annotated union."""
    return list(get_args(get_args(union)[0]))


def kind(model: Any) -> str:
    """The value of a message's ``type``."""
    return str(get_args(model.model_fields["type"].annotation)[0])


def document(version: str) -> dict[str, Any]:
    """The AsyncAPI document."""
    sides: list[tuple[str, list[Any], Literal["validation", "serialization"]]] = [
        ("client", models(ClientMessage), "validation"),
        ("server", models(ServerMessage), "serialization"),
    ]
    inputs = [(model.__name__, mode, TypeAdapter(model)) for _, found, mode in sides for model in found]
    _, schemas = TypeAdapter.json_schemas(inputs, ref_template=REF)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "airace socket protocol", "version": version, "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": {"socket": channel([model for _, found, _ in sides for model in found])},
        "operations": {
            "receive": operation("receive", "What a client sends.", models(ClientMessage)),
            "send": operation("send", "What the server sends.", models(ServerMessage)),
        },
        "components": {
            "messages": {kind(model): message(model) for _, found, _ in sides for model in found},
            "schemas": asyncapi_schema(schemas["$defs"]),
        },
        "x-protocol-version": PROTOCOL_VERSION,
    }


def asyncapi_schema(node: Any) -> Any:
    """JSON Schema as AsyncAPI writes it: a discriminator is the name of the field alone."""
    if isinstance(node, dict):
        return {
            key: value["propertyName"] if key == "discriminator" and isinstance(value, dict) else asyncapi_schema(value)
            for key, value in node.items()
        }
    return [asyncapi_schema(item) for item in node] if isinstance(node, list) else node


def channel(found: list[Any]) -> dict[str, Any]:
    """The one channel, with all messages."""
    return {
        "address": "/ws",
        "messages": {kind(model): {"$ref": f"#/components/messages/{kind(model)}"} for model in found},
    }


def operation(action: str, summary: str, found: list[Any]) -> dict[str, Any]:
    """One direction, seen from the server."""
    return {
        "action": action,
        "summary": summary,
        "channel": {"$ref": "#/channels/socket"},
        "messages": [{"$ref": f"#/channels/socket/messages/{kind(model)}"} for model in found],
    }


def message(model: Any) -> dict[str, Any]:
    """One message."""
    summary = " ".join((model.__doc__ or "").split())
    return {
        "name": kind(model),
        **({"summary": summary} if summary else {}),
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
    }

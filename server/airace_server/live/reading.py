"""From the text of a frame to a message, or to a refusal that says what is wrong with it."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import from_json

from airace_server.errors import Refusal
from airace_server.messages import PROTOCOL_VERSION, ClientMessage, Hello, client_messages

LONGEST_REQUEST: Final = 40
LONGEST_PROBLEM: Final = 200
SHAPES: Final = "The shape of every message is at /asyncapi.json, with examples in docs/protocol.md."


def bad_frame(message: str, hint: str = SHAPES, field: str | None = None) -> Refusal:
    """A frame that is not understood."""
    return Refusal("bad_frame", message, hint, field)


def parse(text: str) -> dict[str, Any]:
    """The JSON object of a frame."""
    try:
        value = from_json(text, allow_inf_nan=False)
    except ValueError:
        raise bad_frame("The frame is not JSON.", "Send one JSON object a frame.") from None
    if not isinstance(value, dict):
        raise bad_frame("The frame is not a JSON object.", "Send one JSON object a frame.")
    return value


def validate(text: str) -> ClientMessage:
    """The message of a frame."""
    try:
        message: ClientMessage = client_messages.validate_json(text)
    except ValidationError as error:
        raise explain(error) from None
    return message


def read_hello(text: str) -> Hello:
    """The first frame: a ``hello`` of this version of the protocol, for a seat or for a session."""
    raw = parse(text)
    if raw.get("type") == "hello":
        check_protocol(raw.get("protocol"))
    hello = validate(text)
    if not isinstance(hello, Hello):
        raise Refusal("not_hello", "The first frame was not `hello`.", "Send `hello` before anything else.")
    if (hello.seat is None) == (hello.session is None):
        raise bad_frame("`hello` names both a seat and a session, or neither.", "Name one of them.", "seat")
    return hello


def explain(error: ValidationError) -> Refusal:
    """The first thing wrong, without repeating what was sent."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return bad_frame("The frame is not JSON.", "Send one JSON object a frame.")
    if first["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return bad_frame("The frame has no known `type`.", SHAPES, "type")
    path = ".".join(str(part) for part in first["loc"][1:] if part != "[key]")
    field = path[:LONGEST_PROBLEM] or None
    where = f"`{field}`" if field else "The message"
    return bad_frame(f"{where} is wrong: {first['msg'][:LONGEST_PROBLEM]}.", SHAPES, field)


def check_protocol(version: object) -> None:
    """Refuse another version of the protocol, in words."""
    if version == PROTOCOL_VERSION and isinstance(version, int):
        return
    if not isinstance(version, int) or isinstance(version, bool):
        raise bad_frame("`hello` names no protocol version.", f"Send `protocol: {PROTOCOL_VERSION}`.", "protocol")
    older = version < PROTOCOL_VERSION
    raise Refusal(
        "old_protocol",
        f"This client speaks protocol {version}, the server speaks {PROTOCOL_VERSION}.",
        "Reload the page; a program needs a newer version." if older else "The server must be updated first.",
        args={"client": version, "server": PROTOCOL_VERSION},
    )


def request_of(text: str | None) -> str | None:
    """The request id of a frame that was refused, if it has one that can be echoed."""
    try:
        request = from_json(text or "").get("request")
    except (ValueError, AttributeError):
        return None
    return request if isinstance(request, str) and 0 < len(request) <= LONGEST_REQUEST else None

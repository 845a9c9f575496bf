"""docs/protocol.md has an example of every message, from a real match, and none is stale."""

from __future__ import annotations

import inspect
import json
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
import pytest_asyncio

from airace_server.app import create_app
from airace_server.bodies import (
    ActionResult,
    Body,
    Join,
    NewSession,
    PlayFriend,
    PlayNow,
    Reenter,
    Reentered,
    Rematch,
    SeatTaken,
    SessionAction,
    SessionMade,
)
from airace_server.errors import STATUS
from airace_server.messages import ClientMessage, EventBody, ServerMessage, client_messages, server_messages
from support.recorded import BOTH, FACILITATOR, Examples, record
from support.sockets import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = Path(__file__).resolve().parents[3] / "docs/protocol.md"
BEGIN, END = "<!-- messages: ", "<!-- end of messages -->"
VIEW = {"$view": "…"}
COOKIES = "A cookie is `Secure` too where the page came over https. It is sent back as `Cookie`, name and value alone."


def models(union: Any, field: str) -> dict[str, Any]:
    """Kind → message class of an annotated union."""
    found = get_args(get_args(union)[0])
    return {get_args(model.model_fields[field].annotation)[0]: model for model in found}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("page"), forecast_workers=1) as started:
        yield started


FROM_CLIENT = models(ClientMessage, "type")
FROM_SERVER = {kind: model for kind, model in models(ServerMessage, "type").items() if kind != "event"}
EVENTS = models(EventBody, "kind")
OVER_HTTP: dict[str, tuple[type[Body], type[Body]]] = {
    "POST /api/join": (Join, SeatTaken),
    "POST /api/play": (PlayNow, SeatTaken),
    "POST /api/friend": (PlayFriend, SeatTaken),
    "POST /api/seats/{seat}/rematch": (Rematch, SeatTaken),
    "POST /api/reenter": (Reenter, Reentered),
    "POST /api/sessions": (NewSession, SessionMade),
    "POST /api/sessions/{session}/actions": (SessionAction, ActionResult),
}
TWO_OF_THEM = {f"{kind}{FACILITATOR}" for kind in BOTH}
WANTED = {*FROM_CLIENT, *FROM_SERVER, *(f"event: {kind}" for kind in EVENTS), *OVER_HTTP, *TWO_OF_THEM}


def shortened(name: str, example: Any) -> Any:
    """Views are long: one is enough. So are forecasts: one number of each kind is."""
    if name == "forecast":
        outlooks = [
            {key: dict(list(part.items())[:1]) if isinstance(part, dict) else part for key, part in outlook.items()}
            for outlook in example["forecast"]["outlooks"]
        ]
        return {**example, "forecast": {**example["forecast"], "outlooks": outlooks}}
    if name.startswith("event: ") and "view" in example["body"]:
        return {**example, "body": {**example["body"], "view": VIEW}}
    return example


def block(example: Any) -> str:
    lines = json.dumps(example, indent=2, ensure_ascii=False)
    flat = re.sub(r"\[\n\s+([^\[\]{}]*?)\n\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", lines)
    return f"```json\n{flat}\n```"


def words(model: Any) -> str:
    return re.sub(r"``", "`", inspect.getdoc(model) or "") if "__doc__" in vars(model) and model.__doc__ else ""


def messages(kinds: dict[str, Any], examples: Examples, prefix: str = "") -> list[str]:
    parts = []
    for kind, model in kinds.items():
        name = f"{prefix}{kind}"
        parts += [f"#### `{name}`", "", words(model), "", block(shortened(name, examples[name])), ""]
        if (other := f"{name}{FACILITATOR}") in examples:
            parts += [f"#### `{name}`{FACILITATOR}", "", block(examples[other]), ""]
    return parts


def routes(examples: Examples) -> list[str]:
    parts = []
    for route, (wish, answer) in OVER_HTTP.items():
        example = examples[route]
        parts += [f"#### `{route}`", "", words(wish), "", block(example["body"]), ""]
        parts += ["Answer:" if answer is SeatTaken and "join" not in route else f"Answer: {words(answer)}", ""]
        parts += [block(example["answer"]), ""]
        if example["cookie"]:
            parts += [f"with `Set-Cookie: {example['cookie']}`", ""]
    return parts


def section(examples: Examples) -> str:
    event = words(models(ServerMessage, "type")["event"])
    parts = ["### Over HTTP", "", COOKIES, "", *routes(examples)]
    parts += ["### From the client", "", *messages(FROM_CLIENT, examples)]
    parts += ["### From the server", "", *messages(FROM_SERVER, examples)]
    parts += ["### Events", "", f"`event` frames, by the `kind` of their body. {event}", ""]
    parts += messages(EVENTS, examples, "event: ")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).strip()


def written() -> dict[str, list[Any]]:
    """The examples in the page, by the heading that they stand under."""
    text = PAGE.read_text()
    text = text[text.index(BEGIN) : text.index(END)]
    parts = [part.partition("\n") for part in re.split(r"^#### ", text, flags=re.MULTILINE)[1:]]
    blocks = r"^```json\n(.*?)\n```$"
    return {
        heading.replace("`", ""): [json.loads(found) for found in re.findall(blocks, rest, re.DOTALL | re.MULTILINE)]
        for heading, _, rest in parts
    }


async def test_the_page_is_written_from_a_real_match_in_which_every_message_occurs(server: Running) -> None:
    examples = await record(server)
    assert set(examples) >= WANTED, WANTED - set(examples)
    if os.environ.get("UPDATE_DOCS"):
        text = PAGE.read_text()
        start, end = text.index("\n", text.index(BEGIN)) + 1, text.index(END)
        PAGE.write_text(f"{text[:start]}\n{section(examples)}\n\n{text[end:]}")


async def test_everything_has_its_example_and_no_other() -> None:
    examples = written()
    assert set(examples) == WANTED
    assert PAGE.read_text().count("#### `") == len(examples)
    for name, found in examples.items():
        assert len(found) == (2 if name in OVER_HTTP else 1), name


async def test_every_route_that_takes_a_body_has_an_example() -> None:
    paths = create_app().openapi()["paths"]
    assert {f"POST {path}" for path, methods in paths.items() if "post" in methods} == set(OVER_HTTP)


async def test_no_example_of_a_message_is_stale() -> None:
    examples = {name: found for name, [found, *_] in written().items() if name not in OVER_HTTP}
    view = examples["snapshot"]["view"]
    for name, example in examples.items():
        asked = name.removesuffix(FACILITATOR) in FROM_CLIENT
        whole = {**example, "body": {**example["body"], "view": view}} if "$view" in json.dumps(example) else example
        messages = client_messages if asked else server_messages
        again = json.loads(messages.dump_json(messages.validate_json(json.dumps(whole)), exclude_unset=asked))
        assert again == whole, f"{name}: run with UPDATE_DOCS=1"


async def test_no_example_over_http_is_stale() -> None:
    examples = written()
    for route, (wish, answer) in OVER_HTTP.items():
        asked, told = examples[route]
        assert wish.model_validate(asked).model_dump(mode="json", exclude_unset=True) == asked, route
        assert answer.model_validate(told).model_dump(mode="json") == told, f"{route}: run with UPDATE_DOCS=1"


async def test_the_cookie_in_the_page_is_the_one_that_is_set(server: Running) -> None:
    async with server.http() as browser:
        told = (await browser.post("/api/play", json={})).headers["set-cookie"]
    form = re.compile(r"(airace_\w+?_)[0-9a-f]{16}=[\w-]+")
    shown = re.findall(r"^with `Set-Cookie: (.+)`$", PAGE.read_text(), re.MULTILINE)
    assert len(shown) == len(OVER_HTTP) - 1  # an action sets none
    assert {form.sub("", cookie) for cookie in shown} == {form.sub("", told)}


async def test_everything_is_described_in_words() -> None:
    text = PAGE.read_text()
    bodies = [body for both in OVER_HTTP.values() for body in both]
    for model in (*FROM_CLIENT.values(), *FROM_SERVER.values(), *EVENTS.values(), *bodies):
        assert words(model), f"{model.__name__} has no docstring"
        assert words(model).splitlines()[0] in text, f"{model.__name__}: run with UPDATE_DOCS=1"


async def test_every_error_code_is_in_the_table_with_its_status() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d+) \| .+ \|$", PAGE.read_text(), re.MULTILINE))
    assert rows == {code: str(status) for code, status in STATUS.items()}

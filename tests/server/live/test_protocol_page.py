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

from airace_server.bodies import SeatTaken
from airace_server.errors import STATUS
from airace_server.messages import ClientMessage, EventBody, ServerMessage, client_messages, server_messages
from support.sockets import Line, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = Path(__file__).resolve().parents[3] / "docs/protocol.md"
BEGIN, END = "<!-- messages: ", "<!-- end of messages -->"
VIEW = {"$view": "…"}
Examples = dict[str, Any]


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
WANTED = {*FROM_CLIENT, *FROM_SERVER, *(f"event: {kind}" for kind in EVENTS), "POST /api/join"}


class Recorder(Line):
    """A socket that notes the first example of everything, both ways."""

    examples: Examples
    noted: int

    async def say(self, message: Any) -> None:
        if isinstance(message, dict) and message["type"] in FROM_CLIENT:
            self.examples.setdefault(message["type"], message)
        await super().say(message)

    async def hear(self, *kinds: str) -> dict[str, Any]:
        frame = await super().hear(*kinds)
        new, self.noted = self.heard[self.noted :], len(self.heard)
        for heard in new:
            name = f"event: {heard['body']['kind']}" if heard["type"] == "event" else heard["type"]
            self.examples.setdefault(name, heard)
        return frame


async def record(server: Running) -> Examples:
    """A match in which everything happens once."""
    examples: Examples = {}
    facilitator, code = await server.a_class(fill=None, clock={"first_turn": 600, "turn": 300})
    seats = []
    async with server.http() as browser:
        for nickname, side in (("Ann", "washington"), ("Bo", "beijing")):
            wish = {"code": code, "nickname": nickname, "side": side}
            answer = await browser.post("/api/join", json=wish)
            seats.append((answer.json(), answer.cookies[f"airace_seat_{answer.json()['seat']}"]))
            cookie = f"airace_seat_{answer.json()['seat']}={seats[-1][1]}"
            examples.setdefault("POST /api/join", {"body": wish, "answer": answer.json(), "cookie": cookie})
    cookies = [f"airace_seat_{body['seat']}={token}" for body, token in seats]
    async with (
        server.line(headers={"Cookie": cookies[0]}) as one,
        server.line(headers={"Cookie": cookies[1]}) as two,
        server.line(headers={"Cookie": facilitator.cookie}) as desk,
    ):
        for line in (one, two, desk):
            line.__class__ = Recorder
            line.examples, line.noted = examples, 0
        match = seats[0][0]["match"]
        await one.say({"type": "hello", "protocol": 1, "seat": seats[0][0]["seat"], "last_event": 0})
        await one.hear("snapshot")
        examples.pop("snapshot")
        await desk.say({"type": "hello", "protocol": 1, "session": facilitator.session, "last_event": 0})
        await desk.hear("snapshot")
        examples.pop("snapshot")
        await facilitator.act("start")
        await one.event("match_started")
        await one.hear("forecast")
        await desk.event("table_changed")
        await two.say({"type": "hello", "protocol": 1, "seat": seats[1][0]["seat"], "last_event": 0})
        draft = (await two.hear("snapshot"))["draft"]
        known = {"match": match, "turn": 1}
        answer = await one.ask(
            "edit_draft", **known, instruments={"labs": 120, "talks": 0}, stances={"safety": "rigorous"}
        )
        await one.hear("draft")
        number = answer["draft_no"]
        examples.pop("predictions", None)  # of those who have predicted nothing
        await one.ask("predict", **known, expects="up", confidence=70, because="we expect more labs to pay off")
        await one.hear("predictions")
        await one.ask("commit_orders", **known, draft_no=number - 1)
        await one.ask("ping")
        await one.ask("commit_orders", **known, draft_no=number)
        await one.ask("withdraw_orders", **known)
        await two.event("orders_withdrawn")
        await one.ask("say", match=match, channel="table", text="Shall we sign the hotline?", once="V1StGXR8Z5jdHi6B")
        await two.event("said")
        await desk.event("table_said")
        await facilitator.act("chat_off")
        await two.event("chat_switched")
        await facilitator.act("extend", seconds=60)
        await two.event("clock_changed")
        await one.ask("commit_orders", **known, draft_no=number)
        await two.ask("commit_orders", **known, draft_no=draft["draft_no"])
        await two.event("turn_resolved")
    return stable(examples, [body for body, _ in seats], seats[0][1])


def stable(examples: Examples, seats: list[dict[str, Any]], token: str) -> Examples:
    """Ids and times that do not change with every run."""
    text = json.dumps(examples, ensure_ascii=False)
    names = {token: "xq3vYw0m1lRZk8bJf5T2aA", seats[0]["match"]: "54b3f713464aba02", seats[0]["code"]: "K7QM-02XP"}
    names |= {seats[0]["session"]: "6961cf101eb95531", seats[0]["reentry"]: "B30R-QZTB-HGBB-2CX3"}
    names |= {seat["seat"]: f"46f0a888fe53f05{n}" for n, seat in enumerate(seats)}
    for old, new in names.items():
        text = text.replace(old, new)
    text = re.sub(r"\b1[789]\d{8}\.\d+", "1795331163.5", text)
    found: Examples = json.loads(text)
    return found


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


def section(examples: Examples) -> str:
    parts = ["### A seat over HTTP", "", "`POST /api/join`", ""]
    joined = examples["POST /api/join"]
    parts += [block(joined["body"]), "", words(SeatTaken), "", block(joined["answer"]), ""]
    parts += [f"with `Set-Cookie: {joined['cookie']}; HttpOnly; Path=/; SameSite=lax`, sent back as", ""]
    parts += [f"`Cookie: {joined['cookie']}`", "", "### From the client", ""]
    for kind, model in FROM_CLIENT.items():
        parts += [f"#### `{kind}`", "", words(model), "", block(examples[kind]), ""]
    parts += ["### From the server", ""]
    for kind, model in FROM_SERVER.items():
        parts += [f"#### `{kind}`", "", words(model), "", block(examples[kind]), ""]
    parts += [
        "### Events",
        "",
        "`event` frames, by the `kind` of their body. " + words(models(ServerMessage, "type")["event"]),
        "",
    ]
    for kind, model in EVENTS.items():
        name = f"event: {kind}"
        parts += [f"#### `{name}`", "", words(model), "", block(shortened(name, examples[name])), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).strip()


def written() -> Examples:
    """The examples in the page."""
    text = PAGE.read_text()
    text = text[text.index(BEGIN) : text.index(END)]
    found = re.findall(r"#### `([^`]+)`\n(?:.(?!####))*?```json\n(.*?)\n```", text, re.DOTALL)
    return {name: json.loads(example) for name, example in found}


async def test_the_page_is_written_from_a_real_match_in_which_every_message_occurs(server: Running) -> None:
    examples = await record(server)
    assert set(examples) >= WANTED, WANTED - set(examples)
    if os.environ.get("UPDATE_DOCS"):
        text = PAGE.read_text()
        start, end = text.index("\n", text.index(BEGIN)) + 1, text.index(END)
        PAGE.write_text(f"{text[:start]}\n{section(examples)}\n\n{text[end:]}")


async def test_every_message_has_exactly_one_example() -> None:
    assert set(written()) == WANTED - {"POST /api/join"}
    assert PAGE.read_text().count("#### `") == len(written())


async def test_no_example_is_stale() -> None:
    examples = written()
    view = examples["snapshot"]["view"]
    for name, example in examples.items():
        whole = {**example, "body": {**example["body"], "view": view}} if "$view" in json.dumps(example) else example
        messages = client_messages if name in FROM_CLIENT else server_messages
        again = json.loads(messages.dump_json(messages.validate_json(json.dumps(whole))))
        unset = {key for key in again if name in FROM_CLIENT and key not in whole}
        assert {key: value for key, value in again.items() if key not in unset} == whole, (
            f"{name}: run with UPDATE_DOCS=1"
        )


async def test_every_message_is_described_in_words() -> None:
    text = PAGE.read_text()
    for model in (*FROM_CLIENT.values(), *FROM_SERVER.values(), *EVENTS.values()):
        assert words(model), f"{model.__name__} has no docstring"
        assert words(model).splitlines()[0] in text, f"{model.__name__}: run with UPDATE_DOCS=1"


async def test_every_error_code_is_in_the_table_with_its_status() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d+) \| .+ \|$", PAGE.read_text(), re.MULTILINE))
    assert rows == {code: str(status) for code, status in STATUS.items()}

"""A real class, match and rematch in which every message and every POST occurs: the examples of docs/protocol.md."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from airace_client import Client, Seat
from support.sockets import Facilitator, Line, Running

Examples = dict[str, Any]
"""Type of a message, ``event: <kind>`` or ``POST <route>`` → its first example; of a route ``body``, ``answer`` and the
``cookie`` that it set, if any."""

FACILITATOR: Final = " of a facilitator"
"""Behind the type of a message that is another one for whoever runs a class."""
BOTH: Final = ("hello", "snapshot")
"""Messages of which there is one for a seat and one for a facilitator."""


class Recorder(Line):
    """A socket that notes the first example of everything, both ways."""

    examples: Examples
    noted: int = 0
    whose: str = ""

    def note(self, kind: str, frame: Any) -> None:
        self.examples.setdefault(kind + (self.whose if kind in BOTH else ""), frame)

    async def say(self, message: Any) -> None:
        self.note(message["type"], message)
        await super().say(message)

    async def hear(self, *kinds: str) -> dict[str, Any]:
        frame = await super().hear(*kinds)
        new, self.noted = self.heard[self.noted :], len(self.heard)
        for heard in new:
            self.note(f"event: {heard['body']['kind']}" if heard["type"] == "event" else heard["type"], heard)
        return frame


def recording(line: Line, examples: Examples, whose: str = "") -> Recorder:
    line.__class__ = Recorder
    assert isinstance(line, Recorder)
    line.examples, line.whose = examples, whose
    return line


class Desk:
    """Asks over HTTP and notes the first example of each route."""

    def __init__(self, server: Running, examples: Examples) -> None:
        self._server = server
        self._examples = examples

    async def post(self, route: str, body: dict[str, Any], cookie: str = "", **ids: str) -> tuple[dict[str, Any], str]:
        """The answer, and the cookie it set."""
        async with self._server.http(headers={"cookie": cookie}) as browser:
            answer = (await browser.post(route.format(**ids), json=body)).raise_for_status()
        cookie = answer.headers.get("set-cookie", "")
        example = {"body": body, "answer": answer.json(), "cookie": cookie}
        self._examples.setdefault(f"POST {route}", example)
        return answer.json(), cookie.partition(";")[0]

    async def seat(self, route: str, body: dict[str, Any], cookie: str = "", **ids: str) -> Seat:
        """A route that gives a seat."""
        answer, cookie = await self.post(route, body, cookie, **ids)
        known = {name: answer[name] for name in ("match", "session", "side", "nickname", "code", "reentry")}
        return Seat(id=answer["seat"], token=cookie.partition("=")[2], **known)


async def record(server: Running) -> Examples:
    """The examples, with ids and times that are the same in every run."""
    examples: Examples = {}
    desk = Desk(server, examples)
    await a_class(server, desk, examples)
    await desk.post("/api/play", {"ruleset": "quick", "side": "washington", "opponent": "balanced", "nickname": "Ann"})
    ann = await desk.seat("/api/friend", {"ruleset": "quick", "side": "washington", "nickname": "Ann"})
    async with Client(server.url) as client:
        bo = await client.join(ann.code, "Bo")
    await play_out(server, ann, bo)
    await desk.post("/api/seats/{seat}/rematch", {"side": "beijing"}, ann.cookie, seat=ann.id)
    await desk.post("/api/reenter", {"code": ann.reentry})
    return stable(examples)


async def play_out(server: Running, *seats: Seat) -> None:
    """Both sides sign what they are offered until the end."""
    async with server.line(seats[0]) as one, server.line(seats[1]) as two:
        while True:
            for line in (one, two):
                await line.sign()
            for line in (one, two):
                clock = (await line.event("turn_resolved"))["clock"]
                line.turn = clock["turn"]
            if clock["phase"] == "over":
                return
            for line in (one, two):
                while not any(f.get("draft") and f["draft"]["turn"] == line.turn for f in line.heard):
                    await line.hear("draft")


async def a_class(server: Running, desk: Desk, examples: Examples) -> None:
    """One table, two players and their facilitator, through a whole turn."""
    wish = {"ruleset": "quick", "title": "History, Monday", "tables": 1, "fill": None}
    made, cookie = await desk.post("/api/sessions", wish | {"clock": {"first_turn": 600, "turn": 300}})
    facilitator = Facilitator(server, made["session"], cookie.partition("=")[2])
    names = (("Ann", "washington"), ("Bo", "beijing"))
    ann, bo = [
        await desk.seat("/api/join", {"code": made["code"], "nickname": nickname, "side": side})
        for nickname, side in names
    ]

    async def act(**action: Any) -> None:
        await desk.post("/api/sessions/{session}/actions", action, facilitator.cookie, session=made["session"])

    async with (
        server.line(headers={"Cookie": ann.cookie}) as first,
        server.line(headers={"Cookie": bo.cookie}) as second,
        server.line(headers={"Cookie": facilitator.cookie}) as third,
    ):
        one, two = recording(first, examples), recording(second, examples)
        table = recording(third, examples, FACILITATOR)
        await one.say({"type": "hello", "protocol": 1, "seat": ann.id, "last_event": 0})
        await one.hear("snapshot")
        examples.pop("snapshot")  # of a match that waits; a view comes with the start
        await table.say({"type": "hello", "protocol": 1, "session": made["session"], "last_event": 0})
        await table.hear("snapshot")
        await act(action="start", tables=[1])
        await one.event("match_started")
        await one.hear("forecast")
        await table.event("table_changed")
        await two.say({"type": "hello", "protocol": 1, "seat": bo.id, "last_event": 0})
        draft = (await two.hear("snapshot"))["draft"]
        known = {"match": ann.match, "turn": 1}
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
        words = "Shall we sign the hotline?"
        await one.ask("say", match=ann.match, channel="table", text=words, once="V1StGXR8Z5jdHi6B")
        await two.event("said")
        await table.event("table_said")
        await act(action="chat_off")
        await two.event("chat_switched")
        await act(action="extend", seconds=60)
        await two.event("clock_changed")
        await one.ask("commit_orders", **known, draft_no=number)
        await two.ask("commit_orders", **known, draft_no=draft["draft_no"])
        await two.event("turn_resolved")


MADE_UP: Final = {
    "seat": [f"46f0a888fe53f05{n}" for n in range(9)],
    "match": [f"54b3f713464aba0{n}" for n in range(2, 9)],
    "session": [f"6961cf101eb9553{n}" for n in range(1, 9)],
    "code": ["K7QM-02XP", "9FTW-3HRC", "2ZDA-V8MK", "0PJX-7QB4"],
    "reentry": [
        *("B30R-QZTB-HGBB-2CX3", "7WKD-M1VE-90AS-TTQ8", "4HYP-0RJC-6XZN-F2GB", "Q9CE-5VTM-WA31-K8DR"),
        *("E6MX-3FPA-81HJ-YC0V", "N2TS-7GKQ-D4WB-R05Z"),
    ],
    "recovery": ["X1VB-84GZ-PQ0T-J6ME"],
    "token": [
        *("xq3vYw0m1lRZk8bJf5T2aA", "Jd81nWmZ0yKfQ4Tt7uXc2g", "c9RbL5oE2sVhMwA7iPq3Zg", "T0uYk6GzB1xNj4DfHe8lSw"),
        *("a2WvQ8dC7mRtKp5JyXn1Ug", "oL9hZ3FsEb6TqVi0MwGk4A", "r7NxD1jYu5CzPa8HtBe2Lw", "Vf4SgK0mWq9RyJ6XoTc3nQ"),
    ],
}
SECRETS: Final = {"code": r'"code": "(\w{4}-\w{4})"', "token": r"airace_\w+=([\w-]+)"}
"""What else a made-up value takes the place of than the field of its kind."""


def stable(examples: Examples) -> Examples:
    """The same examples with made-up ids, secrets and times, in the order in which they occur."""
    text = json.dumps(examples, ensure_ascii=False)
    for kind, names in MADE_UP.items():
        found = dict.fromkeys(re.findall(SECRETS.get(kind, rf'"{kind}": "([^"]+)"'), text))
        for old, new in zip(found, names[: len(found)], strict=True):
            text = text.replace(old, new)
    text = re.sub(r"\b1[789]\d{8}\.\d+", "1795331163.5", text)
    stored: Examples = json.loads(text)
    return stored

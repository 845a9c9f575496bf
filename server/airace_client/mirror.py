"""A match as one seat knows it, kept up to date by the frames that arrive. Pure: no connection, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airace_client.errors import ClientError
from airace_rules.ids import Side
from airace_rules.views import View

Frame = dict[str, Any]


class Gap(ClientError):
    """An event is missing before this one: connect again with ``last_event``."""


class Mirror:
    """``view``, ``clock``, ``draft``, ``presence``: the newest known; ``last_event``: the number they stand for.
    ``messages``: what was said to this side, oldest first; ``may_talk``: whether anybody may write;
    ``predictions``: one's own. Frames may come twice; one that comes too late is ignored; a missing one raises
    ``Gap``."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.view: View | None = None
        self.clock: Mapping[str, Any] = {}
        self.draft: Mapping[str, Any] | None = None
        self.presence: Mapping[str, Any] | None = None
        self.may_talk = False
        self.predictions: list[Mapping[str, Any]] = []
        self.last_event = 0
        self._said: dict[tuple[str, int], Mapping[str, Any]] = {}

    def take(self, frame: Frame) -> bool:
        """Take a frame in; whether it was news."""
        match frame["type"]:
            case "snapshot":
                return self._snapshot(frame)
            case "event":
                return self._event(frame)
            case "draft":
                return self._draft(frame["draft"])
            case "presence":
                self.presence = frame["presence"]
                return True
            case "predictions":
                self.predictions = frame["predictions"]
                return True
        return False

    @property
    def messages(self) -> list[Mapping[str, Any]]:
        """What was said to this side, in both channels."""
        return sorted(self._said.values(), key=lambda one: (one["at"], one["channel"], one["number"]))

    @property
    def over(self) -> bool:
        """Whether the match has ended."""
        return self.clock.get("phase") == "over"

    @property
    def turn(self) -> int:
        """The turn being played, from 1; 0 before anything is known."""
        return int(self.clock.get("turn", 0))

    @property
    def committed(self) -> bool:
        """Whether this side's orders of this turn are in."""
        draft = self.draft or {}
        signed = draft.get("turn") == self.turn and bool(draft.get("committed"))
        return signed or bool(self.clock.get("committed", {}).get(self.side, False))

    @property
    def may_order(self) -> bool:
        """Whether this side is to give orders now, and has this turn's view and draft to do so."""
        known = self.view is not None and self.view.turn == self.turn and (self.draft or {}).get("turn") == self.turn
        return self.clock.get("phase") == "open" and known and not self.committed

    def _snapshot(self, frame: Frame) -> bool:
        if frame["event"] < self.last_event:
            return False
        self.last_event = frame["event"]
        self.view = View.model_validate(frame["view"]) if frame["view"] else None
        self.clock, self.draft, self.presence = frame["clock"] or {}, frame["draft"], frame["presence"]
        chat = frame.get("chat") or {"on": False, "messages": []}
        self.may_talk = chat["on"]
        for message in chat["messages"]:
            self._hear(message)
        return True

    def _event(self, frame: Frame) -> bool:
        if frame["event"] <= self.last_event:
            return False
        if frame["event"] > self.last_event + 1:
            raise Gap(f"event {self.last_event + 1} is missing before {frame['event']}")
        self.last_event, self.clock = frame["event"], frame["clock"]
        body = frame["body"]
        if "view" in body:
            self.view = View.model_validate(body["view"])
        if body["kind"] == "said":
            self._hear(body["message"])
        if body["kind"] == "chat_switched":
            self.may_talk = body["on"]
        if self.over:
            self.draft = None
        return True

    def _hear(self, message: Mapping[str, Any]) -> None:
        self._said[message["channel"], message["number"]] = message

    def _draft(self, draft: Mapping[str, Any]) -> bool:
        known = self.draft or {"turn": 0, "draft_no": 0}
        late = (draft["turn"], draft["draft_no"]) < (known["turn"], known["draft_no"])
        if late or self.over or draft["turn"] < self.turn:
            return False
        self.draft = draft
        return True

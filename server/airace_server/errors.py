"""Refusals: everything the server says no to, in one shape, with stable codes.

A refusal is raised by ``seats``, ``games`` and ``classroom`` and turned into an ``error`` frame by ``live`` and into
``{code, message, hint, field, args}`` with a status by ``http``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from airace_server.messages import DraftBody, ErrorBody

STATUS: Final[Mapping[str, int]] = {
    "bad_frame": 422,
    "too_large": 413,
    "too_fast": 429,
    "old_protocol": 426,
    "not_hello": 400,
    "unknown_match": 404,
    "unknown_session": 404,
    "unknown_code": 404,
    "unknown_ruleset": 404,
    "unknown_language": 404,
    "unknown_bot": 422,
    "unknown_table": 404,
    "bad_nickname": 422,
    "not_your_seat": 403,
    "not_facilitator": 403,
    "forbidden": 403,
    "forbidden_origin": 403,
    "wrong_turn": 409,
    "turn_closed": 409,
    "already_committed": 409,
    "match_over": 409,
    "not_started": 409,
    "not_over": 409,
    "paused": 409,
    "prediction_closed": 409,
    "draft_conflict": 409,
    "bad_message": 422,
    "chat_too_fast": 429,
    "chat_off": 409,
    "chat_full": 409,
    "nobody_to_talk_to": 409,
    "malformed_orders": 422,
    "over_budget": 422,
    "over_cap": 422,
    "conflicting_orders": 422,
    "not_your_instrument": 422,
    "not_your_project": 422,
    "project_finished": 422,
    "project_waits": 422,
    "too_many_new_projects": 422,
    "deal_locked": 422,
    "needs_not_met": 422,
    "breaks_deal": 422,
    "not_open_yet": 422,
    "seats_full": 409,
    "server_full": 503,
    "unavailable": 503,
    "internal": 500,
    "unknown_address": 404,
    "wrong_method": 405,
}
"""Every code with its HTTP status. No answer has a code that is not here: its status is looked up here."""

COMMANDS_ALONE: Final = frozenset({"unknown_session"})
"""Codes that no client meets: a wrong session is ``not_facilitator``, whether or not there is one. Commands show their
sentences."""


class Refusal(Exception):
    """The server says no.

    ``code`` is stable and one of ``STATUS``; ``message`` says what happened and ``hint`` what to do, as English
    sentences; ``field`` names the offending field; ``args`` fill the translated sentence ``error.<code>``;
    ``draft`` is the stored draft after a ``draft_conflict``.
    """

    def __init__(
        self,
        code: str,
        message: str,
        hint: str,
        field: str | None = None,
        args: Mapping[str, str | int | float] | None = None,
        draft: DraftBody | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.status = STATUS[code]
        self.code = code
        self.message = message
        self.hint = hint
        self.field = field
        self.arguments = dict(args or {})
        self.draft = draft

    def body(self) -> ErrorBody:
        """The one shape of every error on the wire."""
        return ErrorBody(code=self.code, message=self.message, hint=self.hint, field=self.field, args=self.arguments)

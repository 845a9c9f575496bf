"""The log tells what happened, not who did it: no nickname, title, code, token or chat message is in it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from airace_server.bodies import Join, NewSession, PlayFriend, PlayNow, Reenter, SessionAction
from airace_server.errors import Refusal
from support.playing import Server, sign

CANARY = "Kanarienvogel"


async def test_logs_name_nobody(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    solo = await server.classroom.play_now(PlayNow(nickname=CANARY))
    friend = await server.classroom.play_friend(PlayFriend(nickname=CANARY))
    second = await server.classroom.join(Join(code=friend.body.code, nickname=CANARY))
    made = await server.classroom.make_session(NewSession(title=CANARY))
    student = await server.classroom.join(Join(code=made.body.code, nickname=CANARY))
    who = await server.access.facilitator(made.token, made.body.session)
    await server.classroom.act(who, SessionAction(action="start"))
    back = await server.classroom.reenter(Reenter(code=student.body.reentry))
    await server.games.predict(await server.seat(friend), friend.body.match, 1, "up", 90, CANARY)
    for taken in (friend, second):
        await sign(server, await server.seat(taken), 1)
    for words in (CANARY, f"{CANARY}\x00", CANARY * 30):
        with suppress(Refusal):
            seat = await server.seat(friend)
            await server.games.say(seat, seat.match, "table", words, "0123456789")
    await server.games.settled()
    with pytest.raises(Refusal):
        await server.classroom.join(Join(code=CANARY, nickname=CANARY))
    written = "".join(capsys.readouterr())
    assert "turn_closed" in written
    assert "facilitator_acted" in written
    secrets = [CANARY, back.token, made.body.code, made.body.recovery, made.token]
    for taken in (solo, friend, second, student):
        secrets += [taken.token, taken.body.reentry, taken.body.code]
    assert [secret for secret in secrets if secret and secret in written] == []

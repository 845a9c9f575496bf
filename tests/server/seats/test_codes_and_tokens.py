"""Codes can be typed by anybody and guessed by nobody; the database holds no secret that opens a door."""

from __future__ import annotations

import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from airace_server.bodies import Join, PlayFriend, Reenter
from airace_server.errors import STATUS, Refusal
from airace_server.seats.codes import ALPHABET, JOIN_SYMBOLS, REENTRY_SYMBOLS, new_join_code, normal
from airace_server.seats.tokens import TOKEN_BYTES, code_for, new_token
from airace_server.store.tables import metadata, tokens
from support.playing import Server


def test_codes_hold_enough_chance() -> None:
    assert JOIN_SYMBOLS * math.log2(len(set(ALPHABET))) >= 39
    assert REENTRY_SYMBOLS * math.log2(len(set(ALPHABET))) >= 64
    assert TOKEN_BYTES * 8 >= 128


def test_codes_use_the_whole_alphabet_and_do_not_repeat() -> None:
    codes = [new_join_code() for _ in range(2_000)]
    assert len(set(codes)) == len(codes)
    assert set("".join(codes)) == {*ALPHABET, "-"}


def test_no_two_symbols_can_be_mistaken_for_each_other() -> None:
    assert not set("ILOU") & set(ALPHABET)


@given(st.sampled_from(["{}", " {} ", "{}\n"]), st.sampled_from(["-", "", " ", "_", " - ", "\u2013"]), st.booleans())
def test_case_separators_and_misread_letters_do_not_matter(frame: str, separator: str, lower: bool) -> None:
    code = new_join_code()
    typed = frame.format(code.replace("-", separator).replace("0", "O").replace("1", "l"))
    assert normal(typed.lower() if lower else typed) == code


@given(st.text())
def test_whatever_is_typed_has_a_normal_form_or_none(typed: str) -> None:
    code = normal(typed)
    assert code is None or (normal(code) == code and set(code) <= {*ALPHABET, "-"})


def test_every_token_has_its_own_code_and_always_the_same() -> None:
    made = [new_token() for _ in range(500)]
    assert len({code_for(token) for token in made}) == len(made)
    assert [code_for(token) for token in made] == [code_for(token) for token in made]
    assert all(normal(code_for(token)) == code_for(token) for token in made)
    assert set("".join(made)) <= set(string.ascii_letters + string.digits + "-_")


async def test_the_database_holds_no_token_and_no_re_entry_code(server: Server) -> None:
    taken = await server.classroom.play_friend(PlayFriend(nickname="Ann"))
    back = await server.classroom.reenter(Reenter(code=taken.body.reentry))

    def everything(connection: Connection) -> str:
        return "\n".join(
            repr(tuple(row)) for table in metadata.sorted_tables for row in connection.execute(select(table))
        )

    stored = await server.store.read(everything)
    for secret in (taken.token, taken.body.reentry, back.token, code_for(back.token)):
        assert secret not in stored
    assert taken.body.code in stored  # join codes are no secrets of one person


async def test_a_token_opens_its_own_seat_alone(server: Server) -> None:
    first = await server.classroom.play_friend(PlayFriend(nickname="Ann"))
    second = await server.classroom.join(Join(code=first.body.code, nickname="Bo"))
    assert (await server.access.seat(first.token, first.body.seat)).nickname == "Ann"
    for token, seat in (
        (first.token, second.body.seat),
        (second.token, first.body.seat),
        ("", first.body.seat),
        (None, first.body.seat),
        (new_token(), first.body.seat),
        (first.token, "no-such-seat"),
        (first.body.reentry, first.body.seat),
    ):
        with pytest.raises(Refusal) as refused:
            await server.access.seat(token, seat)
        assert refused.value.code == "not_your_seat"
    with pytest.raises(Refusal) as refused:
        await server.access.facilitator(first.token, first.body.session)
    assert refused.value.code == "not_facilitator"


async def test_tokens_are_found_by_their_hash_alone(server: Server) -> None:
    await server.classroom.play_friend(PlayFriend())
    hashes = await server.store.read(lambda c: list(c.execute(select(tokens.c.hash)).scalars()))
    assert hashes
    assert all(len(h) == 64 for h in hashes)


def test_a_refusal_has_a_known_code_a_sentence_and_a_hint() -> None:
    with pytest.raises(KeyError):
        Refusal("no_such_code", "x", "y")
    assert all(400 <= status < 600 for status in STATUS.values())
    body = Refusal("paused", "The match is paused.", "Wait.", args={"turn": 3}).body()
    assert (body.code, body.message, body.hint, body.args) == ("paused", "The match is paused.", "Wait.", {"turn": 3})

"""What a seat asks for on its socket. ``seat`` None: a facilitator, who watches and asks for nothing of it."""

from __future__ import annotations

from airace_server.errors import Refusal
from airace_server.limits import whole_seconds
from airace_server.live.parts import Services
from airace_server.messages import CommitOrders, DraftBody, EditDraft, Predict, Say, WithdrawOrders
from airace_server.seats.refs import SeatRef


async def carry_out(
    services: Services, seat: SeatRef | None, message: EditDraft | CommitOrders | WithdrawOrders
) -> tuple[SeatRef, DraftBody]:
    """Change, sign or take back the side's orders; whose they are, and the draft as it then is."""
    games, player = services.games, player_of(seat)
    match, turn = message.match, message.turn
    match message:
        case EditDraft():
            edit = (message.instruments, message.stances, message.projects, message.deals)
            return player, await games.edit_draft(player, match, turn, *edit)
        case CommitOrders():
            return player, await games.commit_orders(player, match, turn, message.draft_no)
        case WithdrawOrders():
            return player, await games.withdraw_orders(player, match, turn)


async def predict(services: Services, seat: SeatRef | None, message: Predict) -> SeatRef:
    """Keep what somebody expects of the open turn; who it is."""
    player = player_of(seat)
    said = (message.expects, message.confidence, message.because)
    await services.games.predict(player, message.match, message.turn, *said)
    return player


async def say(services: Services, seat: SeatRef | None, message: Say) -> int:
    """Say something; its number in its channel."""
    if seat is None:
        raise Refusal("not_your_seat", "A facilitator reads the chat and says nothing.", "Take a seat to talk.")
    wait = services.seat_messages.wait(seat.id)
    if wait:
        seconds = whole_seconds(wait)
        raise Refusal(
            "chat_too_fast",
            "Messages come faster than anybody can read them; this one was not sent.",
            f"Wait {seconds} s, then send it again.",
            args={"seconds": seconds},
        )
    return await services.games.say(seat, message.match, message.channel, message.text, message.once)


def player_of(seat: SeatRef | None) -> SeatRef:
    """The seat; raises not_your_seat for a facilitator."""
    if seat is None:
        raise Refusal("not_your_seat", "A facilitator has no orders to give.", "Take a seat to play.")
    return seat

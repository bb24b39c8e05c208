"""What becomes of a message reaches its file: at once, later, never, or after all."""

from __future__ import annotations

from datetime import timedelta

from as2_partner import paid, tried


def test_2_a_receipt_that_comes_later_delivers(later) -> None:
    message, state, _ = tried(later)
    assert (message.state, state) == ("AWAITING", "SENT")
    paid(later)
    message, state, told = tried(later)
    assert (message.state, state, told) == ("DELIVERED", "DELIVERED", [])


def test_as2_019_no_receipt_at_all(later) -> None:
    """The same message again, twice as agreed, then FAILED; a receipt that comes after all delivers."""
    _, them, _ = later
    states = []
    for _ in range(6):
        message, state, told = tried(later, timedelta(days=1, minutes=1))
        states.append((message.state, state))
    assert states[:3] == [("AWAITING", "SENT"), ("AWAITING", "READY"), ("AWAITING", "READY")]
    assert len(them.taken) == 3
    assert (message.state, state, told) == ("MDN_TIMEOUT", "FAILED", ["undelivered"])
    assert len({(one.headers["message-id"], one.body) for one in them.taken}) == 1
    paid(later)
    message, state, _ = tried(later)
    assert (message.state, state) == ("DELIVERED", "DELIVERED")

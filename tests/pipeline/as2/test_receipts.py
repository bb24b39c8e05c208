"""What a receipt proves is noted; what it does not prove is told, and changes nothing that anybody could forge."""

from __future__ import annotations

from typing import Any

import pytest
from as2_partner import lay, paid, trading, tried

from edigw.model.alerts import KINDS
from edigw.pipeline.as2 import receipts
from edigw.pipeline.context import Context


@pytest.mark.parametrize(
    ("answer", "state", "told"),
    [
        ("wrong mic", "MIC_MISMATCH", ["integrity", "undelivered"]),
        ("unsigned", "MDN_UNSIGNED", ["integrity", "undelivered"]),
        ("forged", "MDN_UNSOUND", ["integrity", "undelivered"]),
        ("refused", "REFUSED", ["undelivered"]),
        ("of another", "MDN_UNSOUND", ["integrity", "undelivered"]),
    ],
)
def test_22_23_24_as2_021_as2_023_a_receipt_that_proves_no_delivery(
    there, answer: str, state: str, told: list[str]
) -> None:
    there[1].behaves = [answer]
    message, file, alerts = tried(there)
    assert (message.state, file, alerts) == (state, "FAILED", told)
    assert answer != "wrong mic" or "line breaks at the end removed" in message.detail


def test_while_another_mic_is_explained_others_may_write(there, monkeypatch) -> None:
    """A large file is read for it."""
    message, wrote = receipts.making.message, []

    def made(context: Context, *given: Any) -> Any:
        with context.store.begin() as connection:
            wrote.append(connection)
        return message(context, *given)

    there[1].behaves = ["wrong mic"]
    monkeypatch.setattr(receipts.making, "message", made)
    assert tried(there)[0].state == "MIC_MISMATCH" and len(wrote) == 2  # sent, explained


@pytest.mark.parametrize("answer", ["unsigned", "forged"])
def test_what_anybody_may_have_sent_later_changes_nothing_and_is_told(later, answer: str) -> None:
    later[1].behaves = [answer]
    tried(later)
    later[1].owed *= 3
    paid(later)
    message, state, told = tried(later)
    assert (message.state, state, told) == ("AWAITING", "SENT", ["integrity"])


def test_22_a_receipt_of_nothing_that_we_sent_is_told(later) -> None:
    later[1].behaves = ["of another"]
    tried(later)
    paid(later)
    message, state, told = tried(later)
    assert (message.state, state, told) == ("AWAITING", "SENT", ["integrity"])


def test_as2_026_the_second_of_two_receipts_changes_nothing(later) -> None:
    tried(later)
    later[1].owed *= 2
    paid(later)
    message, state, told = tried(later)
    assert (message.state, state, told) == ("DELIVERED", "DELIVERED", [])
    assert [one["outcome"] for one in message.further] == ["repeated"]


def test_an_unsigned_receipt_of_nothing_that_we_sent_tells_nobody(tmp_path) -> None:
    """Anybody can make up as many as there are Message-IDs."""
    rows = ("mdn: unsigned", "mdn_url: http://127.0.0.1:1/as2")
    with trading(tmp_path / "shop", *rows) as (yard, them), yard.context() as context:
        context.store.alerting = dict.fromkeys(KINDS, ("mail",))
        lay(context, yard, "file")
        there = (yard, them, context)
        message = tried(there)[0]
        them.owed = [(url, said, body.replace(message.message_id.encode(), b"<%d@nobody>" % number))
                     for number in range(3) for url, said, body in them.owed]  # fmt: skip
        assert len(them.owed) == 3
        paid(there)
        found, state, told = tried(there)
        assert (found.state, state, told) == ("AWAITING", "SENT", [])

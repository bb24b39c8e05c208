"""Files leave as messages: one id whatever is tried again, and delivered only where the receipt proves it."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from as2_partner import BYTES, lay, tried
from as2_yard import SIGNED

from edigw.pipeline.as2.receiving import take_in
from edigw.store import outbox

HOUR = timedelta(hours=2)


def test_1_delivered_once_openssl_has_opened_it_and_its_receipt_is_verified(there) -> None:
    message, state, told = tried(there)
    _, them, _ = there
    assert them.taken[0].payload == BYTES
    assert (message.state, state, told) == ("DELIVERED", "DELIVERED", [])
    assert them.taken[0].headers["message-id"] == message.message_id
    assert message.body == them.taken[0].body
    assert message.signer.encode() == (them.peer.folder / "them.crt").read_bytes()
    assert message.receipt_body and message.disposition.endswith("processed")


@pytest.mark.parametrize("first", ["503", "500", "408", "425", "cut"])
def test_21_as2_020_tried_again_under_the_same_id_and_in_the_same_bytes(there, first: str) -> None:
    _, them, _ = there
    them.behaves = [first]
    message, state, _ = tried(there)
    assert (message.state, state) == ("FROZEN", "RETRY")
    message, state, told = tried(there, HOUR)
    assert (message.state, state, told) == ("DELIVERED", "DELIVERED", [])
    one, two = them.taken
    assert (one.headers["message-id"], one.body) == (two.headers["message-id"], two.body)


@pytest.mark.parametrize("status", ["400", "401", "404", "413", "429", "301"])
def test_21_another_status_is_final(there, status: str) -> None:
    there[1].behaves = [status]
    message, state, told = tried(there)
    assert (message.state, state, told) == ("NOT_TAKEN", "FAILED", ["undelivered"])
    assert tried(there, HOUR)[1] == "FAILED" and len(there[1].taken) == 1


def test_as2_028_a_partner_that_never_answers_is_given_up_in_time(there) -> None:
    _, them, context = there
    them.behaves = ["hang"]
    context.configuration.mailboxes["acme"].as2.__dict__["timeout_s"] = 0.2
    message, state, _ = tried(there)
    assert (message.state, state) == ("FROZEN", "RETRY")


def test_once_a_partner_does_not_answer_its_other_files_are_not_tried(there) -> None:
    yard, them, context = there
    lay(context, yard, "file2")
    them.behaves = ["cut", "cut"]
    tried(there)
    assert len(them.taken) == 1


def test_a_redelivery_is_a_message_of_its_own(there) -> None:
    yard, them, context = there
    tried(there)
    with context.store.begin() as c:
        assert outbox.redeliver(c, "file", yard.now)
    tried(there, HOUR)
    assert len({one.headers["message-id"] for one in them.taken}) == 2
    assert there[2].store is context.store


def test_as2_033_without_a_certificate_that_counts_nothing_is_sent(there) -> None:
    yard, them, _ = there
    yard.now += timedelta(days=400)
    message, state, _ = tried(there)
    assert message is None and state == "RETRY" and them.taken == []


def test_2_our_receipt_is_posted_later_and_tried_again(there) -> None:
    yard, them, context = there
    url = them.url.replace("/as2", "/mdn")
    headers, body = yard.message(yard.entity(), "<1@them>", *SIGNED, ("Receipt-Delivery-Option", url))
    path = yard.base / "data" / "body"
    path.write_bytes(body)
    assert take_in(context, tuple(headers), path, sha256(body).digest()).body == b""
    them.behaves = ["good", "503"]
    tried(there)
    tried(there, HOUR)
    assert len(them.receipts) == 2
    assert them.receipts[0].body == them.receipts[1].body
    assert b"automatic-action/MDN-sent-automatically; processed" in them.receipts[0].body

"""A story is told only where something travelled by AS2, and holds what belongs together."""

from datetime import datetime, timedelta

from edigw.store import as2, inbox
from edigw.store.archive import Kept
from edigw.store.engine import Store
from edigw.store.story import story


def test_what_came_by_a_folder_has_none(store: Store, world) -> None:
    with store.begin() as c:
        world.document(c, world.lane(c), "DONE", id="d")
        assert story(c, "d") == story(c, "nothing") == []


def test_a_file_that_is_no_document_has_no_type(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        message = {"id": "m", "direction": "in", "partner": "acme", "mailbox": "acme", "state": "ACCEPTED",
                   "accepted": True, **as2.named("THEM", "US", "<1>"),
                   **as2.bytes_of(Kept("ab", 2, b"xy"))}  # fmt: skip
        assert as2.keep(c, message, now)
        (receipt,) = inbox.receive_many(c, [inbox.Received("acme", "x", "as2", now, Kept("s", 1, b"x"), "as2:m:1")])
        world.document(c, world.lane(c), "QUARANTINED", id="d", receipt_id=receipt, type=None)
        assert "a file came, now QUARANTINED" in [one["what"] for one in story(c, "d")]


def test_the_request_its_receipt_and_its_document_in_order(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        message = {
            "id": "m", "direction": "in", "partner": "acme", "mailbox": "acme", "state": "ACCEPTED", "accepted": True,
            "disposition": "automatic-action/MDN-sent-automatically; processed", "mic": "x, sha-256",
            "receipt_body": b"r", **as2.named("THEM", "US", "<1>"), **as2.bytes_of(Kept("ab", 2, b"xy")),
        }  # fmt: skip
        assert as2.keep(c, message, now)
        (receipt,) = inbox.receive_many(c, [inbox.Received("acme", "x", "as2", now, Kept("s", 1, b"x"), "as2:m:1")])
        world.document(c, world.lane(c), "DONE", id="d", receipt_id=receipt, type="850", po_number="4711",
                       created_at=now + timedelta(seconds=1))  # fmt: skip
        told = [(one["type"], one["what"]) for one in story(c, "d")]
    assert told == [
        ("AS2", "AS2 request of THEM, 2 bytes"),
        ("MDN", "MDN answered: processed, MIC x, sha-256"),
        ("850", "850 4711 came, now DONE"),
    ]

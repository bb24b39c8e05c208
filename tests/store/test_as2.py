"""Messages are found again by names, id and body, whatever a partner puts into them."""

from datetime import datetime
from typing import Any

from edigw.store import as2, inbox
from edigw.store.archive import Kept
from edigw.store.engine import Store

LONG = "<" + "ü" * 40_000 + ">"


def row(ident: str, message_id: str = LONG, body: bytes = b"x", **more: Any) -> dict[str, Any]:
    return {
        "id": ident, "direction": "in", "partner": "p", "mailbox": "p", "state": "ACCEPTED", "accepted": True,
        **as2.named('S "1"', "R", message_id), **as2.bytes_of(Kept(body.hex(), len(body), body)), **more,
    }  # fmt: skip


def test_an_id_is_accepted_once_and_found_by_its_body_first(store: Store, now: datetime) -> None:
    with store.begin() as c:
        assert as2.keep(c, row("b", body=b"bad", accepted=False, state="REFUSED"), now)
        assert as2.keep(c, row("a"), now)
        assert not as2.keep(c, row("c", body=b"other"), now)
        assert as2.keep(c, row("d", body=b"worse", accepted=False, state="REFUSED"), now)
        for body, found in ((b"x", "a"), (b"bad", "b"), (b"worse", "d"), (b"never seen", "a")):
            assert as2.earlier(c, 'S "1"', "R", LONG, body.hex()).id == found
        assert as2.earlier(c, "S", "R", LONG, b"x".hex()) is None
        assert as2.earlier(c, 'S "1"', "R", LONG.upper(), b"x".hex()) is None  # ids are told apart by case


def test_what_we_sent_is_known_by_mark_and_by_what_a_receipt_names(store: Store, now: datetime) -> None:
    with store.begin() as c:
        assert as2.keep(c, row("a", "<1@us>", direction="out", mark="m", outbox_id="o"), now)
        assert not as2.keep(c, row("b", "<2@us>", direction="out", mark="m"), now)
        assert as2.by_mark(c, "m").id == as2.ours(c, 'S "1"', "R", "<1@us>").id == as2.get(c, "a").id == "a"
        assert as2.ours(c, 'S "1"', "R", "<3@us>") is None
        as2.change(c, "a", now, state="DELIVERED")
        assert [found.state for found in as2.of_outbox(c, ["o", "p"])] == ["DELIVERED"]


def test_further_receipts_are_noted_and_bounded(store: Store, now: datetime) -> None:
    with store.begin() as c:
        as2.keep(c, row("a"), now)
        for number in range(25):
            as2.note_further(c, as2.get(c, "a"), now, outcome="repeated", detail=str(number))
        further = as2.get(c, "a").further
    assert [one["detail"] for one in further] == [str(number) for number in range(5, 25)]
    assert further[0]["at"] == f"{now:%Y-%m-%dT%H:%M:%S}Z"


def test_an_arrival_knows_the_message_that_brought_it(store: Store, now: datetime, world) -> None:
    with store.begin() as c:
        as2.keep(c, row("a"), now)
        arrivals = [inbox.Received("p", "x", "as2", now, Kept("s", 1, b"x"), token) for token in ("as2:a:1", "other")]
        first, second = inbox.receive_many(c, arrivals)
        found = as2.of_receipts(c, [first, second])
    assert {receipt: message.id for receipt, message in found.items()} == {first: "a"}

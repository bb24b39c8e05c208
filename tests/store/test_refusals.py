"""Refused documents of ours: listed until somebody has seen to them."""

from __future__ import annotations

from datetime import datetime

from edigw.store import documents, refusals, status
from edigw.store.engine import Store


def test_a_refusal_stands_until_it_is_seen_to_and_may_come_again(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane = world.out(c)
        one = world.document(c, lane, "SENT", direction="out", answer="rejected")
        other = world.document(c, lane, "SENT", direction="out", answer="partly")
        refusals.tell(c, [one, other], now)
        refusals.tell(c, [one], now)
        assert status.counts(c)["refused"] == 2 and refusals.stands(c, one)
        refusals.seen_to(c, [one, "none such"])
        assert status.counts(c)["refused"] == 1 and not refusals.stands(c, one)
        refusals.tell(c, [one], now)
        assert [row["count"] for row in status.standing(c, now)["refused_of"]] == [2]


def test_what_was_done_anew_or_unsaid_is_counted_no_more(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        ids = [world.document(c, world.out(c), "SENT", direction="out", answer="rejected") for _ in range(3)]
        refusals.tell(c, ids, now)
        documents.set_fields(c, ids[0], now, replaced_by=ids[2])
        documents.set_fields(c, ids[1], now, answer="expected")
        assert status.counts(c)["refused"] == 1

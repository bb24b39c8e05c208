"""Gaps in a sender's interchange numbers are told in the timeline and by `status`; nothing is held for them."""

from __future__ import annotations

import pytest
from yard import Yard, orders

from edigw.errors import UsageError


def events(yard: Yard, control: int, kind: str) -> list[dict[str, object]]:
    """Payloads of a kind in the timeline of an interchange's order."""
    (one,) = [d for d in yard.docs(type="850") if d["interchange_control"] == f"{control:09d}"]
    return [event["payload"] for event in yard.app.docs_show(one["id"])["timeline"] if event["kind"] == kind]


def told(yard: Yard) -> list[str]:
    return [one["message"] for one in yard.app.status()["troubles"]]


def test_a_gap_is_told_and_closes_when_what_was_missing_comes(yard: Yard) -> None:
    for control in (1, 5):
        yard.take(orders(str(control), control=control), f"{control}.edi")
    assert told(yard) == ["interchange 2 to 4 of acme never came"]
    assert events(yard, 5, "interchange.gap") == [
        {"control": "000000005", "first": 2, "last": 4, "reason": "ICN_GAP"}
    ]  # fmt: skip
    yard.take(orders("3", control=3), "3.edi")
    assert told(yard) == ["interchange 2 of acme never came", "interchange 4 of acme never came"]
    assert events(yard, 3, "interchange.late")[0]["reason"] == "ICN_ORDER"
    for control in (2, 4):
        yard.take(orders(str(control), control=control), f"{control}.edi")
    assert told(yard) == [] and yard.app.status()["counts"]["gaps"] == 0
    assert {d["state"] for d in yard.docs(type="850")} == {"DONE"}


def test_many_at_once_have_no_gap_but_the_one_among_them(yard: Yard) -> None:
    for control in (1, 2, 3, 7, 8):
        yard.drop(orders(str(control), control=control), f"{control}.edi")
    yard.once()
    assert told(yard) == ["interchange 4 to 6 of acme never came"]


def test_somebody_sees_to_it(yard: Yard) -> None:
    for control in (1, 5):
        yard.take(orders(str(control), control=control), f"{control}.edi")
    one = yard.app.status()["gaps"][0]["document_id"]
    yard.app.docs_release(one, reason="they went to another company")
    assert told(yard) == []
    with pytest.raises(UsageError):
        yard.app.docs_release(one, reason="again")


def test_a_repeat_a_new_count_or_another_sender_is_no_gap(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    yard.take(orders("1", control=999_999_999))
    yard.take(orders("1", control=999_999_999), "again.edi")
    yard.take(orders("2", control=1), "b.edi")
    yard.take(orders("3", control=2), "c.edi")
    yard.take(orders("1", control=500, sender="08:2222222222"), "d.edi", "other")
    assert told(yard) == []
    assert events(yard, 1, "interchange.late") == []


def test_or_not_at_all(yard: Yard) -> None:
    yard.tell("duplicates:\n  gaps: no\n")
    for control in (1, 5, 3):
        yard.take(orders(str(control), control=control), f"{control}.edi")
    assert told(yard) == [] and events(yard, 3, "interchange.late") == []


def refused(yard: Yard) -> set[tuple[str, str | None]]:
    return {(d["interchange_control"], d["reason"]) for d in yard.docs(state="REJECTED")}


def test_what_was_refused_as_a_test_or_as_anothers_was_seen_all_the_same(yard: Yard) -> None:
    yard.take(orders("1", control=1), "1.edi")
    yard.take(orders("2", control=2, usage="T"), "2.edi")
    yard.take(orders("3", control=3, receiver="01:ANOTHER"), "3.edi")
    yard.take(orders("6", control=6), "6.edi")
    assert refused(yard) == {("000000002", "USAGE_MISMATCH"), ("000000003", "UNKNOWN_RECEIVER")}
    assert told(yard) == ["interchange 4 to 5 of acme never came"]
    assert [one["first"] for one in events(yard, 6, "interchange.gap")] == [4]


def test_and_fills_the_gap_that_it_left_where_it_comes_late(yard: Yard) -> None:
    for control in (1, 4):
        yard.take(orders(str(control), control=control), f"{control}.edi")
    assert told(yard) == ["interchange 2 to 3 of acme never came"]
    yard.take(orders("3", control=3, usage="T"), "3.edi")
    assert told(yard) == ["interchange 2 of acme never came"]
    yard.take(orders("2", control=2, receiver="01:ANOTHER"), "2.edi")
    assert told(yard) == []


def test_so_was_one_that_lies_in_quarantine(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    yard.take(orders("1", control=1), "1.edi")
    yard.take(orders("2", control=2), "2.edi", "other")
    yard.take(orders("3", control=3), "3.edi")
    assert [d["interchange_control"] for d in yard.docs(state="QUARANTINED")] == ["000000002"]
    assert yard.app.status()["gaps"] == []

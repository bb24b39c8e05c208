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

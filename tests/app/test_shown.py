"""Lists and single things as the contract's JSON."""

from __future__ import annotations

import pytest
from edifact_yard import orders as edifact_orders
from edifact_yard import trading
from yard import Yard, orders

from edigw.errors import NotFound, UsageError


@pytest.fixture
def yard(yard: Yard) -> Yard:
    yard.take(orders("1"))
    return yard


def test_filters_and_pages(yard: Yard) -> None:
    everything = yard.docs()
    assert yard.docs(type="855") == everything[2:]
    assert yard.docs(partner="nobody") == yard.docs(state="WAITING") == yard.docs(po="9") == []
    assert yard.app.docs_list(limit=1) == everything[:1]
    assert yard.app.docs_list(after=everything[0]["id"]) == everything[1:]
    assert yard.docs(since="2026-10-31") == everything
    assert yard.docs(since="2026-11-01T09:00:00Z") == []
    with pytest.raises(UsageError):
        yard.docs(since="yesterday")


def test_a_document_has_its_timeline_in_lines(yard: Yard) -> None:
    shown = yard.app.docs_show(yard.docs()[0]["id"])
    assert [event["what"].split()[0] for event in shown["timeline"]][:1] == ["order.opened"]
    assert shown["file"] == "a.edi"


def test_a_number_of_two_partners_needs_one_word_more(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    yard.take(orders("1", sender="08:2222222222"), "o.edi", "other")
    with pytest.raises(UsageError, match="other"):
        yard.app.orders_show("1")
    one = yard.app.orders_show("1", partner="other")
    assert one["partner"] == "other"
    assert yard.app.orders_show(one["id"]) == one


def test_a_range_of_raw_bytes(yard: Yard) -> None:
    row = yard.docs()[0]
    assert yard.app.docs_raw(row["id"]) == orders("1").encode()
    assert yard.app.docs_raw(row["id"], only_set=True).strip().startswith(b"ST*850*0001~")


def test_each_file_has_its_place(yard: Yard) -> None:
    out = f"{yard.base}/data/acme/out/"
    places = [row["file"] for row in yard.app.orders_show("1")["documents"]]
    assert places[0] == "a.edi" and all(place.startswith(out) for place in places[1:])
    assert {place.removeprefix(out) for place in places[1:]} == set(yard.files())


def test_orders_are_filtered_and_paged(yard: Yard) -> None:
    yard.take(orders("2", control=2), "b.edi")
    first, second = yard.app.orders_list()
    assert (first["number"], second["number"]) == ("1", "2")
    assert yard.app.orders_list(limit=1) == [first] and yard.app.orders_list(after=first["id"]) == [second]
    assert yard.app.orders_list(partner="nobody") == yard.app.orders_list(state="nonsense") == []
    assert yard.app.orders_list(state=first["state"], partner="acme") == [first, second]
    with pytest.raises(NotFound):
        yard.app.orders_show("1", usage="T")
    assert yard.app.orders_show("1", usage="P")["id"] == first["id"]


def refused(yard: Yard) -> list[tuple[str, str | None, list[str]]]:
    """(type, reason, rules of its findings) of each document that was refused; every finding has a hint."""
    shown = [yard.app.docs_show(one["id"]) for one in yard.docs(state="REJECTED")]
    assert all(finding["hint"] for one in shown for finding in one["findings"])
    return [(one["type"], one["reason"], [finding["rule"] for finding in one["findings"]]) for one in shown]


def test_what_was_refused_with_its_envelope_says_why(yard: Yard) -> None:
    yard.tell("leniency: strict\nduplicates: {answer: ta1, groups: unique}\n")
    yard.take(orders("1", "2", control=2).replace("IEA*1*", "IEA*3*"), "interchange.edi")
    yard.take(orders("3", control=3).replace("GE*1*3", "GE*4*3"), "group.edi")
    yard.take(orders("4", control=4), "sound.edi")
    yard.take(orders("5", control=4), "used.edi")
    yard.take(orders("6", control=5).replace("*5*X*", "*4*X*").replace("GE*1*5", "GE*1*4"), "group used.edi")
    assert refused(yard) == [
        ("850", "INTERCHANGE_COUNT", ["INTERCHANGE_COUNT"]), ("850", "INTERCHANGE_COUNT", ["INTERCHANGE_COUNT"]),
        ("850", "GROUP_COUNT", ["GROUP_COUNT"]), ("850", "CONTROL_USED", ["CONTROL_USED"]),
        ("850", "GROUP_USED", ["GROUP_USED"]),
    ]  # fmt: skip


def test_so_does_what_an_edifact_interchange_took_with_it(bare: Yard) -> None:
    yard = trading(bare, leniency="strict", duplicates="refuse")
    yard.take(edifact_orders("1", "2", control="R1").replace(b"UNZ+2", b"UNZ+4"), "a.edi", "rewe")
    yard.take(edifact_orders("3", control="R2"), "b.edi", "rewe")
    yard.take(edifact_orders("4", control="R2"), "c.edi", "rewe")
    assert refused(yard) == [
        ("ORDERS", "INTERCHANGE_COUNT", ["INTERCHANGE_COUNT"]), ("ORDERS", "INTERCHANGE_COUNT", ["INTERCHANGE_COUNT"]),
        ("ORDERS", "CONTROL_USED", ["CONTROL_USED"]),
    ]  # fmt: skip


def test_what_was_refused_for_itself_says_that_alone(yard: Yard) -> None:
    yard.tell("leniency: strict\n")
    yard.take(orders("1", control=2).replace("*EA*1.25", "*E?*1.25"))
    ((_, reason, rules),) = refused(yard)
    assert reason in rules and "INTERCHANGE_COUNT" not in rules

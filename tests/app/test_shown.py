"""Lists and single things as the contract's JSON."""

from __future__ import annotations

import pytest
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

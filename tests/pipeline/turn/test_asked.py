"""What a request names: an order by number or id, and never by guessing."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from yard import Yard, orders

from edigw.pipeline.turn.asked import lifted, noted
from edigw.tree import Finding


def test_an_order_is_named_by_its_number_or_its_id(yard: Yard) -> None:
    yard.take(orders("1"))
    found = yard.app.orders_show("1")["id"]
    assert yard.app.orders_decide("ship", found)["state"] == "DONE"


@pytest.mark.parametrize(("body", "why"), [({}, "names no order"), ({"order": "9"}, "no order 9")])
def test_no_order_is_guessed(yard: Yard, body: dict[str, Any], why: str) -> None:
    yard.take(orders("1"))
    yard.take(json.dumps({"kind": "shipment", "id": "e1", "partner": "acme", "body": body}), "s.json", "erp")
    shown = yard.app.docs_show(yard.docs(type="shipment")[0]["id"])
    assert shown["state"] == "REJECTED" and why in shown["findings"][-1]["message"]


def test_notes_stand_behind_what_was_found_before() -> None:
    document: Any = SimpleNamespace(findings=[{"rule": "A"}], details={"lifted": ["MANUAL"]})
    assert noted({"state": "DONE"}, document, ()) == {"state": "DONE"}
    rows = noted({}, document, [Finding("", "", "B", "b")])["findings"]
    assert [row["rule"] for row in rows] == ["A", "B"]
    assert lifted(document) == {"MANUAL"}

"""Results and orders for our own systems, each exactly once."""

from __future__ import annotations

import contextlib
import json
from datetime import timedelta

from yard import Yard, orders

from edigw.errors import TemporaryError


def stock(id_: str) -> str:
    body = {"lines": [{"sku": "A", "qty": "5"}]}
    return json.dumps({"kind": "stock", "id": id_, "partner": "acme", "usage": "P", "body": body})


def test_an_order_and_its_change_are_told(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(orders("1", control=2).replace("PO1*1*24", "PO1*1*36"), "b.edi")
    yard.app.docs_release(yard.docs(state="WAITING")[0]["id"], reason="by phone")
    yard.once()
    told = [json.loads(text) for text in yard.files("erp").values()]
    assert sorted(one["kind"] for one in told) == ["change", "order"]
    assert {one["body"]["number"] for one in told} == {"1"}
    assert len({one["id"] for one in told}) == 2


def test_a_second_result_under_a_name_waits_until_the_first_is_picked_up(yard: Yard) -> None:
    yard.take(stock("1"), "s.json", "erp")
    first = yard.files("erp")["s.json"]
    with contextlib.suppress(TemporaryError):
        yard.take(stock("2"), "s.json", "erp")
    assert yard.files("erp") == {"s.json": first}
    yard.pick_up("erp")
    yard.now += timedelta(minutes=5)
    yard.once()
    second = yard.files("erp")
    assert list(second) == ["s.json"] and second["s.json"] != first


def test_two_files_of_one_name_at_once_both_get_a_result(yard: Yard) -> None:
    from edigw.app.workspace import Workspace
    from edigw.pipeline.receive import receive

    for n in "12":
        yard.drop(stock(n), "s.json", "erp")
        with Workspace(yard.base, yard.clock).opened() as context:
            receive(context, context.mailboxes["erp"])
    yard.once()
    found = yard.files("erp")
    assert len(found) == 2 and "s.json" in found
    assert all(json.loads(text)["file"] == "s.json" for text in found.values())

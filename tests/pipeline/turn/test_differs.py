"""A document that waits because of another under its key shows in what the two differ."""

from __future__ import annotations

from typing import Any

from yard import Yard, change, group, isa, order, orders, transaction


def held(yard: Yard) -> dict[str, Any]:
    (one,) = yard.docs(state="WAITING")
    assert one["reason"] == "CONFLICT"
    return yard.app.docs_show(one["id"])


def changes(shown: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(one["path"], one["before"], one["after"]) for one in shown["differs"]["changes"]]


def again(lines: list[tuple[str, str]], control: int, *more: str) -> str:
    return isa([group([transaction("850", order("4711", lines, *more))], control)], control)


def test_an_order_again_with_other_content(yard: Yard) -> None:
    yard.take(orders("4711"))
    yard.take(again([("1", "30"), ("3", "5")], 2, "REF*DP*42~"), "b.edi")
    shown = held(yard)
    assert shown["differs"]["from"] == "order 4711, revision 1"
    assert shown["differs"]["document_id"] == yard.docs(type="850")[0]["id"]
    found = {path: (old, new) for path, old, new in changes(shown)}
    assert found["lines[0].qty"] == ("24", "30") and found["department"] == (None, "42")
    assert found["lines[1]"][0] is None or found["lines[1]"][1] is None
    assert {path for path in found if path.startswith("lines")} == {"lines[0].qty", "lines[1]"}


def test_the_number_of_another_interchange(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(orders("2"), "b.edi")
    assert changes(held(yard)) == [("number", "1", "2")]


def test_a_change_again_with_other_content(bare: Yard) -> None:
    yard = bare.partner(documents=("850", "855", "860", "865", "997"))
    yard.take(orders("4711"))
    yard.take(change("4711", "POC*1*QI*30*30*EA*1.25**BP*065001"), "b.edi")
    yard.take(change("4711", "POC*1*QI*36*36*EA*1.25**BP*065001", control=51), "c.edi")
    rows = [(d["state"], d["reason"]) for d in yard.docs(type="860")]
    assert rows[0][0] == "DONE" and rows[1] == ("WAITING", "CONFLICT"), rows
    shown = yard.app.docs_show(yard.docs(type="860")[1]["id"])
    assert ("30", "36") in [(old, new) for _, old, new in changes(shown)]


def test_nothing_differs_where_nothing_waits(yard: Yard) -> None:
    yard.take(orders("4711"))
    assert yard.app.docs_show(yard.docs(type="850")[0]["id"])["differs"] is None

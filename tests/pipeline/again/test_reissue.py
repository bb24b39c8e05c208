"""Documents of ours once more: composed anew under new control numbers, or the same bytes again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from yard import Yard, group, isa, orders, transaction

WHY = "they refused it"


def redo(yard: Yard, verb: str, *ids: str, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = yard.app.docs_again(verb, ids, reason=WHY, **more)
    return told


def functional(sent: dict[str, Any], letter: str, control: int) -> str:
    body = (
        f"AK1*{sent['functional']}*{sent['group_control']}~\nAK2*{sent['type']}*{sent['set_control']}~\n"
        f"AK5*{letter}~\nAK9*{letter}*1*1*{int(letter == 'A')}~\n"
    )
    return isa([group([transaction("997", body)], control, "FA")], control)


def newest(yard: Yard, kind: str) -> dict[str, Any]:
    codes = {"855": "PR", "856": "SH", "810": "IN"}
    return {**yard.docs(type=kind)[-1], "functional": codes[kind]}


@pytest.fixture
def sold(yard: Yard) -> Yard:
    yard.take(orders("4711"))
    yard.app.orders_decide("ship", "4711")
    yard.app.orders_decide("invoice", "4711")
    yard.once()
    return yard


def mend(yard: Yard, kind: str, text: str) -> None:
    (yard.base / "partners" / "acme" / f"{kind}.yaml").write_text(f"extends: x12/004010/{kind}\n{text}", "utf-8")


def test_a_refused_notice_is_sent_anew_by_todays_map_and_accepted(sold: Yard) -> None:
    yard, sent = sold, newest(sold, "856")
    yard.take(functional(sent, "R", 50), "no.edi")
    mend(yard, "856", "body:\n  BSN:\n    BSN02: like S-{number} | required\n")
    told = redo(yard, "reissue", sent["id"])
    (one,) = told["documents"]
    assert (one["outcome"], told["counts"], one["warnings"]) == ("reissued", {"reissued": 1}, [])
    assert [line[:9] for line in one["segments"]] == ["- BSN*00*", "+ BSN*00*"]
    assert "*S-" in one["segments"][1]
    yard.once()
    fresh = newest(yard, "856")
    assert (fresh["id"], fresh["replaces"], fresh["state"], fresh["answer"]) == (
        one["new_id"], sent["id"], "SENT", "expected",
    )  # fmt: skip
    assert int(fresh["interchange_control"]) > int(sent["interchange_control"])
    assert fresh["group_control"] != sent["group_control"]
    yard.take(functional(fresh, "A", 51), "yes.edi")
    assert [row["answer"] for row in yard.docs(type="856")] == ["rejected", "accepted"]
    shown = yard.app.orders_show("4711")
    assert [row["document_id"] for row in shown["shipments"]] == [fresh["id"]]
    assert [line["shipped"] for line in shown["lines"]] == ["24", "12"]
    assert [row["answer"] for row in yard.docs(answer="overdue")] == []
    assert WHY in str(yard.app.docs_show(sent["id"])["timeline"])
    assert yard.app.docs_show(sent["id"])["repair"] == []


def test_a_plan_shows_the_segments_that_differ_and_sends_nothing(sold: Yard) -> None:
    yard, sent = sold, newest(sold, "855")
    mend(yard, "855", "body:\n  BAK:\n    BAK03: like PO-{order_number} | required\n")
    before = yard.docs()
    told = redo(yard, "reissue", sent["id"], plan=True)
    assert (told["sends"], told["documents"][0]["new_id"]) == ([{"partner": "acme", "type": "855", "count": 1}], None)
    assert "+ BAK*00*AD*PO-4711*20261101*****20261101" in told["documents"][0]["segments"]
    yard.once()
    assert yard.docs() == before


def test_a_notice_that_was_accepted_is_told_as_a_replacement(sold: Yard) -> None:
    yard, sent = sold, newest(sold, "856")
    yard.take(functional(sent, "A", 50), "yes.edi")
    (one,) = redo(yard, "reissue", sent["id"])["documents"]
    assert one["segments"][:2] == [f"- {_bsn(yard, '00')}", f"+ {_bsn(yard, '05')}"]


def _bsn(yard: Yard, purpose: str) -> str:
    rows = yard.text("856").replace("\n", "").split("~")
    found = next(row for row in rows if row.startswith("BSN*"))
    return f"BSN*{purpose}*{found.split('*', 2)[2]}"


def test_an_invoice_that_was_accepted_is_sent_with_a_warning(sold: Yard) -> None:
    yard, sent = sold, newest(sold, "810")
    yard.take(functional(sent, "A", 50), "yes.edi")
    (one,) = redo(yard, "reissue", sent["id"])["documents"]
    assert "it may count it twice" in str(one["warnings"])
    assert "it would say what it said" in str(one["warnings"])
    assert len(yard.app.orders_show("4711")["invoices"]) == 1


def test_what_awaits_an_answer_awaits_it_no_longer_once_it_is_sent_anew(sold: Yard) -> None:
    yard, sent = sold, newest(sold, "855")
    redo(yard, "reissue", sent["id"])
    yard.once()
    yard.now += timedelta(days=2)
    yard.once()
    assert sent["id"] not in [row["id"] for row in yard.docs(answer="overdue")]
    yard.take(functional(sent, "A", 50), "late.edi")
    assert yard.docs(type="855")[0]["answer"] == "accepted"


def test_what_the_map_cannot_write_today_is_not_sent(sold: Yard) -> None:
    yard, sent = sold, newest(sold, "810")
    mend(yard, "810", "guide:\n  BIG/BIG02: length 5..9\n")
    told = redo(yard, "reissue", sent["id"])
    assert told["counts"] == {"blocked": 1}
    assert "SELF_VALIDATION" in told["documents"][0]["why"]
    assert len(yard.docs(type="810")) == 1


def test_what_cannot_be_composed_anew_is_said(sold: Yard) -> None:
    yard = sold
    why = {row["type"]: row["why"] for row in redo(yard, "reissue", *(row["id"] for row in yard.docs()))["documents"]}
    assert "redeliver" in why["997"]
    assert "reprocess" in why["850"]
    assert why["855"] is None
    again = redo(yard, "reissue", newest(yard, "855")["replaces"])
    assert "done anew" in again["documents"][0]["why"]
    fresh = newest(yard, "855")
    assert "on its way" in redo(yard, "reissue", fresh["id"])["documents"][0]["why"]


def test_the_same_bytes_go_again_under_the_same_name(sold: Yard) -> None:
    yard, before = sold, sold.pick_up()
    sent = newest(yard, "856")
    assert redo(yard, "redeliver", sent["id"], plan=True)["counts"] == {"redelivered": 1}
    yard.once()
    assert yard.files() == {}
    told = redo(yard, "redeliver", sent["id"])
    assert told["sends"] == [{"partner": "acme", "type": "856", "count": 1}]
    assert redo(yard, "redeliver", sent["id"])["counts"] == {"blocked": 1}
    yard.once()
    (name,) = yard.files()
    assert yard.files()[name] == before[name]
    assert newest(yard, "856")["id"] == sent["id"]
    assert WHY in str(yard.app.docs_show(sent["id"])["timeline"])


def test_what_is_overdue_is_awaited_anew_once_it_was_redelivered(sold: Yard) -> None:
    yard = sold
    yard.now += timedelta(days=2)
    yard.once()
    assert len(yard.docs(answer="overdue")) == 3
    redo(yard, "redeliver", answer="overdue")
    yard.once()
    assert yard.docs(answer="overdue") == []
    yard.now += timedelta(days=2)
    yard.once()
    assert len(yard.docs(answer="overdue")) == 3


def test_what_is_in_no_file_cannot_be_redelivered(sold: Yard) -> None:
    redo(sold, "reissue", newest(sold, "855")["id"])
    told = redo(sold, "redeliver", newest(sold, "855")["id"])
    assert "in no file" in told["documents"][0]["why"]

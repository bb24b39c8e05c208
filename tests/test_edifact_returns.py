"""Returns that come as ORDERS, by UNB 0026: the laws of their map, what it means, and their whole way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from edifact_messages import charted, message, reports, seen
from edifact_wire import interchange
from edifact_wire import message as text
from edifact_yard import DOCUMENTS, order, trading
from yard import Yard

from edigw.model.returns import Return
from edigw.pipeline.inspect.trial import complaints

RELEASES = ("D01B", "D96A")
ITEM = ("LIN+1++5410000900161:EN", "QTY+21:2", "RFF+ANJ:RMA-5", "RFF+ON:4711:1")
BY_RULE = "returns: {decides: automatic, window: 30 d, goods: keep, credits: at once}\n"


@pytest.mark.parametrize("release", RELEASES)
def test_its_map_obeys_the_laws_and_every_row_is_met(release: str) -> None:
    report = reports(release, "ORDERSRTV", 220)
    assert (report.failures, report.seldom) == ((), ())


@pytest.mark.parametrize("release", RELEASES)
def test_what_is_ordered_is_what_comes_back(release: str) -> None:
    case = f"ORDERSRTV-request-{release}"
    got = seen(case)
    asked = got.document
    assert isinstance(asked, Return) and (got.findings, got.unmapped) == ((), ())
    assert complaints(charted(case), message(case).segments[:-1]) == []
    assert (asked.number, asked.purpose, asked.order_number) == ("RV-21", "original", "4500071")
    assert (asked.reason, asked.text, asked.vendor) == ("damaged", "Crushed cartons", "V-77")
    assert (asked.created_on, asked.created_at) == (date(2026, 3, 12), "0915")
    assert asked.dates["positioned"][0].on == date(2026, 3, 16)
    assert [(line.no, line.qty, line.unit, line.reason) for line in asked.lines] == [
        ("10", D(12), "each", "defective"), (None, D(6), "each", None),
    ]  # fmt: skip
    assert [line.refs["return_authorization"][0].value for line in asked.lines] == ["RMA-5", "RMA-6"]
    assert asked.lines[0].numbers == {"ean": ("9521321111117",), "vendor_part": ("BK-100",)}


def returned(*rows: str, release: str = "D:01B:UN:EAN010", reference: str = "REF7", **more: Any) -> bytes:
    """An interchange with a return, as an order: `rows` are what follows the parties."""
    body = ("BGM+220+RV1+9", "DTM+137:20261110:102", "NAD+BY+5400000000024::9", "NAD+SU+5412345000013::9", *rows)
    return interchange(text(*body, "UNS+S", kind=f"ORDERS:{release}"), **{"_5": reference, "_7": "ORDERSRTV", **more})


def shop(yard: Yard, *documents: str, release: str = "D01B") -> Yard:
    """Order 4711 is shipped and invoiced; what went out is picked up."""
    trading(yard, release=release, documents=(*DOCUMENTS, *documents))
    yard.tell("lifecycle: {ships: at once, invoices: at once}\n", "rewe")
    kind = {"D01B": "D:01B:UN:EAN010", "D96A": "D:96A:UN:EAN008"}[release]
    yard.take(interchange(order("4711", release=kind), _7="ORDERS"), partner="rewe")
    yard.pick_up("rewe")
    return yard


def test_it_is_a_return_and_no_order(yard: Yard) -> None:
    shop(yard, "ORDERSRTV", "RETINS").tell(BY_RULE, "rewe")
    yard.take(returned(*ITEM), "rtv.edi", "rewe")
    (came,) = yard.docs(type="ORDERSRTV")
    assert (came["state"], came["po_number"]) == ("DONE", "4711")
    assert [one["number"] for one in yard.app.orders_list()] == ["4711"]
    assert "UCI+REF7+5400000000024:14+5412345000013:14+7'" in yard.text("CONTRL", "rewe")
    answer = yard.text("RETINS", "rewe")
    assert "RFF+ACW:RV1'" in answer and "LIN+1++5410000900161:EN'" in answer
    assert answer.count("FTX+HAN++KA'") == 2 and "RFF+ON:4711:1'" in answer
    assert "BGM+381+" in yard.text("INVOIC", "rewe") and "MOA+77:2.50'" in yard.text("INVOIC", "rewe")
    (fact,) = yard.app.orders_show("4711")["returns"]
    assert (fact["number"], fact["state"], fact["lines"][0]["asked"]) == ("RV1", "authorised", "2")


def test_a_person_decides_of_it_where_the_partner_file_says_so(yard: Yard) -> None:
    shop(yard, "ORDERSRTV", "RETINS").take(returned(*ITEM), "rtv.edi", "rewe")
    (came,) = yard.docs(type="ORDERSRTV")
    assert (came["state"], came["reason"], came["waits_for"]) == ("WAITING", "RETURN", "person")
    yard.app.orders_decide("return", "4711", authorization="RMA-5")
    yard.once()
    assert "RFF+ALQ:RMA-5'" in yard.text("RETINS", "rewe")
    assert [one["state"] for one in yard.docs(type="ORDERSRTV")] == ["DONE"]


def test_d96a_has_no_answer_of_its_own_and_may_be_given_that_of_d01b(yard: Yard) -> None:
    shop(yard, "ORDERSRTV", release="D96A").tell(BY_RULE, "rewe")
    first = returned(*ITEM, release="D:96A:UN:EAN008")
    yard.take(first, "rtv.edi", "rewe")
    assert yard.docs(type="ORDERSRTV")[0]["state"] == "DONE" and yard.docs(type="RETINS") == []
    path = yard.base / "partners" / "rewe" / "partner.yaml"
    said = path.read_text("utf-8").replace("agreements:\n", "agreements:\n  RETINS out: {release: D01B}\n", 1)
    path.write_text(said, "utf-8")
    later = first.replace(b"RV1", b"RV2").replace(b"+REF7", b"+REF8").replace(b"21:2'", b"21:1'")
    yard.take(later, "later.edi", "rewe")
    assert "UNH+" in yard.text("RETINS", "rewe") and "+RETINS:D:01B:UN" in yard.text("RETINS", "rewe")


def test_without_an_agreement_it_is_refused_and_never_an_order(yard: Yard) -> None:
    shop(yard).take(returned(*ITEM), "rtv.edi", "rewe")
    came = yard.docs()[-2]
    assert (came["type"], came["state"], came["code_type"], came["code"]) == ("ORDERSRTV", "REJECTED", "0085", "17")
    assert [one["number"] for one in yard.app.orders_list()] == ["4711"]
    assert "UCM+1+ORDERS:D:01B:UN:EAN010+4+17+UNH+3'" in yard.text("CONTRL", "rewe")


def test_the_reference_may_be_the_partners_own(yard: Yard) -> None:
    shop(yard, "RETINS").tell(BY_RULE, "rewe")
    path = yard.base / "partners" / "rewe" / "partner.yaml"
    row = "agreements:\n  ORDERSRTV in: {message: ORDERS, application: SHOPRTV}\n"
    path.write_text(path.read_text("utf-8").replace("agreements:\n", row, 1), "utf-8")
    yard.take(returned(*ITEM, _7="SHOPRTV"), "rtv.edi", "rewe")
    yard.take(returned(*ITEM, reference="REF8"), "other.edi", "rewe")
    came = [one for one in yard.docs() if one["direction"] == "in"]
    assert [(one["type"], one["state"], one["code"]) for one in came] == [
        ("ORDERS", "DONE", None), ("ORDERSRTV", "DONE", None), ("ORDERSRTV", "REJECTED", "17"),
    ]  # fmt: skip


def test_one_with_faults_is_told_so_by_the_orders_message(yard: Yard) -> None:
    bad = returned(*(row.replace("QTY+21:2", "QTY+21:2X") for row in ITEM))
    shop(yard, "ORDERSRTV", "RETINS").take(bad, "rtv.edi", "rewe")
    assert yard.docs(type="ORDERSRTV")[0]["code"] == "12"
    assert "UCM+1+ORDERS:D:01B:UN:EAN010+4'" in yard.text("CONTRL", "rewe")


def test_explain_tells_it_by_the_same_map(yard: Yard) -> None:
    path = yard.base / "rtv.edi"
    path.write_bytes(returned(*ITEM))
    (told,) = yard.app.explain(str(path))["sets"]
    assert told["map"]["name"] == "edifact/D01B/ORDERSRTV" and told["document"]["lines"][0]["qty"] == "2"

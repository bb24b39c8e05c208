"""EDIFACT's orders, their changes and answers: the laws of their maps, and what our messages mean."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal as D

import pytest
from bench import chart
from edifact_messages import cases, message, reports, root, seen

from edigw.mapping.read import read
from edigw.model.answer import OrderAnswer
from edigw.model.base import Model
from edigw.model.change import OrderChange
from edigw.model.order import Order
from edigw.pipeline.inspect.trial import complaints
from edigw.tree import REPEAT, Node, Segment

CASES = cases("ORDERS", "ORDCHG", "ORDRSP")
BASES = ("ORDERS", "ORDCHG", "ORDRSP")
LATER = [("D01B", "ORDERS"), ("D01B", "ORDCHG"), ("D01B", "ORDRSP"), ("D93A", "ORDERS")]


def document(case: str) -> Model:
    found = seen(case)
    assert found.findings == () and found.document is not None
    return found.document


@pytest.mark.parametrize("kind", BASES)
def test_a_base_map_obeys_the_laws_and_every_row_is_met(kind: str) -> None:
    report = reports("D96A", kind, 240)
    assert report.failures == ()
    assert report.seldom == ()


@pytest.mark.parametrize(("release", "kind"), LATER, ids="-".join)
def test_a_map_of_another_directory_obeys_the_laws(release: str, kind: str) -> None:
    assert reports(release, kind, 40).failures == ()


@pytest.mark.torture
@pytest.mark.parametrize(("release", "kind"), [*(("D96A", kind) for kind in BASES), *LATER], ids="-".join)
def test_a_thousand_documents_of_each_map(release: str, kind: str) -> None:
    report = reports(release, kind, 1000)
    assert report.failures == ()
    assert report.seldom == ()


@pytest.mark.parametrize("case", CASES)
def test_our_messages_are_sound_and_taken_whole(case: str) -> None:
    made = chart(case[:6], release=case.rpartition("-")[2])
    assert complaints(made, message(case).segments[:-1]) == []
    got = read(made, root(case))
    assert got.document is not None and got.findings == ()
    assert [(one.path, one.element, one.component, one.value) for one in got.unmapped] == []


@pytest.mark.parametrize("release", ["D93A", "D96A", "D01B"])
def test_an_order_says_who_wants_what_when_and_where(release: str) -> None:
    order = document(f"ORDERS-rich-{release}")
    assert isinstance(order, Order)
    assert (order.number, order.purpose, order.kind, order.currency) == (
        "HB-2026-0417", "original", "stand_alone", "EUR",
    )  # fmt: skip
    assert order.ordered_on == date(2026, 3, 1)
    window = {word: [(one.on, one.time, one.period_kind) for one in found] for word, found in order.dates.items()}
    assert window == {
        "deliver_not_before": [(date(2026, 3, 12), None, None)],
        "deliver_not_after": [(date(2026, 3, 14), "1200", None)],
        "delivery_requested": [(None, None, "week")],
    }
    assert order.buyer is not None and order.buyer.id_type == "gln" and order.buyer.contacts[0].phone == "492166010"
    first, second = order.lines
    assert first.ids == {"ean": ("4012345000016",), "buyer_part": ("HB-771",), "vendor_part": ("VM-20",)}
    assert (first.qty, first.price, first.description) == (D(24), D(30), "Walnut shelf")
    assert [(one.location, one.qty) for one in first.destinations] == [
        ("4399901000118", D(18)),
        ("4399901000125", D(6)),
    ]
    assert [one.qty for one in second.schedules] == [D(60), D(40)]
    assert order.stated_total is not None and order.stated_total.value == D(895)
    assert order.charges[0].percent == D("2.5") and order.terms[0].net_days == 30


@pytest.mark.parametrize("release", ["D96A", "D01B"])
def test_a_change_names_the_order_and_what_becomes_of_each_line(release: str) -> None:
    change = document(f"ORDCHG-lines-{release}")
    assert isinstance(change, OrderChange)
    assert (change.number, change.request_reference, change.sequence, change.purpose) == (
        "HB-2026-0417", "HB-CHG-9", "2", "change",
    )  # fmt: skip
    assert (change.ordered_on, change.changed_on) == (date(2026, 3, 1), date(2026, 3, 3))
    assert [line.change for line in change.lines] == ["line_changed", "cancelled", "added"]


@pytest.mark.parametrize("release", ["D96A", "D01B"])
def test_an_answer_says_what_becomes_of_each_part_of_a_line(release: str) -> None:
    answer = document(f"ORDRSP-changed-{release}")
    assert isinstance(answer, OrderAnswer)
    assert (answer.order_number, answer.seller_order, answer.status) == ("HB-2026-0417", "VM-5512", "changed")
    assert [line.action for line in answer.lines] == ["accepted", "changed"]
    assert [(one.status, one.qty) for one in answer.lines[1].outcomes] == [
        ("accepted", D(60)), ("backordered", D(30)), ("rejected", D(10)),
    ]  # fmt: skip


def together(node: Node) -> Node:
    """The message with each contact's COMs in one, its composite repeated (D01B allows three)."""
    children = [together(child) for child in node.children]
    told = [child.segment for child in children if child.tag == "COM"]
    if len(told) > 1:
        one = Segment("COM", (REPEAT.join(each.get(1) for each in told),), told[0].position)
        children = [*(child for child in children if child.tag != "COM"), Node(one)]
    return Node(node.segment, tuple(children))


def test_several_numbers_in_one_com_are_each_taken() -> None:
    made, there = chart("ORDERS", release="D01B"), root("ORDERS-rich-D01B")
    plain, joined = read(made, there), read(made, together(there))
    assert joined.document == plain.document and joined.document is not None
    assert (joined.unmapped, joined.findings) == ((), ())
    contact = joined.document.buyer.contacts[0] if isinstance(joined.document, Order) else None
    assert contact is not None and (contact.phone, contact.email) == ("492166010", "orders@hollowbeck.example")


def test_what_cannot_be_read_is_shown_as_it_was_written() -> None:
    made, there = chart("ORDERS", release="D01B"), root("ORDERS-rich-D01B")

    def twice(node: Node) -> Node:
        if node.tag == "QTY":
            text = f"{node.segment.get(1)}{REPEAT}21"
            return Node(node.segment._replace(elements=(text,)), node.children)
        return Node(node.segment, tuple(twice(child) for child in node.children))

    found = read(made, twice(there)).findings
    assert found and not [one for one in found if re.search(r"[\x1c-\x1f]", f"{one.message}{one.value}")]
    assert str(next(one.value for one in found if one.segment == "QTY")).endswith("*21")

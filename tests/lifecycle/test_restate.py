"""What a document says because its order says so follows the order; its own facts stay."""

from __future__ import annotations

from decimal import Decimal

from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.restate import restated
from edigw.model.acknowledgement import Acknowledgement
from edigw.model.answer import AnswerLine, OrderAnswer, Outcome
from edigw.model.base import Party
from edigw.model.invoice import Invoice, InvoiceLine
from edigw.model.order import Order, OrderLine
from edigw.model.shipment import HandlingUnit, Shipment, ShipmentItem, ShipmentOrder

ORDER = Order(
    number="1", department="041", ship_to=Party(id="0099"),
    lines=(OrderLine(no="1", qty=Decimal(36), unit="each", ids={"upc": ("2",)}), OrderLine(no="7"), OrderLine(no="7")),
)  # fmt: skip
STATE = OrderState(order_id="o", partner="acme", usage="P", order_key="k", number="1", opened_by="o", revised_by="o",
                   fingerprint="", order=ORDER)  # fmt: skip


def test_an_answer_keeps_what_was_decided() -> None:
    outcome = Outcome(status="accepted", qty=Decimal(24))
    line = AnswerLine(no="1", qty=Decimal(24), price=Decimal(2), ids={"upc": ("1",)}, outcomes=(outcome,))
    said = restated(OrderAnswer(order_number="1", seller_order="S1", lines=(line,)), [STATE])
    assert isinstance(said, OrderAnswer)
    assert (said.department, said.ship_to, said.seller_order) == ("041", Party(id="0099"), "S1")
    assert said.lines == (line.model_copy(update={"ids": {"upc": ("2",)}}),)


def test_a_notice_keeps_its_cartons_quantities_and_lots() -> None:
    item = ShipmentItem(
        order="1", line_no="1", carton="c", qty=Decimal(24), lot="L", ids={"upc": ("1",), "lot": ("L",)}
    )
    body = Shipment(number="S", orders=(ShipmentOrder(number="1"),), cartons=(HandlingUnit(key="c"),), items=(item,))
    said = restated(body, [STATE])
    assert isinstance(said, Shipment)
    assert (said.orders[0].department, said.ship_to, said.cartons) == ("041", Party(id="0099"), body.cartons)
    assert (said.items[0].ids, said.items[0].qty, said.items[0].carton) == ({"upc": ("2",), "lot": ("L",)}, 24, "c")


def test_an_invoice_keeps_its_money() -> None:
    line = InvoiceLine(no="1", qty=Decimal(24), price=Decimal("1.25"), ids={"upc": ("1",)})
    said = restated(Invoice(number="I", total=Decimal(30), currency="USD", lines=(line,)), [STATE])
    assert isinstance(said, Invoice)
    assert (said.total, said.currency, said.department) == (30, "USD", "041")
    assert said.lines == (line.model_copy(update={"ids": {"upc": ("2",)}}),)


def test_a_line_that_the_order_has_twice_or_not_at_all_stays() -> None:
    lines = (InvoiceLine(no="7", ids={"upc": ("1",)}), InvoiceLine(no="9", ids={"upc": ("1",)}))
    said = restated(Invoice(number="I", lines=lines), [STATE])
    assert isinstance(said, Invoice)
    assert said.lines == lines


def test_without_an_order_or_for_anything_else_it_comes_back_as_it_is() -> None:
    body = Invoice(number="I", department="9")
    ack = Acknowledgement(functional_id="PO", group_control="1", verdict="accepted", claimed=1, received=1, accepted=1)
    assert restated(body, []) is body
    assert restated(ack, [STATE]) is ack

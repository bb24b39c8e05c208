"""An EDIFACT order lives its whole life: what lifecycle makes of it is written as DESADV and INVOIC, and stands."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from bench import chart, segments
from edifact_messages import seen, wire
from test_life import NOW, OURS, SAMPLES, state_of

from edigw.config import configuration
from edigw.lifecycle import decide
from edigw.lifecycle.effects import Compose, Decision
from edigw.lifecycle.requests import InvoiceRequest, ShipRequest
from edigw.model.base import Model, Tax
from edigw.model.invoice import Invoice
from edigw.model.order import Order
from edigw.model.partner import Partner
from edigw.model.shipment import Shipment
from edigw.pipeline.inspect.trial import complaints


@pytest.fixture(scope="module")
def partner(tmp_path_factory: pytest.TempPathFactory) -> Partner:
    workspace = tmp_path_factory.mktemp("edifact")
    (workspace / "edigw.toml").write_text(OURS, "utf-8")
    (workspace / "partners").mkdir()
    (workspace / "partners" / "kestrel").symlink_to(SAMPLES / "partners" / "kestrel")
    return configuration.load(workspace).partners["kestrel"]


def body(decision: Decision) -> Model:
    return next(effect.body for effect in decision.effects if isinstance(effect, Compose))


@pytest.mark.parametrize("release", ["D96A", "D01B"])
def test_what_follows_from_an_edifact_order_can_be_written(partner: Partner, release: str) -> None:
    order = seen(f"ORDERS-rich-{release}").document
    assert isinstance(order, Order)
    state = state_of(decide.order_received(order, None, partner, now=NOW, document_id="d1"))
    request = ShipRequest(bill_of_lading="B-1")
    serials = range(decide.sscc_needed([state], request, partner))
    shipped = decide.ship([state], request, partner, now=NOW, number="S1", serials=serials, cause="d2")
    notice = body(shipped)
    assert isinstance(notice, Shipment)
    rows = wire(notice, "DESADV", release)
    assert sum(row.startswith("GIN+BJ") for row in rows) == len(notice.cartons) + len(notice.pallets) > 2
    assert sum(row.startswith(f"RFF+ON:{order.number}:") for row in rows) == len(notice.items)
    bill = InvoiceRequest(taxes=(Tax(kind="value_added", percent=D(20)),))
    invoice = body(decide.bill(state_of(shipped), bill, partner, now=NOW, number="I1", cause="d3"))
    assert isinstance(invoice, Invoice)
    written = wire(invoice, "INVOIC", release)
    sums = [f"MOA+77:{invoice.total}", f"MOA+79:{invoice.lines_total}", f"MOA+124:{invoice.tax_total}"]
    assert set(sums) <= set(written) and f"RFF+ON:{order.number}" in written
    assert [row for row in written if row.startswith("MOA+203")] == [f"MOA+203:{line.amount}" for line in invoice.lines]
    for kind, document in (("DESADV", notice), ("INVOIC", invoice)):
        assert complaints_of(kind, release, document) == []


def complaints_of(kind: str, release: str, document: Model) -> list[str]:
    made = chart(kind, release=release)
    return complaints(made, segments(made, document))

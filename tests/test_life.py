"""Sample orders live their whole life, and all that we would send to the sample partners can be written and stands."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from bench import ROOT, Bench

from edigw.config import configuration
from edigw.config.configuration import Configuration
from edigw.lifecycle import decide
from edigw.lifecycle.effects import Compose, Decision, Open, Update
from edigw.lifecycle.requests import AnswerLineRequest, AnswerRequest, InvoiceRequest, ShipLine, ShipRequest
from edigw.model.base import Charge, Tax
from edigw.model.order import Order
from edigw.model.partner import Partner
from edigw.pipeline.outbound.compose import compose
from edigw.pipeline.read import examine
from edigw.tree import COMPONENT

SAMPLES = ROOT / "samples"
NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
OURS = """
[identity.main]
name = "Bramble Kitchen"
interchange = ["ZZ:BRAMBLE"]
gln = "9521321000018"
gs1_prefixes = ["9521321"]
"""
DOCUMENTS = {"answer": "855", "shipment": "856", "invoice": "810"}
ORDERS = [path.parent for path in sorted(SAMPLES.glob("850-*/expected.edi"))]
PARTNERS = sorted(path.name for path in (SAMPLES / "partners").iterdir())
LONGER = "850-in-005010"  # its references are longer than a partner of 004010 can be answered with
OWN_GUIDE = "850-guided-and-answered-by-999"  # without it its second order is none
LIVES = [(case, name) for case in ORDERS for name in ("kestrel", "pebble") if case.name not in (LONGER, OWN_GUIDE)]
LIVES += [(SAMPLES / "850-larkspur", "larkspur")]  # its guide wants places by GLN, which only its own orders have


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    workspace = tmp_path_factory.mktemp("life")
    (workspace / "edigw.toml").write_text(OURS, "utf-8")
    shutil.copytree(SAMPLES / "partners", workspace / "partners")
    loaded = configuration.load(workspace)
    assert sorted(loaded.partners) == PARTNERS and not loaded.parked
    return loaded


def orders(case: Path) -> list[Order]:
    """The case's orders that no rule finds wrong."""
    seen = [one for one in Bench().look((case / "input.edi").read_bytes()) if isinstance(one, examine.SetSeen)]
    sets = [one.read.document for one in seen if one.read and one.verdict == "accepted"]
    return [order for order in sets if isinstance(order, Order) and order.purpose == "original" and order.lines]


def sent(shop: Configuration, partner: Partner, decision: Decision) -> list[str]:
    """The documents that the decision composes, each written, held against dictionary and guide."""
    texts = []
    for effect in decision.effects:
        if isinstance(effect, Compose):
            chart = shop.map_for(partner, DOCUMENTS[effect.document], "out")
            made = compose(chart, effect.body, shop.dictionary(), partner.envelope)
            assert not made.findings, [finding.message for finding in made.findings]
            texts.append(made.text.replace("\x1d", "*").replace("\x1c", "~\n").replace(COMPONENT, ">"))
    return texts


def state_of(decision: Decision):
    return next(effect.state for effect in reversed(decision.effects) if isinstance(effect, Open | Update))


@pytest.mark.parametrize(("case", "name"), LIVES, ids=lambda value: value if isinstance(value, str) else value.name)
def test_what_follows_from_an_order_can_be_written(shop: Configuration, case: Path, name: str) -> None:
    partner, request = shop.partners[name], ShipRequest(bill_of_lading="06141410000900017")
    for order in orders(case)[:1] if name == "larkspur" else orders(case):
        opened = decide.order_received(order, None, partner, now=NOW, document_id="d1")
        (answered,) = sent(shop, partner, opened)
        assert answered.startswith(f"BAK*00*AD*{order.number}*")
        state = state_of(opened)
        wanted = decide.sscc_needed([state], request, partner)
        shipped = decide.ship([state], request, partner, now=NOW, number="S1", serials=range(wanted), cause="d2")
        (notice,) = sent(shop, partner, shipped)
        assert notice.count("MAN*GM*") == (0 if name == "pebble" else wanted)
        bill = InvoiceRequest(
            charges=(Charge(sign="charge", code="freight", amount=Decimal("12.50"), method="paid_by_customer"),),
            taxes=() if name == "larkspur" else (Tax(kind="state_sales", percent=Decimal("8.25")),),
        )
        (billed,) = sent(shop, partner, decide.bill(state_of(shipped), bill, partner, now=NOW, number="I1", cause="d3"))
        assert billed.startswith("BIG*20260303*I1*")


def test_every_kind_of_answer_can_be_written(shop: Configuration) -> None:
    partner = shop.partners["larkspur"]
    manual = partner.model_copy(update={"answers": partner.answers.model_copy(update={"mode": "manual"})})
    (order,) = orders(SAMPLES / "850-stand-alone")
    state = state_of(decide.order_received(order, None, manual, now=NOW, document_id="d1"))
    lines = (
        AnswerLineRequest(no="1", accept=Decimal(10), backorder=Decimal(10), reject=Decimal(4),
                          backorder_on=date(2026, 4, 1)),
        AnswerLineRequest(no="2", price=Decimal("88.00"), ship_on=date(2026, 3, 12)),
    )  # fmt: skip
    decision = decide.answer_order(state, AnswerRequest(lines=lines), manual, now=NOW, cause="d2")
    (answered,) = sent(shop, partner, decision)
    for row in (
        "BAK*00*AC*",
        "ACK*IA*10*EA~",
        "ACK*IB*10*EA*068*20260401~",
        "ACK*IR*4*EA~",
        "ACK*IC*10*CA*068*20260312~",
    ):
        assert row in answered


def test_stores_stand_at_their_orders_and_labels_bear_their_application_identifier(shop: Configuration) -> None:
    partner = shop.partners["kestrel"]
    (order,) = orders(SAMPLES / "850-kestrel")
    state = state_of(decide.order_received(order, None, partner, now=NOW, document_id="d1"))
    request = ShipRequest(lines=(ShipLine(no="1", lot="L-77"),))
    wanted = decide.sscc_needed([state], request, partner)
    (notice,) = sent(shop, partner, decide.ship([state], request, partner, now=NOW, number="S1",
                                                serials=range(wanted), cause="d2"))  # fmt: skip
    stores = [row for row in notice.splitlines() if row.startswith("N1*Z7*")]
    assert stores == [f"N1*Z7*KESTREL {n}*92*0{n}~" for n in (101, 102, 103)]
    assert notice.count("MAN*GM*00") == wanted == 9  # 3 pallets, 6 cartons of 6
    assert notice.count("*LT*L-77~") == 6

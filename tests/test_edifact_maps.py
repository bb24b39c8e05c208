"""EDIFACT's ship notice, invoice, receiving advice and returns: the laws of their maps, and what our messages mean."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from bench import BASE_MAPS, ROOT, chart, dictionary, segments
from edifact_messages import cases, charted, message, reports, root, seen, wire

from edigw.errors import CannotWrite
from edigw.mapping.cells import cells
from edigw.mapping.draw import draw
from edigw.mapping.laws import Dice
from edigw.mapping.read import read
from edigw.mapping.trace import Trace
from edigw.model.base import Party
from edigw.model.invoice import Invoice
from edigw.model.receiving import ReceivingAdvice
from edigw.model.returns import Return
from edigw.model.shipment import Shipment
from edigw.pipeline.inspect.trial import complaints

BASES = [("D96A", "DESADV"), ("D96A", "INVOIC"), ("D96A", "RECADV"), ("D01B", "RETANN"), ("D01B", "RETINS"),
         ("D01B", "APERAK"), ("D96A", "INVRPT"), ("D96A", "SLSRPT"), ("D96A", "PRICAT")]  # fmt: skip
LATER = [("D01B", "DESADV"), ("D01B", "INVOIC"), ("D01B", "RECADV"), ("D93A", "INVOIC"),
         ("D96A", "APERAK"), ("D01B", "INVRPT"), ("D01B", "SLSRPT"), ("D01B", "PRICAT")]  # fmt: skip
INCOTERMS = "EXW FCA FAS FOB CFR CIF CPT CIP DAF DES DEQ DDU DDP DAP"  # which the guides of D01B admit
LISTS = sorted((ROOT / "maps" / "codes" / "edifact").glob("*.yaml"))
KINDS = {kind for _, kind in BASES}
CASES = cases(*KINDS)


@pytest.mark.parametrize(("release", "kind"), BASES, ids=str)
def test_a_base_map_obeys_the_laws_and_every_row_is_met(release: str, kind: str) -> None:
    report = reports(release, kind, 220)
    assert report.failures == ()
    assert report.seldom == ()


@pytest.mark.parametrize(("release", "kind"), LATER, ids=str)
def test_a_map_of_another_directory_obeys_the_laws(release: str, kind: str) -> None:
    assert reports(release, kind, 25).failures == ()


@pytest.mark.torture
@pytest.mark.parametrize(("release", "kind"), BASES + LATER, ids=str)
def test_thousands_of_documents_obey_the_laws(release: str, kind: str) -> None:
    for seed in range(2, 7):
        report = reports(release, kind, 500, seed)
        assert (report.failures, report.seldom) == ((), ())


@pytest.mark.parametrize(("release", "kind"), BASES, ids=str)
def test_what_is_drawn_is_written_alike_in_haste(release: str, kind: str) -> None:
    made = chart(kind, release=release)
    for seed in range(15):
        document = draw(made, Dice(seed))
        assert cells(made, document) == [[row.tag, *row.elements] for row in segments(made, document)[1:]]


@pytest.mark.parametrize("case", CASES)
def test_our_messages_are_sound_and_taken_whole(case: str) -> None:
    made, tree = charted(case), root(case)
    assert complaints(made, message(case).segments[:-1]) == []
    got = read(made, tree)
    assert got.document is not None and got.findings == ()
    assert {(one.path, one.component) for one in got.unmapped} <= {("CPS/LIN/QVR", 2)}  # of what the quantity differs


@pytest.mark.parametrize("release", ["D96A", "D01B"])
def test_a_ship_notice_with_pallets_and_cartons(release: str) -> None:
    shipment = seen(f"DESADV-pallets-and-cartons-{release}").document
    assert isinstance(shipment, Shipment)
    pallet, first, second, third = (f"0952132100000000{end}" for end in ("13", "20", "37", "44"))
    assert [(item.line_no, item.pallet, item.carton, item.qty) for item in shipment.items] == [
        ("10", pallet, first, 24), ("20", pallet, first, 6), ("10", pallet, second, 24), ("20", None, third, 12),
    ]  # fmt: skip
    assert [(order.number, order.ordered_on, order.contract) for order in shipment.orders] == [
        ("4500071", date(2026, 2, 20), "C-2026")
    ]
    assert shipment.orders[0].buyer is not None and shipment.orders[0].buyer.id == "9521987000010"
    assert [(unit.sscc, unit.packaging, unit.count) for unit in shipment.cartons] == [
        (first, None, None), (second, "package", None), (third, None, None),
    ]  # fmt: skip
    assert shipment.items[0].ids == {"ean": ("9521321111117",), "vendor_part": ("BK-100",), "buyer_part": ("0077",)}
    assert shipment.items[0].expires_on == date(2027, 1, 31) and shipment.items[1].ids["lot"] == ("L-77",)


def test_a_flat_notice_is_one_level_and_a_mixed_one_has_two_orders_and_places() -> None:
    flat = seen("DESADV-flat-D96A").document
    assert isinstance(flat, Shipment)
    assert [(item.order, item.carton, item.qty) for item in flat.items] == [
        ("4500072", None, 144),
        ("4500072", None, 36),
    ]
    assert [row for row in wire(flat, "DESADV") if row.startswith("CPS")] == ["CPS+1"]
    mixed = seen("DESADV-mixed-D96A").document
    assert isinstance(mixed, Shipment)
    assert [(order.number, order.destination) for order in mixed.orders] == [
        ("4500073", "9521987000201"), ("4500074", "9521987000218"),
    ]  # fmt: skip
    assert [(item.pallet is None, item.carton is None) for item in mixed.items] == [
        (True, True), (False, True), (False, True), (False, False),
    ]  # fmt: skip
    assert {unit.packaging for unit in mixed.pallets} == {"industrial_pallet"}


def test_what_a_message_says_of_its_orders_is_found_there() -> None:
    case = "DESADV-mixed-D96A"
    made, tree = charted(case), root(case)
    trace = Trace()
    seen_at = {}
    for found in trace.resolve(read(made, tree, watch=trace).value).values():
        seen_at |= {path: found.row.address for met in found.elements for path in met.paths if found.row}
    assert (seen_at["orders[1].number"], seen_at["orders[1].ordered_on"]) == ("RFF+ON", "DTM+171")
    assert (seen_at["orders[0].buyer.id"], seen_at["items[3].destination"]) == ("NAD+BY", "LOC+7")


def test_a_shipment_of_ours_is_drawn_by_its_cartons() -> None:
    carton = "095213210000000020"
    item = {"order": "4711", "carton": carton, "line_no": "1", "ids": {"ean": "9521321111117"}, "unit": "each"}
    shipment = Shipment.model_validate({
        "number": "S1", "purpose": "original", "created_on": "2026-03-02", "created_at": "0930",
        "orders": [{"number": "4711"}], "cartons": [{"key": carton, "sscc": carton}],
        "items": [{**item, "qty": "5"}, {**item, "qty": "7", "line_no": None}],
    })  # fmt: skip
    assert wire(shipment, "DESADV") == [
        "BGM+351+S1+9", "DTM+137:202603020930:203", "RFF+ON:4711", "CPS+1", "CPS+2+1", "PAC+1++CT", "PCI+33E",
        f"GIN+BJ+{carton}", "LIN+1++9521321111117:EN", "QTY+12:5:PCE", "RFF+ON:4711:1", "LIN+2++9521321111117:EN",
        "QTY+12:7:PCE", "CNT+2:2",
    ]  # fmt: skip
    others = shipment.orders[0].model_copy(update={"number": "4712", "buyer": Party(id="9")})
    items = (shipment.items[0], shipment.items[1].model_copy(update={"order": "4712"}))
    two = shipment.model_copy(update={"orders": (*shipment.orders, others), "items": items})
    with pytest.raises(CannotWrite, match="differ in `buyer`"):
        wire(two, "DESADV")


@pytest.mark.parametrize("release", ["D93A", "D96A", "D01B"])
def test_an_invoice_and_its_sums(release: str) -> None:
    invoice = seen(f"INVOIC-goods-{release}").document
    assert isinstance(invoice, Invoice)
    assert (invoice.kind, invoice.order_number, invoice.shipment_number) == ("debit_invoice", "4500071", "S7001")
    assert (invoice.total, invoice.lines_total, invoice.tax_total) == (D("346.32"), 288, D("57.72"))
    assert (invoice.taxable, invoice.charges_total) == (D("288.60"), D("0.60"))
    line = invoice.lines[0]
    assert (line.qty, line.price, line.gross_price, line.amount) == (48, 5, 6, 240)
    assert (line.charges[0].percent, line.charges[0].amount, line.taxes[0].percent) == (10, 24, 20)
    assert [(term.net_days, term.discount_percent, term.basis) for term in invoice.terms] == [
        (30, None, "invoice_date"), (10, 2, "invoice_date"),
    ]  # fmt: skip
    assert invoice.buyer is not None and invoice.buyer.refs["vat"][0].value == "GB999000111"
    credit = seen(f"INVOIC-credit-note-{release}").document
    assert isinstance(credit, Invoice) and (credit.kind, credit.related) == ("credit_memo", "R9001")


def test_terms_without_days_have_no_bare_days() -> None:
    terms = [{"kind": "basic"}, {"kind": "basic", "basis": "invoice_date", "net_days": "30"}]
    body = Invoice.model_validate({"number": "R1", "kind": "debit_invoice", "invoiced_on": "2026-03-02", "total": "1",
                                   "terms": terms})  # fmt: skip
    assert [row for row in wire(body, "INVOIC") if row.startswith("PAT")] == ["PAT+1", "PAT+1++5:3:D:30"]


@pytest.mark.parametrize("release", ["D96A", "D01B"])
def test_a_receiving_advice_says_what_differs(release: str) -> None:
    advice = seen(f"RECADV-differences-{release}").document
    assert isinstance(advice, ReceivingAdvice)
    first, second = advice.lines
    assert (advice.kind, advice.shipment_number, first.qty, first.shipped) == ("after_receipt", "S7001", 46, 48)
    assert first.questioned is not None and (first.questioned.qty, first.questioned.condition) == (
        -2,
        "short_to_follow",
    )
    assert second.questioned2 is not None and second.questioned2.condition == "damaged"
    assert (second.returned, second.order and second.order.line) == (1, "20")


def test_a_return_is_announced_and_answered() -> None:
    asked, answered = seen("RETANN-request-D01B").document, seen("RETINS-answer-D01B").document
    assert isinstance(asked, Return) and isinstance(answered, Return)
    assert (asked.purpose, asked.reason, asked.text) == ("original", "damaged", "Crushed cartons")
    assert [(line.no, line.qty, line.reason) for line in asked.lines] == [("10", 12, "defective"), (None, 6, None)]
    assert (answered.purpose, answered.request, answered.authorization) == ("response", "RR-11", "RMA-5")
    assert [(line.disposition, line.response) for line in answered.lines] == [
        ("returned", None), ("refused", "no_sale_record"),
    ]  # fmt: skip
    assert [row for row in wire(answered, "RETINS", "D01B") if row.startswith("LIN")] == [
        "LIN+1++9521321111117:EN", "LIN+2++9521321222226:EN",
    ]  # fmt: skip


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_code_list_is_used_and_says_of_which_element(path: Path) -> None:
    number = re.match(r"# .*\(EDIFACT (\d{4})\)", path.read_text("utf-8"))
    charts = [chart(document, release=release) for release, document in sorted(BASE_MAPS) if release == "D96A"]
    charts += [chart("RETANN", release="D01B"), chart("RETINS", release="D01B")]
    table = next(one.tables[path.stem] for one in charts if path.stem in one.tables)
    assert number
    codes = dictionary("D01B").codes.get(number[1])
    assert codes is None or set(table.words) <= codes | set(INCOTERMS.split())

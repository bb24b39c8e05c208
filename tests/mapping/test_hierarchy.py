"""The `levels` line: which orders there are, which rows sleep, which rows each level needs."""

from __future__ import annotations

import pytest
from tinymaps import faults, load

from edigw.mapping.hierarchy import below_items

SHIP = """\
map: tiny
standard: X12 004010 856
model: Shipment
levels: %s
tables:
  unit: {EA: each}
body:
  BSN: {BSN01: purpose, BSN02: number, BSN03: created_on | date, BSN04: created_at | time}
  HL*S: {REF*BM: {REF02: bill_of_lading}}
  HL*O -> order: {PRF: {PRF01: number}}
  HL*P -> carton: {MAN*GM: {MAN02: sscc | sscc18}, SN1: {SN102: item.qty | dec, SN103: item.unit | code unit}}
  HL*I -> items[]: {SN1: {SN102: qty | dec, SN103: unit | code unit}}
"""


@pytest.mark.parametrize("levels", ["S O P I", "S O P? I", "S O I", "S O I P", "S P O I"])
def test_one_line_changes_the_order(levels: str) -> None:
    chart = load(SHIP % levels)
    assert set(chart.level_rows) == {letter for letter in levels if letter.isalpha()}
    assert below_items(chart.levels) == (("P",) if levels == "S O I P" else ())


def test_what_the_line_does_not_name_sleeps_and_stands_in_the_loss_report() -> None:
    assert [(loss.kind, loss.address) for loss in load(SHIP % "S O I").loss] == [("sleeps", "HL*P")]
    asleep = [(loss.address, loss.path) for loss in load(SHIP % "S O P I").loss]
    assert asleep == [("SN102", "item.qty | dec"), ("SN103", "item.unit | code unit")]
    assert load(SHIP % "S O I P").loss == ()


@pytest.mark.parametrize("levels", ["O S I", "S I O", "S O", "S O? I", "S O O I", "S O X I", "S", "S O P? P I"])
def test_other_orders_are_refused(levels: str) -> None:
    assert any("no order of levels" in fault.message and fault.line == 4 for fault in faults(SHIP % levels))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("HL*O -> order:", "HL*O -> orders[]:", "does not say what it is"),
        ("HL*I -> items[]:", "HL*I:", "does not say what it is"),
        ("HL*S:", "HL*S -> shipment:", "does not say what it is"),
        ("HL*S:", "HL:", "names no level"),
        ("item.qty | dec", "item.qyt | dec", "no `qyt`"),
        (
            "SN1: {SN102: item.qty | dec, SN103: item.unit | code unit}",
            "PO4: {PO401: packing.pack | int}",
            "carry no quantity",
        ),
        ("  HL*S: {REF*BM: {REF02: bill_of_lading}}\n", "  HL*S: {HL: {HL01: number}}\n", "HL"),
        ("BSN04: created_at | time}", "BSN04: created_at | time, BSN05: structure}", "taken by the engine"),
    ],
)
def test_a_levels_rows_are_checked(old: str, new: str, told: str) -> None:
    found = faults((SHIP % "S O I P").replace(old, new))
    assert any(told in fault.message for fault in found), [str(fault) for fault in found]


def test_a_named_level_needs_rows() -> None:
    assert "names T" in faults(SHIP % "S O T P I")[0].message

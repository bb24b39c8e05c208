"""Reading a shipment's levels: the flat relation out of any order of HLs, and what is found on the way."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tinymaps import load, tree

from edigw.mapping.notes import Reading
from edigw.mapping.read import read
from edigw.model.shipment import Shipment

SHIP = """\
map: tiny
standard: X12 004010 856
model: Shipment
levels: %s
tables:
  unit: {EA: each, CA: case}
blocks:
  unit:
    MAN*GM: {MAN02: sscc | sscc18}
    SN1: {SN102: item.qty | dec | required, SN103: item.unit | code unit | required}
    REF*LT: {REF02: item.lot}
body:
  BSN: {BSN01: purpose, BSN02: number | required, BSN03: created_on | date, BSN04: created_at | time}
  HL*S: {REF*BM: {REF02: bill_of_lading}}
  HL*O -> order: {PRF: {PRF01: number | required}, REF*ST: {REF02: destination}}
  HL*T -> pallet: use unit
  HL*P -> carton: use unit
  HL*I -> items[]:
    LIN: {LIN01: line_no, LIN02..LIN03: ids | pairs product}
    SN1: {SN102: qty | dec | required, SN103: unit | code unit | required}
"""
PRODUCT = "UP: upc\nelse: keep\n"
A, B, C = "006141410000000012", "006141410000000029", "006141410000000036"
BSN = "BSN*00*S1*20240105*1200*%s"


def chart(levels: str = "S O T? P? I"):  # type: ignore[no-untyped-def]
    return load(SHIP % levels, product=PRODUCT)


def seen(*rows: str, levels: str = "S O T? P? I") -> Reading:
    return read(chart(levels), tree([BSN % "0001", *rows], "856"))


def shipment(reading: Reading) -> Shipment:
    assert isinstance(reading.document, Shipment), reading.findings
    return reading.document


def rules(reading: Reading) -> list[str]:
    return [finding.rule for finding in reading.findings]


def items(reading: Reading) -> list[tuple[object, ...]]:
    return [(i.order, i.destination, i.pallet, i.carton, i.line_no, i.qty) for i in shipment(reading).items]


PACKED = [
    "HL*1**S*1", "REF*BM*77",
    "HL*2*1*O*1", "PRF*4711", "REF*ST*12",
    "HL*3*2*T*1", f"MAN*GM*{C}",
    "HL*4*3*P*1", f"MAN*GM*{A}",
    "HL*5*4*I*0", "LIN*1*UP*01", "SN1**5*EA",
    "HL*6*4*I*0", "LIN*2*UP*02", "SN1**7*EA",
    "HL*7*2*P*1", f"MAN*GM*00{B}",
    "HL*8*7*I*0", "LIN*1*UP*01", "SN1**1*EA",
    "CTT*8",
]  # fmt: skip


def test_a_hierarchy_becomes_a_flat_relation() -> None:
    got = seen(*PACKED)
    assert items(got) == [("4711", "12", C, A, "1", 5), ("4711", "12", C, A, "2", 7), ("4711", "12", None, B, "1", 1)]
    made = shipment(got)
    assert (made.bill_of_lading, made.structure) == ("77", "pick_and_pack")
    assert [(c.key, c.sscc) for c in made.cartons] == [(A, A), (B, B)]
    assert [p.key for p in made.pallets] == [C]
    assert [(o.number, o.destination) for o in made.orders] == [("4711", "12")]
    assert not got.findings and not got.unmapped
    assert got.taken == got.total


@pytest.mark.parametrize(
    ("code", "word"),
    [("0002", "standard_pack"), ("0003", "packs_first"), ("0004", "no_packs"), ("0009", "x12:1005:0009")],
)
def test_the_structure_is_a_word(code: str, word: str) -> None:
    got = read(chart(), tree([BSN % code, *PACKED], "856"))
    assert shipment(got).structure == word
    assert got.kept == (("x12:1005:0009",) if ":" in word else ())


def test_items_above_cartons_take_each_cartons_quantity() -> None:
    rows = ["HL*1**S", "HL*2*1*O", "PRF*1", "HL*3*2*I", "LIN*1*UP*01", "SN1**9*EA", "HL*4*3*P", f"MAN*GM*{A}",
            "SN1**4*EA", "REF*LT*L1", "HL*5*3*P", f"MAN*GM*{B}", "SN1**5*EA"]  # fmt: skip
    got = seen(*rows, levels="S O I P")
    assert items(got) == [("1", None, None, A, "1", 4), ("1", None, None, B, "1", 5)]
    assert [item.lot for item in shipment(got).items] == ["L1", None]
    assert rules(got) == []
    off = seen(*[row.replace("SN1**9", "SN1**10") for row in rows], levels="S O I P")
    assert [(f.rule, f.severity) for f in off.findings] == [("DERIVED_DIFFERS", "note")]


def test_cartons_above_orders_and_one_order_in_two_cartons() -> None:
    got = seen("HL*1**S", "HL*2*1*P", f"MAN*GM*{A}", "HL*3*2*O", "PRF*1", "HL*4*3*I", "SN1**1*EA",
               "HL*5*1*P", f"MAN*GM*{B}", "HL*6*5*O", "PRF*1", "HL*7*6*I", "SN1**2*EA", levels="S P O I")  # fmt: skip
    assert items(got) == [("1", None, None, A, None, 1), ("1", None, None, B, None, 2)]
    assert [order.number for order in shipment(got).orders] == ["1"]


def test_without_an_sscc_the_key_is_the_levels_number() -> None:
    got = seen("HL*1**S", "HL*2*1*O", "PRF*1", "HL*3*2*P", "HL*4*3*I", "SN1**1*EA")
    assert [(c.key, c.sscc) for c in shipment(got).cartons] == [("3", None)]
    assert shipment(got).items[0].carton == "3"


def test_levels_that_the_line_does_not_name_sleep() -> None:
    got = seen(*PACKED, levels="S O I")
    assert [(i.order, i.carton, i.qty) for i in shipment(got).items] == [
        ("4711", None, 5),
        ("4711", None, 7),
        ("4711", None, 1),
    ]
    assert {u.path for u in got.unmapped} == {"HL/MAN"}


ITEM = ["HL*3*2*I", "SN1**1*EA"]
HEAD = ["HL*1**S", "HL*2*1*O", "PRF*1"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["HL*1**S", "HL*2*9*O", "PRF*1", *ITEM], ["LEVEL_PARENT"]),
        (["HL*1**S", "HL*2*2*O", "PRF*1", *ITEM], ["LEVEL_PARENT"]),
        (["HL*1**S", "HL*3*2*I", "SN1**1*EA", "HL*2*1*O", "PRF*1"], ["LEVEL_PARENT"]),
        (["HL*1**S", "HL*2**O", "PRF*1", *ITEM], ["LEVEL_PARENT"]),
        ([*HEAD, *ITEM, "HL*4*1*S"], ["FACT_CONFLICT"]),
        ([*HEAD, *ITEM, "HL*4*2*P", f"MAN*GM*{A}"], ["UNIT_EMPTY"]),
        ([*HEAD, "HL*3*1*I", "SN1**1*EA"], ["LEVEL_MISSING"]),
        ([*HEAD, *ITEM, "CTT*4"], ["DERIVED_DIFFERS"]),
    ],
)
def test_what_is_odd_is_found_and_read_all_the_same(rows: list[str], found: list[str]) -> None:
    got = seen(*rows)
    assert rules(got) == found
    assert [(i.order, i.qty) for i in shipment(got).items] == [("1", Decimal(1))]


def test_a_circle_of_parents_ends() -> None:
    got = seen("HL*1**S", "HL*2*3*O", "PRF*1", "HL*3*2*O", "PRF*2", "HL*4*3*I", "SN1**1*EA")
    assert "LEVEL_PARENT" in rules(got)
    assert shipment(got).items[0].order in ("1", "2")


def test_a_carton_on_two_pallets_and_facts_that_differ() -> None:
    got = seen(*HEAD, "HL*3*2*T", f"MAN*GM*{B}", "HL*4*3*P", f"MAN*GM*{A}", "HL*5*4*I", "SN1**1*EA",
               "HL*6*2*T", f"MAN*GM*{C}", "HL*7*6*P", f"MAN*GM*{A}", "HL*8*7*I", "SN1**1*EA")  # fmt: skip
    assert rules(got) == ["UNIT_MOVED"]


def test_ten_thousand_levels_below_each_other_are_borne() -> None:
    rows = ["HL*1**S", "HL*2*1*O", "PRF*1"]
    for at in range(3, 3000):
        rows += [f"HL*{at}*{at - 1}*P"]
    got = seen(*rows, "HL*3000*2999*I", "SN1**1*EA")
    assert shipment(got).items[0].order == "1"


def test_several_cartons_below_an_item_without_quantities() -> None:
    got = seen(*HEAD, *ITEM, "HL*4*3*P", f"MAN*GM*{A}", "HL*5*3*P", f"MAN*GM*{B}")
    assert rules(got) == ["FACT_CONFLICT", "UNIT_EMPTY", "UNIT_EMPTY"]
    one = seen(*HEAD, *ITEM, "HL*4*3*P", f"MAN*GM*{A}")
    assert (rules(one), shipment(one).items[0].carton) == ([], A)

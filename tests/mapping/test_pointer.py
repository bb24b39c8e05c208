"""Which level a CPS opens, told by what stands in it; HL bears a code (test_levels.py)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pointed import NOTICE, faults, items, load, seen, tree, wire

from edigw.errors import CannotWrite
from edigw.mapping.pointer import letters, mark_of, without_items
from edigw.mapping.read import read
from edigw.model.shipment import Shipment

A, B, C = "006141410000000012", "006141410000000029", "006141410000000036"
PACKED = [
    "RFF*ON*4711", "CPS*1", "PAC*3*201",
    "CPS*2*1", "PAC*1*201", f"GIN*BJ*{A}", "LIN*1*x", "QTY*5",
    "CPS*3*2", "PAC*1*CT", f"GIN*BJ*{B}", "LIN*2*y", "QTY*6",
    "CPS*4*1", "PAC*3*PK", "LIN*3*z", "QTY*7", "CNT*3",
]  # fmt: skip


def told(*rows: str) -> list[str]:
    chart = load()
    assert chart.pointer is not None
    nodes = [node for node in tree("BGM*77", *rows).children if node.tag == "CPS"]
    return letters(chart.pointer, chart.level_rows, nodes)


def test_what_stands_in_a_level_tells_which_it_is() -> None:
    shipment, found = seen(*PACKED)
    assert found == []
    assert items(shipment) == [("4711", A, None, 5), ("4711", A, B, 6), ("4711", None, "4", 7)]
    assert [(unit.key, unit.packaging, unit.count) for unit in shipment.pallets] == [(A, None, None)]
    assert [(unit.key, unit.packaging, unit.count) for unit in shipment.cartons] == [
        (B, None, None),
        ("4", "package", 3),
    ]
    assert [(lading.packaging, lading.count) for lading in shipment.lading] == [("201", 3)]
    assert wire(load(), shipment) == ["BGM*77", *PACKED]


@pytest.mark.parametrize(
    ("rows", "letters"),
    [
        (["CPS*1", "LIN*1", "QTY*1"], ["S"]),  # flat
        (["CPS*1", "PAC*1*201", "LIN*1", "QTY*1"], ["S"]),
        (["CPS*1", "PAC*1*201", f"GIN*BJ*{A}", "LIN*1", "QTY*1"], ["T"]),  # one pallet and nothing above it
        (["CPS*1", "PAC*1*CT", f"GIN*BJ*{A}", "CPS*2", "PAC*1*CT", f"GIN*BJ*{B}"], ["P", "P"]),
        (["CPS*1", "PAC*2*201", "CPS*2", "PAC*1*202"], ["S", "T"]),
        (["CPS*1", "CPS*2*1", "PAC*1*QQ", "CPS*3*2", "FTX*no pack"], ["S", "P", ""]),
        (["CPS*9*1", "PAC*1*201", "CPS*1"], ["T", "S"]),
    ],
)
def test_a_level_says_what_it_is_by_its_packages(rows: list[str], letters: list[str]) -> None:
    assert told(*rows) == letters


def test_a_level_that_says_nothing_of_itself_passes_its_items_on() -> None:
    got = read(load(), tree("BGM*77", "RFF*ON*1", "CPS*1", "CPS*2*1", "PAC*1*CT", "CPS*3*2", "FTX*x", "LIN*1", "QTY*1"))
    assert isinstance(got.document, Shipment)
    assert items(got.document) == [("1", None, "2", 1)]
    assert [(one.path, one.value) for one in got.unmapped] == [("CPS/FTX", "x")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["CPS*1", "CPS*2*9", "PAC*1*CT", "LIN*1", "QTY*1"], ["LEVEL_PARENT"]),
        (["CPS*1", "CPS*2*2", "PAC*1*CT", "LIN*1", "QTY*1"], ["LEVEL_PARENT"]),
        (["CPS*2*1", "PAC*1*CT", "LIN*1", "QTY*1", "CPS*1"], ["LEVEL_PARENT"]),
        (["CPS*1", "CPS*2", "PAC*1*CT", "LIN*1", "QTY*1"], []),  # a parent may be left out
        (["CPS*1", "CPS*2*1", "PAC*1*CT", "LIN*1", "QTY*1", "CPS*3*1", "PAC*1*CT"], ["UNIT_EMPTY"]),
    ],
)
def test_any_order_and_parent_is_borne(rows: list[str], found: list[str]) -> None:
    shipment, rules = seen("RFF*ON*1", *rows)
    assert rules == found
    assert items(shipment) == [("1", None, "2", Decimal(1))]


def test_a_circle_of_parents_ends() -> None:
    _, rules = seen("RFF*ON*1", "CPS*1", "CPS*2*3", "PAC*1*201", "CPS*3*2", "PAC*1*CT", "LIN*1", "QTY*1")
    assert set(rules) == {"LEVEL_PARENT", "UNIT_EMPTY"}


def test_a_packaging_that_tells_another_level_is_not_written() -> None:
    chart = load(NOTICE.replace("carton: {CT: carton, PK: package, else: keep}", "carton: {CT: carton, else: keep}"))
    shipment, _ = seen(*PACKED)
    assert [row for row in wire(chart, unlike(shipment, "x12:2:PK")) if row.startswith("PAC*3*PK")]
    with pytest.raises(CannotWrite, match="tells another level"):
        wire(chart, unlike(shipment, "x12:2:202"))


def unlike(shipment: Shipment, packaging: str) -> Shipment:
    cartons = [
        unit.model_copy(update={"packaging": packaging}) if unit.key == "4" else unit for unit in shipment.cartons
    ]
    return shipment.model_copy(update={"cartons": tuple(cartons)})


def test_marks_are_found_and_items_taken_out() -> None:
    pointer = load().pointer
    assert pointer is not None
    node = tree("BGM*77", "CPS*1*0", "PAC*1*202", "LIN*1").children[1]
    mark = mark_of(pointer, node)
    assert mark is not None and (mark.letter, mark.value) == ("T", "201")
    assert [child.tag for child in without_items(pointer, node).children] == ["PAC"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("S T? P? I", "S O T? P? I", "no order of levels"),
        ("S T? P? I", "S I P?", "no order of levels"),
        ("half_pallet, else: refuse", "half_pallet, else: keep", "keeps what it does not know"),
        ("  LIN -> items[]:", "  LIN -> lines[]:", "does not stand"),
        ("[PAC.PAC02=CT] -> carton", "[PAC.PAC02=CT] -> pallet", "stands twice"),
        ("[PAC.PAC02=CT] -> carton", "[PAC.PAC02=CT] -> crate", "names no level"),
        ("order.number", "notes", "of which order"),
        (
            "CT] -> carton:\n    PAC: {PAC01: count | int, PAC02: packaging | code carton,",
            "CT or PK] -> carton:\n    PAC: {PAC01: count | int,",
            "no row says which one it was",
        ),
    ],
)
def test_what_cannot_be_told_apart_is_refused(old: str, new: str, message: str) -> None:
    found = [str(fault) for fault in faults(NOTICE.replace(old, new))]
    assert any(message in fault for fault in found), found

"""Writing a shipment's levels."""

from __future__ import annotations

from typing import Any

import pytest
from tinymaps import load, tree, wire

from edigw.errors import CannotWrite
from edigw.mapping.read import read
from edigw.mapping.write import write
from edigw.model.shipment import Shipment

A, B, C = "006141410000000012", "006141410000000029", "006141410000000036"
SHIP = """\
map: tiny
standard: X12 004010 856
model: Shipment
levels: %s
tables:
  unit: {EA: each}
blocks:
  unit:
    MAN*GM: {MAN02: sscc | sscc18}
    SN1: {SN102: item.qty | dec | required, SN103: item.unit | code unit | required}
body:
  BSN: {BSN01: purpose, BSN02: number | required, BSN03: created_on | date, BSN04: created_at | time}
  HL*O -> order: {PRF: {PRF01: number | required}, REF*ST: {REF02: destination}}
  HL*T -> pallet: use unit
  HL*P -> carton: use unit
  HL*I -> items[]:
    LIN: {LIN01: line_no, LIN02..LIN03: ids | pairs product}
    SN1: {SN102: qty | dec | required, SN103: unit | code unit | required}
"""
HEAD = {"number": "S1", "purpose": "00", "created_on": "2024-01-05", "created_at": "1200"}


def item(
    carton: str | None = None, pallet: str | None = None, line: str = "1", qty: str = "1", **more: Any
) -> dict[str, Any]:
    facts = {
        "order": "1",
        "carton": carton,
        "pallet": pallet,
        "line_no": line,
        "ids": {"upc": line},
        "qty": qty,
        "unit": "each",
    }
    return {**facts, **more}


def shipment(*items: dict[str, Any], **more: Any) -> Shipment:
    def units(name: str) -> list[dict[str, Any]]:
        keys = dict.fromkeys(i[name] for i in items if i[name])
        return [{"key": key, "sscc": key if len(key) == 18 else None} for key in keys]

    orders = [
        {"number": n, "destination": d} for n, d in dict.fromkeys((i["order"], i.get("destination")) for i in items)
    ]
    facts = {**HEAD, "orders": orders, "items": items, "cartons": units("carton"), "pallets": units("pallet"), **more}
    return Shipment.model_validate(facts)


def written(levels: str, *items: dict[str, Any], **more: Any) -> list[str]:
    return wire(write(load(SHIP % levels, product="UP: upc\n"), shipment(*items, **more)))


def shape(rows: list[str]) -> list[str]:
    """BSN05, then each HL."""
    return [rows[0].split("*")[5], *(row.removeprefix("HL*") for row in rows if row.startswith("HL"))]


@pytest.mark.parametrize(
    ("levels", "items", "hl"),
    [
        (
            "S O T? P? I",
            [item(A, C), item(B, C, "2")],
            ["0001", "1**S*1", "2*1*O*1", "3*2*T*1", "4*3*P*1", "5*4*I*0", "6*3*P*1", "7*6*I*0"],
        ),
        ("S O T? P? I", [item(A), item(A, line="2")], ["0001", "1**S*1", "2*1*O*1", "3*2*P*1", "4*3*I*0", "5*3*I*0"]),
        ("S O T? P? I", [item()], ["0004", "1**S*1", "2*1*O*1", "3*2*I*0"]),
        ("S O I", [item(), item(order="2")], ["0004", "1**S*1", "2*1*O*1", "3*2*I*0", "4*1*O*1", "5*4*I*0"]),
        (
            "S O I P",
            [item(A, qty="4"), item(B, qty="5")],
            ["0002", "1**S*1", "2*1*O*1", "3*2*I*1", "4*3*P*0", "5*3*P*0"],
        ),
        (
            "S P O I",
            [item(A), item(B), item(A, line="2")],
            ["0003", "1**S*1", "2*1*P*1", "3*2*O*1", "4*3*I*0", "5*3*I*0", "6*1*P*1", "7*6*O*1", "8*7*I*0"],
        ),
        (
            "S O I",
            [item(destination="7"), item(destination="8")],
            ["0004", "1**S*1", "2*1*O*1", "3*2*I*0", "4*1*O*1", "5*4*I*0"],
        ),
    ],
)
def test_items_are_grouped_by_the_levels_in_turn(levels: str, items: list[dict[str, Any]], hl: list[str]) -> None:
    rows = written(levels, *items)
    assert shape(rows) == hl
    assert rows[-1] == f"CTT*{len(hl) - 1}"
    chart, document = load(SHIP % levels, product="UP: upc\n"), shipment(*items)
    back = read(chart, tree(rows, "856"))
    assert back.findings == ()
    assert back.document is not None
    same = {"items", "orders", "cartons", "pallets"}
    if levels != "S P O I":  # there the items come back carton by carton
        assert back.document.model_dump(include=same) == document.model_dump(include=same)


def test_the_items_quantity_above_cartons_is_their_sum() -> None:
    rows = written("S O I P", item(A, qty="4"), item(B, qty="5"))
    assert [row for row in rows if row.startswith("SN1")] == ["SN1**9*EA", "SN1**4*EA", "SN1**5*EA"]


def test_a_levels_own_facts_stand_with_it() -> None:
    rows = written("S O T? P? I", item(A, destination="12"))
    at = rows.index("HL*2*1*O*1")
    assert rows[at : at + 5] == ["HL*2*1*O*1", "PRF*1", "REF*ST*12", "HL*3*2*P*1", f"MAN*GM*{A}"]


def test_an_engines_count_gives_way_to_the_maps_own_row() -> None:
    text = SHIP % "S O I" + "  CTT: {CTT01: = count(levels), CTT02: = sum(items.qty)}\n"
    rows = wire(write(load(text, product="UP: upc\n"), shipment(item(qty="2"), item(qty="3"))))
    assert rows[-1] == "CTT*4*5"


@pytest.mark.parametrize(
    ("levels", "items", "more", "told"),
    [
        ("S O P I", [item()], {}, "stands in no carton"),
        ("S O I", [item(A)], {}, "show no carton"),
        ("S O T? P? I", [item(A)], {"cartons": []}, "it is not in `cartons`"),
        ("S O T? P? I", [item()], {"cartons": [{"key": A}]}, "holds nothing"),
        ("S O I", [item()], {"orders": []}, "it is not in `orders`"),
        ("S O I", [item()], {"orders": [{"number": "1"}, {"number": "2"}]}, "has no item"),
        ("S O T? P? I", [item(A, B), item(A, C, "2")], {}, "two pallets"),
    ],
)
def test_what_the_levels_cannot_show(levels: str, items: list[dict[str, Any]], more: dict[str, Any], told: str) -> None:
    with pytest.raises(CannotWrite, match=told):
        written(levels, *items, **more)

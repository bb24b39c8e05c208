"""The canonical form of law 2: what must not matter, and what must."""

from __future__ import annotations

import pytest
from tinymaps import HEAD, load, order, tree

from edigw.mapping.canonical import canonical

BODY = """\
  REF*DP: {REF02: department}
  REF -> refs by REF01: {REF02: value}
  N1*ST -> ship_to:
    N102: name
    N2:
      N201..N202: name2[]
"""
LINES = """\
  PO1 -> lines[]:
    PO101: no
    PO102: qty | dec
    PO103: unit | code unit
    PO106..PO125: ids | pairs product
    SDQ:
      SDQ01: destinations_unit | code unit
      SDQ03..SDQ06 -> destinations[]: location, qty | dec
  CTT: {CTT01: = count(lines)}
"""
CHART = load(order(BODY, LINES))


def form(*rows: str) -> object:
    return canonical(CHART, tree([*HEAD, *rows]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["PO1*1*5*EA"], ["PO1*1*5.0*EA"]),
        (["PO1*1*5*EA"], ["PO1*1*5*PC"]),
        (["PO1*1*5*EA***UP*1*BP*2"], ["PO1*1*5*EA***BP*2*UP*1"]),
        (["REF*ZZ*1", "REF*CT*2"], ["REF*CT*2", "REF*ZZ*1"]),
        (["N1*ST*x", "N2*a", "N2*b"], ["N1*ST*x", "N2*a*b"]),
        (["PO1*1", "SDQ*EA**AA*1", "SDQ*EA**BB*2"], ["PO1*1", "SDQ*EA**AA*1*BB*2"]),
        (["PO1*1", "CTT*1"], ["PO1*1"]),
        (["PO1*1", "PID*F****untaken"], ["PO1*1"]),
    ],
)
def test_what_does_not_matter(one: list[str], other: list[str]) -> None:
    assert form(*one) == form(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["PO1*1*5*EA"], ["PO1*1*6*EA"]),
        (["PO1*1*5*EA"], ["PO1*1*5*CA"]),
        (["REF*DP*1", "REF*DP*2"], ["REF*DP*2", "REF*DP*1"]),
        (["N1*ST*x", "N2*a*b"], ["N1*ST*x", "N2*b*a"]),
        (["PO1*1", "PO1*1"], ["PO1*1"]),
        (["REF*ZZ*1", "REF*ZZ*1"], ["REF*ZZ*1"]),
    ],
)
def test_what_matters(one: list[str], other: list[str]) -> None:
    assert form(*one) != form(*other)


SHIP = """\
map: tiny
standard: X12 004010 856
model: Shipment
levels: S O P I
body:
  BSN: {BSN01: purpose, BSN02: number, BSN03: created_on | date, BSN04: created_at | time}
  HL*O -> order: {PRF: {PRF01: number}}
  HL*P -> carton: {MAN*GM: {MAN02: sscc}}
  HL*I -> items[]: {SN1: {SN102: qty | dec, SN103: unit}}
"""


def test_levels_are_sets_whatever_their_numbers() -> None:
    chart = load(SHIP)
    bsn = "BSN*00*1*20240101*1200"
    one = [bsn, "HL*1**S", "HL*2*1*O", "PRF*7", "HL*3*2*P", "MAN*GM*1", "HL*4*3*I", "SN1**5*EA", "HL*5*2*P", "MAN*GM*2",
           "HL*6*5*I", "SN1**6*EA"]  # fmt: skip
    turned = [bsn, "HL*9**S", "HL*8*9*O", "PRF*7", "HL*7*8*P", "MAN*GM*2", "HL*6*7*I", "SN1**6*EA", "HL*5*8*P",
              "MAN*GM*1", "HL*4*5*I", "SN1**5*EA"]  # fmt: skip
    moved = [row.replace("HL*6*5*I", "HL*6*3*I") for row in one]
    assert canonical(chart, tree(one, "856")) == canonical(chart, tree(turned, "856"))
    assert canonical(chart, tree(one, "856")) != canonical(chart, tree(moved, "856"))

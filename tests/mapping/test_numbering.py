"""Numbers that nobody reads: of items, and of the one level of a map that draws none."""

from __future__ import annotations

from pointed import NOTICE, load, seen, tree, wire

from edigw.mapping.canonical import canonical
from edigw.mapping.read import read
from edigw.model.receiving import ReceivingAdvice

ADVICE = """\
map: tiny
standard: X12 004010 NOTICE
model: ReceivingAdvice
body:
  BGM: {BGM01: number | required}
  RFF -> refs by RFF01: {RFF02: value}
  CPS:
    LIN -> lines[]:
      LIN01: no
      QTY: {QTY01: qty | dec}
"""


def test_items_are_counted_through_whatever_number_they_came_with() -> None:
    rows = ["RFF*ON*A", "CPS*1", "LIN*70*x", "QTY*1", "LIN*70*y", "QTY*1", "LIN", "QTY*2"]
    shipment, found = seen(*rows)
    assert found == []
    assert [row for row in wire(load(), shipment) if row.startswith("LIN")] == ["LIN*1*x", "LIN*2*y", "LIN*3"]
    chart = load()
    once, twice = tree("BGM*77", *rows), tree("BGM*77", *[row.replace("LIN*70*", "LIN*8*") for row in rows])
    assert canonical(chart, once) == canonical(chart, twice)
    assert read(chart, once).unmapped == ()


def test_a_row_of_the_map_may_carry_the_number() -> None:
    text = NOTICE.replace("    LIN02: description\n", "    LIN01: line_no\n").replace(", RFF03: line_no", "")
    shipment, _ = seen("RFF*ON*A", "CPS*1", "LIN*70", "QTY*1", text=text)
    assert "LIN*70" in wire(load(text), shipment)


def test_levels_that_a_map_does_not_draw_are_read_as_one() -> None:
    rows = ["CPS*1", "LIN*1", "QTY*5", "CPS*2*1", "LIN*2", "QTY*6"]
    got = read(load(ADVICE), tree("BGM*77", *rows))
    assert isinstance(got.document, ReceivingAdvice)
    assert [(line.no, line.qty) for line in got.document.lines] == [("1", 5), ("2", 6)]
    assert (got.findings, got.unmapped) == ((), ())
    assert wire(load(ADVICE), got.document) == ["BGM*77", "CPS*1", "LIN*1", "QTY*5", "LIN*2", "QTY*6"]

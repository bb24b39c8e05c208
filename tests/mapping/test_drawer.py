"""Drawn documents: made by the map, canonical, and as varied as its rows."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tinymaps import load, order, tree, wire

from edigw.mapping.draw import draw
from edigw.mapping.drawer import Drawer
from edigw.mapping.laws import Dice
from edigw.mapping.lenses import Choose
from edigw.mapping.read import read
from edigw.mapping.stock import blocks
from edigw.mapping.write import write
from edigw.model.order import Order

BODY = """\
  REF*DP: {REF02: department}
  DTM*010: {DTM02: dates.ship_requested | date}
  DTM -> dates by DTM01 | code moments: {DTM02: on | date, DTM03: time | time}
  REF*IA:
    when: kind is release or blanket
    REF02: vendor
  N1*ST -> ship_to: {N102: name, N103: id_type, N104: id, N4: {N401: city}}
  PID*F: {PID02: sales_requirement, PID05: contract}
  PID -> descriptions[]: {PID01: kind, PID05: text}
  AMT*1: {AMT02: hash_total | dec}
  PER -> contacts[]:
    PER01: role
    PER03..PER08: other | pairs numbers
"""
LINES = """\
  PO1 -> lines[]:
    PO101: no
    PO102: qty | dec
    PO103: unit | code unit
    PO106..PO125: ids | pairs product
    PO4 -> packing[]:
      PO401: pack | int
      PO416..PO417: assigned[]
    SDQ:
      SDQ01: destinations_unit | code unit
      SDQ03..SDQ22 -> destinations[]: location, qty | dec
  CTT: {CTT01: = count(lines), CTT02: = sum(lines.qty)}
"""
CHART = load(
    order(BODY, LINES), moments="010: ship_requested\n002: delivery\n", numbers="TE: phone\nCP: cell\nelse: keep\n"
)


def test_random_is_a_source_of_choices() -> None:
    assert isinstance(draw(CHART, Random(1)), Order)


class Drawn(Choose):
    """Choices from a property test, so that a failing document shrinks."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data

    def randrange(self, start: int, /) -> int:
        return self.data.draw(st.integers(0, start - 1))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_law_one_under_a_property_test(data: st.DataObject) -> None:
    document = draw(CHART, Drawn(data))
    seen = read(CHART, tree(wire(write(CHART, document))))
    assert seen.document == document
    assert not seen.findings and not seen.unmapped


def test_documents_differ_and_conditions_come_true() -> None:
    documents = [draw(CHART, Dice(seed)) for seed in range(200)]
    orders = [document for document in documents if isinstance(document, Order)]
    assert len({repr(document) for document in orders}) > 190
    assert any(document.vendor for document in orders)
    assert all(document.kind in ("release", "blanket") for document in orders if document.vendor)
    assert any(len(document.dates.get("ship_requested", ())) > 1 for document in orders)
    assert any(word.startswith("x12:") for document in orders for line in document.lines for word in line.ids)


def test_a_list_holds_nothing_that_a_row_of_its_own_would_take() -> None:
    for seed in range(100):
        document = draw(CHART, Dice(seed))
        assert isinstance(document, Order)
        if document.contract is None and document.sales_requirement is None:
            assert all(description.kind != "F" for description in document.descriptions)


def test_every_block_of_a_map_is_found() -> None:
    tags = {row.tag for rows in blocks(CHART) for row in rows.rows}
    assert {"BEG", "PO4", "SDQ", "N4"} <= tags


def test_rows_that_were_met_often_are_drawn_no_more_than_others() -> None:
    from collections import Counter

    many = Counter({id(row): 99 for rows in blocks(CHART) for row in rows.rows})
    many.update({id(leaf): 99 for rows in blocks(CHART) for row in rows.rows for leaf in row.leaves})
    assert Drawer(CHART, Dice(1), many).rare == set()
    assert Drawer(CHART, Dice(1), Counter()).rare

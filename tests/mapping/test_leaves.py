"""Rows on elements: each form of the right side, compiled."""

from __future__ import annotations

import pytest
from tinymaps import HEAD, load, order, tree, wire

from edigw.mapping.read import read
from edigw.mapping.rows import Constant, Derived, Fixed, Leaf, Listing, Pairs, Single, Template, Tuples
from edigw.mapping.write import write
from edigw.model.order import Order

OWN = ("one", "two", "three", "four", "five")
LINES = """\
  PO1 -> lines[]:
    PO101: no
    PO106..PO125: ids | pairs product
    PO4 -> packing[]:
      PO416..PO417: assigned[]
    SDQ:
      SDQ01: destinations_unit | code unit
      SDQ03..SDQ22 -> destinations[]: location | required, qty | dec
  CTT: {CTT01: = count(lines)}
"""
BODY = """\
  CUR: {CUR01: is BY, CUR02: currency}
  REF*DP: {REF02: 'like {department} / {division}.'}
  N1*ST -> ship_to:
    N3: {N301: street1}
  N1*BY -> buyer:
    N3:
      N301..N302: street1, street2, street3
"""
CHART = load(order(BODY, LINES))


def leaf(address: str, *below: str) -> Leaf:
    rows = CHART.root.rows
    for tag in below:
        rows = next(row for row in rows if row.address == tag).children.rows
    return next(leaf for row in rows for leaf in row.leaves if str(leaf.place) == address)


@pytest.mark.parametrize(
    ("address", "below", "kind"),
    [
        ("BEG03", (), Single),
        ("CUR01", (), Constant),
        ("REF02", (), Template),
        ("CTT01", (), Derived),
        ("PO106", (), Pairs),
        ("PO416", ("PO1",), Listing),
        ("SDQ03", ("PO1",), Tuples),
        ("N301", ("N1*BY",), Fixed),
    ],
)
def test_each_form_has_its_kind(address: str, below: tuple[str, ...], kind: type[Leaf]) -> None:
    assert type(leaf(address, *below)) is kind


def test_markers_and_ranges() -> None:
    assert leaf("BEG03").required
    span = leaf("PO106")
    assert (span.place.element, span.last, span.meaning) == (6, 25, "ids | pairs product")
    stores = leaf("SDQ03", "PO1")
    assert isinstance(stores, Tuples)
    assert [(field.path, field.required) for field in stores.fields] == [("location", True), ("qty", False)]
    assert stores.meaning == "-> destinations[]: location | required, qty | dec"


def test_a_template_is_literals_and_paths_in_turn() -> None:
    template = leaf("REF02")
    assert isinstance(template, Template)
    assert template.literals == ("", " / ", ".")
    assert template.pattern.fullmatch("a / b.") is not None
    assert template.pattern.fullmatch("a/b.") is None


def test_fields_of_one_element_fill_one_segment_after_another() -> None:
    chart = load(order("  TD3:\n    TD301: own.one, own.two, own.three\n    TD302: own.four, own.five\n"), own=OWN)
    made = read(chart, tree([*HEAD, "TD3*CN*A", "TD3*TL*B", "TD3*RC"]))
    assert isinstance(made.document, Order)
    assert made.document.own == {"one": "CN", "four": "A", "two": "TL", "five": "B", "three": "RC"}
    assert wire(write(chart, made.document))[1:4] == ["TD3*CN*A", "TD3*TL*B", "TD3*RC"]

"""Elements read one by one: components, tuples, pairs."""

from __future__ import annotations

import pytest
from tinymaps import HEAD, LINES, load, order, tree

from edigw.mapping.address import Place
from edigw.mapping.read import read
from edigw.mapping.values import listed, text_at
from edigw.model.order import Order
from edigw.tree import COMPONENT, Segment

SEGMENT = Segment("AK4", (f"3{COMPONENT}2", "", "1"))


@pytest.mark.parametrize(
    ("element", "component", "text"),
    [(1, 1, "3"), (1, 2, "2"), (1, 3, ""), (2, 1, ""), (3, 0, "1"), (4, 0, ""), (3, 1, "1"), (3, 2, "")],
)
def test_texts_of_elements_and_components(element: int, component: int, text: str) -> None:
    assert text_at(SEGMENT, Place("AK4", element, component)) == text


def test_a_list_is_made_where_it_is_first_needed() -> None:
    obj: dict[str, object] = {}
    listed(obj, ("a", "b")).append(1)
    listed(obj, ("a", "b")).append(2)
    assert obj == {"a": {"b": [1, 2]}}


def test_a_pair_whose_word_has_a_row_goes_behind_that_rows_value() -> None:
    lines = LINES.replace("    PO106", "    LIN*1[LIN02=UP]: {LIN03: ids.upc}\n    PO106").replace("LIN*1[", "LIN[")
    got = read(load(order("", lines)), tree([*HEAD, "PO1*1*5*EA***UP*second*BP*x", "LIN**UP*first"]))
    assert isinstance(got.document, Order)
    assert got.document.lines[0].ids == {"upc": ("first", "second"), "buyer_part": ("x",)}


def test_a_refused_qualifier_is_a_finding_and_the_others_stay() -> None:
    text = order().replace("vendor_part, else: keep", "vendor_part, else: refuse")
    got = read(load(text), tree([*HEAD, "PO1*1*5*EA***ZZ*1*BP*x"]))
    assert isinstance(got.document, Order)
    assert [finding.rule for finding in got.findings] == ["CODE_NOT_AGREED"]
    assert got.document.lines[0].ids == {"buyer_part": ("x",)}

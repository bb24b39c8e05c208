"""A compiled map is frozen, and its rows are told apart by identity."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from tinyedifact import HEAD, ORDERS, loaded, message, refused
from tinymaps import load, order

from edigw.mapping.read import read
from edigw.mapping.rows import DocumentMap
from edigw.mapping.write import write
from edigw.model.order import Order


def test_a_map_cannot_be_changed() -> None:
    chart = load(order())
    row = chart.root.rows[0]
    for thing, name in ((chart, "name"), (row, "tag"), (row.leaves[0], "place"), (chart.root, "rows")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)


def test_two_rows_that_say_the_same_are_two() -> None:
    one, other = load(order()).root.rows[0], load(order()).root.rows[0]
    assert one != other and len({one, other}) == 2


def test_rows_of_one_bag_share_its_pairs() -> None:
    text = ORDERS.replace("    1082: no\n", "    1082: no\n    C212.7140: ids | pairs product by 7143\n")
    chart = loaded(text)
    root = message(*HEAD, "LIN+1++0012:EN", "PIA+5+A1:IN+B2:SA", "QTY+21:1", "UNS+S")
    reading = read(chart, root)
    assert reading.value["lines"][0]["ids"] == {"ean": ["0012"], "buyer_item": ["A1"], "edifact:7143:SA": ["B2"]}
    assert reading.document is not None and {one.tag for one in reading.unmapped} == {"BGM"}
    line = next(node for node in write(chart, reading.document).children if node.tag == "LIN")
    pia = [child.segment.elements for child in line.children if child.tag == "PIA"]
    assert (line.segment.get(3), pia) == ("0012\x1fEN", [("5", "A1\x1fIN", "B2\x1fSA")])


def test_preferred_words_are_written_first_and_read_anywhere() -> None:
    first = "    C212.7140: ids | pairs product by 7143 | first upc ean\n"
    chart = loaded(ORDERS.replace("    1082: no\n", "    1082: no\n" + first).replace("EN: ean", "EN: ean, UP: upc"))
    assert pairs_of(chart, "LIN+1++A1:IN", "PIA+5+0012:EN+B2:IN+0034:UP") == [
        "0034\x1fUP", "0012\x1fEN", "A1\x1fIN", "B2\x1fIN"
    ]  # fmt: skip
    assert pairs_of(chart, "LIN+1++A1:IN", "PIA+5+0012:SA") == ["A1\x1fIN", "0012\x1fSA"]


def test_x12_prefers_words_too() -> None:
    lines = "  PO1 -> lines[]:\n    PO101: no\n    PO106..PO111: ids | pairs product | first vendor_part\n"
    chart = load(order("", lines + "  CTT: {CTT01: = count(lines)}\n"))
    document = Order.model_validate(
        {"number": "1", "kind": "stand_alone", "purpose": "original", "ordered_on": "2026-01-02", "lines": [
            {"no": "1", "ids": {"buyer_part": ("A",), "vendor_part": ("B",)}}]}
    )  # fmt: skip
    line = next(node for node in write(chart, document).children if node.tag == "PO1")
    assert line.segment.elements[5:] == ("VN", "B", "BP", "A")


def test_only_the_bags_first_row_prefers() -> None:
    text = ORDERS.replace("    1082: no\n", "    1082: no\n    C212.7140: ids | pairs product by 7143\n")
    second = "C212#5.7140: ids | pairs product by 7143"
    told = [fault.message for fault in refused(text.replace(second, second + " | first ean"))]
    assert "another row of `ids` is filled before this one" in told


def pairs_of(chart: DocumentMap, *line: str) -> list[str]:
    """The composites of LIN and PIA, in turn, once these are read and written again."""
    document = read(chart, message(*HEAD, *line, "QTY+21:1", "UNS+S")).document
    assert document is not None
    found = next(node for node in write(chart, document).children if node.tag == "LIN")
    pia = [text for child in found.children if child.tag == "PIA" for text in child.segment.elements[1:]]
    return [found.segment.get(3), *pia]

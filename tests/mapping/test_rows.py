"""A compiled map is frozen, and its rows are told apart by identity."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from tinyedifact import HEAD, ORDERS, loaded, message
from tinymaps import load, order

from edigw.mapping.read import read
from edigw.mapping.write import write


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

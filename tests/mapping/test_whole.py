"""Constants in a composite that says nothing else, and would lack what is mandatory in it."""

from __future__ import annotations

from tinyedifact import ORDERS, loaded

from edigw.mapping.whole import whole
from edigw.mapping.write import write
from edigw.model.order import Order
from edigw.tree import COMPONENT

PAT = """\
  PAT -> terms[]:
    4279: kind
    C112.2475: basis
    C112.2009: is 3
    C112.2151: is D
    C112.2152: net_days | int
"""
ROWS = ORDERS.replace("  LIN -> lines[]:", PAT + "  LIN -> lines[]:")


def written(*terms: dict[str, str]) -> list[str]:
    order = Order.model_validate({"number": "O1", "ordered_on": "2024-01-02", "terms": terms})
    rows = [node.segment for node in write(loaded(ROWS), order).children if node.tag == "PAT"]
    return ["+".join(row.elements).replace(COMPONENT, ":") for row in rows]


def test_constants_are_written_where_something_is_said() -> None:
    assert written({"kind": "1", "basis": "5", "net_days": "30"}, {"kind": "1"}) == ["1++5:3:D:30", "1"]


def test_a_composite_that_must_be_there_keeps_its_constants() -> None:
    row = next(row for row in loaded(ROWS).root.rows if row.tag == "PAT")
    bare = {(3, 2): "3", (3, 3): "D"}
    assert whole(row, {(1, 0): "1", **bare}) == {(1, 0): "1"}
    assert whole(row, {(3, 1): "5", **bare}) == {(3, 1): "5", **bare}
    first = next(row for row in loaded(ORDERS).root.rows if row.tag == "BGM")
    assert whole(first, {(2, 0): "O1"}) == {(2, 0): "O1"}

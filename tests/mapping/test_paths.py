"""Canonical paths against the models, and plain data behind them."""

from __future__ import annotations

import pytest

from edigw.mapping.faults import Wrong
from edigw.mapping.paths import FIRST, Entries, across, get, put, resolve
from edigw.model.order import Order, OrderLine


@pytest.mark.parametrize(
    ("path", "kind", "steps"),
    [
        ("number", "text", ("number",)),
        ("ship_to.city", "text", ("ship_to", "city")),
        ("ordered_on", "date", ("ordered_on",)),
        ("line_count", "number", ("line_count",)),
        ("refs.department", "text", ("refs", "department", FIRST, "value")),
        ("refs.department.text", "text", ("refs", "department", FIRST, "text")),
        ("dates.ship_requested", "date", ("dates", "ship_requested", FIRST, "on")),
        ("dates.ship_requested.time", "text", ("dates", "ship_requested", FIRST, "time")),
        ("parties.store", "object", ("parties", "store", FIRST)),
        ("parties.store.refs.x", "text", ("parties", "store", FIRST, "refs", "x", FIRST, "value")),
        ("own.promise", "date", ("own", "promise")),
        ("lines", "objects", ("lines",)),
        ("ship_to.name2", "texts", ("ship_to", "name2")),
    ],
)
def test_paths_of_an_order(path: str, kind: str, steps: tuple[object, ...]) -> None:
    found = resolve(Order, path, {"promise": "date"})
    assert (found.shape.kind, found.steps) == (kind, steps)


def test_ids_hold_texts() -> None:
    assert resolve(OrderLine, "ids.upc", {}).steps == ("ids", "upc", FIRST)
    assert resolve(OrderLine, "ids.upc", {}).bag == (("ids",), "upc")


@pytest.mark.parametrize(
    ("path", "fix"),
    [
        ("nubmer", "`number`"),
        ("lines.qty", "-> lines[]"),
        ("number.x", "end it at"),
        ("own.unknown", "partner.yaml"),
        ("ship_to.citty", "`city`"),
    ],
)
def test_what_the_model_lacks(path: str, fix: str) -> None:
    with pytest.raises(Wrong) as refused:
        resolve(Order, path, {})
    assert fix in refused.value.fix


def test_a_one_value_path_into_a_bag_is_its_first_entry() -> None:
    steps = resolve(Order, "dates.ship_requested", {}).steps
    value: dict[str, object] = {"dates": {"ship_requested": Entries([{"on": "later"}])}}
    put(value, steps, "first")
    assert value == {"dates": {"ship_requested": [{"on": "first"}, {"on": "later"}]}}
    put(value, resolve(Order, "dates.ship_requested.time", {}).steps, "1200")
    assert get(value, steps) == "first"
    assert value["dates"]["ship_requested"][0] == {"on": "first", "time": "1200"}  # type: ignore[index]


def test_lists_are_crossed_by_name() -> None:
    value = {"lines": ({"qty": 1, "ids": ({"n": 1},)}, {"qty": 2}, {"qty": None})}
    assert across(value, ("lines", "qty")) == [1, 2]
    assert across(value, ("lines",)) == [{"qty": 1, "ids": ({"n": 1},)}, {"qty": 2}, {"qty": None}]
    assert across(value, ("nothing", "there")) == []
    assert get(value, ("nothing", "there")) is None

"""A compiled map is frozen, and its rows are told apart by identity."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from tinymaps import load, order


def test_a_map_cannot_be_changed() -> None:
    chart = load(order())
    row = chart.root.rows[0]
    for thing, name in ((chart, "name"), (row, "tag"), (row.leaves[0], "place"), (chart.root, "rows")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, name, None)


def test_two_rows_that_say_the_same_are_two() -> None:
    one, other = load(order()).root.rows[0], load(order()).root.rows[0]
    assert one != other and len({one, other}) == 2

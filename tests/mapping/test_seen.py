"""What a reading in haste gathers."""

from __future__ import annotations

from typing import Any

import pytest
from tinyedifact import leaf, loaded

from edigw.mapping.address import Place
from edigw.mapping.rows import Single
from edigw.mapping.seen import Seen, Unusual, set_once, text_in, value_in
from edigw.tree import COMPONENT


def test_the_text_of_a_component() -> None:
    elements = ["QTY", COMPONENT.join(("21", "4"))]
    places = (Place("QTY", 1, 2), Place("QTY", 1, 3), Place("QTY", 2))
    assert [text_in(elements, place) for place in places] == ["4", "", ""]


def test_a_second_value_is_unusual() -> None:
    obj: dict[str, Any] = {"no": "1"}
    set_once(obj, ("no",), "1")
    with pytest.raises(Unusual):
        set_once(obj, ("no",), "2")


def test_foreign_codes_are_counted_and_what_is_required_must_be_there() -> None:
    row = leaf(loaded(), "qty | dec")
    assert isinstance(row, Single)
    seen = Seen("edifact:")
    for word in ("edifact:1:X", "plain"):
        seen.keep(word)
    assert seen.kept == ["edifact:1:X"]
    assert value_in(row.codec, ["QTY", f"21{COMPONENT}1,5"], row.place, True, seen) == 3 / 2
    with pytest.raises(Unusual):
        value_in(row.codec, ["QTY", "21"], row.place, True, seen)

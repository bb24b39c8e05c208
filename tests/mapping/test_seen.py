"""What a reading in haste gathers."""

from __future__ import annotations

from typing import Any

import pytest
from tinyedifact import leaf, loaded

from edigw.mapping.rows import Single
from edigw.mapping.seen import Seen, Unusual, set_once, text_in, value_in


def test_the_text_at_a_number() -> None:
    assert [text_in(["QTY", "21", "4"], number) for number in (2, 3, 4)] == ["4", "", ""]


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
    assert value_in(row.codec, ["QTY", "21", "1,5"], 2, True, seen) == 3 / 2
    with pytest.raises(Unusual):
        value_in(row.codec, ["QTY", "21"], 2, True, seen)

"""The storage form: what is packed comes back."""

from __future__ import annotations

from edigw.formats.packed import pack, packed, parted, unpack
from edigw.tree import COMPONENT, REPEAT, Segment

ROWS = (
    Segment("NAD", ("BY", f"54{COMPONENT}{COMPONENT}9", "caf\xe9")),
    Segment("IMD", (f"A{REPEAT}B",)),
    Segment("UNS"),
)


def test_what_is_packed_comes_back_numbered_behind_the_header() -> None:
    assert pack(ROWS).decode("utf-8") == packed(ROWS)
    assert unpack(pack(ROWS)) == tuple(one._replace(position=at) for at, one in enumerate(ROWS, 2))
    assert [one.position for one in parted(packed(ROWS), 1)] == [1, 2, 3]
    assert unpack(pack(())) == ()

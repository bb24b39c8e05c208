"""Every format that interchanges come in is read from any file."""

from __future__ import annotations

from edigw.formats.files import FORMATS, read
from edigw.formats.x12.events import Ta1
from edigw.tree import Interchange
from tests import edifact_wire, wire


def test_formats_bear_their_standard() -> None:
    assert all(known.standard == name for name, known in FORMATS.items())


def test_all_of_them_are_read() -> None:
    ta1 = wire.interchange("TA1*000000001*240101*1200*A*000~", claimed=0)
    events = list(read(ta1 + edifact_wire.interchange(edifact_wire.message())))
    assert [one.standard for one in events if isinstance(one, Interchange)] == ["x12", "edifact"]
    assert sum(isinstance(one, Ta1) for one in events) == 1

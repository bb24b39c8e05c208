"""An ailment is data: what is broken, and how to mend it."""

from __future__ import annotations

from edigw.model.ailment import Ailment


def test_it_lasts_unless_it_is_said_to_pass() -> None:
    assert not Ailment("DISK_LOW", "the disk has 3 MB left", "free some").passing
    assert Ailment("A", "b", "c") == Ailment("A", "b", "c", passing=False)

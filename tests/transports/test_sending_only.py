"""A mailbox that only sends has nothing to fetch, to claim or to give back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from edigw.transports.port import Arrival
from edigw.transports.sending_only import SendingOnly


def test_nothing_comes_and_nothing_is_claimed(tmp_path: Path) -> None:
    box, now = SendingOnly("acme"), datetime(2026, 11, 1, tzinfo=UTC)
    box.prepare()
    assert (box.name, box.poll(now), box.troubles, box.settling, box.apart) == ("acme", [], [], None, True)
    lies = tmp_path / "a.edi"
    lies.write_bytes(b"x")
    one = Arrival.__new__(Arrival)
    assert not box.changed(one)
    for each in (box.done, box.put_back, box.again):
        each([one])
    box.close()
    assert lies.read_bytes() == b"x"

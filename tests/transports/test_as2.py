"""An AS2 mailbox has nothing to poll, and takes no bare files."""

from datetime import UTC, datetime

from edigw.errors import Refused
from edigw.model.partner import Mailbox
from edigw.transports.table import open_mailbox


def test_nothing_to_poll_and_no_bare_files() -> None:
    box = open_mailbox(Mailbox(name="acme", transport="as2"))
    box.prepare()
    assert box.apart
    assert box.poll(datetime(2026, 1, 1, tzinfo=UTC)) == []
    assert [type(one) for one in box.send_all([("a", b"x"), ("b", b"y")])] == [Refused, Refused]
    box.close()

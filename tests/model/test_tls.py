"""What TLS needs to know is plain data; its secret is not shown."""

from __future__ import annotations

from edigw.model.tls import Tls


def test_the_passphrase_is_kept_and_not_shown() -> None:
    assert Tls(passphrase="x1y2").passphrase == "x1y2" and "x1y2" not in repr(Tls(passphrase="x1y2"))

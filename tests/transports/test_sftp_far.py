"""Whom we dial: a key that is pinned passes, any other is refused with what would pin it."""

from __future__ import annotations

import pytest

from edigw.errors import Denied, HostKeyRefused
from edigw.model.partner import Sftp
from edigw.transports.sftp_far import Terms, fingerprint

PIN = "SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"  # of the three bytes abc (FIPS 180-2, B.1)


def terms(*pins: str) -> Terms:
    return Terms("acme", Sftp(host="h", user="u", host_keys=pins), str)


def test_a_fingerprint_is_written_as_openssh_does() -> None:
    assert fingerprint(b"abc") == PIN


def test_a_pinned_key_passes_and_any_other_is_refused() -> None:
    assert terms("SHA256:other", PIN).check("ssh-ed25519", b"abc") == f"ssh-ed25519 {PIN}"
    with pytest.raises(HostKeyRefused, match=f"shows the host key ssh-rsa {fingerprint(b'x')[:20]}") as caught:
        terms(PIN).check("ssh-rsa", b"x")
    assert caught.value.code == "HOSTKEY" and isinstance(caught.value, Denied)
    assert f"host_keys: {fingerprint(b'x')}" in caught.value.hint
    with pytest.raises(HostKeyRefused, match="pinned: none"):
        terms().check("ssh-rsa", b"abc")

"""A certificate is found by name or fingerprint, and is the one that was imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from certificates import certificate, pem, theirs

from edigw.config.certs.look import certificate_of, find
from edigw.errors import NotFound, UsageError


def test_it_is_found_by_name_and_fingerprint(shop: Path) -> None:
    entry = theirs(shop, certificate("them"))
    assert find(shop, "acme-1") == find(shop, f"SHA256:{entry.sha256}") == entry
    with pytest.raises(NotFound, match="no certificate acme-2"):
        find(shop, "acme-2")


def test_another_file_in_its_place_is_told(shop: Path) -> None:
    entry, path = theirs(shop, certificate("them")), shop / "certs/acme-1.crt"
    path.write_bytes(pem(certificate("them", "them", ends=200)))
    with pytest.raises(UsageError, match="is not the certificate that was imported"):
        certificate_of(shop, entry)
    path.write_bytes(b"")
    with pytest.raises(NotFound, match="gone or damaged"):
        certificate_of(shop, entry)

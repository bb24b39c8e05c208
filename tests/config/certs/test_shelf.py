"""Our keys open by their passphrase; whatever keeps one shut is told with its file and a way on."""

from __future__ import annotations

from pathlib import Path

import pytest
from certificates import certificate, key_pem, ours, pem, private, theirs

from edigw.config.certs.shelf import Shelf
from edigw.errors import ConfigError


def test_a_key_opens_once(shop: Path) -> None:
    entry = ours(shop, "us", certificate("us", "us"))
    shelf = Shelf(shop)
    assert shelf.key(entry).public_key() == private("us").public_key()
    (shop / "secret").unlink()
    assert shelf.key(entry) is shelf.key(entry)
    assert shelf.certificate(entry) is shelf.certificate(entry)


@pytest.mark.parametrize(
    ("harm", "message", "fix"),
    [
        (lambda shop: (shop / "secret").write_text("another passphrase"), "does not open it", "must stand for"),
        (lambda shop: (shop / "secret").unlink(), "its passphrase: ", "mend the path"),
        (lambda shop: (shop / "certs/main-1.key").unlink(), "cannot be read", "import it"),
        (lambda shop: (shop / "certs/main-1.key").write_bytes(b"x"), "does not open it", "must stand for"),
        (lambda shop: (shop / "certs/main-1.key").write_bytes(key_pem("us")), "does not open it", "must stand for"),
        (
            lambda shop: (shop / "certs/main-1.key").write_bytes(key_pem("them", b"a long passphrase")),
            "not the key of its certificate", "put the old file back",
        ),
        (lambda shop: (shop / "certs/main-1.crt").write_bytes(pem(certificate("us", ends=9))), "is not the", "put"),
    ],
)  # fmt: skip
def test_what_keeps_it_shut_is_told(shop: Path, harm: object, message: str, fix: str) -> None:
    entry = ours(shop, "us", certificate("us", "us"))
    harm(shop)
    with pytest.raises(ConfigError, match=message) as caught:
        Shelf(shop).key(entry)
    (fault,) = caught.value.faults
    assert fault.file.startswith("certs/main-1.") and fix in fault.fix and "a long passphrase" not in str(fault)


def test_a_certificate_that_is_another_is_told(shop: Path) -> None:
    entry = theirs(shop, certificate("them"))
    (shop / "certs/acme-1.crt").unlink()
    with pytest.raises(ConfigError, match="gone or damaged"):
        Shelf(shop).certificate(entry)

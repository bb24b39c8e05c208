"""Who is believed on TLS: by the certificates that are for it, of the partner that is spoken to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from certificates import DAY, NOW, certificate, ours, pem, theirs
from cryptography.hazmat.primitives.serialization import Encoding

from edigw.config.certs.connections import dialling, listening, shown_fits
from edigw.config.certs.shelf import Shelf
from edigw.errors import ConfigError
from edigw.model.partner import As2, Mailbox
from edigw.model.tls import Tls

TLS = ("tls",)


def acme(**fields: Any) -> As2:
    return As2(owner="acme", their_name="ACME", our_name="US", **fields)


def test_without_certificates_the_system_is_believed_and_nothing_shown(shop: Path) -> None:
    theirs(shop, certificate("them"))  # encrypts and verifies, and is not for TLS
    assert dialling(acme(), Shelf(shop), NOW) == Tls()


def test_what_is_shown_and_whom_it_is_shown_to(shop: Path) -> None:
    ours(shop, "us", certificate("us", "us"), uses=TLS)
    theirs(shop, certificate("them"), uses=TLS)
    found = dialling(acme(), Shelf(shop), NOW)
    assert found == Tls(
        str(shop / "certs/main-1.crt"), str(shop / "certs/main-1.key"), "a long passphrase",
        (pem(certificate("them")).decode(),),
    )  # fmt: skip
    other = As2(owner="hub", their_name="HUB", our_name="US")
    assert dialling(other, Shelf(shop), NOW).trusted == ()
    boxes = [Mailbox(name="a", as2=acme()), Mailbox(name="b", as2=other), Mailbox(name="c")]
    assert listening("main", boxes, Shelf(shop), NOW) == found
    assert listening("west", boxes, Shelf(shop), NOW) == Tls(trusted=found.trusted)


def test_36_what_is_over_is_not_believed_and_the_next_is_before_its_day(shop: Path) -> None:
    old, new = certificate("them", ends=10), certificate("new", "them", begins=-1)
    theirs(shop, old, uses=TLS)
    theirs(shop, new, uses=TLS, since=NOW + 5 * DAY)
    ours(shop, "us", certificate("us", "us", ends=10), uses=TLS)
    both, one = {pem(old).decode(), pem(new).decode()}, {pem(new).decode()}
    for day, trusted in ((0, both), (5, both), (11, one)):
        found = dialling(acme(), Shelf(shop), NOW + day * DAY)
        assert set(found.trusted) == trusted and bool(found.certificate) == (day <= 10)


def test_39_a_client_speaks_for_the_partner_whose_certificate_it_shows(shop: Path) -> None:
    theirs(shop, certificate("them", ends=10), uses=TLS)
    shelf, der = Shelf(shop), certificate("them", ends=10).public_bytes(Encoding.DER)
    strict = acme(client_certificate=True)
    assert shown_fits(strict, der, shelf, NOW)
    assert not shown_fits(strict, der, shelf, NOW + 11 * DAY)
    assert not shown_fits(strict, None, shelf, NOW)
    same_name = certificate("other", ends=10).public_bytes(Encoding.DER)
    assert not shown_fits(strict, same_name, shelf, NOW)
    hub = As2(owner="hub", their_name="HUB", our_name="US", client_certificate=True)
    assert not shown_fits(hub, der, shelf, NOW)
    assert shown_fits(acme(), None, shelf, NOW)


def test_a_key_that_does_not_open_is_told(shop: Path) -> None:
    ours(shop, "us", certificate("us", "us"), uses=TLS)
    (shop / "secret").write_text("another passphrase", "utf-8")
    with pytest.raises(ConfigError, match="does not open it"):
        dialling(acme(), Shelf(shop), NOW)

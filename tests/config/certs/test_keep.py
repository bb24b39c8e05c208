"""Certificates come and go: made, imported, rotated, retired, handed on; nonsense is refused and nothing is written."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from certificates import DAY, NOW, certificate, key_pem, ours, p12, pem, private, sealed, theirs, usage
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs7

from edigw.config.certs.entries import read_entries
from edigw.config.certs.keep import Cut, Place, create, export, import_file, retire, rotate
from edigw.config.certs.look import certificate_of
from edigw.errors import TemporaryError, UsageError

CUT = Cut(days=100, bits=2048)


def here(shop: Path, **place: Any) -> Place:
    return Place(True, "main", **{"passphrase": sealed(shop), **place})


def files(shop: Path) -> set[str]:
    return {path.name for path in (shop / "certs").glob("*")}


def test_what_is_made_is_sealed_and_for_us_alone(shop: Path) -> None:
    entry = create(shop, here(shop), CUT, NOW)
    assert files(shop) == {"main-1.toml", "main-1.crt", "main-1.key"}
    assert read_entries(shop) == ((entry,), ())
    assert (entry.name, entry.uses, entry.passphrase) == ("main-1", ("sign", "decrypt"), sealed(shop))
    assert entry.subject == "O=Ours Inc.,CN=US"
    assert entry.begins < NOW and entry.ends == NOW + 100 * DAY and entry.since is None
    for path in (shop / "certs").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((shop / "certs").stat().st_mode) == 0o700
    key = load_pem_private_key((shop / "certs/main-1.key").read_bytes(), b"a long passphrase")
    assert key.public_key() == certificate_of(shop, entry).public_key()
    assert "a long passphrase" not in (shop / "certs/main-1.toml").read_text("utf-8")


@pytest.mark.parametrize("form", ["p12", "files", "one file"])
def test_ours_are_imported_with_their_keys(shop: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THE_PASSWORD", "a long password")
    held = certificate("us", "us")
    given = {
        "p12": [("x.p12", p12("us", held))],
        "files": [("x.cer", pem(held)), ("x.key", key_pem("us", b"a long password"))],
        "one file": [("x.pem", key_pem("us") + pem(held))],
    }[form]
    entry = import_file(shop, here(shop), given, "env:THE_PASSWORD", NOW)
    assert certificate_of(shop, entry) == held
    key = load_pem_private_key((shop / "certs/main-1.key").read_bytes(), b"a long passphrase")
    assert key.public_key() == private("us").public_key()


def test_theirs_are_counted_and_a_hub_has_some_too(shop: Path) -> None:
    one, two = theirs(shop, certificate("them")), theirs(shop, certificate("them", "new"), since=NOW + DAY)
    assert [one.name, two.name, two.since] == ["acme-1", "acme-2", NOW + DAY]
    assert "acme-1.key" not in files(shop) and one.passphrase == ""
    hub = import_file(shop, Place(False, "hub"), [("x", pem(certificate("them")))], "", NOW)
    assert hub.name == "hub-1"


Refusal = tuple[dict[str, Any], Any, str, str]
THEIRS: list[Refusal] = [
    ({}, lambda: pem(certificate("them", ends=-1)), "it ended 2026-05-31", ""),
    ({}, lambda: pem(certificate("small")), "1024 bits", ""),
    ({}, lambda: pem(certificate("them", more=(usage("digital_signature"),))), "does not allow to encrypt", ""),
    ({}, lambda: pem(certificate("them")) + key_pem("them"), "holds the partner's private key", "tell the partner"),
    ({}, lambda: key_pem("them"), "holds the partner's private key", "tell the partner"),
    ({"uses": ("decrypt",)}, lambda: pem(certificate("them")), "no use of a certificate of theirs", "verify"),
    ({"whose": "nobody"}, lambda: pem(certificate("them")), "no partner nobody", "partners list"),
    ({"whose": "../acme"}, lambda: pem(certificate("them")), "no partner", "partners list"),
    ({"name": "../x"}, lambda: pem(certificate("them")), "is no name", "small letters"),
    ({"since": NOW, "until": NOW}, lambda: pem(certificate("them")), "end before it begins", "--until"),
    ({"until": datetime.fromisoformat("2000-01-01T00:00Z")}, lambda: pem(certificate("them")), "before it begins", ""),
    ({}, lambda: b"nonsense", "holds no certificate", "PEM"),
]
OURS: list[Refusal] = [
    ({}, lambda: key_pem("us"), "holds a key and no certificate", "--key"),
    ({}, lambda: pem(certificate("us")), "holds no private key", "--key FILE"),
    ({"passphrase": ""}, lambda: pem(certificate("us")) + key_pem("us"), "would lie open", "--passphrase"),
    ({"passphrase": "hunter2hunter2"}, lambda: b"", "a literal secret", "env:NAME"),
    ({"passphrase": "env:EDIGW_NOT_THERE"}, lambda: pem(certificate("us")) + key_pem("us"), "has no EDIGW_NOT", "set"),
    ({"passphrase": "short"}, lambda: pem(certificate("us")) + key_pem("us"), "fewer than 8", "openssl rand"),
    ({"whose": "west"}, lambda: b"", "has no identity west", "known: main"),
    ({}, lambda: pem(certificate("us")) + key_pem("them"), "belongs to the private key", "own certificate"),
    ({"uses": ("encrypt",)}, lambda: b"", "no use of a certificate of ours", "decrypt"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "data", "message", "hint"), THEIRS)
def test_nonsense_of_theirs_is_refused(shop: Path, place: dict[str, Any], data: Any, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        import_file(shop, Place(**{"ours": False, "whose": "acme", **place}), [("their.pem", data())], "", NOW)
    assert hint in caught.value.hint and not files(shop)


@pytest.mark.parametrize(("place", "data", "message", "hint"), OURS)
def test_nonsense_of_ours_is_refused(shop: Path, place: dict[str, Any], data: Any, message: str, hint: str) -> None:
    if place.get("passphrase") == "short":
        (shop / "short").write_text("hunter2", "utf-8")
        place = {"passphrase": f"file:{shop}/short"}
    with pytest.raises(UsageError, match=message) as caught:
        import_file(shop, replace(here(shop), **place), [("our.pem", data())], "", NOW)
    assert hint in caught.value.hint and not files(shop)
    assert "hunter2" not in str(caught.value) + caught.value.hint


def test_the_same_again_is_refused_unless_it_is_for_somebody_else(shop: Path) -> None:
    theirs(shop, certificate("them"))
    with pytest.raises(UsageError, match="it is there already: acme-1"):
        theirs(shop, certificate("them"))
    with pytest.raises(UsageError, match="there is a certificate acme-1 already"):
        theirs(shop, certificate("them", "other"), name="acme-1")
    assert files(shop) == {"acme-1.toml", "acme-1.crt"}


def test_a_rotated_key_waits_for_its_day_and_the_old_one_stays(shop: Path) -> None:
    old = create(shop, here(shop, uses=("sign", "decrypt", "tls")), replace(CUT, hosts=("as2.example",)), NOW)
    new = rotate(shop, "main-1", here(shop, passphrase="", since=NOW + 20 * DAY), CUT, NOW)
    assert (new.name, new.uses, new.passphrase, new.since) == ("main-2", old.uses, old.passphrase, NOW + 20 * DAY)
    assert new.begins < NOW and new.ends == NOW + 120 * DAY
    assert read_entries(shop)[0] == (old, new)
    names = certificate_of(shop, new).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["as2.example"]
    assert rotate(shop, "main-2", here(shop, passphrase=""), CUT, NOW).since == NOW + 14 * DAY
    late = NOW + 119 * DAY
    assert rotate(shop, "main-2", here(shop, passphrase=""), CUT, late).since == new.ends  # no gap


def test_one_that_ended_is_followed_by_one_that_counts_at_once(shop: Path) -> None:
    old = create(shop, here(shop), CUT, NOW)
    after = old.last + 3 * DAY
    new = rotate(shop, "main-1", here(shop, passphrase=""), CUT, after)
    assert new.since == after and new.begins <= after < new.ends


def test_what_cannot_be_rotated_is_told(shop: Path) -> None:
    theirs(shop, certificate("them"))
    with pytest.raises(UsageError, match="is partner acme's") as caught:
        rotate(shop, "acme-1", here(shop), CUT, NOW)
    assert "certs import FILE --partner acme --from DATE" in caught.value.hint
    create(shop, here(shop), CUT, NOW)
    with pytest.raises(UsageError, match="before the new one begins"):
        rotate(shop, "main-1", here(shop, since=NOW + 101 * DAY), CUT, NOW)
    with pytest.raises(UsageError, match="no certificate main-9") as missing:
        rotate(shop, "main-9", here(shop), CUT, NOW)
    assert missing.value.hint == "known: acme-1, main-1"


def test_a_retired_one_ends_when_it_is_said(shop: Path) -> None:
    ours(shop, "us", certificate("us", "us"))
    assert retire(shop, "main-1", NOW, NOW).state(NOW + DAY) == "ended"
    (entry,), _ = read_entries(shop)
    assert entry.until == NOW and entry.last == NOW
    with pytest.raises(UsageError, match="by itself"):
        retire(shop, "main-1", NOW + 400 * DAY, NOW)


def test_what_is_exported_is_never_a_key(shop: Path) -> None:
    held = certificate("us", "us")
    ours(shop, "us", held)
    assert export(shop, "main-1", "pem") == pem(held)
    assert x509.load_der_x509_certificate(export(shop, "main-1", "der")) == held
    assert pkcs7.load_der_pkcs7_certificates(export(shop, "main-1", "p7b")) == [held]
    with pytest.raises(UsageError, match="no form"):
        export(shop, "main-1", "p12")


@pytest.mark.parametrize(
    ("place", "cut", "message"),
    [
        ({}, {"bits": 1024}, "a key of 1024 bits"), ({}, {"days": 0}, "for 0 days"), ({}, {"days": 9999}, "9999 days"),
        ({}, {"hosts": ("h",)}, "not for TLS"), ({"whose": "west"}, {}, "no identity west"),
    ],
)  # fmt: skip
def test_a_certificate_that_nobody_could_use_is_not_made(
    shop: Path, place: dict[str, Any], cut: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        create(shop, replace(here(shop), **place), replace(CUT, **cut), NOW)
    assert not files(shop)


def test_a_folder_that_takes_nothing_is_told(shop: Path) -> None:
    (shop / "certs").write_text("", "utf-8")
    with pytest.raises(TemporaryError, match="cannot be written"):
        theirs(shop, certificate("them"))

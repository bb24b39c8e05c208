"""A key at rest opens by its passphrase alone, to us and to `openssl`."""

from __future__ import annotations

import subprocess

import pytest
from certificates import curve, private
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from edigw.config.certs import seal
from edigw.config.certs.seal import sealed
from edigw.errors import UsageError

PASSPHRASE = "a long passphräse"


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_it_opens_by_its_passphrase_alone(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "ROUNDS", 1000)
    key = curve() if kind == "ec" else private("us")
    closed = sealed(key, PASSPHRASE)
    assert closed.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    opened = load_pem_private_key(closed, PASSPHRASE.encode())
    assert opened.private_numbers() == key.private_numbers()
    with pytest.raises(ValueError, match=r"[Ii]ncorrect password|[Bb]ad decrypt"):
        load_pem_private_key(closed, b"another")
    command = ["openssl", "pkey", "-passin", f"pass:{PASSPHRASE}", "-pubout"]
    assert b"PUBLIC KEY" in subprocess.run(command, input=closed, capture_output=True, check=True).stdout


def test_it_takes_long_to_guess() -> None:
    command = ["openssl", "asn1parse"]
    shown = subprocess.run(command, input=sealed(private("us"), PASSPHRASE), capture_output=True, check=True).stdout
    assert b":PBKDF2" in shown and b":hmacWithSHA256" in shown and b":aes-256-cbc" in shown
    assert b":0927C0" in shown  # 600,000 rounds


def test_a_key_of_another_kind_is_refused() -> None:
    with pytest.raises(UsageError, match="neither RSA nor"):
        sealed(ed25519.Ed25519PrivateKey.generate(), PASSPHRASE)

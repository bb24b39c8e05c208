"""Every form in which certificates travel is read, as `openssl` writes it too; anything else is told with a way on."""

from __future__ import annotations

import subprocess
from base64 import encodebytes
from pathlib import Path

import pytest
from certificates import certificate, key_pem, p12, pem, private
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7

from edigw.config.certs.read import LARGEST, leaf, read_material
from edigw.errors import UsageError

THEM, PASSWORD = certificate("them"), "a long password"


def same(found: object, name: str) -> bool:
    return found is not None and found.public_key() == private(name).public_key()


def openssl(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "data",
    [
        pem(THEM),
        b"Bag Attributes\n\x00subject=x\n" + pem(THEM).replace(b"\n", b"\r\n"),
        THEM.public_bytes(Encoding.DER),
        encodebytes(THEM.public_bytes(Encoding.DER)),
        pkcs7.serialize_certificates([THEM], Encoding.DER),
        pkcs7.serialize_certificates([THEM], Encoding.PEM),
    ],
    ids=["PEM", "PEM with what openssl adds", "DER", "base64", "P7B", "P7B in PEM"],
)
def test_a_certificate_is_read_in_each_form(data: bytes) -> None:
    found = read_material(data, "x", None)
    assert found.certificates == (THEM,) and found.key is None


@pytest.mark.parametrize("sealed", [False, True])
def test_a_key_is_read_in_each_form(sealed: bool) -> None:
    password = PASSWORD if sealed else None
    by_itself = key_pem("them", PASSWORD.encode() if sealed else b"")
    assert same(read_material(by_itself, "x", password).key, "them")
    both = read_material(by_itself + pem(THEM), "x", password)
    assert same(both.key, "them") and both.certificates == (THEM,)
    der = private("them").private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    assert same(read_material(der, "x", password).key, "them")
    held = read_material(p12("them", THEM), "x", PASSWORD)
    assert same(held.key, "them") and held.certificates == (THEM,)


def test_what_openssl_writes_is_read(tmp_path: Path) -> None:
    (tmp_path / "k.pem").write_bytes(key_pem("them"))
    (tmp_path / "c.pem").write_bytes(pem(THEM))
    bundle = openssl(tmp_path, "pkcs12", "-export", "-inkey", "k.pem", "-in", "c.pem", "-passout", f"pass:{PASSWORD}")
    assert read_material(bundle, "x", PASSWORD).certificates == (THEM,)
    chain = openssl(tmp_path, "crl2pkcs7", "-nocrl", "-certfile", "c.pem", "-outform", "DER")
    assert read_material(chain, "x", None).certificates == (THEM,)
    traditional = openssl(tmp_path, "rsa", "-in", "k.pem", "-traditional", "-aes256", "-passout", f"pass:{PASSWORD}")
    assert same(read_material(traditional, "x", PASSWORD).key, "them")


@pytest.mark.parametrize(
    ("data", "password", "message", "hint"),
    [
        (b"", None, "holds no certificate", "PEM, DER"),
        (b"\x00" * 40, None, "holds no certificate", "PEM, DER"),
        (b"0\x82\x01\x00", None, "holds no certificate", "PEM, DER"),
        (b"x" * (LARGEST + 1), None, "is no certificate", ".p12"),
        (pem(THEM).replace(b"MII", b"AAA"), None, "damaged certificate", "again"),
        (b"-----BEGIN PKCS7-----\nMIIA\n-----END PKCS7-----\n", None, "damaged PKCS#7", "again"),
        (key_pem("them", b"other password"), None, "no password was named", "--password"),
        (key_pem("them", b"other password"), PASSWORD, "cannot be opened", "check the password"),
        (p12("them", THEM, b"other password"), PASSWORD, "cannot be opened with this password", "--password"),
        (p12("them", THEM), None, "no password was named", "--password"),
    ],
)
def test_anything_else_is_told(data: bytes, password: str | None, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        read_material(data, "their.file", password)
    assert hint in caught.value.hint and "other password" not in str(caught.value)


def test_of_a_chain_the_leaf_is_meant_and_of_two_leaves_none() -> None:
    root = certificate("root", "root")
    issued = certificate("them", "them", issuer="root")
    assert leaf([root, issued], None, "x") == issued
    assert leaf([root], None, "x") == root
    other = certificate("other", "other")
    with pytest.raises(UsageError, match="2 certificates that may be meant: CN=them; CN=other"):
        leaf([issued, other], None, "x")
    assert leaf([other, issued], private("them"), "x") == issued
    with pytest.raises(UsageError, match="belongs to the private key"):
        leaf([other], private("them"), "x")

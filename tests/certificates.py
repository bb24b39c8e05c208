"""Keys and certificates to hand over, made once, and a workspace to keep them in: for tests of several rooms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from edigw.config.certs.entries import Entry
from edigw.config.certs.keep import Place, import_file

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TOML = '[identity.main]\nname = "Ours Inc."\ninterchange = ["01:SUPPLIER001"]\nas2 = "US"\n[mailbox.hub]\n'
PARTNER = """ids:
  interchange: 08:6123830000
agreements:
  850 in:
  855 out:
mailboxes:
  acme:
    transport: as2
    as2:
      their_name: ACME
"""


def workspace(folder: Path, partner: str = PARTNER) -> Path:
    (folder / "partners/acme").mkdir(parents=True)
    (folder / "partners/acme/partner.yaml").write_text(partner, "utf-8")
    (folder / "edigw.toml").write_text(TOML, "utf-8")
    (folder / "secret").write_text("a long passphrase\n", "utf-8")
    return folder


def sealed(folder: Path) -> str:
    """The reference of the passphrase in a workspace."""
    return f"file:{folder}/secret"


@lru_cache
def private(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024 if name == "small" else 2048)


@lru_cache
def curve() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@lru_cache
def certificate(
    name: str, common: str = "them", begins: int = -100, ends: int = 300, issuer: str = "",
    more: tuple[x509.ExtensionType, ...] = (), kind: str = "rsa",
) -> x509.Certificate:  # fmt: skip
    """Counts for days around NOW; signed by its own key, or by the one that is called `issuer`."""
    key = curve() if kind == "ec" else private(name)
    signer = private(issuer) if issuer else key
    subject, above = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (common, issuer or common))
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(above).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number())
    for extension in more:
        built = built.add_extension(extension, False)
    built = built.not_valid_before(NOW + begins * DAY).not_valid_after(NOW + ends * DAY)
    return built.sign(signer, hashes.SHA256())


def usage(*allowed: str) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    return x509.KeyUsage(**{name: name in allowed for name in names})


def pem(held: x509.Certificate) -> bytes:
    return held.public_bytes(Encoding.PEM)


def key_pem(name: str, password: bytes = b"") -> bytes:
    seal = BestAvailableEncryption(password) if password else NoEncryption()
    return private(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, seal)


def p12(name: str, held: x509.Certificate, password: bytes = b"a long password") -> bytes:
    return pkcs12.serialize_key_and_certificates(b"x", private(name), held, None, BestAvailableEncryption(password))


def theirs(folder: Path, held: x509.Certificate, **place: object) -> Entry:
    return import_file(folder, Place(False, "acme", **place), [("their.pem", pem(held))], "", NOW)


def ours(folder: Path, name: str, held: x509.Certificate, **place: object) -> Entry:
    files = [("our.pem", pem(held)), ("our.key", key_pem(name))]
    where = Place(True, "main", passphrase=sealed(folder), **place)
    return import_file(folder, where, files, "", NOW)

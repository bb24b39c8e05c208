"""What a person hands over as a certificate or key: PEM, DER, bare base64, PKCS#7 (.p7b), PKCS#12 (.p12, .pfx)."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key, pkcs7, pkcs12

from edigw.errors import UsageError

LARGEST = 1_000_000  # bytes
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_OLD = (
    "write it anew: `openssl pkcs12 -legacy -in FILE -out x.pem`, then `openssl pkcs12 -export -in x.pem -out NEW.p12`"
)


@dataclass(frozen=True, slots=True)
class Material:
    """What was in a file."""

    certificates: tuple[x509.Certificate, ...]
    key: PrivateKeyTypes | None


def read_material(data: bytes, label: str, password: str | None) -> Material:
    """Certificates and the key of one file; `password` opens what is sealed. Raises UsageError with a way on."""
    if len(data) > LARGEST:
        raise UsageError(f"{label} is no certificate: it has {len(data)} bytes", "name a .pem, .cer, .p7b or .p12 file")
    try:
        found = _pem(data, label, password) if b"-----BEGIN " in data else _bare(data, label, password)
    except UnsupportedAlgorithm:
        raise UsageError(f"{label} is sealed by a cipher that is too old", _OLD) from None
    if found is None or not (found.certificates or found.key):
        hint = "name a file in PEM, DER, PKCS#7 (.p7b) or PKCS#12 (.p12); `openssl x509 -in FILE -text` shows one"
        raise UsageError(f"{label} holds no certificate", hint)
    return found


def _pem(data: bytes, label: str, password: str | None) -> Material | None:
    certificates: list[x509.Certificate] = []
    key = None
    for block in _BLOCK.finditer(data):
        kind = block.group(1).decode("ascii")
        if kind in ("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"):
            certificates.append(_sound(block.group(0), label))
        elif kind == "PKCS7":
            certificates += _pkcs7(block.group(0), label)
        elif kind.endswith("PRIVATE KEY"):
            key = _key(block.group(0), label, password, pem=True)
    return Material(tuple(certificates), key)


def _sound(block: bytes, label: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(block.replace(b"X509 CERT", b"CERT"))
    except ValueError:
        raise UsageError(f"{label} holds a damaged certificate", "ask the partner for it again") from None


def _pkcs7(block: bytes, label: str) -> list[x509.Certificate]:
    try:
        return pkcs7.load_pem_pkcs7_certificates(block)
    except ValueError:
        raise UsageError(f"{label} holds a damaged PKCS#7", "ask the partner for it again") from None


def _bare(data: bytes, label: str, password: str | None) -> Material | None:
    if data[:1] != b"\x30":
        try:
            data = b64decode(b"".join(data.split()), validate=True)
        except (binascii.Error, ValueError):
            return None
    try:
        return Material((x509.load_der_x509_certificate(data),), None)
    except ValueError:
        pass
    try:
        return Material(tuple(pkcs7.load_der_pkcs7_certificates(data)), None)
    except ValueError:
        pass
    return _pkcs12(data, label, password) or _der_key(data, label, password)


def _pkcs12(data: bytes, label: str, password: str | None) -> Material | None:
    if b"\x2a\x86\x48\x86\xf7\x0d\x01\x07" not in data[:64]:  # a PFX begins with its version and a pkcs7 ContentInfo
        return None
    try:
        held = pkcs12.load_pkcs12(data, password.encode() if password else None)
    except ValueError:
        lacks = "cannot be opened with this password" if password else "is sealed, and no password was named"
        raise UsageError(f"{label} {lacks}", "say --password env:NAME, file:/path or keyring:SERVICE/NAME") from None
    more = [one.certificate for one in held.additional_certs]
    return Material(tuple([held.cert.certificate, *more] if held.cert else more), held.key)


def _der_key(data: bytes, label: str, password: str | None) -> Material | None:
    if data[:1] != b"\x30":
        return None
    try:
        return Material((), load_der_private_key(data, password.encode() if password else None))
    except TypeError:
        return Material((), _key(data, label, password, pem=False))
    except ValueError:
        return None


def _key(data: bytes, label: str, password: str | None, *, pem: bool) -> PrivateKeyTypes:
    load = load_pem_private_key if pem else load_der_private_key
    try:
        return load(data, password.encode() if password else None)
    except TypeError:
        if password:
            return load(data, None)  # a password for a key that needs none
        hint = "say --password env:NAME, file:/path or keyring:SERVICE/NAME"
        raise UsageError(f"the private key in {label} is sealed, and no password was named", hint) from None
    except ValueError:
        raise UsageError(
            f"the private key in {label} cannot be opened", "check the password; `openssl pkey -in FILE` tells more"
        ) from None


def leaf(certificates: Sequence[x509.Certificate], key: PrivateKeyTypes | None, label: str) -> x509.Certificate:
    """The one that is meant: the key's own, else the one that issued none of the others. Raises UsageError."""
    if key is not None:
        found = [one for one in certificates if one.public_key() == key.public_key()]
        if not found:
            raise UsageError(f"no certificate in {label} belongs to the private key", "name the key's own certificate")
        return found[0]
    issuers = {one.issuer for one in certificates if one.issuer != one.subject}
    found = [one for one in dict.fromkeys(certificates) if one.subject not in issuers]
    if len(found) != 1:
        names = "; ".join(one.subject.rfc4514_string() for one in found or certificates)
        raise UsageError(f"{label} holds {len(found)} certificates that may be meant: {names}", "keep one in the file")
    return found[0]

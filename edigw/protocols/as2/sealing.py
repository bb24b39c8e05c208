"""EnvelopedData and AuthEnvelopedData of CMS (RFC 5652 6, RFC 5083, RFC 5084) written, at any size, DER."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher as Machine
from cryptography.hazmat.primitives.ciphers import modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from edigw.protocols.as2.agreement import Cipher, Pin
from edigw.protocols.as2.ber import OCTETS, SEQUENCE, SET, element, head, identifier
from edigw.protocols.as2.content import Content, Joined, Matter, Spool, joined, keep
from edigw.protocols.as2.enveloped import AUTH_ENVELOPED, ENVELOPED, SUITES, Suite
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.signed import DATA, NAMED, RSA, identities

ZERO = b"\x02\x01\x00"
TAG = 16
MASK = element(SEQUENCE, identifier("1.2.840.113549.1.1.8"), NAMED["sha256"])
OAEP = element(
    SEQUENCE, identifier("1.2.840.113549.1.1.7"), element(SEQUENCE, element(0xA0, NAMED["sha256"]), element(0xA1, MASK))
)


def seal(content: Matter, pin: Pin, cipher: Cipher, oaep: bool, spool: Spool | None = None) -> Joined:
    """Content sealed for one certificate, DER."""
    suite = SUITES[cipher]
    key = secrets.token_bytes(suite.key)
    recipients = element(SET, _recipient(pin, key, oaep))
    tags: list[bytes] = []
    if suite.mode == "gcm":
        nonce = secrets.token_bytes(12)
        parameters = element(SEQUENCE, element(OCTETS, nonce), element(0x02, bytes((TAG,))))
        closed = keep(_gcm(content, key, nonce, tags), spool)
        behind, kind = element(OCTETS, tags[0]), AUTH_ENVELOPED
    else:
        iv = secrets.token_bytes(suite.block)
        parameters = element(OCTETS, iv)
        closed = keep(_cbc(content, suite, key, iv), spool)
        behind, kind = b"", ENVELOPED
    return _framed(kind, ZERO + recipients, element(SEQUENCE, suite.oid, parameters), closed, behind)


def _framed(kind: bytes, before: bytes, algorithm: bytes, closed: Content, behind: bytes) -> Joined:
    inner = DATA + algorithm + head(0x80, closed.size)
    inner = head(SEQUENCE, len(inner) + closed.size) + inner
    data = before + inner
    data = head(SEQUENCE, len(data) + closed.size + len(behind)) + data
    size = len(data) + closed.size + len(behind)
    data = kind + head(0xA0, size) + data
    return joined(head(SEQUENCE, len(data) + closed.size + len(behind)) + data, closed, behind)


def _gcm(content: Matter, key: bytes, nonce: bytes, tags: list[bytes]) -> Iterator[bytes]:
    machine = Machine(AES(key), modes.GCM(nonce)).encryptor()
    for chunk in content.chunks():
        yield machine.update(chunk)
    yield machine.finalize()
    tags.append(machine.tag)


def _cbc(content: Matter, suite: Suite, key: bytes, iv: bytes) -> Iterator[bytes]:
    algorithm: Any = TripleDES(key) if suite.mode == "3des" else AES(key)
    fill = padding.PKCS7(algorithm.block_size).padder()
    machine = Machine(algorithm, modes.CBC(iv)).encryptor()
    for chunk in content.chunks():
        yield machine.update(fill.update(chunk))
    yield machine.update(fill.finalize()) + machine.finalize()


def _recipient(pin: Pin, key: bytes, oaep: bool) -> bytes:
    public = pin.certificate.public_key()
    if not isinstance(public, RSAPublicKey):
        raise Refused("unexpected-processing-error", "only an RSA certificate can be sealed for")
    sha256 = hashes.SHA256()
    pad: Any = rsa_padding.OAEP(rsa_padding.MGF1(sha256), sha256, None) if oaep else rsa_padding.PKCS1v15()
    rid = identities(pin.certificate)[0]
    return element(SEQUENCE, ZERO, rid, OAEP if oaep else RSA, element(OCTETS, public.encrypt(key, pad)))

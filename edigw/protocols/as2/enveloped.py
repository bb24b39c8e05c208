"""EnvelopedData and AuthEnvelopedData of CMS (RFC 5652 6, RFC 5083, RFC 5084) opened: one failure, whatever it was."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from asn1crypto import cms
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher as Machine
from cryptography.hazmat.primitives.ciphers import modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from edigw.protocols.as2.agreement import Cipher, Key
from edigw.protocols.as2.ber import OCTETS, SEQUENCE, Reader, Unsound, children, identifier, octets
from edigw.protocols.as2.content import Content, Spool, keep
from edigw.protocols.as2.digests import HASHES, digest_called
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.signed import names

ENVELOPED = identifier("1.2.840.113549.1.7.3")
AUTH_ENVELOPED = identifier("1.2.840.113549.1.9.16.1.23")


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher: its object identifier, DER, the bytes of its key, how blocks are chained."""

    oid: bytes
    key: int
    mode: Literal["cbc", "gcm", "3des"]

    @property
    def block(self) -> int:
        """Bytes of a block, and of what a chain begins with."""
        return 8 if self.mode == "3des" else 16


AES_OF = "2.16.840.1.101.3.4.1."
SUITES: dict[Cipher, Suite] = {
    "3des-cbc": Suite(identifier("1.2.840.113549.3.7"), 24, "3des"),
    "aes128-cbc": Suite(identifier(AES_OF + "2"), 16, "cbc"),
    "aes192-cbc": Suite(identifier(AES_OF + "22"), 24, "cbc"),
    "aes256-cbc": Suite(identifier(AES_OF + "42"), 32, "cbc"),
    "aes128-gcm": Suite(identifier(AES_OF + "6"), 16, "gcm"),
    "aes192-gcm": Suite(identifier(AES_OF + "26"), 24, "gcm"),
    "aes256-gcm": Suite(identifier(AES_OF + "46"), 32, "gcm"),
}
CIPHERS: dict[bytes, Cipher] = {suite.oid: name for name, suite in SUITES.items()}
FAULTS = (ValueError, TypeError, KeyError, IndexError, InvalidTag, UnsupportedAlgorithm)


class Opened(NamedTuple):
    """What was sealed, by which cipher, and whether the cipher itself proves it unaltered.

    Where it is not `sound` it is nothing but to be handled as if it were, and then refused.
    """

    content: Content
    cipher: Cipher
    proven: bool
    sound: bool = True  # as far as the cipher can tell


def open_envelope(
    envelope: Content, keys: tuple[Key, ...], allowed: tuple[Cipher, ...], spool: Spool | None = None
) -> Opened:
    """Decrypt with the first of our keys that the envelope is for; what is proven bad leaves nothing behind."""
    try:
        return _open(Reader(envelope), keys, allowed, spool)
    except FAULTS as error:
        raise Refused("decryption-failed", "cannot be decrypted with any of our keys that count now") from error


def _open(reader: Reader, keys: tuple[Key, ...], allowed: tuple[Cipher, ...], spool: Spool | None) -> Opened:
    reader.enter(SEQUENCE)
    gcm = reader.whole() == AUTH_ENVELOPED
    reader.enter(0xA0)
    reader.enter(SEQUENCE)
    reader.skip()  # version
    if reader.peek() == 0xA0:
        reader.skip()  # the originator's certificates
    recipients = reader.whole()
    reader.enter(SEQUENCE)
    reader.skip()  # type of the content
    oid, parameters = _two(reader.whole())
    cipher = CIPHERS.get(oid)
    if cipher is None or cipher not in allowed or (SUITES[cipher].mode == "gcm") != gcm:
        raise Refused("insufficient-message-security", "the cipher is not agreed on")
    key = _content_key(recipients, keys, SUITES[cipher].key)
    if gcm:
        tag, beside, sealed = _around(reader)
        return Opened(keep(_gcm(sealed, key, parameters, tag, beside), spool), cipher, True)
    wrong: list[str] = []
    content = keep(_cbc(reader, SUITES[cipher], key, parameters, wrong), spool)
    return Opened(content, cipher, False, not wrong)


def _two(algorithm: bytes) -> tuple[bytes, bytes]:
    oid, parameters = children(algorithm)
    return oid, parameters


def _close(reader: Reader) -> None:
    """The end of the data, and of all around them."""
    reader.leave()
    if reader.peek() == 0xA1:
        reader.skip()  # attributes that nobody answers for
    for _ in range(3):
        reader.leave()
    reader.end()


def _content_key(recipients: bytes, keys: tuple[Key, ...], size: int) -> bytes:
    """The key of the content; where RSA gives none, a random one, so that the content fails (RFC 3218 2.3.2)."""
    for recipient in children(recipients):
        if recipient[0] != SEQUENCE:
            continue  # other ways than by a key of RSA
        _, named, wrapping, sealed = children(recipient)
        for ours in keys:
            if names(named, ours.pin.certificate):
                instead = secrets.token_bytes(size)
                try:
                    key = ours.private.decrypt(octets(sealed), _wrapping(wrapping))
                except ValueError:
                    return instead
                return key if len(key) == size else instead
    raise Unsound("for none of our keys")


@lru_cache(maxsize=64)
def _wrapping(named: bytes) -> rsa_padding.AsymmetricPadding:
    if len(named) > 500:
        raise Unsound("a key transport longer than any")
    algorithm = cms.KeyEncryptionAlgorithm.load(named, strict=True)
    if algorithm["algorithm"].native in ("rsaes_pkcs1v15", "rsa"):
        return rsa_padding.PKCS1v15()
    given = algorithm["parameters"]
    main = digest_called(given["hash_algorithm"]["algorithm"].native)
    mask = digest_called(given["mask_gen_algorithm"]["parameters"]["algorithm"].native)
    if algorithm["algorithm"].native != "rsaes_oaep" or main is None or mask is None:
        raise Unsound("a key transport that we have not")
    return rsa_padding.OAEP(rsa_padding.MGF1(HASHES[mask]), HASHES[main], None)


def _cbc(reader: Reader, suite: Suite, key: bytes, parameters: bytes, wrong: list[str]) -> Iterator[bytes]:
    """Bad padding is noted and left in: what comes after takes as long as with good padding, and tells it to nobody."""
    kind: Any = TripleDES(key) if suite.mode == "3des" else AES(key)
    machine = Machine(kind, modes.CBC(octets(parameters))).decryptor()
    left = b""
    for chunk in reader.octets(0x80):
        data = left + machine.update(chunk)
        left = data[-suite.block :]
        yield data[: -suite.block]
    _close(reader)
    machine.finalize()
    strip = padding.PKCS7(kind.block_size).unpadder()
    try:
        left = strip.update(left) + strip.finalize()
    except ValueError:
        wrong.append("padding")
    yield left


def _around(reader: Reader) -> tuple[bytes, bytes, Reader]:
    """The tag and the attributes beside, which stand behind the content; and a reader at the content."""
    begun = Reader(reader.content.cut(reader.skip()))
    reader.leave()
    attributes = reader.whole() if reader.peek() == 0xA1 else b""
    tag = reader.contents(OCTETS)
    if reader.peek() == 0xA2:
        reader.skip()
    for _ in range(3):
        reader.leave()
    reader.end()
    return tag, b"\x31" + attributes[1:] if attributes else b"", begun


def _gcm(sealed: Reader, key: bytes, parameters: bytes, tag: bytes, beside: bytes) -> Iterator[bytes]:
    given = children(parameters)  # GCMParameters (RFC 5084 3.2)
    nonce = octets(given[0])
    length = int.from_bytes(given[1][2:], "big") if len(given) > 1 else 12
    if len(tag) != length or len(tag) < 12:
        raise Unsound("a tag too short")
    machine = Machine(AES(key), modes.GCM(nonce, tag, min_tag_length=12)).decryptor()
    if beside:
        machine.authenticate_additional_data(beside)
    for chunk in sealed.octets(0x80):
        yield machine.update(chunk)
    yield machine.finalize()

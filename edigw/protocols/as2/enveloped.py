"""EnvelopedData and AuthEnvelopedData of CMS (RFC 5652 6, RFC 5083, RFC 5084): one failure, whatever went wrong."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher as Machine
from cryptography.hazmat.primitives.ciphers import modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.serialization import Encoding

from edigw.protocols.as2.agreement import Cipher, Key, Pin
from edigw.protocols.as2.digests import HASHES, digest_called
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.signed import names


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher: its object identifier, the bytes of its key, how blocks are chained."""

    oid: str
    key: int
    mode: Literal["cbc", "gcm", "3des"]


SUITES: dict[Cipher, Suite] = {
    "3des-cbc": Suite("1.2.840.113549.3.7", 24, "3des"),
    "aes128-cbc": Suite("2.16.840.1.101.3.4.1.2", 16, "cbc"),
    "aes192-cbc": Suite("2.16.840.1.101.3.4.1.22", 24, "cbc"),
    "aes256-cbc": Suite("2.16.840.1.101.3.4.1.42", 32, "cbc"),
    "aes128-gcm": Suite("2.16.840.1.101.3.4.1.6", 16, "gcm"),
    "aes192-gcm": Suite("2.16.840.1.101.3.4.1.26", 24, "gcm"),
    "aes256-gcm": Suite("2.16.840.1.101.3.4.1.46", 32, "gcm"),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """What was sealed, by which cipher, and whether the cipher itself proves it unaltered."""

    content: bytes
    cipher: Cipher
    proven: bool


def open_envelope(info: Any, keys: Iterable[Key], allowed: tuple[Cipher, ...]) -> Opened:
    """Decrypt with the first of our keys that the envelope is for; `info` is a ContentInfo."""
    failed = Refused("decryption-failed", "cannot be decrypted with any of our keys that count now")
    try:
        data = info["content"]
        gcm = info["content_type"].native == "authenticated_enveloped_data"
        sealed = data["auth_encrypted_content_info" if gcm else "encrypted_content_info"]
        oid = sealed["content_encryption_algorithm"]["algorithm"].dotted
        cipher = next((name for name, suite in SUITES.items() if suite.oid == oid), None)
        if cipher is None or cipher not in allowed or (SUITES[cipher].mode == "gcm") != gcm:
            raise Refused("insufficient-message-security", f"the cipher {oid} is not agreed on")
        key = _content_key(data["recipient_infos"], tuple(keys), SUITES[cipher].key)
        opened = _open_gcm(data, sealed, key) if gcm else _open_cbc(sealed, SUITES[cipher], key)
    except (ValueError, TypeError, KeyError, IndexError, InvalidTag, UnsupportedAlgorithm) as error:
        raise failed from error
    if opened is None:
        raise failed
    return Opened(opened, cipher, gcm)


def _content_key(recipients: Any, keys: tuple[Key, ...], size: int) -> bytes:
    """The key of the content; where RSA gives none, a random one, so that the content fails (RFC 3218 2.3.2)."""
    for recipient in recipients:
        if recipient.name != "ktri":
            continue
        sealed = recipient.chosen
        for ours in keys:
            if names(sealed["rid"], ours.pin.certificate):
                instead = secrets.token_bytes(size)
                try:
                    key = ours.private.decrypt(sealed["encrypted_key"].native, _wrapping(sealed))
                except ValueError:
                    return instead
                return key if len(key) == size else instead
    raise ValueError("for none of our keys")


def _wrapping(sealed: Any) -> rsa_padding.AsymmetricPadding:
    algorithm = sealed["key_encryption_algorithm"]
    if algorithm["algorithm"].native in ("rsaes_pkcs1v15", "rsa"):
        return rsa_padding.PKCS1v15()
    given = algorithm["parameters"]
    main = digest_called(given["hash_algorithm"]["algorithm"].native)
    mask = digest_called(given["mask_gen_algorithm"]["parameters"]["algorithm"].native)
    if algorithm["algorithm"].native != "rsaes_oaep" or main is None or mask is None:
        raise ValueError("a key transport that we have not")
    return rsa_padding.OAEP(rsa_padding.MGF1(HASHES[mask]), HASHES[main], None)


def _open_cbc(sealed: Any, suite: Suite, key: bytes) -> bytes | None:
    iv = sealed["content_encryption_algorithm"]["parameters"].native
    kind: Any = TripleDES(key) if suite.mode == "3des" else AES(key)
    machine = Machine(kind, modes.CBC(iv)).decryptor()
    padded = machine.update(sealed["encrypted_content"].native) + machine.finalize()
    strip = padding.PKCS7(kind.block_size).unpadder()
    return strip.update(padded) + strip.finalize()


def _open_gcm(data: Any, sealed: Any, key: bytes) -> bytes:
    given = core.Sequence.load(sealed["content_encryption_algorithm"]["parameters"].dump()).native
    nonce, length = given["0"], given.get("1", 12)  # GCMParameters (RFC 5084 3.2)
    tag = data["mac"].native
    if len(tag) != length or len(tag) < 12:
        raise ValueError("a tag too short")
    attributes = data["auth_attrs"]
    beside = b"\x31" + attributes.dump()[1:] if attributes.native else None
    return AESGCM(key).decrypt(nonce, sealed["encrypted_content"].native + tag, beside)


def seal(content: bytes, pin: Pin, cipher: Cipher, oaep: bool) -> bytes:
    """Content sealed for one certificate, DER."""
    suite = SUITES[cipher]
    key = secrets.token_bytes(suite.key)
    recipient = cms.RecipientInfo({"ktri": _recipient(pin, key, oaep)})
    if suite.mode == "gcm":
        nonce = secrets.token_bytes(12)
        closed = AESGCM(key).encrypt(nonce, content, None)
        data: Any = cms.AuthEnvelopedData(
            {
                "version": 0,
                "recipient_infos": [recipient],
                "auth_encrypted_content_info": _sealed(
                    suite, _sequence(core.OctetString(nonce).dump() + core.Integer(16).dump()), closed[:-16]
                ),
                "mac": closed[-16:],
            }
        )
        kind = "authenticated_enveloped_data"
    else:
        algorithm: Any = TripleDES(key) if suite.mode == "3des" else AES(key)
        iv = secrets.token_bytes(algorithm.block_size // 8)
        fill = padding.PKCS7(algorithm.block_size).padder()
        machine = Machine(algorithm, modes.CBC(iv)).encryptor()
        closed = machine.update(fill.update(content) + fill.finalize()) + machine.finalize()
        sealed = _sealed(suite, core.OctetString(iv).dump(), closed)
        data = cms.EnvelopedData({"version": 0, "recipient_infos": [recipient], "encrypted_content_info": sealed})
        kind = "enveloped_data"
    whole: bytes = cms.ContentInfo({"content_type": kind, "content": data}).dump()
    return whole


def _sealed(suite: Suite, parameters: bytes, closed: bytes) -> dict[str, Any]:
    algorithm = algos.EncryptionAlgorithm.load(_sequence(core.ObjectIdentifier(suite.oid).dump() + parameters))
    return {"content_type": "data", "content_encryption_algorithm": algorithm, "encrypted_content": closed}


def _sequence(contents: bytes) -> bytes:
    return bytes([0x30, len(contents)]) + contents  # always below 128 bytes: an identifier and an IV


def _recipient(pin: Pin, key: bytes, oaep: bool) -> dict[str, Any]:
    certificate = asn1_x509.Certificate.load(pin.certificate.public_bytes(Encoding.DER))
    public = pin.certificate.public_key()
    if not isinstance(public, RSAPublicKey):
        raise Refused("unexpected-processing-error", "only an RSA certificate can be sealed for")
    sha256 = hashes.SHA256()
    pad: Any = rsa_padding.OAEP(rsa_padding.MGF1(sha256), sha256, None) if oaep else rsa_padding.PKCS1v15()
    algorithm: dict[str, Any] = {"algorithm": "rsaes_pkcs1v15"}
    if oaep:
        hashed = {"algorithm": "sha256"}
        mask = {"algorithm": "mgf1", "parameters": hashed}
        algorithm = {"algorithm": "rsaes_oaep", "parameters": {"hash_algorithm": hashed, "mask_gen_algorithm": mask}}
    rid = {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}}
    return {
        "version": 0,
        "rid": cms.RecipientIdentifier(rid),
        "key_encryption_algorithm": algorithm,
        "encrypted_key": public.encrypt(key, pad),
    }

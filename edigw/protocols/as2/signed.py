"""SignedData of CMS (RFC 5652 5) as multipart/signed has it: detached, one signer, equal to a pinned certificate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hmac import compare_digest
from typing import Literal, NamedTuple

from asn1crypto import algos
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from edigw.protocols.as2.agreement import Digest, Key, Pin
from edigw.protocols.as2.ber import OCTETS, SEQUENCE, SET, SMALL, Unsound, children, element, head, identifier, octets
from edigw.protocols.as2.content import Content, Matter
from edigw.protocols.as2.digests import HASHES, digest, digest_called
from edigw.protocols.as2.refused import Refused

DATA = identifier("1.2.840.113549.1.7.1")
SIGNED_DATA = identifier("1.2.840.113549.1.7.2")
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = (identifier(f"1.2.840.113549.1.9.{last}") for last in (3, 4, 5))
ONE = b"\x02\x01\x01"
NULL = b"\x05\x00"
RSA = element(SEQUENCE, identifier("1.2.840.113549.1.1.1"), NULL)
DIGESTS: dict[bytes, Digest] = {
    identifier("1.3.14.3.2.26"): "sha1",
    identifier("2.16.840.1.101.3.4.2.1"): "sha256",
    identifier("2.16.840.1.101.3.4.2.2"): "sha384",
    identifier("2.16.840.1.101.3.4.2.3"): "sha512",
}
NAMED = {name: element(SEQUENCE, oid, NULL) for oid, name in DIGESTS.items()}
BY_NAME = {der: name for name, der in NAMED.items()}
OF_DATA = element(SEQUENCE, CONTENT_TYPE, element(SET, DATA))
DATA_ALONE = element(SEQUENCE, DATA)


class Signer(NamedTuple):
    """Who signed, by which digest, and the digest of what was signed."""

    certificate: x509.Certificate
    digest: Digest
    value: bytes = b""


class Signature(NamedTuple):
    """A SignerInfo, read and not yet believed."""

    sid: bytes
    digest: Digest | None
    attributes: bytes
    scheme: bytes
    value: bytes


class Scheme(NamedTuple):
    """A signature algorithm; `digest` is None where it names none."""

    kind: Literal["rsa", "pss", "ecdsa"]
    digest: Digest | None
    mask: Digest | None = None
    salt: int = 0


def verify(signature: Content, content: Matter, pins: Iterable[Pin], allowed: tuple[Digest, ...]) -> Signer:
    """Hold a detached signature against exact bytes; `Refused` where anything about it is not as it must be."""
    try:
        if signature.size > SMALL:
            raise Unsound("a signature longer than any")
        return _verify(_read(signature.whole()), content, tuple(pins), allowed)
    except (ValueError, TypeError, KeyError, IndexError, UnsupportedAlgorithm) as error:
        raise Refused("authentication-failed", "the signature is no sound CMS") from error


def _read(der: bytes) -> Signature:
    """The one SignerInfo of a SignedData without content (RFC 5652 5.1)."""
    kind, held = children(der)
    if kind != SIGNED_DATA:
        raise Refused("authentication-failed", "the signature part holds no SignedData")
    (data,) = children(held)
    _, _, inner, *beside, signers = children(data)
    if der[0] != SEQUENCE or held[0] != 0xA0 or data[0] != SEQUENCE or signers[0] != SET:
        raise Unsound("another structure than that of SignedData")
    if inner != DATA_ALONE and len(children(inner)) != 1:
        raise Refused("authentication-failed", "the signature holds content of its own")
    if any(row[0] not in (0xA0, 0xA1) for row in beside):  # certificates, revocation lists: only what is pinned counts
        raise Unsound("another structure than that of SignedData")
    found = children(signers)
    if len(found) != 1:
        raise Refused("authentication-failed", f"{len(found)} signers where one must be")
    _, sid, named, attributes, scheme, *rest = children(found[0])
    if attributes[0] != 0xA0:
        raise Refused("authentication-failed", "the signed attributes are missing")
    algorithm = BY_NAME.get(named) or DIGESTS.get(children(named)[0])
    return Signature(sid, algorithm, attributes, scheme, octets(rest[0]))


def _verify(found: Signature, content: Matter, pins: tuple[Pin, ...], allowed: tuple[Digest, ...]) -> Signer:
    algorithm = found.digest
    if algorithm is None or algorithm not in allowed:
        raise Refused("insufficient-message-security", "the digest of the signature is not agreed on")
    pin = next((pin for pin in pins if names(found.sid, pin.certificate)), None)
    if pin is None:
        raise Refused("authentication-failed", "the signer is none of the partner's certificates that count now")
    told = _told(found.attributes)
    _check(pin.certificate, found, algorithm)
    value = digest(content, algorithm)
    if not compare_digest(told, value):
        raise Refused("integrity-check-failed", "the content is not what was signed")
    return Signer(pin.certificate, algorithm, value)


def names(identified: bytes, certificate: x509.Certificate) -> bool:
    """Whether a SignerIdentifier or RecipientIdentifier means `certificate` (RFC 5652 5.3, 6.2.1)."""
    return identified in identities(certificate)


@lru_cache(maxsize=4096)
def identities(certificate: x509.Certificate) -> tuple[bytes, ...]:
    """The ways to name a certificate: issuer and serial number first, then the key identifier."""
    own = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    serial = own["tbs_certificate"]["serial_number"].dump()
    ski = own.key_identifier
    return (element(SEQUENCE, own.issuer.dump(), serial), *([element(0x80, ski), element(0xA0, ski)] if ski else []))


def _told(attributes: bytes) -> bytes:
    """The digest in the signed attributes; each must stand once and have one value (RFC 5652 11.1, 11.2)."""
    held: dict[bytes, list[bytes]] = {}
    for attribute in children(attributes):
        if attribute == OF_DATA and CONTENT_TYPE not in held:
            held[CONTENT_TYPE] = [DATA]
            continue
        kind, values = children(attribute)
        if kind in held:
            raise Refused("authentication-failed", "a signed attribute stands twice")
        held[kind] = children(values) if kind in (CONTENT_TYPE, MESSAGE_DIGEST) else []
    if not {CONTENT_TYPE, MESSAGE_DIGEST} <= held.keys():
        raise Refused("authentication-failed", "the signed attributes are missing")
    if held[CONTENT_TYPE] != [DATA] or len(held[MESSAGE_DIGEST]) != 1:
        raise Refused("authentication-failed", "a signed attribute has not the one value that it must have")
    return octets(held[MESSAGE_DIGEST][0])


def _check(certificate: x509.Certificate, found: Signature, algorithm: Digest) -> None:
    key, scheme = certificate.public_key(), _scheme(found.scheme)
    signed = b"\x31" + found.attributes[1:]
    if any(also not in (None, algorithm) for also in (scheme.digest, scheme.mask)):
        raise Refused("authentication-failed", "the signature has two digests")
    hashed = HASHES[algorithm]
    try:
        if isinstance(key, rsa.RSAPublicKey) and scheme.kind == "rsa":
            key.verify(found.value, signed, padding.PKCS1v15(), hashed)
        elif isinstance(key, rsa.RSAPublicKey) and scheme.kind == "pss":
            key.verify(found.value, signed, padding.PSS(padding.MGF1(hashed), scheme.salt), hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey) and scheme.kind == "ecdsa":
            key.verify(found.value, signed, ec.ECDSA(hashed))
        else:
            raise Refused("authentication-failed", "the signature is of another kind than the certificate's key")
    except InvalidSignature as error:
        raise Refused("authentication-failed", "the signature is not by the pinned certificate") from error


@lru_cache(maxsize=64)
def _scheme(named: bytes) -> Scheme:
    if len(named) > 500:
        raise Unsound("a signature algorithm longer than any")
    read = algos.SignedDigestAlgorithm.load(named, strict=True)
    kind = read.signature_algo
    if kind == "rsassa_pkcs1v15":
        own = read["algorithm"].native
        return Scheme("rsa", None if own == "rsassa_pkcs1v15" else digest_called(read.hash_algo))
    if kind == "rsassa_pss":
        mask = read["parameters"]["mask_gen_algorithm"]["parameters"]["algorithm"].native
        both = digest_called(read.hash_algo), digest_called(mask)
        if None in both:
            raise Unsound("a digest that we have not")
        return Scheme("pss", *both, read["parameters"]["salt_length"].native)
    if kind == "ecdsa":
        return Scheme("ecdsa", digest_called(read.hash_algo))
    raise Unsound("a signature algorithm that we have not")


def sign(content: bytes | Matter, key: Key, algorithm: Digest, pss: bool, now: datetime) -> bytes:
    """A detached signature over exact bytes, DER, with our certificate in it."""
    frame, hashed = _frame(key.pin.certificate, algorithm, pss), HASHES[algorithm]
    moment = (now.year % 100, now.month, now.day, now.hour, now.minute, now.second)
    attributes = frame.attributes % moment + digest(content, algorithm)
    value = key.private.sign(b"\x31" + attributes, frame.pad, hashed)
    signer = frame.signer + b"\xa0" + attributes + frame.scheme + head(OCTETS, len(value)) + value
    signer = head(SEQUENCE, len(signer)) + signer
    data = frame.before + head(SET, len(signer)) + signer
    data = head(SEQUENCE, len(data)) + data
    data = SIGNED_DATA + head(0xA0, len(data)) + data
    return head(SEQUENCE, len(data)) + data


class Frame(NamedTuple):
    """What is the same in every signature by one certificate."""

    before: bytes  # the signers
    signer: bytes  # up to its attributes
    attributes: bytes  # without their tag, up to the digest: a template of the time
    scheme: bytes
    pad: padding.AsymmetricPadding


@lru_cache(maxsize=4096)
def _frame(certificate: x509.Certificate, algorithm: Digest, pss: bool) -> Frame:
    own = element(0xA0, certificate.public_bytes(Encoding.DER))
    before = ONE + element(SET, NAMED[algorithm]) + element(SEQUENCE, DATA) + own
    signer = ONE + identities(certificate)[0] + NAMED[algorithm]
    hashed = HASHES[algorithm]
    size = hashed.digest_size
    rows = (  # in the order of DER, which goes by their bytes
        OF_DATA,
        element(SEQUENCE, SIGNING_TIME, element(SET, element(0x17, b"yymmddhhmmssZ"))),
        element(SEQUENCE, MESSAGE_DIGEST, element(SET, element(OCTETS, bytes(size)))),
    )
    attributes = element(SET, *rows)[1:-size]
    attributes = attributes.replace(b"%", b"%%").replace(b"yymmddhhmmss", b"%02d" * 6)
    if not pss:
        return Frame(before, signer, attributes, RSA, padding.PKCS1v15())
    parameters = {
        "hash_algorithm": {"algorithm": algorithm},
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": algorithm}},
        "salt_length": size,
    }
    scheme = {"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(parameters)}
    pad = padding.PSS(padding.MGF1(hashed), size)
    return Frame(before, signer, attributes, algos.SignedDigestAlgorithm(scheme).dump(), pad)

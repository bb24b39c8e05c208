"""SignedData of CMS (RFC 5652 5) as multipart/signed has it: detached, one signer, equal to a pinned certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from edigw.protocols.as2 import ber
from edigw.protocols.as2.agreement import Digest, Key, Pin
from edigw.protocols.as2.digests import HASHES, digest, digest_called
from edigw.protocols.as2.refused import Refused


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, and by which digest."""

    certificate: x509.Certificate
    digest: Digest


def verify(signature: bytes, content: bytes, pins: Iterable[Pin], allowed: tuple[Digest, ...]) -> Signer:
    """Hold a detached signature against exact bytes; `Refused` where anything about it is not as it must be."""
    if not ber.sound(signature):
        raise Refused("authentication-failed", "the signature is no sound CMS")
    try:
        return _verify(signature, content, tuple(pins), allowed)
    except (ValueError, TypeError, KeyError, IndexError, UnsupportedAlgorithm) as error:
        raise Refused("authentication-failed", "the signature is no sound CMS") from error


def _verify(signature: bytes, content: bytes, pins: tuple[Pin, ...], allowed: tuple[Digest, ...]) -> Signer:
    info = cms.ContentInfo.load(signature, strict=True)
    if info["content_type"].native != "signed_data":
        raise Refused("authentication-failed", "the signature part holds no SignedData")
    data = info["content"]
    if data["encap_content_info"]["content"].native is not None:
        raise Refused("authentication-failed", "the signature holds content of its own")
    if len(data["signer_infos"]) != 1:
        raise Refused("authentication-failed", f"{len(data['signer_infos'])} signers where one must be")
    signer = data["signer_infos"][0]
    algorithm = digest_called(signer["digest_algorithm"]["algorithm"].native)
    if algorithm is None or algorithm not in allowed:
        raise Refused("insufficient-message-security", "the digest of the signature is not agreed on")
    pin = _pinned(signer["sid"], pins)
    attributes = _attributes(signer)
    if attributes["content_type"] != "data":
        raise Refused("authentication-failed", "the signed content type is not data")
    _check(pin.certificate, signer, algorithm, b"\x31" + signer["signed_attrs"].dump()[1:])
    if not compare_digest(attributes["message_digest"], digest(content, algorithm)):
        raise Refused("integrity-check-failed", "the content is not what was signed")
    return Signer(pin.certificate, algorithm)


def _pinned(sid: Any, pins: tuple[Pin, ...]) -> Pin:
    for pin in pins:
        if names(sid, pin.certificate):
            return pin
    raise Refused("authentication-failed", "the signer is none of the partner's certificates that count now")


def names(identifier: Any, certificate: x509.Certificate) -> bool:
    """Whether a SignerIdentifier or RecipientIdentifier means `certificate` (RFC 5652 5.3, 6.2.1)."""
    own = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    if identifier.name == "subject_key_identifier":
        return bool(own.key_identifier and own.key_identifier == identifier.native)
    chosen = identifier.chosen
    return bool(
        chosen["serial_number"].native == certificate.serial_number and chosen["issuer"].dump() == own.issuer.dump()
    )


def _attributes(signer: Any) -> dict[str, Any]:
    """The two signed attributes that must be there, each once and with one value (RFC 5652 11.1, 11.2)."""
    held: dict[str, Any] = {}
    for attribute in signer["signed_attrs"] or ():
        kind = attribute["type"].native
        if kind in held:
            raise Refused("authentication-failed", "a signed attribute stands twice")
        values = attribute["values"]
        if kind in ("content_type", "message_digest") and len(values) != 1:
            raise Refused("authentication-failed", "a signed attribute has not one value")
        held[kind] = values[0].native if kind in ("content_type", "message_digest") else None
    if not {"content_type", "message_digest"} <= held.keys():
        raise Refused("authentication-failed", "the signed attributes are missing")
    return held


def _check(certificate: x509.Certificate, signer: Any, algorithm: Digest, signed: bytes) -> None:
    key, value = certificate.public_key(), signer["signature"].native
    named = signer["signature_algorithm"]
    kind = named.signature_algo
    if named["algorithm"].native != "rsassa_pkcs1v15" and named.hash_algo != algorithm:
        raise Refused("authentication-failed", "the signature has two digests")
    try:
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pkcs1v15":
            key.verify(value, signed, padding.PKCS1v15(), HASHES[algorithm])
        elif isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
            masked = named["parameters"]["mask_gen_algorithm"]["parameters"]["algorithm"].native
            if masked != algorithm:
                raise Refused("authentication-failed", "the signature has two digests")
            pss = padding.PSS(padding.MGF1(HASHES[algorithm]), named["parameters"]["salt_length"].native)
            key.verify(value, signed, pss, HASHES[algorithm])
        elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(value, signed, ec.ECDSA(HASHES[algorithm]))
        else:
            raise Refused("authentication-failed", "the signature is of another kind than the certificate's key")
    except InvalidSignature as error:
        raise Refused("authentication-failed", "the signature is not by the pinned certificate") from error


def sign(content: bytes, key: Key, algorithm: Digest, pss: bool, now: datetime) -> bytes:
    """A detached signature over exact bytes, DER, with our certificate in it."""
    certificate = asn1_x509.Certificate.load(key.pin.certificate.public_bytes(Encoding.DER))
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "signing_time", "values": [cms.Time({"utc_time": now.replace(microsecond=0)})]},
            {"type": "message_digest", "values": [digest(content, algorithm)]},
        ]
    )
    pad: Any = (
        padding.PSS(padding.MGF1(HASHES[algorithm]), HASHES[algorithm].digest_size) if pss else padding.PKCS1v15()
    )
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": {
                "issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
            },
            "digest_algorithm": {"algorithm": algorithm},
            "signed_attrs": attributes,
            "signature_algorithm": _algorithm(algorithm, pss),
            "signature": key.private.sign(attributes.dump(), pad, HASHES[algorithm]),
        }
    )
    data = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": algorithm}],
        "encap_content_info": {"content_type": "data"},
        "certificates": [certificate],
        "signer_infos": [signer],
    }
    whole: bytes = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump()
    return whole


def _algorithm(algorithm: Digest, pss: bool) -> dict[str, Any]:
    if not pss:
        return {"algorithm": "rsassa_pkcs1v15"}
    hashed = {"algorithm": algorithm}
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": hashed,
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": hashed},
            "salt_length": HASHES[algorithm].digest_size,
        }
    )
    return {"algorithm": "rsassa_pss", "parameters": parameters}

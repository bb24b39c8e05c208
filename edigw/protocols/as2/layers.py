"""Layers around a payload, taken off one by one: sealed, signed, compressed, each at most once (RFC 4130 2.4.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import cms

from edigw.protocols.as2 import ber
from edigw.protocols.as2.agreement import Agreement, Cipher
from edigw.protocols.as2.compressed import inflate
from edigw.protocols.as2.enveloped import open_envelope
from edigw.protocols.as2.mime import Entity, parameters, read_entity, split_parts, transferred, unbase64, value
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.signed import Signer, verify

SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")


@dataclass(frozen=True, slots=True)
class Peeled:
    """The innermost entity, and what was observed around it."""

    inner: Entity
    covered: bytes | None = None  # what the signature covers, exactly
    signer: Signer | None = None
    cipher: Cipher | None = None
    proven: bool = False  # the cipher itself proves that nothing was altered
    compressed: bool = False


def peel(outer: Entity, agreement: Agreement, now: datetime) -> Peeled:
    """Take every layer off and hold what was observed against the agreement.

    What fails inside of a cipher that proves nothing is told as a failed decryption: who alters a sealed message must
    not learn whether the padding, the structure or the signature broke.
    """
    seen = Peeled(outer)
    try:
        while True:
            further = _layer(seen, agreement, now)
            if further is None:
                break
            seen = further
        _agreed(seen, agreement)
    except Refused as refused:
        if seen.cipher is not None and not seen.proven:
            raise Refused("decryption-failed", refused.detail) from refused
        raise
    return seen


def _agreed(seen: Peeled, agreement: Agreement) -> None:
    if agreement.must_be_encrypted and seen.cipher is None:
        raise Refused("insufficient-message-security", "not encrypted, though it must be")
    if agreement.must_be_signed and seen.signer is None:
        raise Refused("insufficient-message-security", "not signed, though it must be")


def _layer(seen: Peeled, agreement: Agreement, now: datetime) -> Peeled | None:
    main, said = parameters(value(seen.inner.headers, "Content-Type"))
    if main == "multipart/signed":
        return _signed(seen, said, agreement, now)
    if main in SEALED:
        return _sealed(seen, agreement, now)
    return None


def _signed(seen: Peeled, said: dict[str, str], agreement: Agreement, now: datetime) -> Peeled:
    if seen.signer is not None:
        raise Refused("unexpected-processing-error", "signed twice")
    parts = split_parts(seen.inner.body, said.get("boundary", ""))
    if len(parts) != 2:
        raise Refused("authentication-failed", f"{len(parts)} parts in multipart/signed, where two must be")
    signature = read_entity(parts[1])
    if parameters(value(signature.headers, "Content-Type"))[0] not in SIGNATURES:
        raise Refused("unsupported format", "the second part of multipart/signed is no signature of CMS")
    der = transferred(signature.headers, signature.body)
    der = der if der[:1] == b"\x30" else unbase64(der)
    signer = verify(der, parts[0], agreement.pins(now), agreement.digests)
    return replace(seen, inner=read_entity(parts[0]), covered=parts[0], signer=signer)


def _sealed(seen: Peeled, agreement: Agreement, now: datetime) -> Peeled:
    info = _content_info(seen.inner)
    kind = info["content_type"].native
    if kind == "compressed_data":
        if seen.compressed:
            raise Refused("decompression-failed", "compressed twice")
        content = inflate(info, agreement.limits)
        return replace(seen, inner=read_entity(content), compressed=True)
    if kind in ("enveloped_data", "authenticated_enveloped_data"):
        if seen.cipher is not None or seen.signer is not None or seen.compressed:
            raise Refused("unsupported format", "encrypted inside of another layer")
        opened = open_envelope(info, agreement.keys(now), agreement.ciphers)
        seen = replace(seen, cipher=opened.cipher, proven=opened.proven)
        try:
            return replace(seen, inner=read_entity(opened.content))
        except Refused as refused:
            raise Refused("decryption-failed", refused.detail) from refused
    raise Refused("unsupported format", "CMS of a kind that AS2 has not here")


def _content_info(entity: Entity) -> Any:
    der = transferred(entity.headers, entity.body)
    der = der if der[:1] == b"\x30" else unbase64(der)
    if not ber.sound(der):
        raise Refused("unexpected-processing-error", "no sound CMS: too deep, cut short, or more than one")
    try:
        info = cms.ContentInfo.load(der, strict=True)
        if info["content_type"].native and info["content"].native is not None:
            return info
    except (ValueError, TypeError, KeyError) as error:
        raise Refused("unexpected-processing-error", "no sound CMS") from error
    raise Refused("unexpected-processing-error", "CMS without content")

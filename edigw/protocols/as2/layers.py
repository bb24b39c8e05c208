"""Layers around a payload, taken off one by one: sealed, signed, compressed, each at most once (RFC 4130 2.4.2)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from edigw.protocols.as2.agreement import Agreement, Cipher
from edigw.protocols.as2.ber import SEQUENCE, Reader
from edigw.protocols.as2.compressed import COMPRESSED, inflate
from edigw.protocols.as2.content import Content, Spool
from edigw.protocols.as2.enveloped import AUTH_ENVELOPED, ENVELOPED, open_envelope
from edigw.protocols.as2.mime import Entity, parameters, read_entity, split_parts, transferred, unbase64, value
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.signed import Signer, verify

SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")


class Peeled(NamedTuple):
    """The innermost entity that was reached, and what was observed around it; `refused` where that is not taken."""

    inner: Entity
    covered: Content | None = None  # what the signature covers, exactly
    signature: Content | None = None  # over it, CMS, detached
    signer: Signer | None = None
    cipher: Cipher | None = None
    proven: bool = False  # the cipher itself proves that nothing was altered
    compressed: bool = False
    sound: bool = True  # as far as the cipher can tell; where not, what follows only takes its time
    stopped: bool = False  # before every layer was off
    refused: Refused | None = None

    @property
    def telling(self) -> bool:
        """Whether a refusal may say more than that it could not be decrypted."""
        return self.cipher is None or self.proven or self.signer is not None


def peel(outer: Entity, agreement: Agreement, now: datetime, spool: Spool | None = None) -> Peeled:
    """Take every layer off and hold what was observed against the agreement.

    What fails inside of a cipher that proves nothing is told as a failed decryption: who alters a sealed message must
    not learn whether the padding, the structure or the signature broke.
    """
    seen, stopped = Peeled(outer), True
    try:
        while True:
            further = _layer(seen, agreement, now, spool)
            if further is None:
                break
            seen = further
            if seen.refused:
                raise seen.refused
        stopped = False
        _agreed(seen, agreement)
        if not seen.sound:
            raise Refused("decryption-failed", "the padding is wrong")
    except Refused as refused:
        if not seen.telling or not seen.sound:
            refused = Refused("decryption-failed", refused.detail)
        return seen._replace(refused=refused, stopped=stopped)
    return seen


def _agreed(seen: Peeled, agreement: Agreement) -> None:
    if agreement.must_be_encrypted and seen.cipher is None:
        raise Refused("insufficient-message-security", "not encrypted, though it must be")
    if agreement.must_be_signed and seen.signer is None:
        raise Refused("insufficient-message-security", "not signed, though it must be")


def _layer(seen: Peeled, agreement: Agreement, now: datetime, spool: Spool | None) -> Peeled | None:
    main, said = parameters(value(seen.inner.headers, "Content-Type"))
    if main == "multipart/signed":
        return _signed(seen, said, agreement, now, spool)
    if main in SEALED:
        return _sealed(seen, agreement, now, spool)
    return None


def _signed(seen: Peeled, said: dict[str, str], agreement: Agreement, now: datetime, spool: Spool | None) -> Peeled:
    if seen.signer is not None:
        raise Refused("unexpected-processing-error", "signed twice")
    parts = split_parts(seen.inner.body, said.get("boundary", ""), 2)
    if len(parts) != 2:
        raise Refused("authentication-failed", "more or fewer parts in multipart/signed than the two that must be")
    signature = read_entity(parts[1])
    if parameters(value(signature.headers, "Content-Type"))[0] not in SIGNATURES:
        raise Refused("unsupported format", "the second part of multipart/signed is no signature of CMS")
    der = _binary(signature, spool)
    try:
        signer = verify(der, parts[0], agreement.pins(now), agreement.digests_taken)
    except Refused as refused:
        return seen._replace(covered=parts[0], signature=der, refused=refused)
    return seen._replace(inner=read_entity(parts[0]), covered=parts[0], signature=der, signer=signer)


def _binary(entity: Entity, spool: Spool | None) -> Content:
    """The body as it was before any Content-Transfer-Encoding, also where a base64 is not told."""
    der = transferred(entity.headers, entity.body, spool)
    return der if der.at(0, 1) == b"\x30" else unbase64(der, spool)


def _sealed(seen: Peeled, agreement: Agreement, now: datetime, spool: Spool | None) -> Peeled:
    der = _binary(seen.inner, spool)
    kind = _kind(der)
    if kind == COMPRESSED:
        if seen.compressed:
            raise Refused("decompression-failed", "compressed twice")
        return seen._replace(inner=read_entity(inflate(der, agreement.limits, spool)), compressed=True)
    if kind in (ENVELOPED, AUTH_ENVELOPED):
        if seen.cipher is not None or seen.signer is not None or seen.compressed:
            raise Refused("unsupported format", "encrypted inside of another layer")
        opened = open_envelope(der, agreement.keys(now), agreement.ciphers_taken, spool)
        try:
            inner = read_entity(opened.content)
            return seen._replace(inner=inner, cipher=opened.cipher, proven=opened.proven, sound=opened.sound)
        except Refused as refused:
            raise Refused("decryption-failed", refused.detail) from refused
    raise Refused("unsupported format", "CMS of a kind that AS2 has not here")


def _kind(der: Content) -> bytes:
    """What a ContentInfo says that it holds."""
    head = der.at(0, 40)
    if head.startswith(ENVELOPED, 4):
        return ENVELOPED  # as most do
    try:
        reader = Reader(der)
        reader.enter(SEQUENCE)
        return reader.whole()
    except ValueError as error:
        raise Refused("unexpected-processing-error", "no sound CMS: too deep, cut short, or more than one") from error

"""A payload goes: signed, sealed, compressed as agreed (RFC 4130 2.4, RFC 5402), and what the receipt then proves."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from edigw.protocols.as2.agreement import Agreement, expiring
from edigw.protocols.as2.compressed import deflate
from edigw.protocols.as2.digests import WRITTEN, likely_canonicalisation, mic, read_mic
from edigw.protocols.as2.enveloped import seal
from edigw.protocols.as2.layers import Peeled, peel
from edigw.protocols.as2.mdn import report_fields, signed_entity
from edigw.protocols.as2.mime import Entity, Headers, value, write_entity
from edigw.protocols.as2.refused import NotAs2, Refused
from edigw.protocols.as2.request import addressed, quoted
from edigw.protocols.as2.signed import sign

MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
ID = re.compile(r"<[!-;=?-~]{1,250}>")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it goes over the wire; kept whole, a retry is the same bytes under the same id."""

    message_id: str
    headers: Headers
    body: bytes
    mic: str  # that a receipt must tell
    covered: bytes  # what the MIC covers
    content: bytes  # the payload
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt proves of a message that we sent."""

    outcome: Literal["delivered", "integrity alarm", "not delivered", "unknown", "repeated"]
    detail: str
    disposition: str = ""
    mic: str = ""
    diagnosis: str = ""  # the rewriting that explains another MIC


def send(
    payload: bytes, agreement: Agreement, message_id: str, now: datetime, media_type: str = "application/edi-x12",
    file_name: str = "",
) -> Sent:  # fmt: skip
    """Headers and body of a message under `message_id` (with its angle brackets), and the MIC to expect."""
    if not ID.fullmatch(message_id) or not MEDIA.fullmatch(media_type):
        raise Refused("unexpected-processing-error", "a Message-ID or media type that no header may have")
    held = [("Content-Type", media_type), ("Content-Transfer-Encoding", "binary")]
    if file_name:
        held.append(("Content-Disposition", f"attachment; filename*=utf-8''{quote(file_name, safe='')}"))
    entity = write_entity(tuple(held), payload)
    covered = payload
    if agreement.sign or agreement.encrypt or agreement.compress:
        covered = entity
    if agreement.compress == "compress then sign" or (agreement.compress and not agreement.sign):
        entity = _packed(entity)
        covered = entity if agreement.sign else covered
    if agreement.sign:
        kind, body = signed_entity(entity, _signature(entity, agreement, now), agreement.digest)
        entity = write_entity((("Content-Type", kind),), body)
        if agreement.compress == "sign then compress":
            entity = _packed(entity)
    if agreement.encrypt:
        entity = _sealed(entity, agreement, now)
    head, _, body = entity.partition(b"\r\n\r\n")
    mime = tuple(tuple(line.split(": ", 1)) for line in head.decode("latin-1").split("\r\n"))
    headers = _headers(agreement, message_id) + tuple((name, held) for name, held in mime)
    return Sent(message_id, headers, body, mic(covered, agreement.digest), covered, payload, expiring(agreement, now))


def _headers(agreement: Agreement, message_id: str) -> Headers:
    rows = [
        ("AS2-Version", agreement.version),
        ("AS2-From", quoted(agreement.our_name)),
        ("AS2-To", quoted(agreement.their_name)),
        ("Message-ID", message_id),
        ("MIME-Version", "1.0"),
    ]
    if agreement.ask != "none":
        rows.append(("Disposition-Notification-To", "edi@edigw.invalid"))
        algorithm = WRITTEN[agreement.digest]
        asked = f"signed-receipt-protocol=optional, pkcs7-signature; signed-receipt-micalg=optional, {algorithm}"
        rows += [("Disposition-Notification-Options", asked)] if agreement.ask == "signed" else []
        rows += [("Receipt-Delivery-Option", agreement.receipt_url)] if agreement.receipt_url else []
    return tuple(rows)


def _signature(entity: bytes, agreement: Agreement, now: datetime) -> bytes:
    keys = agreement.signing(now)
    if not keys:
        raise Refused("authentication-failed", "none of our certificates counts now")
    return sign(entity, keys[0], agreement.digest, agreement.pss, now)


def _packed(entity: bytes) -> bytes:
    return _smime("compressed-data", "smime.p7z", deflate(entity))


def _sealed(entity: bytes, agreement: Agreement, now: datetime) -> bytes:
    pins = agreement.sealing(now)
    if not pins:
        raise Refused("decryption-failed", "none of the partner's certificates counts now")
    kind = "authEnveloped-data" if agreement.cipher.endswith("gcm") else "enveloped-data"
    return _smime(kind, "smime.p7m", seal(entity, pins[0], agreement.cipher, agreement.oaep))


def _smime(kind: str, name: str, der: bytes) -> bytes:
    held = (
        ("Content-Type", f'application/pkcs7-mime; smime-type={kind}; name="{name}"'),
        ("Content-Transfer-Encoding", "binary"),
    )
    return write_entity(held, der)


def read_receipt(
    headers: Headers, body: bytes, agreement: Agreement, sent: Sent | None, now: datetime, delivered: bool = False
) -> Receipt:
    """What a receipt proves; `sent` is None where we sent nothing under its id, `delivered` where one came before."""
    try:
        address = addressed(headers)
        if (address.sender, address.recipient) != (agreement.their_name, agreement.our_name):
            return Receipt("not delivered", "the receipt is from or for somebody else")
        seen = _opened(headers, body, agreement, now)
        fields = report_fields(seen.inner)
    except (Refused, NotAs2) as error:
        return Receipt("not delivered", str(error))
    if sent is None or value(fields, "Original-Message-ID") != sent.message_id:
        return Receipt("unknown", "the receipt is for a message that was not sent")
    if delivered:
        return Receipt("repeated", "the message has its receipt already")
    return _judged(fields, sent)


def _opened(headers: Headers, body: bytes, agreement: Agreement, now: datetime) -> Peeled:
    strict = replace(agreement, must_be_signed=agreement.ask == "signed", must_be_encrypted=False)
    return peel(Entity(headers, body, body), strict, now)


def _judged(fields: Headers, sent: Sent) -> Receipt:
    told, theirs = value(fields, "Disposition"), value(fields, "Received-content-MIC")
    words = [word.strip().lower() for word in told.partition(";")[2].split("/")]
    if words[0] != "processed" or (len(words) > 1 and not words[1].startswith("warning")):
        return Receipt("not delivered", "the partner did not accept the message", told, theirs)
    read = read_mic(theirs)
    if read is None:
        return Receipt("not delivered", "the receipt tells no MIC", told, theirs)
    if read != read_mic(sent.mic):
        diagnosis = likely_canonicalisation(sent.covered, sent.content, theirs)
        return Receipt("integrity alarm", "the partner's MIC is another than ours", told, theirs, diagnosis)
    return Receipt("delivered", "", told, theirs)

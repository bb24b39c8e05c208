"""A payload goes: signed, sealed, compressed as agreed (RFC 4130 2.4, RFC 5402)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from edigw.protocols.as2.agreement import WEAK, Agreement, expiring
from edigw.protocols.as2.compressed import deflate
from edigw.protocols.as2.content import File, Joined, Matter, Spool, held, joined
from edigw.protocols.as2.digests import WRITTEN, digest, mic
from edigw.protocols.as2.mdn import boundary_for, signed_entity
from edigw.protocols.as2.mime import Headers, join_parts, write_head
from edigw.protocols.as2.payload import Payload
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.request import FEATURES, quoted
from edigw.protocols.as2.sealing import seal
from edigw.protocols.as2.signed import sign

MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
ID = re.compile(r"<[!-;=?-~]{1,250}>")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it goes over the wire; kept whole, a retry is the same bytes under the same id."""

    message_id: str
    headers: Headers
    held: Matter  # the body
    mic: str  # that a receipt must tell
    covered: Matter | None = None  # what the MIC covers; only tells why a receipt's is another
    content: Matter | None = None  # the same without its headers
    warnings: tuple[str, ...] = ()

    @property
    def body(self) -> bytes:
        """The body, all of it in memory."""
        return self.held.whole()


def send(
    payload: bytes | File | Matter, agreement: Agreement, message_id: str, now: datetime,
    media_type: str = "application/edi-x12", file_name: str = "", further: Sequence[Payload] = (),
    spool: Spool | None = None,
) -> Sent:  # fmt: skip
    """Headers and body of a message under `message_id` (with its angle brackets), and the MIC to expect.

    A payload of any size comes as a file; what is made of it goes into files of `spool`, in memory without. More than
    one document goes as multipart/related, `payload` first (RFC 6362).
    """
    if not ID.fullmatch(message_id):
        raise Refused("unexpected-processing-error", "a Message-ID that no header may have")
    if agreement.version == "1.3" and {agreement.digest, agreement.cipher} & set(WEAK):
        raise Refused("insufficient-message-security", "AS2 1.3 has neither SHA-1 nor 3DES")
    rows = (Payload(held(payload), media_type, file_name), *further)
    head, content = _several(rows) if further else (_head(rows[0]), rows[0].held)
    entity = covered = joined(write_head(head), content)
    if agreement.compress == "compress then sign" or (agreement.compress and not agreement.sign):
        head, entity = _packed(entity, spool)
        covered = entity if agreement.sign else covered
    if agreement.sign:
        kind, body = signed_entity(entity, _signature(entity, agreement, now), agreement.digest)
        head = (("Content-Type", kind),)
        entity = joined(write_head(head), body)
        if agreement.compress == "sign then compress":
            head, entity = _packed(entity, spool)
    if agreement.encrypt:
        head, entity = _sealed(entity, agreement, now, spool)
    layered = agreement.sign or agreement.encrypt or agreement.compress
    told = mic(covered if layered else content, agreement.digest)
    body = Joined(entity.pieces[1:])
    headers = _headers(agreement, message_id) + head
    return Sent(message_id, headers, body, told, covered if layered else content, content, expiring(agreement, now))


def _head(row: Payload) -> Headers:
    if not MEDIA.fullmatch(row.media_type):
        raise Refused("unexpected-processing-error", "a media type that no header may have")
    held = (("Content-Type", row.media_type), ("Content-Transfer-Encoding", "binary"))
    if not row.file_name:
        return held
    return (*held, ("Content-Disposition", f"attachment; filename*=utf-8''{quote(row.file_name, safe='')}"))


def _several(rows: Sequence[Payload]) -> tuple[Headers, Matter]:
    """Documents in one multipart/related: its head, its body."""
    parts = [joined(write_head(_head(row)), row.held) for row in rows]
    boundary = boundary_for(b"".join(digest(part, "sha256") for part in parts))
    kind = f'multipart/related; type="{rows[0].media_type}"; boundary="{boundary}"'
    return (("Content-Type", kind),), join_parts(parts, boundary)


def _headers(agreement: Agreement, message_id: str) -> Headers:
    rows = [
        ("AS2-Version", agreement.version),
        FEATURES,
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


def _signature(entity: Matter, agreement: Agreement, now: datetime) -> bytes:
    keys = agreement.signing(now)
    if not keys:
        raise Refused("authentication-failed", "none of our certificates counts now")
    return sign(entity, keys[0], agreement.digest, agreement.pss, now)


def _packed(entity: Matter, spool: Spool | None) -> tuple[Headers, Joined]:
    return _smime("compressed-data", "smime.p7z", deflate(entity, spool))


def _sealed(entity: Matter, agreement: Agreement, now: datetime, spool: Spool | None) -> tuple[Headers, Joined]:
    pins = agreement.sealing(now)
    if not pins:
        raise Refused("decryption-failed", "none of the partner's certificates counts now")
    kind = "authEnveloped-data" if agreement.cipher.endswith("gcm") else "enveloped-data"
    return _smime(kind, "smime.p7m", seal(entity, pins[0], agreement.cipher, agreement.oaep, spool))


def _smime(kind: str, name: str, der: Joined) -> tuple[Headers, Joined]:
    head = (
        ("Content-Type", f'application/pkcs7-mime; smime-type={kind}; name="{name}"'),
        ("Content-Transfer-Encoding", "binary"),
    )
    return head, joined(write_head(head), der)

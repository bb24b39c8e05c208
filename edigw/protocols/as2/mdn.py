"""The receipt of AS2, an MDN (RFC 4130 7, RFC 8098 3): written, and read no more trustingly than a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edigw.protocols.as2.agreement import Agreement, Digest
from edigw.protocols.as2.content import Content, Joined, Matter
from edigw.protocols.as2.digests import WRITTEN, digest
from edigw.protocols.as2.mime import (
    HEAD,
    Entity,
    Headers,
    join_parts,
    parameters,
    read_entity,
    split_parts,
    transferred,
    two_parts,
    value,
    write_entity,
    write_head,
)
from edigw.protocols.as2.refused import PROCESSED, Refused
from edigw.protocols.as2.request import FEATURES, quoted
from edigw.protocols.as2.signed import sign

PARTS = 10  # a report has two or three
PLAIN = (("Content-Type", "text/plain; charset=us-ascii"),)
ACCEPTED = write_entity(PLAIN, b"The message was received and processed.\r\n")
DECLINED = write_entity(PLAIN, b"The message was not accepted.\r\n")
SIGNATURE = write_head(
    (
        ("Content-Type", 'application/pkcs7-signature; name="smime.p7s"'),
        ("Content-Transfer-Encoding", "binary"),
        ("Content-Disposition", 'attachment; filename="smime.p7s"'),
    )
)


@dataclass(frozen=True, slots=True)
class Mdn:
    """A receipt as it goes over the wire."""

    headers: Headers
    body: bytes


def boundary_for(content: bytes) -> str:
    """A boundary that is a function of the content, so that a message written again is the same."""
    return "edigw-" + digest(content, "sha256").hex()[:40]


def signed_kind(signature: bytes, algorithm: Digest) -> tuple[str, str]:
    """Content-Type and boundary of a multipart/signed (RFC 1847 2.1, RFC 8551 3.5.3)."""
    boundary = boundary_for(signature)
    kind = f'multipart/signed; protocol="application/pkcs7-signature"; micalg={WRITTEN[algorithm]}'
    return f'{kind}; boundary="{boundary}"', boundary


def signed_entity(entity: Matter, signature: bytes, algorithm: Digest) -> tuple[str, Joined]:
    """Content-Type and body of a multipart/signed."""
    kind, boundary = signed_kind(signature, algorithm)
    return kind, join_parts((entity, SIGNATURE + signature), boundary)


def write_mdn(
    agreement: Agreement, original_id: str, disposition: str, mic: str, signed_by: Digest | None, now: datetime
) -> Mdn:
    """A receipt for the message `original_id`; signed with our first key that counts now where `signed_by` says so."""
    us = quoted(agreement.our_name)
    report = (
        "Content-Type: message/disposition-notification\r\n\r\nReporting-UA: edigw\r\n"
        f"Original-Recipient: rfc822; {us}\r\nFinal-Recipient: rfc822; {us}\r\n"
        f"Original-Message-ID: {original_id}\r\nDisposition: {disposition}\r\n"
        + (f"Received-content-MIC: {mic}\r\n" if mic else "")
    ).encode("latin-1") + b"\r\n"
    boundary = boundary_for(report)
    kind = f'multipart/report; report-type=disposition-notification; boundary="{boundary}"'
    body = two_parts(ACCEPTED if disposition == PROCESSED else DECLINED, report, boundary)
    keys = agreement.signing(now) if signed_by else ()
    if signed_by and keys:
        entity = write_entity((("Content-Type", kind),), body)
        signature = sign(entity, keys[0], signed_by, agreement.pss, now)
        kind, boundary = signed_kind(signature, signed_by)
        body = two_parts(entity, SIGNATURE + signature, boundary)
    headers = (
        ("AS2-Version", agreement.version),
        FEATURES,
        ("AS2-From", us),
        ("AS2-To", quoted(agreement.their_name)),
        ("Message-ID", f"<{boundary.removeprefix('edigw-')}@edigw>"),
        ("MIME-Version", "1.0"),
        ("Content-Type", kind),
    )
    return Mdn(headers, body)


def report_fields(entity: Entity) -> Headers:
    """The fields of the message/disposition-notification of a multipart/report (RFC 8098 3)."""
    main, said = parameters(value(entity.headers, "Content-Type"))
    if main != "multipart/report":
        raise Refused("unexpected-processing-error", "no multipart/report")
    for part in map(read_entity, split_parts(entity.body, said.get("boundary", ""), PARTS)):
        if parameters(value(part.headers, "Content-Type"))[0] == "message/disposition-notification":
            fields = transferred(part.headers, part.body).at(0, HEAD - 4).rstrip(b"\r\n") + b"\r\n\r\n"
            return read_entity(Content(fields, 0, len(fields))).headers
    raise Refused("unexpected-processing-error", "a report without a disposition")

"""A receipt comes (RFC 4130 7.4, RFC 8098): which message it is about, and what it proves of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from cryptography import x509

from edigw.protocols.as2.agreement import Agreement, Digest
from edigw.protocols.as2.content import Content, File, Matter, Spool, one
from edigw.protocols.as2.diagnosis import likely_canonicalisation
from edigw.protocols.as2.digests import digest, read_mic
from edigw.protocols.as2.layers import Peeled, peel
from edigw.protocols.as2.mdn import report_fields
from edigw.protocols.as2.mime import Entity, Headers, parameters, read_entity, split_parts, value
from edigw.protocols.as2.refused import NotAs2, Refused
from edigw.protocols.as2.request import CONTROL, addressed
from edigw.protocols.as2.send import Sent

REPORT = "multipart/report"
Reason = Literal["", "unsigned", "forged", "malformed", "other partner", "refused", "no mic"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt proves of a message that we sent; `reason` says in a word why it proves no delivery."""

    outcome: Literal["delivered", "integrity alarm", "not delivered", "unknown", "repeated"]
    detail: str
    disposition: str = ""
    mic: str = ""
    diagnosis: str = ""  # the rewriting that explains another MIC
    reason: Reason = ""
    signer: x509.Certificate | None = None
    message_id: str = ""  # that it says it is about


def original_message_id(headers: Headers, body: bytes | File | Matter) -> str:
    """The id of the message that a receipt says it is about, exactly as it stands; "": the request is no receipt.

    Nothing is verified: it finds the message that `read_receipt` then needs, and tells receipts from messages.
    """
    try:
        entity = Entity(headers, content := one(body, None), content)
        main, said = parameters(value(headers, "Content-Type"))
        if main == "multipart/signed":
            entity = read_entity(split_parts(content, said.get("boundary", ""), 2)[0])
        if parameters(value(entity.headers, "Content-Type"))[0] != REPORT:
            return ""
        return value(report_fields(entity), "Original-Message-ID")
    except (Refused, IndexError):
        return ""


def read_receipt(
    headers: Headers, body: bytes | File | Matter, agreement: Agreement, sent: Sent | None, now: datetime,
    delivered: bool = False, spool: Spool | None = None,
) -> Receipt:  # fmt: skip
    """What a receipt proves; `sent` is None where we sent nothing under its id, `delivered` where one came before."""
    try:
        address = addressed(headers)
    except NotAs2 as error:
        return Receipt("not delivered", str(error), reason="malformed")
    if (address.sender, address.recipient) != (agreement.their_name, agreement.our_name):
        return Receipt("not delivered", "the receipt is from or for somebody else", reason="other partner")
    seen = _opened(headers, one(body, spool), agreement, now, spool)
    if seen.refused:
        unsigned = not seen.stopped and seen.signer is None
        return Receipt("not delivered", seen.refused.detail, reason="unsigned" if unsigned else "forged")
    try:
        fields = report_fields(seen.inner)
    except Refused as error:
        return Receipt("not delivered", error.detail, reason="malformed")
    if any(CONTROL.search(held) for _, held in fields):  # what no database keeps and no terminal shows
        return Receipt("not delivered", "the receipt holds a control character", reason="malformed")
    about, signer = value(fields, "Original-Message-ID"), seen.signer.certificate if seen.signer else None
    if sent is None or about != sent.message_id:
        return Receipt("unknown", "the receipt is for a message that was not sent", signer=signer, message_id=about)
    repeated = Receipt("repeated", "the message has its receipt already")
    found = repeated if delivered else _judged(fields, sent, agreement)
    return replace(found, signer=signer, message_id=about)


def _opened(headers: Headers, body: Content, agreement: Agreement, now: datetime, spool: Spool | None) -> Peeled:
    strict = replace(agreement, must_be_signed=agreement.ask == "signed", must_be_encrypted=False)
    return peel(Entity(headers, body, body), strict, now, spool)


def _by_another(sent: Sent, algorithm: Digest, agreement: Agreement) -> tuple[bytes, Digest] | None:
    """The MIC by the digest that the partner took instead, where that is agreed on and the content at hand."""
    if sent.covered is None or algorithm not in agreement.digests_taken:
        return None
    return digest(sent.covered, algorithm), algorithm


def _judged(fields: Headers, sent: Sent, agreement: Agreement) -> Receipt:
    told, theirs = value(fields, "Disposition"), value(fields, "Received-content-MIC")
    words = [word.strip().lower() for word in told.partition(";")[2].split("/")]
    if words[0] != "processed" or (len(words) > 1 and not words[1].startswith("warning")):
        return Receipt("not delivered", "the partner did not accept the message", told, theirs, reason="refused")
    read = read_mic(theirs)
    if read is None:
        return Receipt("not delivered", "the receipt tells no MIC", told, theirs, reason="no mic")
    if read not in (read_mic(sent.mic), _by_another(sent, read[1], agreement)):
        diagnosis = likely_canonicalisation(sent.covered, sent.content, theirs)
        return Receipt("integrity alarm", "the partner's MIC is another than ours", told, theirs, diagnosis)
    return Receipt("delivered", "", told, theirs)

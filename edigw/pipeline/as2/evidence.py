"""What is kept of an AS2 message and its receipt, gathered so that somebody else can verify it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Row as Stored

from edigw.errors import Denied
from edigw.pipeline.as2 import making
from edigw.pipeline.as2.receiving import pairs
from edigw.pipeline.as2.stations import Station
from edigw.pipeline.context import Context
from edigw.protocols.as2.agreement import Agreement, Pin
from edigw.protocols.as2.content import one
from edigw.protocols.as2.digests import HASHES, mic, read_mic
from edigw.protocols.as2.enveloped import SUITES
from edigw.protocols.as2.evidence import Exchange, Kept
from edigw.protocols.as2.layers import Peeled, peel
from edigw.protocols.as2.mime import Entity
from edigw.protocols.as2.payload import payloads
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.signed import identities
from edigw.store import as2, documents, outbox

HEAD = 65_536  # bytes of an envelope that surely hold its recipients


def exchanges(context: Context, document: Stored[Any]) -> list[Exchange]:
    """The messages that brought or carried a document's file, the oldest first; none where it travelled otherwise."""
    with context.store.read() as connection:
        if document.direction == "out":
            rows = as2.of_outbox(connection, [document.outbox_id]) if document.outbox_id else []
        else:
            rows = list(as2.of_receipts(connection, [document.receipt_id]).values())
    return [_exchange(context, row) for row in rows]


def _exchange(context: Context, row: Stored[Any]) -> Exchange:
    mailbox = context.configuration.mailboxes.get(row.mailbox)
    station = context.stations.at(mailbox, row.created_at) if mailbox and context.stations else None
    body = bytes(context.store.archive.load(row.body, row.blob))
    made = _received if row.direction == "in" else _sent
    found = Exchange(
        "in" if row.direction == "in" else "out", row.message_id, row.sender, row.recipient, row.created_at, row.state,
        Kept(pairs(row.headers), body), row.mic, receipt=_receipt(row, station), receipt_at=row.receipt_at,
    )  # fmt: skip
    return found if station is None else made(context, row, station, found)


def _receipt(row: Stored[Any], station: Station | None) -> Kept | None:
    """Theirs bears the certificate that was found to have signed it; ours the one of our keys that did."""
    if row.receipt_body is None:
        return None
    kept = Kept(pairs(row.receipt_headers), bytes(row.receipt_body))
    if station is None:
        return replace(kept, signer=row.signer if row.direction == "out" else "")
    if row.direction == "in":
        return _by_us(kept, station.agreement, row.created_at)
    return replace(_signed(kept, _peeled(kept, station.agreement, row.receipt_at or row.created_at)), signer=row.signer)


def _by_us(kept: Kept, agreement: Agreement, at: datetime) -> Kept:
    """With the certificate of ours whose key made the signature: after a rotation it may be another than today's."""
    keys = (*agreement.our_keys, *agreement.signing(at), *(agreement.sign_with or ()))
    ours = dict.fromkeys(key.pin.certificate for key in keys)
    seen = _peeled(kept, replace(agreement, their_pins=tuple(Pin(one) for one in ours)), at)
    return replace(_signed(kept, seen), signer=_pem(seen.signer.certificate) if seen.signer else "")


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def _signed(kept: Kept, seen: Peeled) -> Kept:
    if seen.covered is None or seen.signature is None:
        return kept
    return replace(kept, signed=seen.covered.whole(), signature=seen.signature.whole())


def _peeled(kept: Kept, agreement: Agreement, at: datetime) -> Peeled:
    """Whatever is agreed on today: what was taken then is opened."""
    lenient = replace(
        agreement, must_be_signed=False, must_be_encrypted=False, digests=tuple(HASHES), ciphers=tuple(SUITES),
        version="1.2",
    )  # fmt: skip
    content = one(kept.body, None)
    return peel(Entity(kept.headers, content, content), lenient, at)


def _received(context: Context, row: Stored[Any], station: Station, found: Exchange) -> Exchange:
    """Decrypted once more, by the keys of its day."""
    seen = _peeled(found.request, station.agreement, row.created_at)
    request = replace(_signed(found.request, seen), signer=row.signer)
    covered = (seen.covered or seen.inner.raw).whole()
    try:
        held = tuple(one.content for one in payloads(seen.inner, station.agreement)) if not seen.refused else ()
    except Refused:
        held = ()
    return replace(found, request=request, covered=_fitting(covered, row.mic), payloads=held)


def _sent(context: Context, row: Stored[Any], station: Station, found: Exchange) -> Exchange:
    """What was encrypted for the partner is made again: the same content, by the rows of today."""
    with context.store.read() as connection:
        file = outbox.get(connection, row.outbox_id)
    request = _by_us(found.request, station.agreement, row.created_at)
    recipient = _sealed_for(found.request.body, station.agreement)
    if file is None:
        return replace(found, request=request, recipient_certificate=recipient)
    payload = bytes(context.store.archive.load(file.body, file.blob))
    covered = _fitting(_again(context, row, station, file), row.mic)
    return replace(
        found, request=request, recipient_certificate=recipient, payloads=(payload,), covered=covered
    )  # fmt: skip


def _sealed_for(body: bytes, agreement: Agreement) -> str:
    """The certificate that stands as recipient at the envelope's head (RFC 5652 6.2.1)."""
    pins = (*(agreement.seal_for or ()), *agreement.their_pins)
    return next((_pem(pin.certificate) for pin in pins if identities(pin.certificate)[0] in body[:HEAD]), "")


def _again(context: Context, row: Stored[Any], station: Station, file: Stored[Any]) -> bytes | None:
    unsealed = replace(station.agreement, encrypt=False)
    that_day = replace(context, clock=lambda: row.created_at)
    with ExitStack() as open_files:
        try:
            plain = making.message(that_day, station, file, row.message_id, open_files, unsealed)
        except Denied:
            return None
        return plain.covered.whole() if plain.covered is not None else None


def _fitting(covered: bytes | None, told: str) -> bytes | None:
    """Only what has the MIC of its day is what was meant."""
    known = read_mic(told)
    if covered is None or known is None or read_mic(mic(covered, known[1])) != known:
        return None
    return covered


def document_of(context: Context, document_id: str) -> Stored[Any] | None:
    """A document by its id."""
    with context.store.read() as connection:
        return documents.get(connection, document_id)

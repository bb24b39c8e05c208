"""An AS2 request comes: judged, stored with its receipt in one commit, and only then answered."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection

from edigw import disk
from edigw.errors import TemporaryError
from edigw.pipeline.as2 import receipts
from edigw.pipeline.as2.stations import Station
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context
from edigw.protocols.as2.mdn import Mdn
from edigw.protocols.as2.mime import Headers
from edigw.protocols.as2.payload import Payload
from edigw.protocols.as2.receipts import original_message_id
from edigw.protocols.as2.receive import Decision, Earlier, receive
from edigw.protocols.as2.refused import NotAs2
from edigw.protocols.as2.request import Addressed, addressed
from edigw.store import alerts, as2, ids, inbox, outbox
from edigw.store.archive import IN_ROW, Archive, Kept
from edigw.store.inbox import Received

TRIES = 5
RECEIPT = 1_048_576  # bytes; what is larger is no receipt
TEXT = (("Content-Type", "text/plain"),)
LATER = "mdn-"  # names of receipts in the outbox: mdn-<id of the message>


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back; `taken` when something new came in, `refused` when it counts against its address, and then
    `why`, for us alone."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    taken: bool = False
    refused: bool = False
    why: str = ""


def at_the_door(context: Context, headers: Headers, shown: bytes | None) -> Reply | None:
    """The answer to what is refused by its headers alone, whatever its body may be; None where it must be read.

    `shown` is the certificate (DER) that the client showed on TLS.
    """
    now = context.now()
    try:
        address = addressed(headers)
    except NotAs2 as error:
        return Reply(400, TEXT, f"{error}\n".encode("ascii", "replace"), refused=True, why=str(error))
    station = _station(context, address)
    if station is None or context.stations is None:
        return _reply(receive(headers, b"", None, now))
    if not context.stations.fits(station.mailbox, shown, now):
        told = "the certificate shown on TLS is not this partner's"
        return Reply(403, TEXT, f"{told}\n".encode("ascii"), refused=True, why=_why(address, told))
    return None


def take_in(context: Context, headers: Headers, body: Path, sha256: bytes) -> Reply:
    """One request whose body lies in a file. Nothing of it is lost once this returns; raises TemporaryError."""
    reach("G.spooled")
    address = addressed(headers)
    station = _station(context, address)
    if station is None:
        return _reply(receive(headers, b"", None, context.now()))
    if (about := _receipt_of(headers, body)) is not None:
        receipts.judged(context, station, about, headers, body.read_bytes(), at_once=False)
        return Reply(200, taken=True)
    for _ in range(TRIES):
        with context.store.read() as connection:
            before = _earlier(connection, address, sha256)
        with ExitStack() as open_files:
            decision = _judged(context, station, headers, body, before, open_files)
            reach("G.judged")
            if decision.outcome == "repeated":
                _receipt_again(context, address, sha256)
                break
            if _stored(context, station, headers, decision, body, sha256):
                break  # else another request of this id was stored meanwhile, and counts
    else:
        raise TemporaryError("others of the same Message-ID come at the same time", "it is sent again")
    reach("G.stored")
    return _reply(decision)


def _station(context: Context, address: Addressed) -> Station | None:
    if context.stations is None:
        return None
    return context.stations.named(address.sender, address.recipient, context.now())


def _receipt_of(headers: Headers, body: Path) -> str | None:
    """The message of ours that the request is a receipt of; None where it is none."""
    if body.stat().st_size > RECEIPT:
        return None
    return original_message_id(headers, body.read_bytes()) or None


def _judged(
    context: Context, station: Station, headers: Headers, body: Path, before: Earlier | None, open_files: ExitStack
) -> Decision:  # fmt: skip
    """What is unpacked on the way lies in files without a name, beside the body."""

    def spool() -> BinaryIO:
        return open_files.enter_context(TemporaryFile(dir=body.parent))

    with disk.trouble("cannot unpack a request"):
        opened = open_files.enter_context(body.open("rb"))
        return receive(headers, opened, station.agreement, context.now(), before, spool)


def _receipt_again(context: Context, address: Addressed, sha256: bytes) -> None:
    """Who sends again has not seen the receipt: where it was posted, it is posted again."""
    with context.store.begin() as connection:
        row = as2.earlier(connection, address.sender, address.recipient, address.message_id, sha256.hex())
        if row is not None and row.outbox_id:
            outbox.redeliver(connection, row.outbox_id, context.now())


def _earlier(connection: Connection, address: Addressed, sha256: bytes) -> Earlier | None:
    row = as2.earlier(connection, address.sender, address.recipient, address.message_id, sha256.hex())
    if row is None:
        return None
    mdn = None if row.receipt_body is None else Mdn(pairs(row.receipt_headers), row.receipt_body)
    return Earlier(bytes.fromhex(row.body_sha256), row.mic, mdn, row.receipt_url, row.accepted)


def pairs(held: Sequence[Sequence[str]]) -> Headers:
    """Headers as a row holds them."""
    return tuple((name, value) for name, value in held)


def _stored(
    context: Context, station: Station, headers: Headers, decision: Decision, body: Path, sha256: bytes
) -> bool:  # fmt: skip
    """One commit: the message, its payloads, its receipt. False where another one of its kind was first."""
    now, archive = context.now(), context.store.archive
    accepted = decision.outcome == "accepted"
    raw = archive.keep_file(body) if accepted else Kept(sha256.hex(), body.stat().st_size)
    payloads = [_kept(archive, payload) for payload in decision.payloads]
    row = _row(station, headers, decision, raw, now)
    with context.store.begin() as connection:
        if not as2.keep(connection, row, now):
            return False
        if row["outbox_id"] and decision.mdn:
            _post_later(context, connection, row, decision.mdn)
        named = zip(decision.payloads, payloads, strict=True)
        arrivals = [
            Received(station.mailbox.name, payload.file_name or f"{row['id']}-{number}", "as2", now, kept,
                     f"{as2.TOKEN}{row['id']}:{number}")
            for number, (payload, kept) in enumerate(named, 1)
        ]  # fmt: skip
        inbox.receive_many(connection, arrivals)
        if decision.alarm:
            alerts.integrity(connection, row, decision.alarm, now)
        reach("G.storing")
    return True


def _kept(archive: Archive, payload: Payload) -> Kept:
    small = payload.held.size <= IN_ROW
    return archive.keep(payload.content) if small else archive.keep_pieces(payload.held.chunks())


def _row(station: Station, headers: Headers, decision: Decision, raw: Kept, now: datetime) -> dict[str, Any]:
    address = decision.address
    assert address is not None
    signer = decision.seen.signer if decision.seen else None
    mdn = decision.mdn
    accepted = decision.outcome == "accepted"
    return {
        "id": ids.new_id(now), "outbox_id": ids.new_id(now) if mdn and decision.url else None,
        "direction": "in", "partner": station.said.owner, "mailbox": station.mailbox.name,
        "state": "ACCEPTED" if accepted else "REFUSED", "accepted": accepted, "headers": [list(one) for one in headers],
        "mic": decision.mic, "disposition": decision.disposition, "detail": decision.detail,
        "signer": signer.certificate.public_bytes(Encoding.PEM).decode("ascii") if signer else "",
        "receipt_headers": [list(one) for one in mdn.headers] if mdn else None,
        "receipt_body": mdn.body if mdn else None, "receipt_url": decision.url,
        **as2.named(address.sender, address.recipient, address.message_id), **as2.bytes_of(raw),
    }  # fmt: skip


def _post_later(context: Context, connection: Connection, row: dict[str, Any], mdn: Mdn) -> None:
    """The receipt lies in the outbox: it is posted once the request was answered."""
    kept = context.store.archive.keep(mdn.body)
    later = {"id": row["outbox_id"], "partner": row["partner"], "mailbox": row["mailbox"], "name": LATER + row["id"]}
    outbox.insert(connection, [later | outbox.bytes_of(kept)], context.now())


def _reply(decision: Decision) -> Reply:
    """A receipt that is posted later is answered by nothing but the status."""
    taken, refused = decision.outcome == "accepted", decision.outcome == "refused"
    why = _why(decision.address, decision.detail or decision.disposition) if refused else ""
    if decision.mdn is None or decision.url:
        return Reply(decision.status, taken=taken, refused=refused, why=why)
    return Reply(decision.status, decision.mdn.headers, decision.mdn.body, taken, refused, why)


def _why(address: Addressed | None, told: str) -> str:
    return f"{address.sender} to {address.recipient}: {told}" if address is not None else told


__all__ = ["LATER", "Reply", "at_the_door", "pairs", "take_in"]

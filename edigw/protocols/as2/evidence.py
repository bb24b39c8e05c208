"""A message and its receipt as files that `openssl` alone verifies: who received what, unaltered, and said so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from edigw.protocols.as2.digests import read_mic
from edigw.protocols.as2.mime import Headers, write_head


@dataclass(frozen=True, slots=True)
class Kept:
    """A request or a receipt as it went over the wire; what is signed in it, and by whom, where that was found."""

    headers: Headers
    body: bytes
    signed: bytes | None = None  # what its signature covers
    signature: bytes | None = None  # CMS, detached, DER
    signer: str = ""  # certificate, PEM


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message, either way, and what answered it."""

    direction: Literal["in", "out"]
    message_id: str
    sender: str  # names in AS2
    recipient: str
    at: datetime  # UTC
    state: str
    request: Kept
    mic: str = ""  # that its receipt tells, or must tell
    covered: bytes | None = None  # what the MIC covers; None where it could not be made again
    payloads: tuple[bytes, ...] = ()
    receipt: Kept | None = None
    receipt_at: datetime | None = None
    recipient_certificate: str = ""  # PEM: whom the request was encrypted for


def bundle(exchange: Exchange) -> dict[str, bytes]:
    """Name -> content of each file; README.txt tells what each is and the commands that prove it."""
    found: dict[str, bytes] = {}
    _kept(found, "request", exchange.request)
    if exchange.covered is not None:
        found["content.bin"] = exchange.covered
    for number, payload in enumerate(exchange.payloads, 1):
        found[f"payload-{number}.edi"] = payload
    if exchange.recipient_certificate:
        found["request-recipient.pem"] = exchange.recipient_certificate.encode("ascii")
    if exchange.receipt is not None:
        _kept(found, "receipt", exchange.receipt)
    found["facts.json"] = json.dumps(_facts(exchange), ensure_ascii=True, indent=2).encode("ascii") + b"\n"
    found["README.txt"] = ("\n".join(_readme(exchange, found)) + "\n").encode("utf-8")
    return found


def _kept(found: dict[str, bytes], name: str, kept: Kept) -> None:
    found[f"{name}-headers.txt"] = write_head(kept.headers)
    found[f"{name}-body.bin"] = kept.body
    if kept.signed is not None and kept.signature is not None:
        found[f"{name}-signed.bin"] = kept.signed
        found[f"{name}-signature.p7s"] = kept.signature
    if kept.signer:
        found[f"{name}-signer.pem"] = kept.signer.encode("ascii")


def _facts(exchange: Exchange) -> dict[str, str | None]:
    return {
        "direction": exchange.direction, "message_id": exchange.message_id, "from": exchange.sender,
        "to": exchange.recipient, "at": _instant(exchange.at), "state": exchange.state, "mic": exchange.mic,
        "receipt_at": _instant(exchange.receipt_at),
    }  # fmt: skip


def _instant(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def _readme(exchange: Exchange, found: Mapping[str, bytes]) -> Iterator[str]:
    yield f"AS2 message {exchange.message_id}"
    yield f"from {exchange.sender} to {exchange.recipient}, {_instant(exchange.at)}, {exchange.state}"
    yield ""
    yield "Each line that begins with $ is a command to be run in this folder; what it must print stands behind >."
    yield "OpenSSL 1.1.1 or later is all that is needed."
    yield ""
    yield "1. The files are those that this page tells of."
    yield from _hashes(found)
    yield from _digest(exchange, found)
    yield from ("", *_numbered("3", _signature("request", exchange.sender, exchange.request)))
    if exchange.receipt is None:
        yield from ("", "4. No receipt was kept.")
        return
    yield from ("", *_numbered("4", _signature("receipt", exchange.recipient, exchange.receipt)), "")
    yield from _says(exchange, exchange.receipt)


def _numbered(number: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"{number}. {next(lines)}"
    yield from lines


def _hashes(found: Mapping[str, bytes]) -> Iterator[str]:
    names = [name for name in found if name != "README.txt"]
    yield f"   $ openssl dgst -sha256 -r {' '.join(names)}"
    for name in names:
        yield f"   > {sha256(found[name]).hexdigest()} *{name}"


def _digest(exchange: Exchange, found: Mapping[str, bytes]) -> Iterator[str]:
    yield ""
    known = read_mic(exchange.mic)
    if exchange.covered is None or known is None:
        yield "2. What the MIC covers could not be made again: rows or certificates of the partner have changed since."
        return
    done = "sent" if exchange.direction == "out" else "received"
    yield f"2. content.bin is what was {done}, before any encryption; its digest is the MIC (RFC 4130 7.3.1)."
    yield f"   $ openssl dgst -{known[1]} -binary content.bin | openssl base64 -A"
    yield f"   > {exchange.mic.partition(',')[0].strip()}"
    for name, payload in found.items():
        if name.startswith("payload-") and payload in exchange.covered:
            at = exchange.covered.index(payload)
            yield f"   {name} stands in it from byte {at} on, {len(payload)} bytes."


def _signature(name: str, whose: str, kept: Kept) -> Iterator[str]:
    if kept.signed is None or not kept.signature or not kept.signer:
        yield f"The {name} is not signed, or its signature is encrypted for the other side: it proves nothing alone."
        return
    prints = x509.load_pem_x509_certificate(kept.signer.encode("ascii")).fingerprint(SHA256()).hex(":").upper()
    yield f"The {name} is signed by the key of {name}-signer.pem, which is {whose}'s: compare its fingerprint with what"
    yield f"   {whose} told by another way."
    yield (
        f"   $ openssl cms -verify -binary -inform DER -in {name}-signature.p7s -content {name}-signed.bin "
        f"-certfile {name}-signer.pem -nointern -noverify -out {name}-verified.bin"
    )
    yield f"   $ openssl x509 -in {name}-signer.pem -noout -fingerprint -sha256"
    yield f"   > sha256 Fingerprint={prints}"
    if (at := kept.body.find(kept.signed)) >= 0:
        yield f"   {name}-signed.bin stands in {name}-body.bin from byte {at} on, {len(kept.signed)} bytes."


def _says(exchange: Exchange, receipt: Kept) -> Iterator[str]:
    yield "5. The receipt says of which message it speaks, what became of that, and the MIC that was found:"
    told = [line for line in (receipt.signed or receipt.body).decode("latin-1").splitlines() if _SAYS.match(line)]
    yield from (f"   {line}" for line in told)
    yield "   The first is the Message-ID in request-headers.txt, the MIC is that of 2."
    theirs = next((read_mic(line.partition(":")[2]) for line in told if line.lower().startswith("received")), None)
    if exchange.mic and theirs != read_mic(exchange.mic):
        yield "   THE MIC IS ANOTHER ONE: what arrived is not what was sent, or the receipt tells none."


_SAYS = re.compile("(?i)(original-message-id|disposition|received-content-mic):")

"""A message and its receipt as files that `openssl` alone verifies: who received what, unaltered, and said so."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from edigw.protocols.as2.digests import HASHES, digest, digest_called
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
    ours = exchange.direction == "out"
    yield f"AS2 message {exchange.message_id}"
    yield f"from {exchange.sender} to {exchange.recipient}, {_instant(exchange.at)}, {exchange.state}"
    yield ""
    yield "Each line that begins with $ is a command to be run in this folder; what it must print stands behind >."
    yield "OpenSSL 1.1.1 or later is all that is needed."
    yield ""
    yield "1. The files are those that this page tells of."
    yield from _hashes(found)
    yield from _digest(exchange, found)
    whose = (exchange.sender, exchange.recipient)
    yield from _signature("3", "request", whose[0], exchange.request, found)
    if exchange.receipt is None:
        yield ""
        yield "4. No receipt was kept."
        return
    yield from _signature("4", "receipt", whose[1], exchange.receipt, found)
    yield from _says(exchange)
    if ours and exchange.receipt.signature is None:
        yield "   It is not signed: it proves nothing to anybody else."


def _hashes(found: Mapping[str, bytes]) -> Iterator[str]:
    names = [name for name in found if name != "README.txt"]
    yield f"   $ openssl dgst -sha256 -r {' '.join(names)}"
    for name in names:
        yield f"   > {sha256(found[name]).hexdigest()} *{name}"


def _digest(exchange: Exchange, found: Mapping[str, bytes]) -> Iterator[str]:
    yield ""
    told, _, algorithm = (part.strip() for part in exchange.mic.partition(","))
    known = digest_called(algorithm)
    if exchange.covered is None or known is None:
        yield "2. What the MIC covers could not be made again: the partner's rows or certificates have changed since."
        return
    yield f"2. content.bin is what was {'sent' if exchange.direction == 'out' else 'received'}, before any encryption; its"
    yield "   digest is the MIC (RFC 4130 7.3.1)."
    yield f"   $ openssl dgst -{HASHES[known].name} -binary content.bin | openssl base64 -A"
    yield f"   > {told}"
    for name, payload in ((name, data) for name, data in found.items() if name.startswith("payload-")):
        if payload in exchange.covered:
            yield f"   {name} stands in it from byte {exchange.covered.index(payload)} on, {len(payload)} bytes."


def _signature(number: str, name: str, whose: str, kept: Kept, found: Mapping[str, bytes]) -> Iterator[str]:
    yield ""
    if kept.signed is None or kept.signature is None or not kept.signer:
        lacks = "is not signed" if kept.signature is None else "is signed, by whom was not kept"
        yield f"{number}. The {name} {lacks}, or is encrypted for {whose} alone." if name == "request" else (
            f"{number}. The {name} {lacks}."
        )
        return
    certificate = x509.load_pem_x509_certificate(kept.signer.encode("ascii"))
    prints = re.sub("(..)(?!$)", r"\1:", certificate.fingerprint(SHA256()).hex().upper())
    yield f"{number}. The {name} is signed by the key of {name}-signer.pem, which is {whose}'s: compare its fingerprint"
    yield f"   with the one that {whose} told when the certificate came."
    yield f"   $ openssl cms -verify -binary -inform DER -in {name}-signature.p7s -content {name}-signed.bin -certfile"
    yield f"     {name}-signer.pem -nointern -noverify -out {name}-verified.bin"
    yield f"   $ openssl x509 -in {name}-signer.pem -noout -fingerprint -sha256"
    yield f"   > sha256 Fingerprint={prints}"
    at = kept.body.find(kept.signed)
    if at >= 0:
        yield f"   {name}-signed.bin stands in {name}-body.bin from byte {at} on, {len(kept.signed)} bytes."


def _says(exchange: Exchange) -> Iterator[str]:
    receipt = exchange.receipt
    assert receipt is not None
    yield ""
    yield "5. The receipt says of which message it speaks, what became of it, and the MIC that was found:"
    text = receipt.signed if receipt.signed is not None else receipt.body
    for line in text.decode("latin-1").splitlines():
        if line.lower().startswith(("original-message-id:", "disposition:", "received-content-mic:")):
            yield f"   {line}"
    yield "   That is the Message-ID in request-headers.txt, and the MIC of 2."
    same = same_mic(exchange)
    if same is False:
        yield "   The MIC is another one: what arrived is not what was sent."


def same_mic(exchange: Exchange) -> bool | None:
    """Whether the receipt tells the digest of `covered`; None where either is not known."""
    told, _, algorithm = (part.strip() for part in exchange.mic.partition(","))
    known = digest_called(algorithm)
    receipt = exchange.receipt
    if exchange.covered is None or known is None or receipt is None:
        return None
    found = re.search(rb"(?im)^received-content-mic:\s*([A-Za-z0-9+/=]+)", receipt.signed or receipt.body)
    if found is None:
        return None
    return b64decode(found.group(1)) == b64decode(told) == digest_bytes(exchange.covered, algorithm)


def digest_bytes(content: bytes, algorithm: str) -> bytes:
    """The digest by a name as a MIC has it."""
    known = digest_called(algorithm)
    assert known is not None
    return digest(content, known)

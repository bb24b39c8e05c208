"""A request comes: what it holds, whether it is taken, and the receipt that answers it (RFC 4130 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from edigw.protocols.as2.agreement import Agreement, Digest, expiring
from edigw.protocols.as2.digests import digest, digest_called, mic
from edigw.protocols.as2.layers import Peeled, peel
from edigw.protocols.as2.mdn import Mdn, write_mdn
from edigw.protocols.as2.mime import Entity, Headers
from edigw.protocols.as2.payload import Payload, payloads
from edigw.protocols.as2.refused import PROCESSED, NotAs2, Refused, disposition_of
from edigw.protocols.as2.request import Addressed, Wish, addressed, supported, wish


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is stored of a message with the same id from the same partner."""

    body_sha256: bytes
    mic: str
    mdn: Mdn | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do: keep the payloads if accepted, then answer; a receipt with `url` is posted there, else it answers."""

    outcome: Literal["accepted", "refused", "repeated"]
    status: int  # of HTTP
    disposition: str = ""
    detail: str = ""  # for us alone
    address: Addressed | None = None
    payloads: tuple[Payload, ...] = ()
    mic: str = ""
    body_sha256: bytes = b""
    mdn: Mdn | None = None
    url: str = ""
    alarm: str = ""
    seen: Peeled | None = None
    warnings: tuple[str, ...] = ()


def receive(
    headers: Headers, body: bytes, agreement: Agreement | None, now: datetime, earlier: Earlier | None = None
) -> Decision:
    """Judge a request; `agreement` is the one of `addressed(headers)`, None where there is none.

    `earlier` is what is stored under the same sender and Message-ID: the same bytes, or other bytes of the same
    content, get the same receipt; another content under an id that was used is refused and raises an alarm.
    """
    try:
        address = addressed(headers)
    except NotAs2 as error:
        return Decision("refused", 400, detail=str(error))
    known = agreement is not None and (agreement.their_name, agreement.our_name) == (address.sender, address.recipient)
    if agreement is None or not known:
        stranger = Agreement(address.recipient, address.sender)
        refused = Refused("unknown-trading-relationship", "no partner of these names")
        return _refused(stranger, address, replace(wish(headers), signed=False, url=""), refused, now)
    sha256 = digest(body, "sha256")
    if earlier and earlier.body_sha256 == sha256:
        return _repeated(address, earlier)
    wished = wish(headers)
    try:
        decision = _taken(headers, body, agreement, address, wished, now)
    except Refused as refused:
        return _refused(agreement, address, wished, refused, now)
    if earlier and earlier.mic == decision.mic:
        return _repeated(address, earlier)
    if earlier:
        again = Refused("unexpected-processing-error", "the Message-ID was used for another content")
        return replace(_refused(agreement, address, wished, again, now), alarm=again.detail)
    return replace(decision, body_sha256=sha256, warnings=expiring(agreement, now))


def _taken(
    headers: Headers, body: bytes, agreement: Agreement, address: Addressed, wished: Wish, now: datetime
) -> Decision:
    if wished.required and wished.protocol != "pkcs7-signature":
        raise Refused("unsupported format", "a receipt must be signed by a protocol that we have not")
    if wished.wanted and not supported(wished, agreement.digests):
        raise Refused("unsupported MIC-algorithms", "no digest that is asked for is agreed on")
    if wished.url and not allowed(wished.url, agreement):
        raise Refused("unexpected-processing-error", "the receipt is wanted at a host that was not agreed on")
    seen = peel(Entity(headers, body, body), agreement, now)
    documents = payloads(seen.inner, agreement)
    algorithm = _algorithm(agreement, wished, seen)
    covered = seen.covered if seen.covered is not None else seen.inner.raw  # of plain: the body alone
    content_mic = mic(covered, algorithm)
    mdn = None
    if wished.wanted:
        signed_by = algorithm if wished.signed else None
        mdn = write_mdn(agreement, address.message_id, PROCESSED, content_mic, signed_by, now)
    url = wished.url if mdn else ""
    return Decision("accepted", 200, PROCESSED, "", address, documents, content_mic, b"", mdn, url, seen=seen)


def _algorithm(agreement: Agreement, wished: Wish, seen: Peeled | None = None) -> Digest:
    """The digest of the MIC: the signature's, or the first that is asked for and agreed on (RFC 4130 7.4.3, 7.3)."""
    if seen and seen.signer:
        return seen.signer.digest
    asked = (digest_called(name) for name in wished.micalgs)
    return next((known for known in asked if known and known in agreement.digests), agreement.digest)


def _repeated(address: Addressed, earlier: Earlier) -> Decision:
    return Decision(
        "repeated", 200, address=address, mic=earlier.mic, mdn=earlier.mdn, url=earlier.url if earlier.mdn else ""
    )


def _refused(agreement: Agreement, address: Addressed, wished: Wish, refused: Refused, now: datetime) -> Decision:
    """A refusal with its receipt, where one is wished; what cannot be signed as wished is told unsigned."""
    told = disposition_of(refused.modifier)
    mdn = None
    if wished.wanted:
        signed_by = _algorithm(agreement, wished) if wished.signed else None
        mdn = write_mdn(agreement, address.message_id, told, "", signed_by, now)
    url = wished.url if mdn and allowed(wished.url, agreement) else ""
    return Decision("refused", 200, told, refused.detail, address, mdn=mdn, url=url)


def allowed(url: str, agreement: Agreement) -> bool:
    """Whether a receipt may be posted to this address: HTTP(S), an agreed host and nothing besides."""
    if not url.isascii() or any(sign <= " " or sign in "\\\x7f" for sign in url):
        return False
    try:
        parts = urlsplit(url)
        plain = parts.scheme in ("http", "https") and "@" not in parts.netloc and (parts.port or 1) > 0
    except ValueError:
        return False
    return plain and parts.hostname in {host.lower() for host in agreement.receipt_hosts}

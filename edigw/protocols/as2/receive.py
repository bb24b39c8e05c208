"""A request comes: what it holds, whether it is taken, and the receipt that answers it (RFC 4130 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from edigw.protocols.as2.agreement import Agreement, Digest, expiring
from edigw.protocols.as2.content import File, Matter, Spool, one
from edigw.protocols.as2.digests import digest, digest_called, mic, told
from edigw.protocols.as2.layers import Peeled, peel
from edigw.protocols.as2.mdn import Mdn, write_mdn
from edigw.protocols.as2.mime import Entity, Headers
from edigw.protocols.as2.payload import Payload, payloads
from edigw.protocols.as2.refused import PROCESSED, NotAs2, Refused, disposition_of
from edigw.protocols.as2.request import Addressed, Wish, addressed, supported, wish


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is stored of a message with the same id from the same partner: the same body's, else the accepted one's."""

    body_sha256: bytes
    mic: str
    mdn: Mdn | None
    url: str = ""
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do: keep the payloads if accepted, then answer; a receipt with `url` is posted there, else it answers.

    Whatever the outcome, whoever is named gets the same again for the same bytes: `body_sha256` and `mdn` are to keep.
    """

    outcome: Literal["accepted", "refused", "repeated"]
    status: int  # of HTTP
    disposition: str = ""
    detail: str = ""  # for us alone
    address: Addressed | None = None
    payloads: tuple[Payload, ...] = ()
    mic: str = ""  # also of a refused message, where its content was reached
    body_sha256: bytes = b""
    mdn: Mdn | None = None
    url: str = ""
    alarm: str = ""
    seen: Peeled | None = None
    warnings: tuple[str, ...] = ()


def receive(
    headers: Headers, body: bytes | File | Matter, agreement: Agreement | None, now: datetime,
    earlier: Earlier | None = None, spool: Spool | None = None,
) -> Decision:  # fmt: skip
    """Judge a request; `agreement` is the one of `addressed(headers)`, None where there is none.

    `earlier` is what is stored under the same sender, recipient and Message-ID: the same bytes, or other bytes of the
    same content, get the same receipt; another content under an id that was accepted is refused and raises an alarm.
    A body of any size comes as a file; what it unfolds to goes into files of `spool`, and so do the payloads. Without
    `spool` all is in memory.
    """
    try:
        address = addressed(headers)
    except NotAs2 as error:
        return Decision("refused", 400, detail=str(error))
    content = one(body, spool)
    sha256 = digest(content, "sha256")
    if earlier and earlier.body_sha256 == sha256:
        return _repeated(address, earlier)
    wished = wish(headers)
    known = agreement is not None and (agreement.their_name, agreement.our_name) == (address.sender, address.recipient)
    if agreement is None or not known:
        stranger = Agreement(address.recipient, address.sender)
        refused = Refused("unknown-trading-relationship", "no partner of these names")
        return _refused(stranger, address, sha256, replace(wished, signed=False, url=""), refused, now)
    try:
        _wished(wished, agreement)
    except Refused as refused:
        return _refused(agreement, address, sha256, wished, refused, now)
    seen = peel(Entity(headers, content, content), agreement, now, spool)
    return _judged(seen, agreement, address, sha256, wished, now, earlier, spool)


def _wished(wished: Wish, agreement: Agreement) -> None:
    if wished.required and wished.protocol != "pkcs7-signature":
        raise Refused("unsupported format", "a receipt must be signed by a protocol that we have not")
    if wished.wanted and not supported(wished, agreement.digests_taken):
        raise Refused("unsupported MIC-algorithms", "no digest that is asked for is agreed on")
    if wished.url and not allowed(wished.url, agreement):
        raise Refused("unexpected-processing-error", "the receipt is wanted at a host that was not agreed on")


def _judged(
    seen: Peeled, agreement: Agreement, address: Addressed, sha256: bytes, wished: Wish, now: datetime,
    earlier: Earlier | None, spool: Spool | None,
) -> Decision:  # fmt: skip
    refused = seen.refused
    documents: tuple[Payload, ...] = ()
    if refused is None:
        try:
            documents = payloads(seen.inner, agreement, spool)
        except Refused as error:
            refused = error if seen.telling else Refused("decryption-failed", error.detail)
    algorithm = _algorithm(agreement, wished, seen)
    content_mic = _mic(seen, algorithm, refused)
    if refused is not None:
        return replace(_refused(agreement, address, sha256, wished, refused, now, content_mic), seen=seen)
    if earlier and earlier.accepted:
        if earlier.mic == content_mic:
            return _repeated(address, earlier)
        again = Refused("unexpected-processing-error", "the Message-ID was used for another content")
        answer = _refused(agreement, address, sha256, wished, again, now, content_mic)
        return replace(answer, alarm=again.detail, seen=seen)
    mdn = None
    if wished.wanted:
        signed_by = algorithm if wished.signed else None
        mdn = write_mdn(agreement, address.message_id, PROCESSED, content_mic, signed_by, now)
    url, warnings = wished.url if mdn else "", expiring(agreement, now)
    return Decision(
        "accepted", 200, PROCESSED, "", address, documents, content_mic, sha256, mdn, url, "", seen, warnings
    )


def _mic(seen: Peeled, algorithm: Digest, refused: Refused | None) -> str:
    """Of the signed part, of the innermost entity where nothing is signed, of a plain body alone (RFC 4130 7.3.1).

    RFC 5402 4: of what was signed, compressed or not; where nothing is signed, of what unfolds, with its headers.
    A refusal tells none where its content was not reached, or where that would tell how a cipher came apart.
    """
    if not seen.sound:
        return ""
    if seen.signer:
        return told(seen.signer.value, algorithm)
    if refused is None:
        return mic(seen.inner.raw, algorithm)
    reached = not seen.stopped or refused.modifier == "integrity-check-failed"
    return mic(seen.covered or seen.inner.raw, algorithm) if reached and seen.telling else ""


def _algorithm(agreement: Agreement, wished: Wish, seen: Peeled | None = None) -> Digest:
    """The digest of the MIC: the signature's, or the first that is asked for and agreed on (RFC 4130 7.4.3, 7.3)."""
    if seen and seen.signer:
        return seen.signer.digest
    asked = (digest_called(name) for name in wished.micalgs)
    return next((known for known in asked if known and known in agreement.digests_taken), agreement.digest)


def _repeated(address: Addressed, earlier: Earlier) -> Decision:
    return Decision(
        "repeated", 200, address=address, mic=earlier.mic, body_sha256=earlier.body_sha256, mdn=earlier.mdn,
        url=earlier.url if earlier.mdn else "",
    )  # fmt: skip


def _refused(
    agreement: Agreement, address: Addressed, sha256: bytes, wished: Wish, refused: Refused, now: datetime,
    content_mic: str = "",
) -> Decision:  # fmt: skip
    """A refusal with its receipt, where one is wished; what cannot be signed as wished is told unsigned."""
    said = disposition_of(refused.modifier)
    mdn = None
    if wished.wanted:
        signed_by = _algorithm(agreement, wished) if wished.signed else None
        mdn = write_mdn(agreement, address.message_id, said, content_mic, signed_by, now)
    url = wished.url if mdn and allowed(wished.url, agreement) else ""
    return Decision("refused", 200, said, refused.detail, address, (), content_mic, sha256, mdn, url)


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

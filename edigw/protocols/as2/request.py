"""The headers of an AS2 request or receipt (RFC 4130 6): who to whom, under which id, what receipt is wished."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from edigw.protocols.as2.agreement import Digest
from edigw.protocols.as2.digests import digest_called
from edigw.protocols.as2.mime import PARAMETER, Headers
from edigw.protocols.as2.refused import NotAs2

ONCE = (
    "as2-from", "as2-to", "as2-version", "message-id", "content-type", "content-transfer-encoding",
    "disposition-notification-to", "disposition-notification-options", "receipt-delivery-option",
)  # fmt: skip
FEATURES = (
    "EDIINT-Features",
    "multiple-attachments, AS2-Reliability",
)  # RFC 6017, RFC 6362: an id is never taken twice
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
PLAINLY = re.compile(r"[!#-\[\]-~]+(?: [!#-\[\]-~]+)*")
CONTROL = re.compile(r"[^\t -~\x80-\xff]")
VERSION = re.compile(r"1\.\d{1,2}")
PLAIN = re.compile(r"[!#-\[\]-~]+")


@dataclass(frozen=True, slots=True)
class Addressed:
    """The names of both sides, unquoted, and the Message-ID exactly as it came."""

    sender: str
    recipient: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The receipt that a sender wants (RFC 4130 7.3): none where `wanted` is not."""

    wanted: bool
    signed: bool
    micalgs: tuple[str, ...]
    required: bool  # the options, in an importance of `required`
    protocol: str
    url: str  # "": in the answer


def addressed(headers: Headers) -> Addressed:
    """Who sends what to whom; `NotAs2` where that cannot be told without doubt."""
    if CONTROL.search("".join(map("".join, headers))):
        raise NotAs2("a header holds a control character")
    held = {name.lower(): said for name, said in headers}
    if len(held) != len(headers):
        names = [name.lower() for name, _ in headers]
        if any(names.count(once) > 1 for once in ONCE):
            raise NotAs2("a header that must stand once stands twice")
    sender, recipient = _name(held.get("as2-from", "")), _name(held.get("as2-to", ""))
    message_id, version = held.get("message-id", ""), held.get("as2-version") or "1.0"
    if not sender or not recipient or not message_id:
        raise NotAs2("AS2-From, AS2-To or Message-ID is missing or malformed")
    if not VERSION.fullmatch(version.strip()):
        raise NotAs2("a version of AS2 that is not 1")
    return Addressed(sender, recipient, message_id)


def _name(held: str) -> str:
    """An AS2 name (RFC 4130 6.2): up to 128 printable signs, quoted where a blank or a quote is in it."""
    held = held.strip()
    if len(held) <= 128 and PLAINLY.fullmatch(held):
        return held
    found = QUOTED.fullmatch(held)
    if found:
        inner = re.sub(r"\\(.)", r"\1", found.group(1))
        return inner if 0 < len(inner) <= 128 and inner.isascii() else ""
    return ""


def quoted(name: str) -> str:
    """An AS2 name as a header has it."""
    if PLAIN.fullmatch(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def wish(headers: Headers) -> Wish:
    """What receipt is asked for; the address in Disposition-Notification-To is never looked at (RFC 4130 7.3)."""
    held = {name.lower(): said for name, said in headers}
    url = held.get("receipt-delivery-option", "").strip()
    return _wish("disposition-notification-to" in held, held.get("disposition-notification-options", ""), url)


@lru_cache(maxsize=256)
def _wish(wanted: bool, said: str, url: str) -> Wish:
    options = {
        name.lower(): [part.strip().strip('"') for part in held.split(",")]
        for name, held in PARAMETER.findall(";" + said)
    }
    protocol, algorithms = options.get("signed-receipt-protocol", []), options.get("signed-receipt-micalg", [])
    importances = {row[0].lower() for row in (protocol, algorithms) if row}
    return Wish(
        wanted=wanted,
        signed=bool(protocol),
        micalgs=tuple(algorithms[1:]),
        required="required" in importances,
        protocol=protocol[1].lower() if len(protocol) > 1 else "pkcs7-signature",
        url=url,
    )


def supported(wished: Wish, agreed: Collection[Digest]) -> bool:
    """Whether we can sign the receipt as it is wished, in protocol and in one of the digests that were agreed on."""
    known = not wished.micalgs or any(digest_called(name) in agreed for name in wished.micalgs)
    return not wished.signed or (wished.protocol == "pkcs7-signature" and known)

"""The payloads of a message, and the names that the sender gave them: data, never a path (RFC 2183, RFC 6362)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from edigw.protocols.as2.agreement import Agreement
from edigw.protocols.as2.content import Matter, Spool
from edigw.protocols.as2.mime import Entity, parameters, read_entity, split_parts, transferred, value
from edigw.protocols.as2.refused import Refused

DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
SEVERAL = ("multipart/related", "multipart/mixed")


@dataclass(frozen=True, slots=True)
class Payload:
    """A document: what it holds, its media type, the file name it came with ("": none, or none that may be kept)."""

    held: Matter
    media_type: str
    file_name: str

    @property
    def content(self) -> bytes:
        """The bytes, all of them in memory."""
        return self.held.whole()


def payloads(inner: Entity, agreement: Agreement, spool: Spool | None = None) -> tuple[Payload, ...]:
    """Each document of the innermost entity, in order."""
    main, said = parameters(value(inner.headers, "Content-Type"))
    if main in SEVERAL:
        parts = split_parts(inner.body, said.get("boundary", ""), agreement.limits.parts)
        if not 0 < len(parts) <= agreement.limits.parts:
            raise Refused("unexpected-processing-error", "no attachment, or more than there may be")
        rows = tuple(_payload(read_entity(part), agreement, spool) for part in parts)
    else:
        rows = (_payload(inner, agreement, spool),)
    named = [row.file_name for row in rows if row.file_name]
    if len(named) != len({name.casefold() for name in named}):
        raise Refused("duplicate-filename", "two attachments have one name")
    return rows


def _payload(entity: Entity, agreement: Agreement, spool: Spool | None) -> Payload:
    main, said = parameters(value(entity.headers, "Content-Type"))
    if main.startswith("multipart/"):
        raise Refused("unexpected-processing-error", "a multipart inside of a multipart, or of an unknown kind")
    name = parameters(value(entity.headers, "Content-Disposition"))[1].get("filename") or said.get("name", "")
    if name and not harmless(name):
        if agreement.keep_file_names:
            raise Refused("illegal-filename", "the file name may not be kept as it is")
        name = ""
    return Payload(transferred(entity.headers, entity.body, spool), main or "application/octet-stream", name)


def harmless(name: str) -> bool:
    """Whether a file name is one plain name on every system: no path, no device, nothing unseen."""
    return (
        0 < len(name.encode("utf-8", "replace")) <= 255
        and not any(sign in '/\\:*?"<>|' or unicodedata.category(sign)[0] == "C" for sign in name)
        and name.strip(" .") == name
        and name.partition(".")[0].casefold() not in DEVICES
    )

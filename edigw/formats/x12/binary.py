"""Binary segments (X12.6; BIN and BDS): data as long as the segment says, which may hold any byte, delimiters too."""

from __future__ import annotations

from dataclasses import dataclass

from edigw.formats.mapped import Data, find
from edigw.formats.text import whole
from edigw.formats.x12.rules import fault
from edigw.tree import Finding

TAGS = (b"BIN", b"BDS")
_LENGTH = {b"BIN": 1, b"BDS": 2}  # the element that tells how many bytes the next one holds
_HEAD = 40  # bytes in which the data begin
_BREAKS = b"\r\n\t \x00"
_SHOWN = bytes(byte if 0x20 <= byte < 0x7F else 0x1A for byte in range(256))


@dataclass(frozen=True, slots=True)
class Binary:
    """Where a binary segment stands, in bytes of the file."""

    start: int  # its tag
    data: int  # its data
    end: int  # behind its terminator


def binary_at(data: Data, start: int, element: bytes, segment: bytes) -> Binary | None:
    """The binary segment whose tag stands at this byte; None where its terminator is not where its length says."""
    head = data[start : start + _HEAD]
    number = _LENGTH.get(head[:3], 0)
    fields = head.split(element, number + 1)
    length = whole(fields[number].decode("latin-1")) if number and len(fields) > number + 1 else None
    if length is None:
        return None
    begins = start + len(head) - len(fields[-1])
    ends = begins + length
    return Binary(start, begins, ends + 1) if data[ends : ends + 1] == segment else None


def next_binary(data: Data, start: int, end: int, element: bytes, segment: bytes) -> Binary | None:
    """The first whose tag stands in [start, end), a place at which no binary data are open."""
    best: Binary | None = None
    for tag in TAGS:
        at = find(data, tag + element, start, end)
        while at >= 0:
            found = binary_at(data, at, element, segment) if _begins(data, at, segment) else None
            if found is not None:
                best, end = found, at
                break
            at = find(data, tag + element, at + 1, end)
    return best


def _begins(data: Data, at: int, segment: bytes) -> bool:
    """Whether a segment begins here, behind line breaks and blanks or not."""
    before = data[max(at - 8, 0) : at]
    return before.endswith(segment) or before.rstrip(_BREAKS).endswith(segment)


def shown(raw: bytes, table: bytes, head: int) -> bytes:
    """A segment's body, delimiters before its data (byte `head`) translated; odd bytes of the data stand as SUB."""
    return raw[:head].translate(table) + raw[head:].translate(_SHOWN)


def wrong_length(body: bytes, start: int, position: int) -> Finding:
    """What is wrong with a binary segment whose data are not as long as it says; `body` is cut as text is."""
    tag = body[:3]
    number = _LENGTH[tag]
    fields = body.split(b"\x1d", number + 1)
    place = {"segment": tag.decode("ascii"), "position": position, "offset": start}
    text = fields[number].decode("latin-1") if len(fields) > number else ""
    length = whole(text)
    if length is None:
        rule = "BINARY_LENGTH_UNREADABLE" if text else "BINARY_LENGTH_MISSING"
        return fault(rule, element=number, value=text[:99] or None, **place)
    held = len(fields[-1]) if len(fields) > number + 1 else 0
    rule = "BINARY_TOO_SHORT" if held < length else "BINARY_TOO_LONG"
    detail = f"{tag.decode('ascii')}{number:02} says {length} bytes, the next terminator stands behind {held}"
    return fault(rule, detail, element=number + 1, **place)

"""Which format a file is in, told from its first bytes."""

from __future__ import annotations

import mmap

from edigw.formats.text import BOM, PADDING
from edigw.formats.x12.header import header_at, next_header

_LOOK = 65_536  # bytes in which an X12 interchange may begin behind something else


def sniff(data: bytes | mmap.mmap) -> str | None:
    """x12, edifact, json, xml, or None for what none of them is."""
    head = data[:_LOOK].removeprefix(BOM).lstrip(PADDING)
    if head[:3] in (b"UNA", b"UNB"):
        return "edifact"
    if head[:1] in (b"{", b"["):
        return "json"
    if head[:1] == b"<":
        return "xml"
    at = next_header(head, 0)
    return "x12" if at < len(head) or header_at(head, 0) else None

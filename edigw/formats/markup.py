"""XML where EDI is wanted: it is never parsed, and what would have made its parsing dangerous is told."""

from __future__ import annotations

import re

LOOK = 65_536  # bytes in which a declaration is looked for
_DEFINES = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_ENCODING = re.compile(rb"\A<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_PLAIN = frozenset((b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"latin-1", b"windows-1252"))


def reason(head: bytes) -> str | None:
    """XML_ENTITY where a document type or entity is declared, ENCODING where the XML declaration names another
    encoding than the bytes can be in; None for any other XML, and for what is none."""
    if not head.startswith(b"<"):
        return None
    if _DEFINES.search(head):
        return "XML_ENTITY"
    named = _ENCODING.match(head)
    return "ENCODING" if named and named[1].lower() not in _PLAIN else None

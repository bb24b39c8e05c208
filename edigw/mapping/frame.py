"""The first and the last segment of a message: the envelope's, no row's."""

from __future__ import annotations

from edigw.mapping.rows import DocumentMap
from edigw.structure.releases import identifier
from edigw.tree import COMPONENT, Segment

LAST = frozenset({"SE", "UNT"})
FRAME = LAST | {"ST", "UNH"}


def head(document_map: DocumentMap) -> Segment:
    """ST or UNH with the document's type; its number is the envelope's."""
    if document_map.standard == "edifact":
        release = COMPONENT.join(identifier(document_map.release).split(":"))
        return Segment("UNH", ("", f"{document_map.document}{COMPONENT}{release}"))
    return Segment("ST", (document_map.document,))

"""The rules that a segment's place can break: our stable code -> what is wrong, and how to mend it."""

from __future__ import annotations

RULES: dict[str, tuple[str, str]] = {
    "UNKNOWN_SEGMENT": (
        "the segment's tag stands in no segment table of this release",
        "correct the tag, or remove the segment; private segments have no place in a set",
    ),
    "EMPTY_SEGMENT": ("two segment terminators stand side by side", "remove the extra terminator"),
    "SEGMENT_NOT_IN_SET": (
        "the segment is known but has no place anywhere in this set",
        "remove the segment, or send it in the set that it belongs to",
    ),
    "UNEXPECTED_SEGMENT": (
        "the segment belongs to a loop whose first segment is not there",
        "send the loop's first segment before it, or remove it",
    ),
    "MISSING_SEGMENT": (
        "a mandatory segment (or the first segment of a mandatory loop) is missing",
        "send the segment at this position",
    ),
    "SEGMENT_OUT_OF_ORDER": (
        "the segment has a place in this loop, but before what was already sent",
        "move the segment up to its place",
    ),
    "SEGMENT_OVER_MAX": (
        "the segment stands more often than the standard lets it",
        "send it no more often than the table says",
    ),
    "LOOP_OVER_MAX": (
        "the loop is repeated more often than the standard lets it",
        "send fewer turns of the loop, or split the document",
    ),
}

"""Pointer segments (HL, CPS): each level has a number of its own and names a parent that stands before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set

from edigw.structure.dictionary import SegmentDef
from edigw.tree import Finding, Segment
from edigw.validation.findings import Spot, on_element


def check_pointers(
    placed: Sequence[tuple[Segment, str]], definition: SegmentDef, lost: Iterable[str] = ()
) -> list[Finding]:
    """Faults of the hierarchy among its segments (each with its path), in document order; never recursive.

    `lost` are numbers that segments may have had whose tag could not be read. A parent is missed once, however many
    children name it; not at all when it may be one of those, or one whose own number is wrong.
    """
    own, parent = definition.pointer[:2]
    numbers = Counter(segment.get(own) for segment, _ in placed)
    doubtful = bool(numbers[""]) or any(turns > 1 for turns in numbers.values())
    before: set[str] = set()
    told: set[str] = set(lost)
    made = []
    for segment, path in placed:
        number, above = segment.get(own), segment.get(parent)
        if number and number in before:
            made.append(_fault(segment, path, own, "POINTER_REPEATED", definition))
        if above and above not in before and above not in told and not (doubtful and above not in numbers):
            told.add(above)
            made.append(_fault(segment, path, parent, "POINTER_UNKNOWN", definition))
        before.add(number)
    return made


def _fault(segment: Segment, path: str, element: int, rule: str, definition: SegmentDef) -> Finding:
    value = segment.get(element)
    text = {
        "POINTER_REPEATED": f"another {segment.tag} before it has the number `{value[:20]}` too",
        "POINTER_UNKNOWN": f"no {segment.tag} before it has the number `{value[:20]}`",
    }[rule]
    number = definition.elements[element - 1].number
    return on_element(segment, path, Spot(element), "7", rule, text, value=value, number=number)


def lost_numbers(
    segments: Sequence[Segment], unplaced: Iterable[int], known: Set[str], pointer: SegmentDef
) -> set[str]:
    """The numbers that segments without a place, and with a tag foreign to the set, may have had."""
    return {segments[at].get(pointer.pointer[0]) for at in unplaced if segments[at].tag not in known} - {""}

"""Relational notes (X12.6): which elements call for each other, and which exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from edigw.structure.dictionary import NoteDef

ORDER = {"P": 0, "C": 1, "L": 2, "E": 3, "R": 4}  # the note that says most of a missing element speaks first


class Notes:
    """A segment's (or composite's) notes, prepared. A set of filled elements is a number: bit n is element n."""

    __slots__ = ("masks", "notes")

    def __init__(self, notes: Sequence[NoteDef]) -> None:
        self.notes = tuple(sorted(notes, key=lambda note: ORDER[note.kind]))
        self.masks = tuple(
            (note.kind, 1 << note.positions[0], sum(1 << at for at in note.positions)) for note in self.notes
        )

    def kept(self, filled: int) -> bool:
        """Whether these filled elements break no note."""
        for kind, first, every in self.masks:
            here = filled & every
            if kind == "P":
                if here and here != every:
                    return False
            elif kind == "C":
                if filled & first and here != every:
                    return False
            elif kind == "R":
                if not here:
                    return False
            elif kind == "L":
                if here == first:
                    return False
            elif here & (here - 1):
                return False
        return True

    def broken(self, filled: int, missing: Set[int]) -> Iterator[tuple[NoteDef, int]]:
        """Each broken note with the element that is missing, or for E the one too many.

        A note is silent when an element that it misses is reported already (`missing`, or by a note before it).
        """
        reported = set(missing)
        for note in self.notes:
            culprit = _culprit(note, filled)
            lacking = {at for at in note.positions if not filled >> at & 1}
            if culprit and (note.kind == "E" or not lacking & reported):
                reported.add(culprit)
                yield note, culprit


def bits(values: Sequence[str]) -> int:
    """Which of these elements are filled; the first is bit 1."""
    return sum(1 << at for at, value in enumerate(values, 1) if value)


def _culprit(note: NoteDef, filled: int) -> int:
    """The element to name; 0 when the note is kept."""
    there = [at for at in note.positions if filled >> at & 1]
    lacking = [at for at in note.positions if not filled >> at & 1]
    first = note.positions[0]
    if note.kind == "P":
        return lacking[0] if there and lacking else 0
    if note.kind == "R":
        return 0 if there else first
    if note.kind == "E":
        return there[1] if len(there) > 1 else 0
    if first not in there:
        return 0
    if note.kind == "C":
        return lacking[0] if lacking else 0
    return note.positions[1] if len(there) == 1 else 0  # L


def wording(note: NoteDef, tag: str) -> str:
    """The note in words: "PO106 and PO107 stand together"."""
    names = [f"{tag}{at:02d}" for at in note.positions]
    listed = ", ".join(names)
    return {
        "P": f"{listed} stand together or not at all",
        "R": f"at least one of {listed} must be filled",
        "E": f"only one of {listed} may be filled",
        "C": f"{names[0]} calls for {', '.join(names[1:])}",
        "L": f"{names[0]} calls for one of {', '.join(names[1:])}",
    }[note.kind]

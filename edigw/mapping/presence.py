"""Which rows of a segment stand together: the dictionary's relational notes (P R E C L) hold in drawn documents."""

from __future__ import annotations

from collections.abc import Sequence

from edigw.mapping.lenses import Choose
from edigw.mapping.rows import Constant, Derived, Leaf, SegmentRow
from edigw.structure.dictionary import NoteDef

TURNS = 40  # a segment's notes settle in a few rounds, by a coin in each where one excludes what another adds


def settle(
    row: SegmentRow, chosen: Sequence[Leaf], must: bool, choose: Choose, shut: Sequence[Leaf] = ()
) -> list[Leaf]:
    """The chosen rows, with others added or taken out until every note holds; none when nothing is to be said.

    `shut` rows are not added: something else forbids them.
    """
    free = [leaf for leaf in row.leaves if not leaf.read_only and leaf not in shut]
    there = [leaf for leaf in free if leaf in chosen or isinstance(leaf, Constant)]
    there = _settled(row, there, free, choose) if any(map(_says, there)) else there
    options = [leaf for leaf in free if _says(leaf)] if must else []
    while options and not any(map(_says, there)):
        there = _settled(row, [*there, options.pop(choose.randrange(len(options)))], free, choose)
    return there if any(map(_says, there)) or must else []


def _settled(row: SegmentRow, there: list[Leaf], free: list[Leaf], choose: Choose) -> list[Leaf]:
    fixed = _fixed(row)
    for _ in range(TURNS):
        before, filled = list(there), fixed | _filled(there)
        for note in row.notes:
            held = _hold(row, note, there, free, choose, filled)
            if held is not there:
                there, filled = held, fixed | _filled(held)
        for leaf in list(there):
            there = _components(row, leaf, there, free, choose)
        if there == before and not any(_clash(note, there) for note in row.notes):
            break
    return there


def _clash(note: NoteDef, there: list[Leaf]) -> bool:
    """Whether another note put back what an exclusion took out: the next turn may keep the other one."""
    return note.kind == "E" and sum(bool(_at(there, at)) for at in note.positions) > 1


def _says(leaf: Leaf) -> bool:
    return not isinstance(leaf, Constant | Derived) and not leaf.echo


def _fixed(row: SegmentRow) -> set[int]:
    fixed = {test.place.element for test in row.tests if not test.child}
    return fixed | ({row.key.place.element} if row.key is not None else set())


def _filled(leaves: list[Leaf]) -> set[int]:
    return {at for leaf in leaves for at in range(leaf.place.element, leaf.last + 1)}


def _holds(note: NoteDef, present: list[int]) -> bool:
    head, count = note.positions[0], len(present)
    if note.kind in ("P", "C"):
        return count in (0, len(note.positions)) or (note.kind == "C" and head not in present)
    if note.kind == "E":
        return count < 2
    return bool(present) if note.kind == "R" else present != [head]


def _hold(
    row: SegmentRow, note: NoteDef, there: list[Leaf], free: list[Leaf], choose: Choose, filled: set[int]
) -> list[Leaf]:  # fmt: skip
    """The rows so that the note holds, where rows can do that; the same list where it holds already."""
    present = [at for at in note.positions if at in filled]
    if _holds(note, present):
        return there
    missing = [at for at in note.positions if at not in present]
    can = [at for at in missing if _at(free, at)]
    head = note.positions[0]
    if note.kind == "E":
        keep = present[choose.randrange(len(present))]
        return _remove(row, there, [at for at in present if at != keep])
    if note.kind in ("P", "C"):
        contrary = present if note.kind == "P" else [head]
        return _add(there, free, can) if can == missing else _remove(row, there, contrary)
    if can:
        return _add(there, free, [can[choose.randrange(len(can))]])
    return there if note.kind == "R" else _remove(row, there, [head])


def _at(leaves: list[Leaf], at: int) -> list[Leaf]:
    """The rows on an element; of a range only the first elements are sure to be filled."""
    return [leaf for leaf in leaves if leaf.place.element <= at <= leaf.last]


def _add(there: list[Leaf], free: list[Leaf], positions: list[int]) -> list[Leaf]:
    wanted = [leaf for at in positions for leaf in _at(free, at)[:1]]
    return [*there, *(leaf for leaf in dict.fromkeys(wanted) if leaf not in there)]


def _remove(row: SegmentRow, there: list[Leaf], positions: list[int]) -> list[Leaf]:
    gone = [leaf for at in positions for leaf in _at(there, at)]
    return [leaf for leaf in there if leaf not in gone or leaf.required or leaf.place.element in row.mandatory]


def _components(row: SegmentRow, leaf: Leaf, there: list[Leaf], free: list[Leaf], choose: Choose) -> list[Leaf]:
    """A composite that is there has its mandatory components."""
    if not leaf.place.component:
        return there
    parts = row.elements[leaf.place.element - 1].components
    mine = {other.place.component for other in there if other.place.element == leaf.place.element}
    lacking = [at for at, part in enumerate(parts, 1) if part.required and at not in mine]
    more = [other for other in free if other.place.element == leaf.place.element and other.place.component in lacking]
    return [*there, *more]

"""A segment's texts as they are written: no composite of bare constants, and what stands in for what nobody said."""

from __future__ import annotations

from edigw.mapping.rows import Constant, SegmentRow, Single

Texts = dict[tuple[int, int], str]  # by element and component


def whole(row: SegmentRow, texts: Texts) -> Texts:
    """What a segment's rows say, `otherwise` where one says nothing; no constants that stand alone.

    `PAT+1++:3:D` has no basis and no days.
    """
    constants = {(leaf.place.element, leaf.place.component) for leaf in row.leaves if isinstance(leaf, Constant)}
    bare = {element for element, component in constants if component and _bare(row, element, texts, constants)}
    kept = {place: text for place, text in texts.items() if place[0] not in bare} if bare else texts
    there = {element for element, _ in kept}
    leaves = [leaf for leaf in row.leaves if isinstance(leaf, Single) and leaf.otherwise]
    lacking = {(leaf.place.element, leaf.place.component): leaf.otherwise for leaf in leaves}
    others = {place: text for place, text in lacking.items() if not place[1] or place[0] in there}
    return {**others, **kept}


def _bare(row: SegmentRow, element: int, texts: Texts, constants: set[tuple[int, int]]) -> bool:
    said = {place for place in texts if place[0] == element}
    composite = row.elements[element - 1]
    if composite.required or not said <= constants:
        return False
    return any(part.required and (element, at) not in said for at, part in enumerate(composite.components, 1))

"""Where a segment row stands in the dictionary's structure, and which elements of its segment it takes."""

from __future__ import annotations

from dataclasses import replace

from edigw.mapping.address import SegmentAddress, Test
from edigw.mapping.context import Context
from edigw.mapping.places import places_of
from edigw.mapping.rows import Key, Leaf
from edigw.mapping.source import SourceRow
from edigw.structure.dictionary import Position, SegmentDef


def which(
    context: Context, row: SourceRow, name: str, positions: tuple[Position, ...], places: tuple[int, ...]
) -> int | None:
    """Which of its tag's places the row means: where there are several, its group says so. `name`: of the parent."""
    assert isinstance(row.address, SegmentAddress)
    tag, group, bare = row.address.tag, row.address.group, replace(row.address, group="")
    groups = [positions[at].group for at in places]
    if len(places) == 1:
        if group:
            told = f"{tag} stands once {name}" + (f", as {groups[0]}" if groups[0] else "")
            context.faults.add(row.spot, told, f"write `{bare}`")
        return None if group else places[0]
    known = [at for at, held in zip(places, groups, strict=True) if held and held == group]
    if known:
        return known[0]
    both = " and ".join(
        f"in group {held}" if held else f"as {'a loop' if positions[at].loop else 'a segment'}, number {at + 1}"
        for at, held in zip(places, groups, strict=True)
    )
    names = [f"`{held}/{bare}`" for held in groups if held]
    fix = f"say which: {' or '.join(names)}" if names else "this standard's maps cannot tell them apart"
    context.faults.add(row.spot, f"{tag} stands twice {name} in {context.set_def.type}: {both}", fix)
    return None


def mandatory(definition: SegmentDef) -> frozenset[int]:
    """Elements that must be there when the segment is written."""
    return frozenset(at for at, element in enumerate(definition.elements, 1) if element.required)


def covered(
    context: Context, definition: SegmentDef, tests: tuple[Test, ...], leaves: tuple[Leaf, ...], key: Key | None
) -> frozenset[int]:
    """Elements that rows, tests, the key or the engine take, in whole or in part."""
    found = {test.place.element for test in tests if not test.child}
    found |= {at for leaf in leaves if not leaf.write_only for at in range(leaf.place.element, leaf.last + 1)}
    if key is not None:
        found.add(key.place.element)
    return frozenset(found | context.engine.get(definition.tag, frozenset()))


def components(leaves: tuple[Leaf, ...], tests: tuple[Test, ...], key: Key | None) -> dict[int, frozenset[int]]:
    """Of composites: which of their components are taken."""
    found: dict[int, set[int]] = {}
    for place in (
        *((key.place,) if key is not None else ()),
        *(place for leaf in leaves if not leaf.write_only for place in places_of(leaf)),
        *(test.place for test in tests if not test.child),
    ):
        if place.component:
            found.setdefault(place.element, set()).add(place.component)
    return {element: frozenset(held) for element, held in found.items()}

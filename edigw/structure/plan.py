"""A set's structure prepared for walking: where each tag may stand, which positions must be filled."""

from __future__ import annotations

from functools import lru_cache

from edigw.structure.dictionary import Position, SetDef

SECTION = "UNS"  # EDIFACT: between the heading or detail of a message and what comes behind, mandatory where it is


class Plan:
    """One loop (or the set itself): its positions and, by tag, where they are."""

    __slots__ = ("at", "fence", "inside", "limits", "loops", "need", "path", "paths", "positions", "tag", "tags")

    def __init__(self, tag: str, positions: tuple[Position, ...], path: str = "") -> None:
        self.tag = tag
        self.path = path  # what stands before the paths of its segments: "PO1/N1/", "" for the set
        self.paths = tuple(path + each.tag for each in positions)
        self.positions = positions
        self.limits = tuple(each.repeat if each.loop else each.max for each in positions)
        self.loops = tuple(
            Plan(each.tag, each.children, f"{path}{each.tag}/") if each.loop else None for each in positions
        )
        self.at: dict[str, tuple[int, ...]] = {}  # tag -> positions here that it may take
        self.inside: dict[str, tuple[int, ...]] = {}  # tag -> loops here that hold it at any depth, not as trigger
        for index, (each, loop) in enumerate(zip(positions, self.loops, strict=True)):
            self.at[each.tag] = (*self.at.get(each.tag, ()), index)
            for inner in loop.within() if loop else ():
                self.inside[inner] = (*self.inside.get(inner, ()), index)
        self.need = _needed(positions)
        self.fence = next((at for at, each in enumerate(positions) if each.tag == SECTION), len(positions))
        self.tags = frozenset(self.at) | frozenset(self.inside)

    def within(self) -> frozenset[str]:
        """Tags that stand in this loop at any depth, its trigger left out."""
        return frozenset(each.tag for each in self.positions[1:]) | frozenset(self.inside)


def _needed(positions: tuple[Position, ...]) -> tuple[int, ...]:
    """For each index the first mandatory position at or after it; one more entry for the end."""
    need = [len(positions)]
    for index in range(len(positions) - 1, -1, -1):
        need.append(index if positions[index].required else need[-1])
    return tuple(reversed(need))


@lru_cache(maxsize=256)
def plan_of(set_def: SetDef) -> Plan:
    return Plan("", set_def.children)


@lru_cache(maxsize=8192)
def similar(plan: Plan, tag: str) -> tuple[int, ...]:
    """The positions behind the first one whose tag is nearly this one."""
    return tuple(at for at, each in enumerate(plan.positions) if at and alike(tag, each.tag))


def alike(one: str, other: str) -> bool:
    """Whether one tag may be the other with one character wrong, too many or too few, or in lower case."""
    one, other = one.upper(), other.upper()
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or not one:
        return False
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[same + (len(one) == len(other)) :] == other[same + 1 :]

"""The left side of a map row: where a value stands on the wire, and the arrow to its object.

X12 notation: `PO1`, `REF*DP`, `N1[N103=92]`, `SAC[MSG.MSG01=x]`, `BEG03`, `AK401-01`, `PO106..PO125`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from edigw.mapping.faults import Wrong

TAG = r"[A-Z][A-Z0-9]{1,2}"
_SEGMENT = re.compile(rf"({TAG})(?:\*([^\s\[\]*]+))?((?:\[[^\[\]]+\])*)")
_TEST = re.compile(rf"\[(?:({TAG})\.)?([^=\[\]]+)=([^\[\]]+)\]")
_ELEMENT = re.compile(rf"({TAG})(\d\d)(?:-(\d\d))?")
_ARROW = re.compile(r"([a-z][\w.]*)(\[\])?(?:\s+by\s+(\S+)(?:\s*\|\s*code\s+(\w+))?)?")


@dataclass(frozen=True, slots=True)
class Place:
    """An element of a segment (1 is the first), or one of its components (1 is the first; 0: the whole element)."""

    tag: str
    element: int
    component: int = 0

    def __str__(self) -> str:
        text = f"{self.tag}{self.element:02d}"
        return f"{text}-{self.component:02d}" if self.component else text


@dataclass(frozen=True, slots=True)
class Test:
    """What tells a segment from others of its tag: checked when read, written when written."""

    place: Place
    value: str
    child: str = ""  # the value stands in a child segment of this tag

    def __str__(self) -> str:
        return f"[{self.child + '.' if self.child else ''}{self.place}={self.value}]"


@dataclass(frozen=True, slots=True)
class Arrow:
    """`-> p`, `-> p[]`, `-> p by E`."""

    kind: str  # object, list, bag
    path: str
    key: Place | None = None  # of a bag
    table: str | None = None  # of a bag's keys

    def __str__(self) -> str:
        by = f" by {self.key}" if self.key else ""
        by += f" | code {self.table}" if self.table else ""
        return f"-> {self.path}{'[]' if self.kind == 'list' else ''}{by}"


@dataclass(frozen=True, slots=True)
class SegmentAddress:
    """A segment, with the tests that single it out."""

    tag: str
    tests: tuple[Test, ...] = ()

    def __str__(self) -> str:
        first = next((t for t in self.tests if _leads(self.tag, t)), None)
        rest = "".join(str(t) for t in self.tests if t is not first)
        return f"{self.tag}{'*' + first.value if first else ''}{rest}"


@dataclass(frozen=True, slots=True)
class ElementAddress:
    """An element or component, or a range of elements of one segment."""

    first: Place
    last: Place | None = None

    @property
    def tag(self) -> str:
        return self.first.tag

    @property
    def positions(self) -> range:
        """The element positions that it covers."""
        return range(self.first.element, (self.last or self.first).element + 1)

    def __str__(self) -> str:
        return f"{self.first}..{self.last}" if self.last else str(self.first)


Address = SegmentAddress | ElementAddress


def leading(tag: str) -> int:
    """The element that `TAG*Q` means: the first; of HL the level."""
    return 3 if tag == "HL" else 1


def _leads(tag: str, test: Test) -> bool:
    return not test.child and test.place == Place(tag, leading(tag))


def parse(key: str) -> tuple[Address, Arrow | None]:
    """`PO1 -> lines[]` as address and arrow. Raises Wrong."""
    left, found, right = key.partition("->")
    arrow = _arrow(right.strip()) if found else None
    return address(left.strip()), arrow


def address(text: str) -> Address:
    """The address alone. Raises Wrong."""
    first, dots, last = text.partition("..")
    start = place(first)
    if dots:
        end = place(last)
        if start is None or end is None or (start.tag, start.component) != (end.tag, end.component):
            raise Wrong(f"`{text}` is not a range of elements of one segment", "write it as PO106..PO125")
        if end.element < start.element:
            raise Wrong(f"`{text}` runs backwards", f"write {last}..{first}")
        return ElementAddress(start, end)
    if start is not None:
        return ElementAddress(start)
    match = _SEGMENT.fullmatch(text)
    if match is None:
        raise Wrong(f"`{text}` is no address", "write SEG, SEG*Q, SEG[E=v], SEG01, SEG01-01 or SEG01..SEG09")
    tag, first_value, brackets = match.groups()
    tests = [Test(Place(tag, leading(tag)), first_value)] if first_value else []
    tests += [_test(tag, found) for found in _TEST.finditer(brackets)]
    if brackets and sum(len(found[0]) for found in _TEST.finditer(brackets)) != len(brackets):
        raise Wrong(f"`{brackets}` is no test", "write SEG[SEG03=value] or SEG[CHILD.CHILD01=value]")
    ordered = sorted(tests, key=lambda t: (t.child, t.place.element, t.place.component))
    return SegmentAddress(tag, tuple(ordered))


def place(text: str) -> Place | None:
    """`AK401-01` as a place; None when it is not one."""
    match = _ELEMENT.fullmatch(text)
    return Place(match[1], int(match[2]), int(match[3] or 0)) if match else None


def _test(tag: str, found: re.Match[str]) -> Test:
    child, element, value = found.groups()
    spot = place(element)
    if spot is None or spot.tag != (child or tag):
        raise Wrong(f"`{element}` is no element of {child or tag}", f"write {child or tag}01=value")
    return Test(spot, value, child or "")


def _arrow(text: str) -> Arrow:
    match = _ARROW.fullmatch(text)
    if match is None:
        raise Wrong(f"`-> {text}` is no arrow", "write -> path, -> path[] or -> path by SEG01")
    path, many, by, table = match.groups()
    if by is None:
        return Arrow("list" if many else "object", path)
    key = place(by)
    if key is None or many:
        raise Wrong(f"`-> {text}` is no arrow to a bag", "write -> refs by REF01 | code reference")
    return Arrow("bag", path, key, table)

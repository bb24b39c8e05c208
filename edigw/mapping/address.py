"""The left side of a map row: where a value stands on the wire, and the arrow to its object.

X12 notation: `PO1`, `REF*DP`, `N1[N103=92]`, `SAC[MSG.MSG01=x]`, `BEG03`, `AK401-01`, `PO106..PO125`.
EDIFACT notation: `LIN`, `RFF+ON`, `SG54/ALC+C`, `PIA[4347=5 or 1]`, `1004`, `C507.2380`, `C212#2.7140`,
`4183#1..4183#5`. Which place a name of EDIFACT means only the dictionary knows: named.py finds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from edigw.mapping.faults import Wrong

TAG = r"[A-Z][A-Z0-9]{1,2}"
LEADING = "+"  # the name of what `SEG+Q` tests, until the dictionary says which element that is
_SEGMENT = re.compile(rf"(?:(SG\d+)/)?({TAG})(?:([*+])([^\s\[\]*+]+))?((?:\[[^\[\]]+\])*)")
_TEST = re.compile(rf"\[(?:({TAG})\.)?([^=\[\]]+)=([^\[\]]+)\]")
_ELEMENT = re.compile(rf"({TAG})(\d\d)(?:-(\d\d))?")
_NAMED = re.compile(rf"(?:({TAG})\.)?((?:[CS]\d{{3}}|\d{{4}})(?:#\d+)?(?:\.\d{{4}}(?:#\d+)?)?)")
_ARROW = re.compile(r"([a-z][\w.]*)(\[\])?(?:\s+by\s+(\S+)(?:\s*\|\s*code\s+(\w+))?)?")


@dataclass(frozen=True, slots=True)
class Place:
    """An element of a segment (1 is the first), or one of its components (1 is the first; 0: the whole element)."""

    tag: str
    element: int
    component: int = 0
    sought: str = ""  # EDIFACT's name, `C507.2380`, as long as nobody has looked up where it stands
    name: str = field(default="", compare=False)  # the same for people, once it was

    def __str__(self) -> str:
        if named := self.name or self.sought:
            return f"{self.tag}.{named}" if self.tag else named
        text = f"{self.tag}{self.element:02d}"
        return f"{text}-{self.component:02d}" if self.component else text


@dataclass(frozen=True, slots=True)
class Test:
    """What tells a segment from others of its tag: checked when read, written when written."""

    place: Place
    value: str  # the one that is written
    child: str = ""  # the value stands in a child segment of this tag
    also: tuple[str, ...] = ()  # further values that are read

    @property
    def values(self) -> tuple[str, ...]:
        """All that may stand there."""
        return (self.value, *self.also)

    def __str__(self) -> str:
        name = self.place.name or self.place.sought
        where = f"{self.child + '.' if self.child else ''}{name or self.place}"
        return f"[{where}={' or '.join(self.values)}]"


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
    group: str = ""  # SG54: which of two groups that begin with the same segment

    def __str__(self) -> str:
        first = next((t for t in self.tests if _leads(self.tag, t)), None)
        rest = "".join(str(t) for t in self.tests if t is not first)
        mark = "+" if first and (first.place.name or first.place.sought) else "*"
        head = f"{self.group}/{self.tag}" if self.group else self.tag
        return f"{head}{mark + first.value if first else ''}{rest}"


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

    @property
    def until(self) -> int:
        """The last component of a range inside one composite, else 0."""
        within = self.last is not None and self.last.component and self.last.element == self.first.element
        return self.last.component if within and self.last else 0

    def __str__(self) -> str:
        return f"{self.first}..{self.last}" if self.last else str(self.first)


Address = SegmentAddress | ElementAddress


def leading(tag: str) -> int:
    """The element that `TAG*Q` means: the first; of HL the level."""
    return 3 if tag == "HL" else 1


def _leads(tag: str, test: Test) -> bool:
    if test.child or test.also:
        return False
    if test.place.sought or test.place.name:
        return test.place.sought == LEADING or (test.place.element == 1 and test.place.component < 2)
    return test.place == Place(tag, leading(tag))


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
            fix = "write it as PO106..PO125, in EDIFACT 4183#1..4183#5"
            raise Wrong(f"`{text}` is not a range of elements of one segment", fix)
        if end.element < start.element:
            raise Wrong(f"`{text}` runs backwards", f"write {last}..{first}")
        return ElementAddress(start, end)
    if start is not None:
        return ElementAddress(start)
    match = _SEGMENT.fullmatch(text)
    if match is None:
        fix = "write SEG, SEG*Q, SEG[E=v], SEG01, SEG01-01 or SEG01..SEG09; in EDIFACT SEG+Q, 1004, C507.2380, 4183#2"
        raise Wrong(f"`{text}` is no address", fix)
    group, tag, mark, first_value, brackets = match.groups()
    lead = Place(tag, 0, sought=LEADING) if mark == "+" else Place(tag, leading(tag))
    tests = [Test(lead, first_value)] if first_value else []
    tests += [_test(tag, found) for found in _TEST.finditer(brackets)]
    if brackets and sum(len(found[0]) for found in _TEST.finditer(brackets)) != len(brackets):
        raise Wrong(f"`{brackets}` is no test", "write SEG[SEG03=value] or SEG[CHILD.CHILD01=value]")
    ordered = sorted(tests, key=lambda t: (t.child, t.place.element, t.place.component))
    return SegmentAddress(tag, tuple(ordered), group or "")


def place(text: str) -> Place | None:
    """`AK401-01` or `C507.2380` as a place; None when it is not one."""
    match = _ELEMENT.fullmatch(text)
    if match:
        return Place(match[1], int(match[2]), int(match[3] or 0))
    match = _NAMED.fullmatch(text)
    return Place(match[1] or "", 0, sought=match[2]) if match else None


def _test(tag: str, found: re.Match[str]) -> Test:
    child, element, value = found.groups()
    spot = place(element)
    if spot is not None and spot.sought:
        spot = replace(spot, tag=spot.tag or child or tag)
    if spot is None or spot.tag != (child or tag):
        raise Wrong(f"`{element}` is no element of {child or tag}", f"write {child or tag}01=value")
    first, *also = re.split(r"\s+or\s+", value)
    return Test(spot, first, child or "", tuple(also))


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

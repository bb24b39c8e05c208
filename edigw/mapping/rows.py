"""A map ready for use: its rows as frozen data, compiled once, walked by reading, writing and drawing alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from edigw.carrier import Spot
from edigw.mapping.address import Place, SegmentAddress, Test
from edigw.mapping.lenses import Choose
from edigw.mapping.paths import Steps
from edigw.mapping.source import Level
from edigw.mapping.tables import CodeTable
from edigw.model.base import Model
from edigw.structure.dictionary import Dictionary, ElementDef, NoteDef
from edigw.structure.guide import Guide


@dataclass(frozen=True, slots=True, eq=False)
class Codec:
    """An element's text and its canonical value, the row's lenses in one. `read` and `write` raise ValueError."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    sample: Callable[[Choose, ElementDef], Any]  # a canonical value that this element, perhaps narrowed, can hold
    gives: str  # text, number, date
    table: CodeTable | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A path with its codec: one of several values of one row."""

    path: str
    steps: Steps
    codec: Codec
    element: ElementDef
    required: bool = False


@dataclass(slots=True)
class Heads:
    """The words of one bag whose first entry belongs to one-value rows, with the codes of those rows' addresses."""

    words: dict[str, str] = field(default_factory=dict)  # word -> code, "" where the address has none
    codes: dict[str, str] = field(default_factory=dict)
    rooms: list[int] = field(default_factory=list)  # EDIFACT: how many pairs each of its rows holds, in turn
    first: dict[str, int] = field(default_factory=dict)  # the words that are written before all others -> their rank

    def ranked(self, pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Words with their values, those of `first` before the rest, which stays as it is."""
        if not self.first:
            return pairs
        return sorted(pairs, key=lambda pair: self.first.get(pair[0], len(self.first)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaf:
    """What all rows on elements have. `last` is the last element of a range."""

    place: Place
    last: int
    element: ElementDef
    meaning: str  # the right side as written
    spot: Spot
    required: bool = False
    echo: bool = False
    read_only: bool = False
    write_only: bool = False
    until: int = 0  # the last component of a range inside one composite


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Single(Leaf):
    """One path, one element."""

    path: str
    steps: Steps
    codec: Codec
    otherwise: str = ""  # what is written where the document says nothing, and the rest of the segment something


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Constant(Leaf):
    """`is X`."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Derived(Leaf):
    """`= count(p)`, `= sum(p)`."""

    how: str
    names: tuple[str, ...]
    codec: Codec


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template(Leaf):
    """`like {a} / {b}`: literals and paths in turn, a literal first (it may be "") and last."""

    literals: tuple[str, ...]
    fields: tuple[Field, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listing(Leaf):
    """`p[]`: a list of plain values."""

    path: str
    steps: Steps
    codec: Codec


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fixed(Leaf):
    """`a, b, c` over a range: fixed paths in turn."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tuples(Leaf):
    """`A..B -> p[]: a, b`: a list of objects, so many elements each."""

    path: str
    steps: Steps
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs(Leaf):
    """`A..B: p | pairs T`: qualifier and value in turn."""

    path: str
    steps: Steps
    table: CodeTable
    number: str  # data element of the qualifiers
    codec: Codec  # of the values
    values: ElementDef  # the first element that holds a value
    single: bool  # the bag holds one text a word
    heads: Heads
    beside: frozenset[str] = frozenset()  # words that are text fields beside the bag
    by: int = 0  # EDIFACT: the component of each composite that holds its qualifier; 0: the element before
    turn: int = 0  # which of the bag's rows it is: LIN holds the first pair, PIA what is left

    def share(self, texts: list[str]) -> list[str]:
        """Of the texts of all pairs those of this row."""
        rooms = self.heads.rooms
        start = 2 * sum(rooms[: self.turn])
        return texts[start : start + 2 * rooms[self.turn] if self.turn + 1 < len(rooms) else None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dated(Leaf):
    """`p | date by F`, `moment by F`: a date with how it is written beside it; a moment has a time, or is a period."""

    formats: tuple[Place, ...]  # where the format stands
    on: Steps
    time: Steps = ()  # of a moment
    period_kind: Steps = ()
    period: Steps = ()
    table: CodeTable  # words of the formats that mean no single day
    number: str  # data element of the formats


@dataclass(frozen=True, slots=True)
class Condition:
    """`when`: the value at the path is one of the words. `known` is False where only enrichment sets it."""

    path: str
    steps: Steps
    words: frozenset[str]
    known: bool
    spot: Spot


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """What a bag's entries stand under."""

    place: Place
    number: str  # its data element
    table: CodeTable
    heads: Heads


@dataclass(frozen=True, slots=True, eq=False)
class SegmentRow:
    """A segment with its rows, and the object that they start at."""

    tag: str
    address: str
    tests: tuple[Test, ...]
    kind: str  # here, object, list, bag
    path: str  # of the arrow
    steps: Steps
    leaves: tuple[Leaf, ...]
    children: Block
    where: tuple[SegmentAddress, ...]  # the addresses that lead here, its own last
    loops: str  # "PO1/PID", as findings carry it
    many: bool  # may take several occurrences
    most: int | None  # how often the dictionary lets it stand there; None: as often as one likes
    must: bool  # the dictionary demands it under its parent
    forced: bool  # written whenever its parent is: mandatory and constant, or a required constant
    mandatory: frozenset[int]  # elements that must be there when it is written
    covered: frozenset[int]  # elements that its rows, tests and the engine take
    elements: tuple[ElementDef, ...]
    notes: tuple[NoteDef, ...]
    spot: Spot
    key: Key | None = None
    when: Condition | None = None
    components: Mapping[int, frozenset[int]] = field(default_factory=dict)  # of composites: which of them it takes
    quick: tuple[tuple[int, str, Callable[[str], Any], Single], ...] = ()  # element from 0, key, reader: the plain rows
    slow: tuple[Leaf, ...] = ()  # the others that read
    solid: int = 0  # so many elements from the first on are taken whole
    counted: bool = False  # its first element is its number among its siblings, which the engine writes
    plain: bool = False  # nothing but the value of its first element singles it out


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The segment rows under one parent: in the dictionary's order, and by tag, the most specific first."""

    rows: tuple[SegmentRow, ...] = ()
    by_tag: Mapping[str, tuple[SegmentRow, ...]] = field(default_factory=dict)
    index: Mapping[str, tuple[Mapping[str, tuple[SegmentRow, ...]], tuple[SegmentRow, ...]]] = field(
        default_factory=dict
    )  # tag (with its place, `ALC@34`, where it stands at two) -> (first value -> the rows that may take it, others)
    order: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # tags' places, where one stands at two
    forced: bool = False  # some row is forced
    demanded: tuple[SegmentRow, ...] = ()  # rows without an arrow that hold a required value


Taken = Mapping[str, tuple[tuple[str | None, frozenset[int]], ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """What tells a level that has no code of its own: a value in a segment inside it, `CPS[PAC.C202.7065=201]`.

    Where a row carries that element (`steps`), it writes `value` when its path is empty, and reading drops what goes
    without saying. The row's table names the other codes of the level; one that keeps what it does not know takes
    every level that no other mark fits.
    """

    letter: str
    child: str
    place: Place
    value: str
    steps: Steps = ()
    word: Any = None  # what the row reads of the value
    table: CodeTable | None = None
    also: tuple[str, ...] = ()  # further values that tell the level

    @property
    def tells(self) -> bool:
        """Whether the level is known by it; a value of no list is only what is written where nothing is said."""
        return self.table is not None or not self.steps


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Where rows speak of the orders of a shipment whose levels have none for them: `order.number`."""

    root: frozenset[str] = frozenset()  # facts of the order that the message says once
    lines: frozenset[str] = frozenset()  # facts that each item says
    beside: frozenset[str] = frozenset()  # facts that the message says in one segment with the order's number
    needs: tuple[Steps, ...] = ()  # paths of an item that stand in one segment with the order's number


@dataclass(frozen=True, slots=True, eq=False)
class Pointer:
    """The segment that numbers a message's levels (HL, CPS) and names each one's parent; its elements, 0 for none."""

    tag: str
    number: int
    parent: int
    level: int = 0  # which level it is
    below: int = 0  # whether there are levels below
    items: str = ""  # the loop inside a level that is an item, where items have no level of their own
    marks: tuple[Mark, ...] = ()
    inside: tuple[str, ...] = ()  # the tags that stand inside a level, in their order
    after: frozenset[str] = frozenset()  # those that stand behind all levels
    told: Told = Told()

    @property
    def place(self) -> str:
        """Where the parent's number stands, as findings name it."""
        return f"{self.tag}{self.parent:02d}"


@dataclass(frozen=True, slots=True)
class Loss:
    """What a map does not carry both ways: a row of one direction, one that sleeps, a word lent a code, or put in."""

    kind: str  # read only, write only, sleeps, silenced, written as, otherwise
    address: str  # of a word: its code list and the word
    path: str  # of a word: what it reads back as
    origin: str  # file:line


@dataclass(frozen=True, slots=True)
class Shown:
    """A row for people: `edigw maps show`."""

    address: str
    meaning: str
    origin: str
    depth: int


@dataclass(frozen=True, slots=True, eq=False)
class DocumentMap:
    """One document of one partner: reads and writes."""

    name: str
    standard: str  # x12
    release: str
    document: str  # 850
    dictionary: Dictionary
    model: type[Model]
    root: Block
    guide: Guide
    levels: tuple[Level, ...]
    level_rows: Mapping[str, SegmentRow]  # by letter
    tables: Mapping[str, CodeTable]
    taken: Taken
    hash: str  # sha256 over the texts that it was made of
    files: tuple[str, ...]
    loss: tuple[Loss, ...]
    shown: tuple[Shown, ...]
    counts: bool = True  # a map with levels: the engine writes CTT01
    pointer: Pointer | None = None  # of a map with levels
    unknown: tuple[str, ...] = ()  # paths of conditions that only enrichment sets

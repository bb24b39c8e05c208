"""The dictionary in memory: elements, segments, relational notes, code lists and sets of one standard's release.

Its compact form is text that a person reads and diffs, under maps/<standard>/<release>/:

    elements.txt     353 ID 2        324 AN 1..22      C040 = 128! 127! 128 127 | P0304
    segments.txt     REF 128! 127 352 C040 | R0203     (! mandatory; after the bar: notes, and `pointer 1 2 3 4`)
                     DMG 1250 1251 … C056*10           (repeated up to ten times)
    codes.txt        353 00 01 04 05                   (a list runs on over indented lines)
    sets/850.txt     850 PO, then a segment on a line, a loop's members indented under its trigger

EDIFACT's directories stand in the same form. A data element's type is `an`, `a` or `n`; a segment that takes an element
several times names it several times; a message bears its name alone, a segment group its number:

    segments.txt     LIN 1082 1229 C212 C829 1222 7083
    sets/ORDERS.txt  ORDERS, then the segments; `NAD SG2 99` is the loop of segment group 2

Nothing is read before it is asked for: a start of the program must not pay for code lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from edigw.errors import ConfigError, Fault

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ElementDef:
    """A data element where it is used; a composite has components instead of a length."""

    number: str  # "353", "C040", "I12"
    type: str  # AN ID DT TM R N0 N2 … or composite; EDIFACT's own are an, a and n
    min: int = 0  # characters, without sign and decimal point
    max: int = 0
    required: bool = False
    components: tuple[ElementDef, ...] = ()
    max_repeat: int = 1
    notes: tuple[NoteDef, ...] = ()  # among a composite's components


@dataclass(frozen=True, slots=True)
class NoteDef:
    """A relational note: P all or none, R at least one, E at most one, C the first needs all, L the first needs one."""

    kind: str  # P R E C L
    positions: tuple[int, ...]  # 1 is the first

    def __str__(self) -> str:
        return self.kind + "".join(f"{position:02d}" for position in self.positions)


@dataclass(frozen=True, slots=True)
class SegmentDef:
    tag: str
    elements: tuple[ElementDef, ...] = ()
    notes: tuple[NoteDef, ...] = ()
    component_notes: Mapping[int, tuple[NoteDef, ...]] = field(default_factory=dict)  # by the composite's position
    pointer: tuple[int, ...] = ()  # elements that hold: own number, parent's number, level, has children (HL: 1 2 3 4)


@dataclass(frozen=True, slots=True)
class Position:
    """A segment's or a loop's place in a set. A loop bears its trigger's tag; children[0] is the trigger.

    An EDIFACT segment group is a loop that has a number: a partner's guide names it by that.
    """

    tag: str
    required: bool = False
    max: int | None = 1  # None: as often as one likes
    loop: bool = False
    repeat: int | None = None  # of a loop; None: as often as one likes
    children: tuple[Position, ...] = ()
    group: str = ""  # SG2; empty in X12


@dataclass(frozen=True, slots=True, eq=False)
class SetDef:
    type: str  # 850, ORDERS
    functional_id: str  # PO; of a message its own name, as UNG 0038 has it
    children: tuple[Position, ...]  # ST and SE included, UNH and UNT

    @property
    def called(self) -> str:
        """What the standard calls it: a set, or a message."""
        return "message" if self.children[0].tag == "UNH" else "set"


class Lazy(Mapping[str, T], Generic[T]):
    """A mapping whose values are made when they are first asked for."""

    def __init__(self, names: Callable[[], Iterable[str]], make: Callable[[str], T | None]) -> None:
        self._names = names
        self._make = make
        self._made: dict[str, T | None] = {}

    def __getitem__(self, key: str) -> T:
        try:
            value = self._made[key]
        except KeyError:
            value = self._made[key] = self._make(key)
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return sum(1 for _ in self._names())

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    standard: str  # x12, edifact
    release: str  # 004010, D96A
    elements: Mapping[str, ElementDef]
    segments: Mapping[str, SegmentDef]
    codes: Mapping[str, frozenset[str]]  # by element number; an element without a list takes any code
    sets: Mapping[str, SetDef]


def parse(standard: str, release: str, texts: Mapping[str, str]) -> Dictionary:
    """The dictionary of the compact files, by name ("elements.txt", "sets/850.txt").

    Raises ConfigError, when the faulty line is first needed, for what cannot be understood.
    """

    def lines(name: str) -> Lines:
        return Lines(name, texts.get(name, ""))

    element_lines, segment_lines, code_lines = lines("elements.txt"), lines("segments.txt"), lines("codes.txt")
    elements: Lazy[ElementDef] = Lazy(element_lines.names, lambda key: _element(element_lines, key, elements))
    return Dictionary(
        standard,
        release,
        elements,
        Lazy(segment_lines.names, lambda key: _segment(segment_lines, key, elements)),
        Lazy(code_lines.names, lambda key: _codes(code_lines, key)),
        Lazy(lambda: _set_names(texts), lambda key: _set(key, texts)),
    )


class Lines:
    """A file of entries, one a line, which may run on over indented lines; found by the word at a line's start."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = "\n" + text

    def names(self) -> list[str]:
        return [line.split(None, 1)[0] for line in self.text.split("\n") if line[:1].strip("# ")]

    def words(self, key: str) -> list[str] | None:
        """What stands after the key, up to the next entry; None when there is none."""
        start = self.text.find(f"\n{key} ") if key.isalnum() else -1
        if start < 0:
            return None
        end = self.text.find("\n", start + 1)
        while end >= 0 and self.text[end + 1 : end + 2] == " ":
            end = self.text.find("\n", end + 1)
        return self.text[start + len(key) + 2 : end if end >= 0 else None].split()

    def refuse(self, key: str, message: str) -> ConfigError:
        line = self.text.count("\n", 0, self.text.find(f"\n{key} ") + 1)
        return _refuse(self.name, line, f"`{key}`: {message}")


def _refuse(file: str, line: int, message: str) -> ConfigError:
    return ConfigError([Fault(file, line, 1, message, "the head of edigw/structure/dictionary.py shows the form")])


def _codes(lines: Lines, key: str) -> frozenset[str] | None:
    words = lines.words(key)
    return None if words is None else frozenset(words)


def _element(lines: Lines, key: str, elements: Mapping[str, ElementDef]) -> ElementDef | None:
    words = lines.words(key)
    if words is None:
        return None
    if words[:1] == ["="]:
        uses, after = _uses(lines, key, words[1:], elements)
        return ElementDef(key, "composite", components=uses, notes=_notes(lines, key, after))
    try:
        kind, length = words
        low, _, high = length.partition("..")
        return ElementDef(key, kind, int(low), int(high or low))
    except ValueError:
        raise lines.refuse(key, "a data element has a type and a length, as `AN 1..22`") from None


def _segment(lines: Lines, key: str, elements: Mapping[str, ElementDef]) -> SegmentDef | None:
    words = lines.words(key)
    if words is None:
        return None
    uses, after = _uses(lines, key, words, elements)
    cut = after.index("pointer") if "pointer" in after else len(after)
    inner = {at: use.notes for at, use in enumerate(uses, 1) if use.notes}
    return SegmentDef(key, uses, _notes(lines, key, after[:cut]), inner, tuple(map(int, after[cut + 1 :])))


def _uses(
    lines: Lines, key: str, words: list[str], elements: Mapping[str, ElementDef]
) -> tuple[tuple[ElementDef, ...], list[str]]:
    """Elements in their order, and the words after the bar."""
    bar = words.index("|") if "|" in words else len(words)
    made = []
    for word in words[:bar]:
        if word.isalnum() and word in elements:
            made.append(elements[word])
            continue
        use, _, often = word.partition("*")
        element = elements.get(use.rstrip("!"))
        if element is None or not (often or "1").isdigit():
            raise lines.refuse(key, f"there is no data element {word}")
        made.append(replace(element, required=use.endswith("!"), max_repeat=int(often or 1)))
    return tuple(made), words[bar + 1 :]


def _notes(lines: Lines, key: str, words: list[str]) -> tuple[NoteDef, ...]:
    for word in words:
        if word[0] not in "PRECL" or not word[1:].isdigit() or len(word) % 2 == 0:
            raise lines.refuse(key, f"`{word}` is no note; one looks like P0304")
    return tuple(NoteDef(word[0], tuple(int(word[at : at + 2]) for at in range(1, len(word), 2))) for word in words)


def _set_names(texts: Mapping[str, str]) -> list[str]:
    return sorted(name[5:-4] for name in texts if name.startswith("sets/") and name.endswith(".txt"))


def _set(key: str, texts: Mapping[str, str]) -> SetDef | None:
    name = f"sets/{key}.txt"
    text = texts.get(name)
    if text is None:
        return None
    rows = [
        (number, (len(line) - len(line.lstrip(" "))) // 2, line.split())
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip() and not line.startswith("#")
    ]
    head = rows[0][2] if rows else []
    if head == [key] and key.isalpha():
        head = [key, key]
    if len(head) != 2 or head[0] != key:
        form = "the message" if key.isalpha() else f"the set and its group, as `{key} PO`"
        raise _refuse(name, 1, f"the first line names {form}")
    children, end = _positions(name, rows, 1, 1)
    if end < len(rows):
        raise _refuse(name, rows[end][0], "indent by two blanks under the loop that the segment belongs to")
    return SetDef(key, head[1], children)


Rows = list[tuple[int, int, list[str]]]


def _positions(name: str, rows: Rows, at: int, depth: int) -> tuple[tuple[Position, ...], int]:
    """The positions of one depth from row `at` on, and the row after them."""
    made: list[Position] = []
    while at < len(rows) and rows[at][1] == depth:
        line, _, words = rows[at]
        members: tuple[Position, ...] = ()
        at += 1
        group = _group(words[1]) if len(words) > 2 else None
        if group is not None:
            members, at = _positions(name, rows, at, depth + 1)
        made.append(_position(name, line, words, group, members))
    return tuple(made), at


def _group(word: str) -> str | None:
    """The number of a segment group, empty for a loop of X12; None: it is no loop."""
    if word == "loop":
        return ""
    return word if word.startswith("SG") and word[2:].isdigit() else None


def _position(name: str, line: int, words: list[str], group: str | None, members: tuple[Position, ...]) -> Position:
    """`REF`, `BEG!`, `PER 3`, `REF >1`, `PO1! loop 100000`, `LM loop >1`, `NAD SG2 99`."""
    tag, required = words[0].rstrip("!"), words[0].endswith("!")
    often = words[1:] if group is None else words[2:]
    try:
        most = None if often == [">1"] else int(often[0] if often else 1)
    except ValueError:
        raise _refuse(name, line, f"`{' '.join(words)}`: after the tag stands a number or >1") from None
    if group is None:
        return Position(tag, required, most)
    return Position(tag, required, 1, True, most, (Position(tag, True), *members), group)

"""One segment against its definition: AK403 findings for its elements, components and relational notes (X12.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from edigw.structure.dictionary import Dictionary, ElementDef, NoteDef, SegmentDef
from edigw.tree import COMPONENT, REPEAT, Finding, Segment
from edigw.validation.agencies import elsewhere
from edigw.validation.elements import ASCII_ONLY, Wrong, wrong_value
from edigw.validation.findings import Spot, missing_element, on_element, wrong_content
from edigw.validation.notes import Notes, bits, wording

ENVELOPE = frozenset({"ST", "SE", "UNH", "UNT"})  # the reader has judged their values
OF_EDIFACT = frozenset({"a", "an", "n"})  # the reader has judged their characters, by the set that UNB names
CODED = frozenset({"ID", "an", "a"})  # types whose elements may have a code list
COUNTED = frozenset({"R", "N0", "N2", "n"})  # types whose values are mostly plain digits


class Checker:
    """The release's segment table, prepared: asked once for every segment of a set."""

    def __init__(self, dictionary: Dictionary, charset: str, decimal: str = ".") -> None:
        self.dictionary = dictionary
        self.decimal = decimal
        self.ascii_only = charset.lower() in ASCII_ONLY
        self.tables: dict[str, _Table | None] = {}

    def check(self, segment: Segment, path: str) -> list[Finding]:
        """Every fault of the segment's own, by element; none for a tag that the release does not know."""
        try:
            table = self.tables[segment.tag]
        except KeyError:
            table = self.tables[segment.tag] = self._table(segment.tag)
        if table is None:
            return []
        doubtful, filled = table.doubts(segment.elements)
        if doubtful or not table.whole(segment.elements, filled):
            return _Look(segment, path, table).faults(doubtful, filled)
        return []

    def _table(self, tag: str) -> _Table | None:
        definition = self.dictionary.segments.get(tag)
        if definition is None:
            return None
        coded = [
            each.number
            for element in definition.elements
            for each in (element.components or (element,))
            if each.type in CODED
        ]
        codes = {number: self.dictionary.codes.get(number) for number in coded}
        return _Table(definition, codes, self.ascii_only, self.decimal)


@lru_cache(maxsize=32)
def checker(dictionary: Dictionary, charset: str, decimal: str = ".") -> Checker:
    """One for all sets. `decimal`: the characters that may be an EDIFACT number's decimal mark."""
    return Checker(dictionary, charset, decimal)


class _Table:
    """One segment's definition with its code lists; it settles most segments without a closer look."""

    __slots__ = (
        "ascii_only",
        "codes",
        "decimal",
        "definition",
        "envelope",
        "inner",
        "needed",
        "notes",
        "required",
        "tests",
    )

    def __init__(
        self, definition: SegmentDef, codes: dict[str, frozenset[str] | None], ascii_only: bool, decimal: str
    ) -> None:
        self.decimal = decimal
        self.definition = definition
        self.envelope = definition.tag in ENVELOPE
        self.codes = codes
        self.ascii_only = ascii_only
        self.notes = Notes(definition.notes)
        self.inner = {at: Notes(notes) for at, notes in definition.component_notes.items()}
        self.needed = tuple(at for at, each in enumerate(definition.elements, 1) if each.required)
        self.required = sum(1 << at for at in self.needed)
        self.tests = tuple(
            (1 << at, _kind(each, codes), each.min, each.max, codes.get(each.number), each)
            for at, each in enumerate(definition.elements, 1)
        )

    def doubts(self, values: tuple[str, ...]) -> tuple[dict[int, Wrong | None], int]:
        """Elements to be looked at closely, each with what is wrong as far as that is known; and which are filled, as
        a number whose bit n is element n.
        """
        doubtful: dict[int, Wrong | None] = {}
        filled = 0
        if self.envelope:
            return doubtful, filled
        for value, (bit, kind, low, high, codes, element) in zip(values, self.tests, strict=False):
            if not value:
                continue
            filled |= bit
            if kind == "AN":
                if low <= len(value) <= high and value.isascii() and value.isprintable():
                    continue
            elif codes is not None:
                if value in codes and low <= len(value) <= high:
                    continue
            elif kind in COUNTED and value.isascii() and value.isdigit() and low <= len(value) <= high:
                continue
            if kind == "composite":
                doubtful[bit.bit_length() - 1] = None
            elif wrong := wrong_value(value, element, codes, self.ascii_only, self.decimal):
                doubtful[bit.bit_length() - 1] = wrong
        return doubtful, filled

    def whole(self, values: tuple[str, ...], filled: int) -> bool:
        """Whether nothing is missing, nothing too many, and no note is broken."""
        if len(values) > len(self.tests):
            return False
        if self.envelope:
            return True
        full = bool(values) and bool(values[-1]) and self.required & filled == self.required
        return full and self.notes.kept(filled)


def _kind(element: ElementDef, codes: Mapping[str, frozenset[str] | None]) -> str:
    """The element's type; text of EDIFACT without a code list is settled as X12's is."""
    return "AN" if element.type == "an" and codes.get(element.number) is None else element.type


class _Look:
    """A closer look at one segment: what exactly is wrong."""

    def __init__(self, segment: Segment, path: str, table: _Table) -> None:
        self.segment = segment
        self.path = path
        self.table = table
        values = segment.elements
        self.end = len(values)  # of what is filled
        while self.end and not values[self.end - 1]:
            self.end -= 1

    def faults(self, doubtful: Mapping[int, Wrong | None], filled: int) -> list[Finding]:
        """`doubtful`: the elements in which something may be wrong, each with what is known of it."""
        table, elements = self.table, self.table.definition.elements
        surplus = self._surplus(table.definition)
        if surplus or table.envelope:
            return surplus  # a separator inside data shifts what follows: that one fault says it all
        if not self.end:
            return [self._bare(table.definition)]
        lacking = [at for at in table.needed if not filled >> at & 1]
        looked = sorted({*doubtful, *lacking}) if lacking else doubtful
        made: list[Finding] = []
        for at in looked:
            wrong, element = doubtful.get(at), elements[at - 1]
            if wrong is not None and wrong[1] != "BAD_CHARACTER" and element.max_repeat == 1:
                codes, value = table.codes.get(element.number), self.segment.elements[at - 1]
                made.append(wrong_content(self.segment, self.path, Spot(at), wrong, value, element, codes))
            else:
                made.extend(self._element(Spot(at), element))
        if not table.notes.kept(filled):
            missing = {each.element for each in made if each.rule == "MANDATORY_ELEMENT" and each.element is not None}
            for note, at in table.notes.broken(filled, missing):
                made.append(self._note(Spot(at), note, elements[at - 1].number))
        if self.end < len(self.segment.elements) and not any((each.element or 0) > self.end for each in made):
            made.append(self._trailing(table.definition))
        return made

    def _surplus(self, definition: SegmentDef) -> list[Finding]:
        """Elements that the release does not know."""
        known = len(definition.elements)
        if self.end <= known:
            return []
        values = self.segment.elements
        at = next(at for at in range(known + 1, self.end + 1) if values[at - 1])
        text = f"{self.segment.tag} has {known} elements in this release; this one has {self.end}"
        return [self._on(Spot(at), "3", "TOO_MANY_ELEMENTS", text, value=values[at - 1])]

    def _trailing(self, definition: SegmentDef) -> Finding:
        """Separators with nothing after them."""
        at = self.end + 1
        number = definition.elements[at - 1].number if at <= len(definition.elements) else None
        surplus = len(self.segment.elements) - self.end
        text = f"{self.segment.tag} ends with {surplus} separator{'s' * (surplus > 1)} and nothing after"
        return self._on(Spot(at), "3", "TRAILING_SEPARATOR", text, number=number)

    def _bare(self, definition: SegmentDef) -> Finding:
        """A tag alone: the first mandatory element is missing, and that says it all."""
        for at, element in enumerate(definition.elements, 1):
            if element.required:
                return missing_element(self.segment, self.path, Spot(at), element.number)
        for note, at in self.table.notes.broken(0, frozenset()):
            return self._note(Spot(at), note, definition.elements[at - 1].number)
        text = f"{self.segment.tag} (segment {self.segment.position}) holds no data"
        empty = self._on(Spot(1), "8", "BARE_SEGMENT")
        return empty.at(code_type="AK304", element=None, offset=self.segment.offset, message=text)

    def _on(
        self, spot: Spot, code: str, rule: str, text: str = "", value: str | None = None, number: str | None = None
    ) -> Finding:
        return on_element(self.segment, self.path, spot, code, rule, text, value=value, number=number)

    def _note(self, spot: Spot, note: NoteDef, number: str) -> Finding:
        tag = self.segment.tag if spot.component is None else f"{self.segment.tag}{spot.element:02d}-"
        text = wording(note, tag)
        if note.kind == "E":
            return self._on(spot, "10", "EXCLUDED_ELEMENT", text, self.segment.get(spot.element), number)
        return self._on(spot, "2", "CONDITIONAL_ELEMENT", text, number=number)

    def _element(self, spot: Spot, element: ElementDef) -> Iterator[Finding]:
        value = self.segment.get(spot.element)
        if not value:
            if element.required:
                yield missing_element(self.segment, self.path, spot, element.number)
            return
        turns = value.split(REPEAT)
        if len(turns) > element.max_repeat:
            text = f"{len(turns)} repetitions where {element.max_repeat} may stand"
            yield self._on(spot, "12", "TOO_MANY_REPETITIONS", text, number=element.number)
            return
        for turn, text in enumerate(turns, 1):
            here = Spot(spot.element, None, turn if element.max_repeat > 1 else None)
            if element.components:
                yield from self._composite(here, element, text)
            elif COMPONENT in text:
                wrong = f"{text.count(COMPONENT) + 1} components in an element that has none"
                yield self._on(here, "13", "TOO_MANY_COMPONENTS", wrong, number=element.number)
            else:
                yield from self._value(here, element, text)

    def _composite(self, spot: Spot, element: ElementDef, text: str) -> Iterator[Finding]:
        values = text.split(COMPONENT)
        parts = element.components
        if any(values[len(parts) :]):
            wrong = f"{len(values)} components where {len(parts)} may stand"
            yield self._on(spot, "13", "TOO_MANY_COMPONENTS", wrong, number=element.number)
            return
        values += [""] * (len(parts) - len(values))
        missing, theirs = set(), set(elsewhere(element, values))
        for at, (part, value) in enumerate(zip(parts, values, strict=False), 1):
            here = Spot(spot.element, at, spot.repetition)
            if value:
                yield from self._value(here, part, value, at - 1 not in theirs)
            elif part.required:
                missing.add(at)
                yield missing_element(self.segment, self.path, here, part.number)
        lacking = list(self.table.inner[spot.element].broken(bits(values), missing)) if element.notes else []
        for note, at in lacking:
            yield self._note(Spot(spot.element, at, spot.repetition), note, parts[at - 1].number)
        if text.endswith(COMPONENT) and not missing and not lacking:
            wrong = "a component separator with nothing after it"
            yield self._on(spot, "3", "TRAILING_SEPARATOR", wrong, number=element.number)

    def _value(self, spot: Spot, element: ElementDef, value: str, listed: bool = True) -> Iterator[Finding]:
        codes = self.table.codes.get(element.number) if listed else None
        wrong = wrong_value(value, element, codes, self.table.ascii_only, self.table.decimal)
        if wrong is not None and (wrong[1] != "BAD_CHARACTER" or element.type not in OF_EDIFACT):
            yield wrong_content(self.segment, self.path, spot, wrong, value, element, codes)

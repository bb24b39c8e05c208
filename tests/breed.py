"""Sets bred from the dictionary alone (structure, types, code lists, notes), and operators that harm them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from edigw.structure.dictionary import Dictionary, ElementDef, NoteDef, Position, SegmentDef

Row = list[str]  # tag, then elements; components joined by >, repetitions by ^
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-/()&'#%+"
ENVELOPE = ("ISA", "IEA", "GS", "GE", "ST", "SE", "TA1")
DEEP = 0.12  # how often an optional place is filled


class Breeder:
    """One seed, one line of sets."""

    def __init__(self, dictionary: Dictionary, chance: random.Random) -> None:
        self.dictionary = dictionary
        self.chance = chance
        self.codes: dict[str, list[str]] = {}
        self.levels = 0

    def set(self, kind: str) -> list[Row]:
        """From ST to SE, as the dictionary's own words have it."""
        self.levels = 0
        rows = [row for position in self.dictionary.sets[kind].children for row in self._place(position)]
        inner = [row for row in rows if row[0] not in ("ST", "SE")]
        return [["ST", kind, "0001"], *inner, ["SE", str(len(inner) + 2), "0001"]]

    def _place(self, position: Position) -> Iterator[Row]:
        turns = 1 if position.required or self.chance.random() < DEEP else 0
        limit = position.repeat if position.loop else position.max
        while turns and self.chance.random() < 0.2 and (limit is None or turns < limit):
            turns += 1
        for _ in range(turns):
            if not position.loop:
                yield self.segment(position.tag)
                continue
            for child in position.children:
                yield from self._place(child)

    def segment(self, tag: str) -> Row:
        definition = self.dictionary.segments[tag]
        if definition.pointer:
            return self._level(definition)
        filled = self._filled(definition.elements, definition.notes)
        values = [self.value(each) if at in filled else "" for at, each in enumerate(definition.elements, 1)]
        while values and not values[-1]:
            values.pop()
        return [tag, *values]

    def _level(self, definition: SegmentDef) -> Row:
        self.levels += 1
        own, parent = definition.pointer[:2]
        values = [self.value(each) if each.required else "" for each in definition.elements]
        values[own - 1] = str(self.levels)
        values[parent - 1] = str(self.chance.randint(1, self.levels - 1)) if self.levels > 1 else ""
        while not values[-1]:
            values.pop()
        return [definition.tag, *values]

    def _filled(self, elements: Sequence[ElementDef], notes: Sequence[NoteDef]) -> set[int]:
        """Places that may be filled together; at least one."""
        must = {at for at, each in enumerate(elements, 1) if each.required}
        rate = self.chance.choice([0.1, 0.3, 0.6])
        filled = must | {at for at in range(1, len(elements) + 1) if self.chance.random() < rate}
        filled = filled or {self.chance.randint(1, len(elements))}
        for _ in range(12):
            broken = [note for note in notes if not keeps(note, filled)]
            if not broken:
                break
            note = broken[0]
            if note.kind == "E":
                filled -= set(note.positions) - {self.chance.choice(note.positions)} - must
            elif note.kind == "R" or (note.kind == "L" and note.positions[0] in filled):
                filled.add(self.chance.choice(note.positions))
            else:
                filled |= set(note.positions)
        return filled

    def value(self, element: ElementDef) -> str:
        if element.components:
            return self._composite(element)
        value = self._plain(element)
        while element.max_repeat > 1 and self.chance.random() < 0.2:
            value += "^" + self._plain(element)
        return value

    def _composite(self, element: ElementDef) -> str:
        filled = self._filled(element.components, element.notes)
        parts = [self._plain(each) if at in filled else "" for at, each in enumerate(element.components, 1)]
        return ">".join(parts).rstrip(">")

    def _plain(self, element: ElementDef) -> str:
        kind, low, high, chance = element.type, max(element.min, 1), element.max, self.chance
        if kind == "DT":
            day = f"{chance.randint(0, 99):02d}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
            day = chance.choice([day, day, "000229", "040229", "120131", "991130"])
            return ("20" + day) if high >= 8 else day
        if kind == "TM":
            time = f"{chance.randint(0, 23):02d}{chance.randint(0, 59):02d}"
            return (
                time + "".join(chance.choices("012345", k=chance.choice([0, *range(2, high - 3)])))
                if high > 5
                else time
            )
        size = (
            chance.randint(low, min(high, low + 12)) if chance.random() < 0.97 else chance.choice([low, min(high, 400)])
        )
        if kind[0] in "NR":
            digits = "".join(chance.choices("0123456789", k=size))
            at = chance.randint(0, size)
            pointed = kind == "R" and chance.random() < 0.4
            return "-" * (chance.random() < 0.1) + (f"{digits[:at]}.{digits[at:]}" if pointed else digits)
        codes = self._codes(element)
        if codes:
            return chance.choice(codes)
        text = "".join(chance.choices(LETTERS, k=size))
        if chance.random() < 0.01:
            text = text[:-1] + chance.choice("éÜñß")
        return text

    def _codes(self, element: ElementDef) -> list[str]:
        if element.number not in self.codes:
            listed = self.dictionary.codes.get(element.number) or ()
            self.codes[element.number] = sorted(c for c in listed if element.min <= len(c) <= element.max)
        return self.codes[element.number]


def keeps(note: NoteDef, filled: set[int]) -> bool:
    """Whether these places keep the note, by its own words."""
    there = [at in filled for at in note.positions]
    return {
        "P": all(there) or not any(there),
        "R": any(there),
        "E": sum(there) <= 1,
        "C": not there[0] or all(there),
        "L": not there[0] or any(there[1:]),
    }[note.kind]


class Harm:
    """Operators that change a set; what they make may still be good."""

    def __init__(self, chance: random.Random, tags: Sequence[str]) -> None:
        self.chance = chance
        self.tags = tags

    def do(self, name: str, rows: list[Row]) -> list[Row]:
        made = [[*row] for row in rows]
        at = self.chance.randrange(1, len(made) - 1) if len(made) > 2 else 0
        getattr(self, name)(made, at)
        for row in made[1:-1]:
            row[0] = "QQQ" if row[0] in ENVELOPE else row[0]  # it would end the set, or the file
        return made

    def _element(self, rows: list[Row], at: int) -> int:
        return self.chance.randrange(1, len(rows[at])) if len(rows[at]) > 1 else 0

    def drop_segment(self, rows, at):
        del rows[at]

    def repeat_segment(self, rows, at):
        rows[at:at] = [rows[at]] * self.chance.choice([1, 1, 2, 30])

    def swap_segments(self, rows, at):
        other = self.chance.randrange(1, len(rows) - 1)
        rows[at], rows[other] = rows[other], rows[at]

    def move_segment(self, rows, at):
        rows.insert(self.chance.randrange(1, len(rows) - 1), rows.pop(at))

    def repeat_stretch(self, rows, at):
        end = self.chance.randrange(at, len(rows) - 1) + 1
        rows[at:at] = [[*row] for row in rows[at:end]]

    def other_tag(self, rows, at):
        rows[at][0] = self.chance.choice(self.tags)

    def ruined_tag(self, rows, at):
        tag = rows[at][0]
        rows[at][0] = self.chance.choice([tag + "X", tag[:-1], tag.lower(), tag[::-1]])

    def new_segment(self, rows, at):
        rows.insert(at, [self.chance.choice(self.tags), "1"])

    def bare_segment(self, rows, at):
        del rows[at][1:]

    def empty_element(self, rows, at):
        rows[at][self._element(rows, at)] = "" if len(rows[at]) > 1 else rows[at][0]

    def fill_element(self, rows, at):
        empty = [e for e, value in enumerate(rows[at]) if not value]
        if empty:
            rows[at][self.chance.choice(empty)] = self.chance.choice(["1", "AA", "20260101", "ZZ"])

    def drop_element(self, rows, at):
        if len(rows[at]) > 1:
            del rows[at][self._element(rows, at)]

    def insert_element(self, rows, at):
        rows[at].insert(self._element(rows, at) + 1, self.chance.choice(["", "1", "X"]))

    def more_elements(self, rows, at):
        rows[at] += ["1"] * self.chance.choice([1, 2, 30])

    def trailing_separator(self, rows, at):
        rows[at].append("")

    def swap_elements(self, rows, at):
        one, other = self._element(rows, at), self._element(rows, at)
        if one and other:
            rows[at][one], rows[at][other] = rows[at][other], rows[at][one]

    def _change(self, rows, at, change):
        element = self._element(rows, at)
        if element:
            rows[at][element] = change(rows[at][element])

    def longer(self, rows, at):
        self._change(rows, at, lambda value: value + self.chance.choice("1A") * self.chance.choice([1, 1, 5, 90]))

    def shorter(self, rows, at):
        self._change(rows, at, lambda value: value[:-1])

    def other_character(self, rows, at):
        self._change(rows, at, lambda value: self._at(value, self.chance.choice("Z9 -.a_?é٣²\x01\x1a\x7f\x85\xa0")))

    def no_code(self, rows, at):
        self._change(rows, at, lambda value: self.chance.choice(["??", "ZZ", "00", "1", "ZZZ", value.lower()]))

    def no_number(self, rows, at):
        self._change(
            rows, at, lambda _: self.chance.choice(["1_0", "NaN", "1.2.3", "-", ".", "+1", "1e5", "--1", "-.5"])
        )

    def no_day(self, rows, at):
        self._change(rows, at, lambda _: self.chance.choice(
            ["20260230", "20240229", "21000229", "20000229", "00000101", "260229", "240229", "20261301", "2026010"]
        ))  # fmt: skip

    def no_time(self, rows, at):
        self._change(rows, at, lambda _: self.chance.choice(["2400", "1260", "125960", "12595", "125959", "1259599"]))

    def component(self, rows, at):
        self._change(rows, at, lambda value: self._at(value, ">"))

    def repetition(self, rows, at):
        self._change(rows, at, lambda value: self._at(value, "^"))

    def padded(self, rows, at):
        self._change(rows, at, lambda value: self.chance.choice([value + " ", " " + value, " "]))

    def other_level(self, rows, at):
        levels = [row for row in rows if row[0] == "HL" and len(row) > 3]
        if levels:
            self.chance.choice(levels)[self.chance.choice([1, 2])] = str(self.chance.randint(1, 4))

    def _at(self, value: str, character: str) -> str:
        at = self.chance.randint(0, len(value))
        return value[:at] + character + value[at + self.chance.choice([0, 1]) :]


OPERATORS = tuple(name for name in vars(Harm) if not name.startswith("_") and name != "do")

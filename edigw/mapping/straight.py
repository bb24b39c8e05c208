"""Reading a sound set straight from its text, without a tree: each tag leads to its place and to the row that takes it.

It is for sets that the accept path has passed, and only says what read.py would say as well: where that has a finding
to make, or a row asks for more than its own segment, it says nothing and read.py reads the set. Which rows may take a
segment follows from the loops that are open and how far each has come (structure/placing.py) and is worked out once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache, partial

from edigw.mapping.built import built
from edigw.mapping.derive import derive
from edigw.mapping.frame import LAST
from edigw.mapping.notes import Reading, Unmapped
from edigw.mapping.plain import Deed, Do, deed, nothing, unsure
from edigw.mapping.rows import Block, Dated, DocumentMap, Fixed, Listing, Pairs, SegmentRow, Single, Template, Tuples
from edigw.mapping.seen import Elements, Object, Seen, Unusual
from edigw.mapping.spread import Composites, composites, gathered, repeats
from edigw.structure import placing
from edigw.structure.dictionary import Dictionary
from edigw.tree import COMPONENT, ELEMENT, SEGMENT

Blocks = tuple[Block | None, ...]  # the rows for what each open loop holds, the set's first; None: no row took it
Take = tuple[SegmentRow | None, Do, "_At"]
"""The row, where it matters that it took one before; its work; what comes after."""
Turn = tuple[int, Composites, dict[str, tuple[Take, ...]] | None, tuple[Take, ...], bool, str, "_At"]
"""What a tag leads to: how many loops stay open, its composites, the takes by the first value and for any other,
whether it opens a loop, its path; what comes after it where no row takes it."""

MANY = 4_000  # states that are kept, some kilobytes each; ordinary sets of one kind make some hundreds


class _At:
    """How far a set has come."""

    __slots__ = ("after", "blocks", "owed", "place")

    def __init__(self, place: placing.State, blocks: Blocks) -> None:
        self.place = place
        self.blocks = blocks
        self.owed = unsure(blocks[-1]) if blocks[-1] else ()  # rows that must have a segment in the innermost
        self.after: dict[str, Turn] = {}  # as far as it was asked


class Straight:
    """One map's reader of sound sets."""

    def __init__(self, document_map: DocumentMap) -> None:
        self.map = document_map
        self.make = built(document_map.model)
        self.placer = placing.placer(document_map.dictionary.sets[document_map.document])
        self.start = _At(self.placer.start, (document_map.root,))
        self.states: dict[tuple[placing.State, Blocks], _At] = {}
        self.deeds = dict(_deeds(document_map.root, Counter(_keys(document_map.root)), True))

    def read(self, text: str) -> Reading | None:
        """What read.py would make of the set; None where it has to be asked. `text`: as Message.text, all of it."""
        seen = Seen(f"{self.map.standard}:")
        try:
            obj = self._walk(text, seen)
            if any(row not in used for used, owed in seen.owed for row in owed) or not all(seen.hollow):
                return None
            if any(value != (derive(leaf, obj) or 0) for leaf, value in seen.checks):
                return None
            document = self.make(obj)
        except (Unusual, LookupError, ValueError, ArithmeticError):
            return None
        return Reading(document, obj, tuple(seen.unmapped), (), tuple(seen.kept), partial(filled, text))

    def _walk(self, text: str, seen: Seen) -> Object:
        """The document as plain data."""
        root: Object = {}
        used: set[SegmentRow] = set()
        obj, at, open_ = root, self.start, [(root, used)]
        seen.owed.append((used, at.owed))
        bodies = [body.split(ELEMENT) for body in text.split(SEGMENT)[2:-1]]
        for position, elements in enumerate(bodies, 2):
            depth, held, by_first, others, opens, path, lost = at.after.get(elements[0]) or self._turn(at, elements[0])
            last = len(elements) - 1
            for number, blanks in held:  # as spread.py does
                if number == last:
                    elements.extend(elements.pop().split(COMPONENT))
                elif number < last:
                    parts = elements[number].split(COMPONENT)
                    elements[number : number + 1] = parts + blanks[len(parts)]
            if depth < len(open_):
                del open_[depth:]
                obj, used = open_[-1]
            for once, do, after in by_first.get(elements[1], others) if by_first else others:
                if once is not None and once in used:
                    continue
                inner = do(elements, obj, seen, position)
                if inner is not None:
                    at = after
                    if once is not None:
                        used.add(once)
                    break
            else:
                inner, at = obj, lost
                seen.unmapped.extend(self._lost(path, elements, position))
            if opens:
                obj, used = inner, set()
                open_.append((obj, used))
                if at.owed:
                    seen.owed.append((used, at.owed))
        return root

    def _lost(self, path: str, flat: Elements, position: int) -> Iterator[Unmapped]:
        """A segment that no row takes."""
        tag = flat[0]
        definition = self.map.dictionary.segments[tag].elements
        if repeats(definition, flat):
            raise Unusual
        elements = gathered(flat, definition)
        return (Unmapped(path, tag, at, text, position) for at, text in enumerate(elements, 1) if text)

    def _turn(self, at: _At, tag: str) -> Turn:
        """What the tag leads to, remembered."""
        step = self.placer.step(at.place, tag)
        if step is None:
            raise Unusual
        above = at.blocks[: step.depth + 1]
        block = above[-1]
        lost = self._at(step, above, None)
        by_first, others = block.index.get(_name(block, step, tag), ({}, ())) if block else ({}, ())
        depth, opens, path = step.depth + 1, step.opens, step.path
        made = {value: self._takes(rows, step, above) for value, rows in by_first.items()}
        held = composites(self.map.dictionary.segments[tag].elements)
        turn: Turn = (depth, held, made or None, self._takes(others, step, above), opens, path, lost)
        if tag in LAST and depth == 1:
            turn = (1, held, None, ((None, nothing, lost),), False, path, lost)
        at.after[tag] = turn
        return turn

    def _takes(self, rows: tuple[SegmentRow, ...], step: placing.Step, above: Blocks) -> tuple[Take, ...]:
        made: list[Take] = []
        demanded = above[-1].demanded if above[-1] else ()
        for row in rows:
            work, after = self.deeds[row], self._at(step, above, row.children)
            counts = not row.many or row in demanded or work.again
            made.append((row if counts else None, work.do, after))
            if counts and row.many:
                made.append((None, work.again or work.do, after))
        return tuple(made)

    def _at(self, step: placing.Step, above: Blocks, inside: Block | None) -> _At:
        blocks = (*above, inside) if step.opens else above
        found = self.states.get((step.state, blocks))
        if found is None:
            if len(self.states) >= MANY:
                self.states.clear()
                self.start.after.clear()
            found = self.states[step.state, blocks] = _At(step.state, blocks)
        return found


def _deeds(block: Block, writers: Counter[str], root: bool) -> Iterator[tuple[SegmentRow, Deed]]:
    """What each row does. `writers`: how many rows of the object put something under a key of it."""

    def alone(key: str) -> bool:
        return writers[key] == 1

    for row in block.rows:
        yield row, deed(row, alone, root)
        if row.kind == "here":
            yield from _deeds(row.children, writers + writers if row.many else writers, root)
        else:
            yield from _deeds(row.children, Counter((*_own(row), *_keys(row.children))), False)


def _keys(block: Block) -> Iterator[str]:
    """The keys under which rows put something into the object that they start at."""
    for row in block.rows:
        if row.kind == "here":
            yield from _own(row)
            yield from _keys(row.children)
        else:
            yield str(row.steps[0])


def _own(row: SegmentRow) -> Iterator[str]:
    for leaf in row.leaves:
        if isinstance(leaf, Template | Fixed):
            yield from (str(each.steps[0]) for each in leaf.fields)
        elif isinstance(leaf, Single | Listing | Tuples | Pairs):
            yield str(leaf.steps[0])
        elif isinstance(leaf, Dated):
            yield from (str(steps[0]) for steps in (leaf.on, leaf.time, leaf.period_kind, leaf.period) if steps)
        if isinstance(leaf, Pairs):
            yield from leaf.beside


def _name(block: Block, step: placing.Step, tag: str) -> str:
    """What the block knows the segment by."""
    return f"{tag}@{step.state.frames[step.depth][1]}" if len(block.order.get(tag, ())) > 1 else tag


def filled(text: str) -> int:
    """How many elements hold something, of ST the first two."""
    parts = text.replace(SEGMENT, ELEMENT + SEGMENT).split(ELEMENT)
    beyond = text[1 : text.index(SEGMENT, 1)].split(ELEMENT)[3:]
    return sum(1 for part in parts if part and part[0] != SEGMENT) - sum(1 for part in beyond if part)


def read(document_map: DocumentMap, text: str | None, dictionary: Dictionary) -> Reading | None:
    """What read.py would make of a set that the accept path has passed by this dictionary; None: it has to be asked."""
    if text is None or dictionary is not document_map.dictionary:
        return None
    reader = straight(document_map)
    return reader.read(text) if reader is not None else None


@lru_cache(maxsize=256)
def straight(document_map: DocumentMap) -> Straight | None:
    """The map's reader; None for a map with levels, which are read in their own way."""
    return None if document_map.levels else Straight(document_map)

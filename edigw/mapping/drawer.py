"""Draws the values of a map's rows, whatever they can carry; rows met too rarely so far are drawn more often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from edigw.mapping import pattern
from edigw.mapping.address import SegmentAddress, Test
from edigw.mapping.demands import meant
from edigw.mapping.lenses import Choose
from edigw.mapping.moments import drawn, parts
from edigw.mapping.paths import Entries, empty, get, put
from edigw.mapping.places import places_of
from edigw.mapping.presence import settle
from edigw.mapping.rows import (
    Block,
    Codec,
    Constant,
    Dated,
    Derived,
    DocumentMap,
    Fixed,
    Key,
    Leaf,
    Listing,
    Pairs,
    SegmentRow,
    Single,
    Template,
    Tuples,
)
from edigw.mapping.stock import stock_of
from edigw.structure.dictionary import ElementDef

Obj = dict[str, Any]
ENOUGH = 14  # meetings of a row after which it is drawn no more than others
Presets = dict[Any, bool]  # steps of a value that a `when` asked for -> whether its row was drawn


class Drawer:
    """One document being drawn. Rows that were met too rarely so far are drawn more often."""

    def __init__(self, document_map: DocumentMap, choose: Choose, hits: Counter[int] | None = None) -> None:
        self.map = document_map
        self.choose = choose
        self.stock = stock_of(document_map)
        self.demands = self.stock.demands
        self.rare = _rare(document_map, hits) if hits is not None else set()
        self.shut: list[Any] = []  # addresses that a `one of` forbids for now
        self.open: list[Any] = []  # and those that it demands

    def chance(self, one_in: int) -> bool:
        return self.choose.randrange(one_in) == 0

    def pick(self, options: Sequence[Any]) -> Any:
        return options[self.choose.randrange(len(options))]

    def block(self, rows: Block, obj: Obj, there: bool) -> bool:
        """Draws the rows under one parent into its object; whether any says something."""
        presets = self._presets(rows, obj)
        drawn = False
        used: Counter[str] = Counter()
        quiet: list[SegmentRow] = []  # rows of their own that were not drawn: nothing else may look like them
        ordered = [row for row in rows.rows if row.when is None] + [row for row in rows.rows if row.when is not None]
        for row in ordered:
            room = None if row.most is None else row.most - used[row.tag]
            fits = row.when is None or get(obj, row.when.steps) in row.when.words
            count = 0
            if fits and (room is None or room > 0):
                must = there and row.must and not used[row.tag]
                count = self._row(rows, row, obj, room, presets, must, quiet)
            if count == 0 or row.many:
                quiet.append(row)
            used[row.tag] += count
            drawn = drawn or count > 0
        for steps, placed in presets.items():
            if not placed:
                _drop(obj, steps)
        return drawn

    def _presets(self, rows: Block, obj: Obj) -> Presets:
        """Now and then sets what a `when` asks for, so that its row is met."""
        presets: Presets = {}
        for row in rows.rows:
            if row.when is None or not (self._seldom(row) or self.chance(2)):
                continue
            word = self.pick(sorted(row.when.words))
            if not row.when.known:
                put(obj, row.when.steps, word)
            elif row.when.steps not in presets:
                put(obj, row.when.steps, word)
                presets[row.when.steps] = False
        return presets

    def choose_one(self, where: tuple[SegmentAddress, ...]) -> None:
        """Of each guide's `one of`, which address is there in this turn and which are not."""
        for addresses in self.demands.choices(where):
            chosen = self.pick(addresses)
            self.open = [*self.open, chosen]
            self.shut = [*self.shut, *(address for address in addresses if address is not chosen)]

    def _seldom(self, row: SegmentRow | Leaf) -> bool:
        return id(row) in self.rare

    def _row(
        self,
        rows: Block,
        row: SegmentRow,
        obj: Obj,
        room: int | None,
        presets: Presets,
        must: bool,
        quiet: list[SegmentRow],
    ) -> int:
        """Draws one row; how many segments it will take of its place."""
        least, most = self.demands.segment(row)
        must = must or least > 0
        if row.key is None and any(a.element is None and meant(a.steps, row.where) for a in self.shut):
            return 0
        must = must or any(meant(address.steps, row.where) for address in self.open)
        must = must or row in rows.demanded or row.forced or any(self._preset(leaf, presets) for leaf in row.leaves)
        wanted = must or self.chance(2 if self._seldom(row) else 4)
        if not wanted and not self.demands.keys(row):
            return 0
        limit = min(n for n in (room, most, max(3, least)) if n is not None)
        if row.kind == "here":
            return int(self.segment(row, obj, must, presets, limit))
        if row.kind == "object":
            inner: Obj = get(obj, row.steps) or {}
            if not self.segment(row, inner, must, {}, limit) or not inner:
                return 0
            put(obj, row.steps, inner)
            return 1
        if row.kind == "list":
            items = [self._item(row, must, quiet) for _ in range(max(1 + self.choose.randrange(limit), least))]
            items = [item for item in items if item]
            if items:
                put(obj, row.steps, [*(get(obj, row.steps) or ()), *items])
            return len(items)
        return self._bag(rows, row, obj, limit, max(must, least), quiet)

    def _item(self, row: SegmentRow, must: bool, quiet: list[SegmentRow]) -> Obj:
        """One entry of a list or bag, empty when it would be taken for a row of its own."""
        for _ in range(8):
            item: Obj = {}
            self.segment(row, item, must, {}, 1)
            if not any(_alike(row, item, other) for other in quiet):
                return item
        return {}

    def _preset(self, leaf: Leaf, presets: Presets) -> bool:
        return isinstance(leaf, Single) and leaf.steps in presets

    def _bag(self, rows: Block, row: SegmentRow, obj: Obj, limit: int, least: int, quiet: list[SegmentRow]) -> int:
        assert row.key is not None
        words = self._words(rows, row, row.key, get(obj, row.steps) or {})
        claimed = self.stock.claimed(rows, row, row.key)
        demanded = [self._word(row.key, code) for code in self.demands.keys(row) if code not in claimed]
        count = max(self.choose.randrange(limit + 1), least)
        chosen = demanded + [self.pick(words) for _ in range(count) if words]
        bag = get(obj, row.steps)
        made = 0
        for word in chosen[: max(limit, len(demanded))]:
            entry = self._item(row, True, quiet)
            if entry:
                if bag is None:
                    bag = {}
                    put(obj, row.steps, bag)
                bag.setdefault(word, Entries()).append(entry)
                made += 1
        return made

    def _word(self, key: Key, code: str) -> str:
        return key.heads.codes.get(code) or key.table.word(code, key.number)

    def _words(self, rows: Block, row: SegmentRow, key: Key, bag: Mapping[str, Any]) -> list[str]:
        """Words whose code no row of its own takes; one that has such a row only once it was drawn."""
        words, foreign = self.stock.keys(rows, row, key)
        only = self.demands.element(row, key.place.element).only
        free = [*words, *(word for word, code in key.heads.words.items() if code and bag.get(word))]
        if foreign is not None and self.chance(4):
            free += [self._word(key, self.pick(foreign))] * 2 if foreign else []
        shut = {step.values[0] for address in self.shut for step in address.steps[-1:] if step.values}
        if not shut and not only:
            return free
        codes = {**key.table.codes, **key.heads.words}
        return [word for word in free if codes.get(word) not in shut and (not only or codes.get(word) in only)]

    def segment(self, row: SegmentRow, obj: Obj, must: bool, presets: Presets, limit: int) -> bool:
        """Draws one occurrence of a segment into its object; whether it says something."""
        before = self.shut, self.open
        self.choose_one(row.where)
        below = self.block(row.children, obj, True) if row.children.rows else False
        chosen = self._chosen(row, obj, presets)
        settled = settle(
            row,
            chosen,
            must or below,
            self.choose,
            [leaf for leaf in row.leaves if self._is_shut(row, leaf)] if self.shut else (),
        )
        said = False
        for leaf in settled:
            said = self._leaf(row, leaf, obj, presets, limit) or said
        self.shut, self.open = before
        return said or below

    def _chosen(self, row: SegmentRow, obj: Obj, presets: Presets) -> list[Leaf]:
        chosen = []
        for leaf in row.leaves:
            if self.shut and self._is_shut(row, leaf):
                continue
            needed = leaf.required or self._preset(leaf, presets) or self.demands.leaf(row, leaf)
            if self.open and not needed:
                places = range(leaf.place.element, leaf.last + 1)
                needed = any(a.element in places and meant(a.steps, row.where) for a in self.open)
            if needed or self.chance(2 if self._seldom(leaf) else 3):
                chosen.append(leaf)
        return chosen

    def _is_shut(self, row: SegmentRow, leaf: Leaf) -> bool:
        places = range(leaf.place.element, leaf.last + 1)
        return any(address.element in places and meant(address.steps, row.where) for address in self.shut)

    def _leaf(self, row: SegmentRow, leaf: Leaf, obj: Obj, presets: Presets, limit: int) -> bool:
        if leaf.read_only or leaf.echo or isinstance(leaf, Constant | Derived):
            return False
        if isinstance(leaf, Single):
            if leaf.steps not in presets and not empty(get(obj, leaf.steps)):
                return True  # a second place that writes what another row drew
            if leaf.steps in presets:
                presets[leaf.steps] = True
                return True
            put(obj, leaf.steps, self.value(row, leaf.place.element, leaf.codec, leaf.element))
            return True
        if isinstance(leaf, Template):
            return self._template(leaf, obj)
        if isinstance(leaf, Listing):
            span = len(places_of(leaf))
            count = 1 + self.choose.randrange(min(span * limit, span + 2))
            values = [self.value(row, leaf.place.element, leaf.codec, leaf.element) for _ in range(count)]
            put(obj, leaf.steps, values)
            return True
        if isinstance(leaf, Fixed):
            for field in leaf.fields[: 1 + self.choose.randrange(len(leaf.fields))]:
                put(obj, field.steps, self.value(row, leaf.place.element, field.codec, field.element))
            return True
        if isinstance(leaf, Tuples):
            return self._tuples(row, leaf, obj, limit)
        if isinstance(leaf, Dated):
            if empty(get(obj, leaf.on)):
                for steps, value in parts(leaf, drawn(leaf, self.choose)):
                    put(obj, steps, value)
            return True
        assert isinstance(leaf, Pairs)
        return self._pairs(row, leaf, obj)

    def value(self, row: SegmentRow, at: int, codec: Codec, element: ElementDef) -> Any:
        """A value that the element can hold, within what the guide narrows."""
        _, only, length, patterns = self.demands.element(row, at)
        if only:
            return codec.read(self.pick(only))
        if patterns:
            return pattern.drawn(patterns, codec, element, self.choose)
        if length:
            element = replace(element, min=max(element.min, length[0]), max=min(element.max, length[1]))
        return codec.sample(self.choose, element)

    def _template(self, leaf: Template, obj: Obj) -> bool:
        room = leaf.element.max - sum(map(len, leaf.literals))
        share = max(room // len(leaf.fields), 1)
        narrowed = replace(leaf.element, min=1, max=min(share, 8))
        for field in leaf.fields:
            if empty(get(obj, field.steps)):
                put(obj, field.steps, field.codec.sample(self.choose, narrowed))
        return True

    def _tuples(self, row: SegmentRow, leaf: Tuples, obj: Obj, limit: int) -> bool:
        width, span = len(leaf.fields), len(places_of(leaf))
        most = span // width * (limit if row.kind in ("here", "object") else 1)
        count = 1 + self.choose.randrange(min(most, span // width + 2))
        items = []
        for _ in range(count):
            item: Obj = {}
            for at, field in enumerate(leaf.fields):
                put(item, field.steps, self.value(row, leaf.place.element + at, field.codec, field.element))
            items.append(item)
        put(obj, leaf.steps, items)
        return True

    def _pairs(self, row: SegmentRow, leaf: Pairs, obj: Obj) -> bool:
        places = range(leaf.place.element, leaf.last + bool(leaf.by), 1 if leaf.by else 2)
        demands = [[self.demands.element(row, one) for one in (at, at + 1 - bool(leaf.by))] for at in places]
        narrowed = any(any(one) for pair in demands for one in pair)
        needed = [n for n, pair in enumerate(demands, 1) if any(each.must for each in pair)]
        count = 1 + self.choose.randrange(min(len(places), 5))
        bag: dict[str, Any] = get(obj, leaf.steps) or {} if len(leaf.heads.rooms) > 1 else {}
        owner: Any = get(obj, leaf.steps[:-1])
        for at in places[: max(count, *needed, 0)]:
            words = [one for one in self._pair_words(row, leaf, at) if not narrowed or one not in bag]
            if not words:
                break
            word = self.pick(words)
            value = self.value(row, at + 1 - bool(leaf.by), leaf.codec, leaf.values)
            if word in leaf.beside and empty(get(owner, (word,))):
                put(obj, (*leaf.steps[:-1], word), value)
                owner = get(obj, leaf.steps[:-1])
            elif not leaf.single:
                bag.setdefault(word, Entries()).append(value)
            else:
                bag.setdefault(word, value)
        if bag:
            put(obj, leaf.steps, bag)
        return True

    def _pair_words(self, row: SegmentRow, leaf: Pairs, at: int) -> list[str]:
        words, foreign = self.stock.pairs(row, leaf, at)
        if foreign is not None and self.chance(4) and foreign:
            return [leaf.table.word(self.pick(foreign), leaf.number), *words]
        return words


def _rare(document_map: DocumentMap, hits: Counter[int]) -> set[int]:
    """Rows that were met too seldom, and all that stand above one."""
    rare: set[int] = set()

    def look(rows: Block) -> bool:
        found = False
        for row in rows.rows:
            below = look(row.children)
            mine = [leaf for leaf in row.leaves if hits[id(leaf)] < ENOUGH and not leaf.read_only]
            rare.update(id(leaf) for leaf in mine)
            if below or mine or hits[id(row)] < ENOUGH:
                rare.add(id(row))
                found = True
        return found

    for rows in (document_map.root, *(row.children for row in document_map.level_rows.values())):
        look(rows)
    return rare


def _alike(row: SegmentRow, item: Obj, other: SegmentRow) -> bool:
    """Whether a segment of this row, written, would be read by that more specific one."""
    if other.tag != row.tag or len(other.tests) <= len(row.tests):
        return False
    return all(test.child == "" and _would_write(row, item, test) for test in other.tests)


def _would_write(row: SegmentRow, item: Obj, test: Test) -> bool:
    for leaf in row.leaves:
        if isinstance(leaf, Single) and leaf.place == test.place:
            value = get(item, leaf.steps)
            return value is not None and leaf.codec.write(value) in test.values
    return any(mine.place == test.place and mine.value in test.values for mine in row.tests)


def _drop(obj: Obj, steps: tuple[str | int, ...]) -> None:
    owner = get(obj, steps[:-1])
    if isinstance(owner, dict):
        owner.pop(steps[-1], None)

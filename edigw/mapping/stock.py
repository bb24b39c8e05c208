"""What can be drawn of a map: found out once for all the documents that are drawn of it."""

from __future__ import annotations

from functools import lru_cache

from edigw.mapping.demands import Demands
from edigw.mapping.rows import Block, DocumentMap, Key, Pairs, SegmentRow

Words = tuple[list[str], list[str] | None]  # of the table; codes that it has no word for, None where nobody lists any


@lru_cache(8)
def stock_of(document_map: DocumentMap) -> Stock:
    """The stock of a map, the same one for each of its documents."""
    return Stock(document_map)


class Stock:
    """The words that keys and pairs may be drawn from, and what the guide demands, row by row."""

    def __init__(self, document_map: DocumentMap) -> None:
        self.map = document_map
        self.demands = Demands(document_map)
        self._beside = {id(row): rows for rows in blocks(document_map) for row in rows.rows}
        self._keys: dict[tuple[int, int], Words] = {}
        self._pairs: dict[tuple[int, int], Words] = {}
        self._claimed: dict[tuple[int, int], set[str]] = {}

    def claimed(self, rows: Block, row: SegmentRow, key: Key) -> set[str]:
        """Codes of the bag's segment that have rows of their own."""
        at = (id(rows), id(row))
        if at not in self._claimed:
            tests = (test for other in rows.by_tag[row.tag] for test in other.tests)
            same = (test for test in tests if (test.place, test.child) == (key.place, ""))
            self._claimed[at] = {value for test in same for value in test.values}
        return self._claimed[at]

    def keys(self, rows: Block, row: SegmentRow, key: Key) -> Words:
        """Of a bag: words whose code no row of its own takes."""
        at = (id(rows), id(row))
        if at not in self._keys:
            claimed = self.claimed(rows, row, key) | set(self.demands.unused(row))
            admitted = self.map.dictionary.codes.get(key.number)
            free = [
                word
                for word, code in key.table.codes.items()
                if word not in key.table.lent
                and code not in claimed
                and word not in key.heads.words
                and (admitted is None or code in admitted)
            ]
            self._keys[at] = free, sorted(admitted - claimed - set(key.table.words)) if admitted else None
        return self._keys[at]

    def pairs(self, row: SegmentRow, leaf: Pairs, element: int) -> Words:
        """Of pairs whose qualifier or value stands in the element; no foreign codes where the guide lists some."""
        at = (id(leaf), element)
        if at not in self._pairs:
            only = self.demands.element(row, element).only
            rivals = self._beside[id(row)].by_tag[row.tag] if id(row) in self._beside else ()
            claimed = {v for other in rivals for test in other.tests if test.place == leaf.place for v in test.values}
            words = [
                word
                for word, code in leaf.table.codes.items()
                if word not in leaf.table.lent
                and word not in leaf.heads.words
                and code not in claimed
                and (not only or code in only)
            ]
            known = self.map.dictionary.codes.get(leaf.number) if leaf.table.keep and not only else None
            taken = {*leaf.table.words, *leaf.heads.codes, *claimed}
            self._pairs[at] = words, sorted(known - taken) if known else None
        return self._pairs[at]


def blocks(document_map: DocumentMap) -> list[Block]:
    """Every block of segment rows in a map."""
    found = [document_map.root, *(row.children for row in document_map.level_rows.values())]
    for rows in found:
        found.extend(row.children for row in rows.rows)
    return found

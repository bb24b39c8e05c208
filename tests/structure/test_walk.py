"""walk: places by tags alone; a segment itself is looked at only where something is wrong."""

from __future__ import annotations

import pytest
from ground import DOCUMENTS, ORDER, brief, lines, segments, x12

from edigw.structure.walk import Walked, walk
from edigw.tree import Segment


class Watched(list[Segment]):
    """Segments that remember which of them were looked at."""

    def __init__(self, document: str) -> None:
        super().__init__(segments(document))
        self.seen: list[int] = []

    def __getitem__(self, at):
        self.seen.append(at)
        return super().__getitem__(at)


def walked(document: str, kind: str = "850") -> tuple[Walked, list[int]]:
    rows = Watched(document)
    tags = [row.split("*")[0] for row in lines(document)]
    return walk(tags, rows, x12().sets[kind], x12().segments), rows.seen


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_sound_set_is_walked_by_its_tags(kind):
    found, seen = walked(DOCUMENTS[kind], kind)
    assert found.findings == () and found.unplaced == () and seen == []
    assert [path.split("/")[-1] for path in found.paths] == [row.split("*")[0] for row in lines(DOCUMENTS[kind])]


def test_only_what_is_wrong_is_looked_at():
    found, seen = walked(ORDER.replace("ITD*01", "ITX*01"))
    assert brief(found.findings) == [("1", "ITX", 9)]
    assert found.unplaced == (8,) and set(seen) == {8}


def test_the_branches_hold_every_placed_segment_once():
    found, _ = walked(ORDER)
    waiting, held = [found.root], []
    while waiting:
        index, inner = waiting.pop()
        held.append(index)
        waiting += inner
    assert sorted(held) == list(range(len(lines(ORDER))))
    po1 = next(branch for branch in found.root[1] if found.paths[branch[0]] == "PO1")
    assert [found.paths[index] for index, _ in po1[1]][:2] == ["PO1/PID", "PO1/PO4"]

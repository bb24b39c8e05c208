"""A message read in haste says what the careful reading says."""

from __future__ import annotations

import pytest
from tinyedifact import HEAD, loaded, message, segments

from edigw.mapping.draw import draw
from edigw.mapping.laws import Dice
from edigw.mapping.read import read
from edigw.mapping.straight import Straight
from edigw.mapping.write import write
from edigw.structure.fold import flatten, fold
from edigw.tree import ELEMENT, SEGMENT, Segment


def text(parts: list[Segment]) -> str:
    return SEGMENT + "".join(ELEMENT.join((one.tag, *one.elements)) + SEGMENT for one in parts)


@pytest.mark.parametrize(
    "body",
    [
        ["LIN+1", "PIA+1+123:EN+77:IN", "PIA+5+9:XX", "QTY+21:4:PCE", "UNS+S", "CNT+2:1", "ALC+A", "MOA+8:5"],
        ["DTM+2:202401021530:203", "DTM+64:202401:616", "RFF+CT:1", "ALC+C", "LIN+1", "UNS+S"],
        ["FTX+AAI+++a:b:c", "FTX+AAI+++d", "LIN+1+++x", "UNS+S"],
    ],
)
def test_the_hasty_reading_is_the_careful_one(body: list[str]) -> None:
    chart = loaded()
    hasty = Straight(chart).read(text(segments(*HEAD, *body)))
    careful = read(chart, message(*HEAD, *body))
    assert hasty is not None
    assert (hasty.document, sorted(hasty.kept)) == (careful.document, sorted(careful.kept))
    assert sorted(hasty.unmapped, key=repr) == sorted(careful.unmapped, key=repr)
    assert (hasty.total, hasty.taken) == (careful.total, careful.taken)


@pytest.mark.parametrize(
    "body", [["DTM+2:20241399:102", "UNS+S"], ["LIN+1", "PIA+1+123", "UNS+S"], ["LIN+1", "UNS+S", "CNT+2:3"]]
)
def test_what_is_unusual_is_left_to_the_careful_one(body: list[str]) -> None:
    assert Straight(loaded()).read(text(segments(*HEAD, *body))) is None


def test_drawn_messages_are_read_alike() -> None:
    chart = loaded()
    hasty = 0
    for seed in range(80):
        written = flatten(write(chart, draw(chart, Dice(seed))))
        numbered = [one._replace(position=at) for at, one in enumerate([*written, Segment("UNT")], 1)]
        book = chart.dictionary
        careful = read(chart, fold(numbered, book.sets["ORDERS"], book.segments).root)
        found = Straight(chart).read(text(numbered))
        if found is not None:
            hasty += 1
            assert found.document == careful.document
    assert hasty > 60

"""A set's structure as a pattern: what it takes, `fold` takes without a finding; hardly anything else."""

from __future__ import annotations

import random

import pytest
from breed import Breeder
from ground import x12

from edigw.structure.dictionary import Position, SetDef
from edigw.structure.fold import fold
from edigw.tree import Segment
from edigw.validation import shape as module
from edigw.validation.shape import Shape, token


def tokens(tags):
    return [token(tag) for tag in tags]


def folds(tags, set_def, known):
    segments = [Segment(tag, ("1",), at, at) for at, tag in enumerate(tags, 1)]
    return not fold(segments, set_def, known).findings


@pytest.mark.parametrize("kind", ["850", "856", "810", "820", "945"])
def test_shape_and_fold_agree(kind):
    chance, set_def = random.Random(2), x12().sets[kind]
    shape, breeder = Shape(set_def), Breeder(x12(), random.Random(4))
    seen = {True: 0, False: 0}
    for _ in range(60):
        tags = [row[0] for row in breeder.set(kind)]
        for turn in range(4):
            if turn:
                at = chance.randrange(len(tags))
                tags[at : at + chance.randint(0, 2)] = chance.choices(shape.tags, k=chance.randint(0, 2))
            if tags[:1] != ["ST"] or tags[-1] != "SE":
                continue
            good = folds(tags, set_def, x12().segments)
            assert shape.fits(tokens(tags)) == good, tags
            seen[good] += 1
    assert min(seen.values()) > 10


def place(tag, required=False, most=1):
    return Position(tag, required, most)


def loop(tag, repeat, *members, required=False):
    return Position(tag, required, 1, True, repeat, (Position(tag, True), *members))


def test_what_was_entered_must_succeed():
    """The first N1 belongs to the first loop, which lacks its REF; that a later place would take it is no way out."""
    set_def = SetDef(
        "1", "X", (place("ST", True), loop("N1", None, place("REF", True)), place("N1"), place("SE", True))
    )
    shape = Shape(set_def)
    for tags in (["ST", "N1", "SE"], ["ST", "N1", "REF", "N1", "SE"]):
        assert not folds(tags, set_def, frozenset({"N1"}))
        assert not shape.fits(tokens(tags))
    assert shape.fits(tokens(["ST", "N1", "REF", "SE"]))


def test_numbers_are_kept():
    set_def = SetDef(
        "1", "X", (place("ST", True), place("REF", most=3), loop("N1", 2, place("N2", most=None)), place("SE", True))
    )
    shape = Shape(set_def)
    assert shape.fits(tokens(["ST", *["REF"] * 3, "SE"])) and not shape.fits(tokens(["ST", *["REF"] * 4, "SE"]))
    assert shape.fits(tokens(["ST", "N1", "N2", "N2", "N1", "SE"]))
    assert not shape.fits(tokens(["ST", "N1", "N1", "N1", "SE"]))
    assert not shape.fits(tokens(["ST"])) and not shape.fits(tokens(["ST", "SE", "SE"]))
    with pytest.raises(KeyError):
        shape.fits(tokens(["ST", "XX", "SE"]))


def test_tags_of_tokens_and_those_that_the_set_lacks():
    shape = Shape(x12().sets["850"])
    assert shape.named([b"ST\x1d", b"BEG", b"N1\x1d"]) == ["ST", "BEG", "N1"]
    assert shape.named([b"ST\x1d", b"QQ\x1d", b"QQQ"]) == ["ST", "QQ", "QQQ"]
    tokens = [b"ST\x1d", b"BEG", b"PO1", b"SE\x1d"]
    assert shape.holds(tokens) and not shape.holds([*tokens[:2], b"QQQ", *tokens[2:]])


def test_shapes_are_remembered_within_bounds_and_only_whole_tags(monkeypatch):
    monkeypatch.setattr(module, "MANY", 2)
    monkeypatch.setattr(module, "LONG", 15)
    set_def = SetDef("1", "X", (place("ST", True), place("REF", most=9), place("SE", True)))
    shape = Shape(set_def)
    for count in (0, 1, 2, 0, 5, 2):
        tags = tokens(["ST", *["REF"] * count, "SE"])
        assert shape.fits(tags) and shape.fits(tags)
        assert len(shape._met) <= 2 and all(len(joined) <= 15 for joined in shape._met)
    assert not shape.fits(tokens(["ST", *["REF"] * 10, "SE"]))
    assert shape.fits(tokens(["ST", "REF", "SE"])) and not shape.holds([b"ST\x1d", b"RE", b"FSE", b"\x1d"])

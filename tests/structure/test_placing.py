"""The automaton of places: for sets that fit, paths and tree are fold's; what has no place is said."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from breed import Breeder
from ground import DOCUMENTS, segments, x12

from edigw.structure import placing
from edigw.structure.dictionary import Dictionary, Position, SetDef, parse
from edigw.structure.fold import fold
from edigw.structure.placing import Placer, placer
from edigw.tree import Segment

MAPS = Path(__file__).parents[2] / "maps" / "x12"


@cache
def release(name: str) -> Dictionary:
    base = MAPS / name
    return parse("x12", name, {p.relative_to(base).as_posix(): p.read_text("utf-8") for p in base.rglob("*.txt")})


def flat(tags) -> list[Segment]:
    return [Segment(tag, (str(at),), at, at) for at, tag in enumerate(tags, 1)]


def agree(tags, set_def: SetDef, dictionary: Dictionary) -> bool:
    """Whether fold has nothing to say. Where every segment has its place, the automaton's must be fold's."""
    rows, made = flat(tags), placer(set_def)
    told = fold(rows, set_def, dictionary.segments)
    if told.unplaced or any(finding.rule != "MISSING_SEGMENT" for finding in told.findings):
        return False
    assert made.paths(tags) == told.paths, tags
    assert made.tree(rows) == told.root, tags
    return not told.findings


@pytest.mark.parametrize("name", ["004010", "005010"])
def test_places_are_those_of_fold_in_every_set(name):
    dictionary, chance = release(name), random.Random(11)
    good = 0
    for kind in dictionary.sets:
        breeder, set_def = Breeder(dictionary, random.Random(kind)), dictionary.sets[kind]
        all_tags = sorted(placing.plan_of(set_def).tags - {"ST", "SE"})
        for _ in range(6):
            tags = [row[0] for row in breeder.set(kind)]
            good += agree(tags, set_def, dictionary)
            for _ in range(3):
                at = chance.randrange(1, len(tags))
                harmed = [*tags[:at], *chance.choices(all_tags, k=2), *tags[at + chance.randint(0, 2) : -1], "SE"]
                good += agree(harmed, set_def, dictionary)
            at = chance.randrange(1, max(len(tags) - 1, 2))
            good += agree([*tags[:at], *[tags[at]] * chance.choice([2, 3, 6, 12, 30]), *tags[at:]], set_def, dictionary)
    assert good > 6 * len(dictionary.sets)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_places_of_whole_documents(kind):
    assert agree([segment.tag for segment in segments(DOCUMENTS[kind])], x12().sets[kind], x12())


def place(tag, required=False, most=1):
    return Position(tag, required, most)


def loop(tag, repeat, *members):
    return Position(tag, False, 1, True, repeat, (Position(tag, True), *members))


CROWDED = SetDef(
    "1", "X",
    (
        place("ST", True), place("REF", most=2), loop("N1", 2, place("REF", most=3), place("N3")),
        loop("N1", 4, loop("N3", 2, place("REF"))), place("REF", most=None), place("N3", most=5), place("SE", True),
    ),
)  # fmt: skip


def test_how_often_matters_where_something_else_takes_the_tag():
    chance, seen = random.Random(5), {True: 0, False: 0}
    for _ in range(3000):
        tags = ["ST", *chance.choices(["REF", "N1", "N3"], weights=[3, 2, 2], k=chance.randint(0, 14)), "SE"]
        seen[agree(tags, CROWDED, x12())] += 1
    assert min(seen.values()) > 100
    made = Placer(CROWDED)
    assert made.paths(["ST", "REF", "REF", "REF", "SE"]) == ("ST", "REF", "REF", "REF", "SE")
    steps = made.steps(["ST", "N1", "REF", "N1", "N1", "N3", "REF"])
    assert steps is not None
    assert [(step.path, step.depth, step.opens) for step in steps] == [
        ("ST", 0, False), ("N1", 0, True), ("N1/REF", 1, False), ("N1", 0, True), ("N1", 0, True),
        ("N1/N3", 1, True), ("N1/N3/REF", 2, False),
    ]  # fmt: skip


def test_what_has_no_place_is_said():
    made = Placer(CROWDED)
    assert made.paths(["ST", "QQQ", "SE"]) is None
    assert made.tree(flat(["ST", "SE", "REF"])) is None
    assert made.step(made.start, "QQQ") is None


def test_states_are_kept_within_bounds(monkeypatch):
    monkeypatch.setattr(placing, "MANY", 3)
    made, chance = Placer(CROWDED), random.Random(6)
    for _ in range(200):
        tags = ["ST", *chance.choices(["REF", "N1", "N3"], k=8), "SE"]
        assert made.paths(tags) == Placer(CROWDED).paths(tags)
        assert len(made._states) <= 3

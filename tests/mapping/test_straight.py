"""Reading straight from the text: whatever it reads, read.py reads the same; what it leaves to read.py is little."""

from __future__ import annotations

from functools import cache, lru_cache
from random import Random

import pytest
from bench import BASE_MAPS, chart, dictionary
from breed import OPERATORS, Breeder, Harm
from breed_edifact import MessageBreeder, harmless
from tinymaps import HEAD, load, order

from edigw.mapping import straight as module
from edigw.mapping.draw import draw
from edigw.mapping.notes import Reading
from edigw.mapping.read import read
from edigw.mapping.rows import DocumentMap
from edigw.mapping.straight import Straight, filled, straight
from edigw.mapping.write import write
from edigw.structure.fold import flatten, fold
from edigw.tree import COMPONENT, ELEMENT, REPEAT, SEGMENT, Segment
from edigw.validation.accept import Acceptor

SHIPPED = sorted(BASE_MAPS)
DATES = [("20260102", "102"), ("202601021530", "203"), ("260102",), ("202601", "610"), ()]
LEVELS = ("856", "DESADV")


@pytest.fixture(scope="module", params=SHIPPED, ids="-".join)
def shipped(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Release and kind of a shipped map; all tests of one map in turn, since its patterns are dear."""
    found: tuple[str, str] = request.param
    return found


@cache
def acceptor(release: str, kind: str) -> Acceptor:
    """With the patterns of all its tags."""
    made = Acceptor(dictionary(release), dictionary(release).sets[kind], patience=0)
    made.learn([SEGMENT.encode() + SEGMENT.encode().join(made.shape.letters)])
    return made


reader = lru_cache(4)(Straight)


def text_of(rows: list[list[str]]) -> str:
    return SEGMENT + "".join(ELEMENT.join(row) + SEGMENT for row in rows)


def general(map_: DocumentMap, rows: list[list[str]]) -> Reading:
    segments = [Segment(row[0], tuple(row[1:]), at) for at, row in enumerate(rows, 1)]
    return read(map_, fold(segments, map_.dictionary.sets[map_.document], map_.dictionary.segments).root)


def sound(map_: DocumentMap, rows: list[list[str]]) -> bool:
    text = text_of(rows)
    return text.isascii() and acceptor(map_.dictionary.release, map_.document).accepts(text.encode("ascii"))


def same(map_: DocumentMap, rows: list[list[str]]) -> bool:
    """Whether the set was read straight; then read.py must say just what was read. None: it is not a sound set."""
    if not sound(map_, rows):
        return False
    text = text_of(rows)
    made, due = reader(map_).read(text), general(map_, rows)
    if made is None:
        return False
    assert made == due, text.replace(SEGMENT, "~\n").replace(ELEMENT, "*")
    assert repr(made.document) == repr(due.document) and (made.total, made.taken) == (due.total, due.taken)
    for way in ({}, {"exclude_defaults": True}, {"exclude_unset": True}):
        assert made.document.model_dump_json(**way) == due.document.model_dump_json(**way)
    return True


def on_the_wire(map_: DocumentMap, dice: Random) -> list[list[str]]:
    (_, *said), *rows = ([row.tag, *row.elements] for row in flatten(write(map_, draw(map_, dice))))
    if map_.standard == "edifact":
        return [["UNH", "1", said[1]], *rows, ["UNT", str(len(rows) + 2), "1"]]
    return [["ST", map_.document, "0001"], *rows, ["SE", str(len(rows) + 2), "0001"]]


def bred(map_: DocumentMap, dice: Random) -> list[list[str]]:
    breeder = MessageBreeder if map_.standard == "edifact" else Breeder
    return ours(breeder(map_.dictionary, dice).set(map_.document))


def grown(map_: DocumentMap, dice: Random) -> list[list[str]]:
    """A drawn document in which a bred segment or two stand behind others of their tags."""
    rows = on_the_wire(map_, dice)
    breeder = (MessageBreeder if map_.standard == "edifact" else Breeder)(map_.dictionary, dice)
    for at in sorted(dice.choices(range(1, len(rows) - 1), k=2), reverse=True):
        row = ours([breeder.segment(rows[at][0])])[0]
        if row[0] == "DTM" and map_.standard == "edifact":
            row[1] = COMPONENT.join((row[1].partition(COMPONENT)[0], *dice.choice(DATES)))
        rows.insert(at + 1, row)
    return rows


def ours(rows: list[list[str]]) -> list[list[str]]:
    """What stands between components and repetitions, and a bred number's decimal mark, as in Message.text."""
    table = str.maketrans({"^": REPEAT, ">": COMPONENT, "\x02": "."})
    return [[part.translate(table) for part in row] for row in rows]


def harmed(rows: list[list[str]], harm: Harm, dice: Random) -> list[list[str]]:
    marked = [[part.replace(COMPONENT, ">") for part in row] for row in rows]
    return ours(harmless(harm.do(dice.choice(OPERATORS), marked), dice))


def test_drawn_documents_of_every_shipped_map(shipped: tuple[str, str]) -> None:
    release, kind = shipped
    map_, dice = chart(kind, release=release), Random(kind + release)
    if map_.levels:
        assert straight(map_) is None and kind in LEVELS
        return
    harm = Harm(dice, sorted(map_.dictionary.segments))
    drawn = [on_the_wire(map_, dice) for _ in range(16)]
    ill = [harmed(rows, harm, dice) for rows in drawn * 2]
    for rows in ill:
        same(map_, rows)
    done, known = sum(same(map_, rows) for rows in drawn), sum(sound(map_, rows) for rows in drawn)
    assert done > 0.9 * known > 0.4 * len(drawn)


def test_bred_sets_of_every_shipped_map(shipped: tuple[str, str]) -> None:
    release, kind = shipped
    map_, dice = chart(kind, release=release), Random(7)
    if map_.levels:
        return
    sets = [bred(map_, dice) for _ in range(16)]
    done = sum(same(map_, rows) for rows in sets)
    assert done or kind in ("824", "875") or map_.standard == "edifact"  # what is bred leaves the map a finding


def test_drawn_documents_with_bred_segments(shipped: tuple[str, str]) -> None:
    release, kind = shipped
    map_, dice = chart(kind, release=release), Random(kind)
    if map_.levels:
        return
    mixed = [grown(map_, dice) for _ in range(48)]
    assert sum(same(map_, rows) for rows in mixed) > 2 or kind in ("997", "999")  # which have no room


HARD = {
    "a second one goes to the bag": (
        "  REF*DP: {REF02: department}\n  REF -> refs by REF01: {REF02: value, REF03: text}\n",
        ["REF*DP*10", "REF*DP*20*shoes", "REF*ZZ*x", "REF*DP*30"],
    ),
    "what no row takes": ("  REF*DP: {REF02: department}\n", ["REF*DP*10*more", "REF*ZZ*x", "N1*ST*HERE", "N3*STREET"]),
    "the first entry of a word": (
        "  DTM*010: {DTM02: dates.ship_requested | date}\n  DTM -> dates by DTM01: {DTM02: on | date}\n",
        ["DTM*011*20240105", "DTM*010*20240103", "DTM*010*20240104"],
    ),
    "an object in two rows": (
        "  REF*IA: {REF02: seller.id}\n  N1*SE -> seller: {N102: name, N4: {N401: city}}\n",
        ["REF*IA*7", "N1*SE*ROSE", "N4*BONN*NW"],
    ),
    "a template": ("  REF*IA:\n    REF02: like {department} / {division}\n", ["REF*IA*12 / 3"]),
}  # fmt: skip


@pytest.mark.parametrize("body, wire", HARD.values(), ids=HARD)
def test_what_is_not_so_plain(body: str, wire: list[str]) -> None:
    map_ = load(order(body))
    rows = [row.split("*") for row in ["ST*850*1", *HEAD, *wire, "PO1*1*5*EA***UP*0123*CB*7*BP*A", "CTT*1", "SE*0*1"]]
    assert same(map_, rows)


UNUSUAL = {
    "a count that differs": ("", ["PO1*1*5*EA***UP*1", "CTT*2"]),
    "a code that is refused": ("", ["PO1*1*5*EA***UP*1"]),
    "a condition": ("  REF*IA: {when: kind is release, REF02: vendor}\n", ["REF*IA*7", "PO1*1*5*EA"]),
    "a constant that differs": ("  CUR: {CUR01: is BY, CUR02: currency}\n", ["CUR*SE*EUR", "PO1*1*5*EA"]),
    "a required segment": ("  REF*IA: {REF02: vendor | required}\n", ["PO1*1*5*EA"]),
    "nothing that a row takes": ("  REF -> refs by REF01: {REF02: value}\n", ["REF*DP**X", "PO1*1*5*EA"]),
}


@pytest.mark.parametrize("body, wire", UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_left_to_the_general_reading(body: str, wire: list[str]) -> None:
    map_ = load(order(body))
    head = ["BEG*05*NE*4711**20240102"] if wire == UNUSUAL["a code that is refused"][1] else HEAD
    rows = [row.split("*") for row in ["ST*850*1", *head, *wire, "SE*0*1"]]
    assert acceptor("004010", "850").accepts(text_of(rows).encode())
    assert Straight(map_).read(text_of(rows)) is None
    assert Straight(load(order(""))).read(text_of([r.split("*") for r in ["ST*850*1", *HEAD, "PO1*1*5*EA", "SE*0*1"]]))


def test_elements_that_hold_something_are_counted() -> None:
    dice = Random(3)
    for _ in range(300):
        rows = [["A", *dice.choices(["", "", "x"], k=dice.randrange(9))] for _ in range(5)]
        rows.insert(0, ["ST", "850", dice.choice(["", "1"]), *dice.choices(["", "x"], k=dice.randrange(3))])
        due = sum(1 for row in rows for part in row[1:] if part) - sum(1 for part in rows[0][3:] if part)
        assert filled(text_of(rows)) == due


def test_only_by_the_dictionary_of_the_map() -> None:
    map_ = load(order(""))
    text = text_of([row.split("*") for row in ["ST*850*1", *HEAD, "PO1*1*5*EA", "SE*0*1"]])
    assert module.read(map_, text, map_.dictionary)
    assert module.read(map_, text, dictionary("005010")) is None
    assert module.read(map_, None, map_.dictionary) is None
    assert module.read(chart("856"), text, dictionary()) is None


def test_states_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    map_, dice = chart("850"), Random(9)
    monkeypatch.setattr(module, "MANY", 3)
    reader = Straight(map_)
    for _ in range(5):
        text = text_of(on_the_wire(map_, dice))
        assert reader.read(text) == Straight(map_).read(text) is not None
        assert len(reader.states) <= 3


def test_a_fact_that_two_segments_tell() -> None:
    head = ["ST*850*1", "BEG*00*SA*4711**20240102", "PO1*1*10*EA", "SDQ*EA*92*0012*4"]
    for unit in ("EA", "CA"):
        rows = [row.split("*") for row in [*head, f"SDQ*{unit}*92*0013*6", "SE*6*1"]]
        assert same(chart("850"), rows) is (unit == "EA")
        assert [one.rule for one in general(chart("850"), rows).findings] == ["FACT_CONFLICT"] * (unit == "CA")


def test_a_composite_that_is_repeated_is_left_to_the_general_reading() -> None:
    map_ = chart("ORDERS", release="D01B")
    for said, straight_ in (("030:TE", True), (f"030:TE{REPEAT}031:FX", False)):
        rows = ["UNH+1+ORDERS:D:01B:UN", "BGM+220+7+9", "DTM+137:20260102:102", "NAD+BY", "CTA+OC", f"COM+{said}"]
        wire = [*rows, "LIN+1", "UNS+S", "UNT+9+1"]
        split = [[part.replace(":", COMPONENT) for part in row.split("+")] for row in wire]
        acceptor("D01B", "ORDERS").learn([text_of(split).encode("ascii")])
        assert sound(map_, split) and same(map_, split) is straight_

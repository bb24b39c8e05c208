"""Segments as patterns: every way to fill a segment, against the notes' own words."""

from __future__ import annotations

import re
from itertools import product

import pytest
from breed import keeps
from ground import x12

from edigw.structure.dictionary import ElementDef, NoteDef, SegmentDef
from edigw.validation.patterns import segment

NOTES = [
    "P0102", "P0203", "R0102", "R0203", "E0102", "C0201", "C0103", "L010203", "L030102", "R01020304", "P0104", "C0501",
    "E0105", "P0203 P0405", "P0102 C0302", "R0203 P0304", "C0105 R0204", "P010203 E0405", "L05010203 R0102", "R0506",
    "P0106", "C0602 C0603 P0405",
]  # fmt: skip


def note(text: str) -> NoteDef:
    return NoteDef(text[0], tuple(int(text[at : at + 2]) for at in range(1, len(text), 2)))


def fits(pattern: str, body: str) -> bool:
    return re.compile(pattern.encode()).match(body.encode() + b"\x1c") is not None


@pytest.mark.parametrize("required", [(), (1,), (3,), (2, 6)])
@pytest.mark.parametrize("notes", NOTES)
def test_every_way_to_fill_six_elements(notes, required):
    made = tuple(map(note, notes.split()))
    elements = tuple(ElementDef(str(at), "AN", 1, 2, at in required) for at in range(1, 7))
    pattern = segment(SegmentDef("XYZ", elements, made), {})
    for values in product(("", "a"), repeat=6):
        filled = {at for at, value in enumerate(values, 1) if value}
        good = bool(filled) and filled >= set(required) and all(keeps(each, filled) for each in made)
        body = "XYZ\x1d" + "\x1d".join(values)
        assert fits(pattern, body.rstrip("\x1d")) == good, (notes, values)
        assert not fits(pattern, body.rstrip("\x1d") + "\x1d")


@pytest.mark.parametrize("notes", NOTES)
def test_every_way_to_fill_a_composite(notes):
    made = tuple(map(note, notes.split()))
    parts = tuple(ElementDef(str(at), "AN", 1, 2, at == 4) for at in range(1, 7))
    composite = ElementDef("C1", "composite", components=parts, notes=made)
    after = ElementDef("9", "AN", 1, 2)
    pattern = segment(SegmentDef("XYZ", (composite, after), (), {1: made}), {})
    for values in product(("", "a"), repeat=6):
        filled = {at for at, value in enumerate(values, 1) if value}
        good = 4 in filled and all(keeps(each, filled) for each in made)
        text = "\x1f".join(values).rstrip("\x1f")
        assert fits(pattern, "XYZ\x1d" + text) == good, (notes, values)
        assert fits(pattern, f"XYZ\x1d{text}\x1db") == (good or not text)
        assert not fits(pattern, f"XYZ\x1d{text}\x1f")


def test_a_value_in_the_wrong_place_is_not_taken_for_the_next():
    elements = tuple(ElementDef(str(at), kind, 1, 2) for at, kind in enumerate(("N0", "AN", "N0", "AN"), 1))
    pattern = segment(SegmentDef("XYZ", elements, (note("P0203"),)), {})
    assert fits(pattern, "XYZ\x1d1\x1da\x1d2\x1db")
    assert not fits(pattern, "XYZ\x1da")
    assert not fits(pattern, "XYZ\x1d1\x1da\x1db")


def test_bare_tags_prefixes_and_surplus():
    pattern = segment(x12().segments["REF"], x12().codes)
    assert fits(pattern, "REF\x1dDP\x1d038")
    for body in (
        "REF",
        "REF\x1d",
        "REFX\x1dDP\x1d1",
        "REF\x1dDP",
        "REF\x1dDP\x1d1\x1d\x1d",
        "REF\x1d??\x1d1",
        "REF\x1dDP\x1d1\x1e2",
    ):
        assert not fits(pattern, body)


def test_repetitions_up_to_their_number():
    elements = (ElementDef("1", "AN", 1, 2, max_repeat=3),)
    pattern = segment(SegmentDef("XYZ", elements), {})
    good = [fits(pattern, "XYZ\x1d" + "\x1e".join(["a"] * turns)) for turns in range(1, 5)]
    assert good == [True, True, True, False]
    assert not fits(pattern, "XYZ\x1da\x1e") and not fits(pattern, "XYZ\x1d\x1ea")


def test_no_pattern_uses_what_old_pythons_get_wrong():
    """Possessive repetition of groups, and classes that take foreign digits."""
    for tag in sorted(x12().segments):
        made = segment(x12().segments[tag], x12().codes)
        assert not re.search(r"\)(?:[*+?]|\{[0-9,]+\})\+", made), tag
        assert "\\d" not in made

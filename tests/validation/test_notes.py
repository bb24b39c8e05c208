"""Relational notes: what they say of every combination of filled elements, and which one speaks."""

from __future__ import annotations

from itertools import product

import pytest

from edigw.structure.dictionary import NoteDef
from edigw.validation.notes import Notes, bits, wording

P, R, E, C, L = (NoteDef(kind, (1, 2, 3)) for kind in "PRECL")


def oracle(note: NoteDef, filled: tuple[bool, ...]) -> bool:
    there = [filled[at - 1] for at in note.positions]
    return {
        "P": all(there) or not any(there),
        "R": any(there),
        "E": sum(there) <= 1,
        "C": not there[0] or all(there),
        "L": not there[0] or any(there[1:]),
    }[note.kind]


@pytest.mark.parametrize("note", [P, R, E, C, L, NoteDef("C", (2, 1)), NoteDef("P", (1, 3)), NoteDef("L", (3, 1, 2))])
def test_every_combination(note):
    notes = Notes((note,))
    for filled in product((False, True), repeat=3):
        mask = bits(["x" if each else "" for each in filled])
        good = oracle(note, filled)
        assert notes.kept(mask) == good
        found = list(notes.broken(mask, frozenset()))
        assert len(found) == (0 if good else 1)
        for _, at in found:
            assert filled[at - 1] == (note.kind == "E")


def test_one_missing_element_breaks_one_note():
    """N1*ST***0012: N103 is missing; R0203 is broken too, and says no more."""
    notes = Notes((NoteDef("R", (2, 3)), NoteDef("P", (3, 4))))
    assert list(notes.broken(bits(["ST", "", "", "0012"]), frozenset())) == [(NoteDef("P", (3, 4)), 3)]


def test_a_note_is_silent_of_what_is_reported():
    assert list(Notes((P,)).broken(bits(["x", "", "x"]), {2})) == []
    assert list(Notes((E,)).broken(bits(["x", "x", ""]), {3})) == [(E, 2)]


def test_bits():
    assert bits([]) == 0
    assert bits(["a", "", "b"]) == 0b1010


def test_wording():
    assert wording(P, "PO1") == "PO101, PO102, PO103 stand together or not at all"
    assert wording(R, "N1") == "at least one of N101, N102, N103 must be filled"
    assert wording(E, "TD3") == "only one of TD301, TD302, TD303 may be filled"
    assert wording(C, "PO1") == "PO101 calls for PO102, PO103"
    assert wording(L, "SAC") == "SAC01 calls for one of SAC02, SAC03"

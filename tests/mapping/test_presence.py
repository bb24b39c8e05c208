"""Relational notes in drawn segments."""

from __future__ import annotations

import pytest
from bench import chart, dictionary
from tinymaps import load, order

from edigw.mapping.laws import Dice
from edigw.mapping.presence import settle
from edigw.mapping.rows import SegmentRow

SAC = "sign code agency agency_code amount|cents percent_of percent|dec - unit|code_unit qty|dec"
SAC += " - - reference option text"
PARTS = [f"SAC{at:02d}: {path}" for at, path in enumerate(SAC.split(), 1) if path != "-"]
BODY = f"  SAC -> charges[]: {{{', '.join(PARTS).replace('|', ' | ').replace('code_', 'code ')}}}\n"
BODY += "  N1*ST -> ship_to: {N102: name, N103: id_type, N104: id}\n"
BODY += "  CTP: {CTP02: contract, CTP03: line_count | dec, CTP04: stated_total.value | dec, CTP05-01: currency,"
BODY += " CTP05-02: hash_total | dec}\n"
CHART = load(order(BODY))


def row(tag: str) -> SegmentRow:
    return next(row for row in CHART.root.rows if row.tag == tag)


def holds(segment: SegmentRow, there: set[int]) -> bool:
    for note in segment.notes:
        present = [at for at in note.positions if at in there]
        head = note.positions[0] in there
        broken = {
            "P": 0 < len(present) < len(note.positions),
            "R": not present,
            "E": len(present) > 1,
            "C": head and len(present) < len(note.positions),
            "L": head and len(present) == 1,
        }
        if broken[note.kind]:
            return False
    return True


@pytest.mark.parametrize("tag", ["SAC", "N1"])
def test_every_note_holds_whatever_was_chosen(tag: str) -> None:
    segment = row(tag)
    assert segment.notes == dictionary().segments[tag].notes and segment.notes
    fixed = {test.place.element for test in segment.tests}
    for seed in range(300):
        dice = Dice(seed)
        chosen = [leaf for leaf in segment.leaves if leaf.required or leaf.place.element == 1 or dice.randrange(3) == 0]
        settled = settle(segment, chosen, True, dice)
        assert settled
        assert holds(segment, fixed | {leaf.place.element for leaf in settled})


def test_an_exclusion_holds_although_another_note_puts_back_what_it_took_out() -> None:
    items = next(row for row in chart("824").root.rows if row.tag == "OTI")
    faults = next(row for row in items.children.rows if row.tag == "TED")
    detail = next(row for row in faults.children.rows if row.tag == "RED")
    for seed in range(300):
        there = {leaf.place.element for leaf in settle(detail, detail.leaves, True, Dice(seed))}
        assert holds(detail, there)


def test_nothing_chosen_stays_nothing_unless_it_must() -> None:
    segment = row("N1")
    assert settle(segment, [], False, Dice(1)) == []
    assert settle(segment, [], True, Dice(1))


def test_a_composite_has_its_mandatory_components() -> None:
    segment = row("CTP")
    second = next(leaf for leaf in segment.leaves if leaf.place.component == 2)
    assert {(leaf.place.element, leaf.place.component) for leaf in settle(segment, [second], False, Dice(1))} >= {
        (5, 1),
        (5, 2),
    }


def test_a_shut_row_is_never_added() -> None:
    segment = row("N1")
    name = next(leaf for leaf in segment.leaves if leaf.place.element == 2)
    for seed in range(20):
        assert name not in settle(segment, [], True, Dice(seed), [name])

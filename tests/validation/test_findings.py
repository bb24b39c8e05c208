"""What a finding about an element says: where in the segment, at which byte, with which value."""

from __future__ import annotations

from edigw.structure.dictionary import ElementDef
from edigw.tree import COMPONENT, Segment
from edigw.validation.findings import Spot, missing_element, on_element, wrong_content

AK4 = Segment("AK4", (COMPONENT.join(["3", "12"]), "324", "1"), 7, 100)


def test_offset_counts_to_the_component():
    finding = on_element(AK4, "AK2/AK3/AK4", Spot(1, 2), "5", "TOO_LONG", "too long", value="12", number="1528")
    assert (finding.offset, finding.position, finding.path, finding.qualifier) == (106, 7, "AK2/AK3/AK4", "3")
    assert finding.message == "AK401-02: too long"
    assert on_element(AK4, "", Spot(2), "5", "TOO_LONG").offset == 109


def test_values_are_cut_and_what_is_no_text_is_left_out():
    assert on_element(AK4, "", Spot(2), "5", "TOO_LONG", value="x" * 200).value == "x" * 99
    assert on_element(AK4, "", Spot(2), "6", "BAD_CHARACTER", value="x\x00").value is None
    assert on_element(AK4, "", Spot(2), "1", "MANDATORY_ELEMENT", value="").value is None


def test_missing():
    finding = missing_element(AK4, "AK4", Spot(3), "723")
    assert (finding.code, finding.element, finding.element_id) == ("1", 3, "723")


def test_wording():
    element = ElementDef("353", "ID", 2, 2)
    finding = wrong_content(AK4, "", Spot(1), ("7", "INVALID_CODE"), "99", element, frozenset({"00", "05"}))
    assert finding.message == "AK401: `99` is not one of 00, 05 (data element 353)"
    long = wrong_content(AK4, "", Spot(1), ("5", "TOO_LONG"), "{9}" * 40, element, None)
    assert "`{9}{9}" in long.message and "…` has 120 characters: 2 may stand" in long.message

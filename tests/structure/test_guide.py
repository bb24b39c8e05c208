"""Addresses and steps of a guide: what they mean and how they print."""

from __future__ import annotations

from edigw.structure.guide import Address, Guide, Pattern, Row, Step
from edigw.tree import COMPONENT, Node, Segment


def node(tag, *elements, children=()):
    return Node(Segment(tag, elements), children)


def test_step_fits():
    assert Step("REF").fits(node("REF", "IA"))
    assert not Step("REF").fits(node("DTM", "IA"))
    assert Step("REF", ("IA", "DP")).fits(node("REF", "DP"))
    assert not Step("REF", ("IA",)).fits(node("REF"))
    assert Step("HL", ("S",), element=3).fits(node("HL", "1", "", "S"))
    pallet = node("CPS", "1", children=(node("PAC", "1", "", COMPONENT.join(["201", "x"])),))
    assert Step("CPS", ("201",), element=3, component=1, child="PAC").fits(pallet)
    assert not Step("CPS", ("202",), element=3, component=1, child="PAC").fits(pallet)
    assert not Step("CPS", ("202",), element=3, component=9, child="PAC").fits(pallet)


def test_address_prints_as_people_write_it():
    address = Address((Step("PO1"), Step("N1", ("ST",)), Step("N4")), 2)
    assert address.path == "PO1/N1/N4"
    assert str(address) == "PO1/N1*ST/N402"
    assert str(Address((Step("AK4"),), 1, 1)) == "AK401-01"


def test_an_empty_guide_is_false():
    assert not Guide()
    assert Guide((Row(Address((Step("REF"),))),))


def test_a_pattern_takes_its_places_in_their_order():
    """`A[0-9]?[0-9]?B`: places 0 to 3, the two in the middle may be left out."""
    takes = {"A": 0b0001, "B": 0b1000, **dict.fromkeys("0123456789", 0b0110)}
    made = Pattern("A[0-9]{0,2}B", takes, 0b0110, 4)
    assert all(map(made.fits, ("AB", "A1B", "A12B")))
    assert not any(map(made.fits, ("", "A", "B", "A1", "A123B", "BA", "ABB", "A1B ")))

"""Addresses of the map language: what can be written, what it means, what is refused."""

from __future__ import annotations

import pytest

from edigw.mapping import address
from edigw.mapping.address import Arrow, ElementAddress, Place, SegmentAddress
from edigw.mapping.faults import Wrong


def test_a_segment_alone_and_with_its_first_elements_value() -> None:
    assert address.address("PO1") == SegmentAddress("PO1")
    assert address.address("REF*DP") == SegmentAddress("REF", (address.Test(Place("REF", 1), "DP"),))
    assert address.address("REF[REF01=DP]") == address.address("REF*DP")


def test_hl_is_told_apart_by_its_level() -> None:
    assert address.address("HL*S") == SegmentAddress("HL", (address.Test(Place("HL", 3), "S"),))


def test_tests_on_other_elements_and_on_children() -> None:
    both = address.address("N1*ST[N103=92]")
    assert both == SegmentAddress("N1", (address.Test(Place("N1", 1), "ST"), address.Test(Place("N1", 3), "92")))
    child = address.address("SAC[MSG.MSG01=x]")
    assert child == SegmentAddress("SAC", (address.Test(Place("MSG", 1), "x", "MSG"),))


def test_elements_components_and_ranges() -> None:
    assert address.address("BEG03") == ElementAddress(Place("BEG", 3))
    assert address.address("N301") == ElementAddress(Place("N3", 1))
    assert address.address("AK401-02") == ElementAddress(Place("AK4", 1, 2))
    span = address.address("PO106..PO125")
    assert isinstance(span, ElementAddress)
    assert list(span.positions) == list(range(6, 26))


@pytest.mark.parametrize("text", ["PO1", "REF*DP", "N1*ST[N103=92]", "BEG03", "AK401-01", "PO106..PO125", "HL*S"])
def test_an_address_prints_as_it_is_written(text: str) -> None:
    assert str(address.address(text)) == text


@pytest.mark.parametrize(
    ("key", "arrow"),
    [
        ("PO1 -> lines[]", Arrow("list", "lines")),
        ("N1*ST -> ship_to", Arrow("object", "ship_to")),
        ("REF -> refs by REF01", Arrow("bag", "refs", Place("REF", 1))),
        ("REF -> refs by REF01 | code reference", Arrow("bag", "refs", Place("REF", 1), "reference")),
    ],
)
def test_arrows(key: str, arrow: Arrow) -> None:
    assert address.parse(key)[1] == arrow
    assert str(arrow) in key


@pytest.mark.parametrize(
    "key",
    ["", "po1", "PO1*", "PO1[", "PO1[PO101]", "N1[N3.N401=x]", "PO125..PO106", "PO106..N104", "PO1 -> Lines",
     "REF -> refs[] by REF01", "REF -> refs by value", "BEG3", "BEG003"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_a_fix(key: str) -> None:
    with pytest.raises(Wrong) as refused:
        address.parse(key)
    assert refused.value.fix

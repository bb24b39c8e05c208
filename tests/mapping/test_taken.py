"""What a map takes, as the verdict asks for it."""

from __future__ import annotations

from bench import chart
from tinymaps import load, order


def test_paths_qualifiers_and_elements() -> None:
    body = "  REF*DP: {REF02: department}\n  REF*IA: {REF02: vendor, REF03: division}\n"
    body += "  N1*ST -> ship_to: {N102: name, N4: {N401: city}}\n"
    taken = load(order(body)).taken
    assert taken["REF"] == (("DP", frozenset({1, 2})), ("IA", frozenset({1, 2, 3})))
    assert taken["N1/N4"] == ((None, frozenset({1})),)
    assert taken["PO1"] == ((None, frozenset({1, 2, 3, *range(6, 26)})),)
    assert "PO1/PID" not in taken


def test_the_engines_elements_of_a_shipment_are_taken() -> None:
    taken = chart("856").taken
    assert any({1, 2, 3, 4} <= elements for _, elements in taken["HL"])
    assert any(5 in elements for _, elements in taken["BSN"])

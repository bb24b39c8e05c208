"""The prepared structure: places of a tag, mandatory positions, tags that are alike."""

from __future__ import annotations

import pytest
from ground import x12

from edigw.structure.dictionary import Position
from edigw.structure.plan import Plan, alike, plan_of, similar


def test_places_and_needs():
    loop = Position("B", True, 1, True, 3, (Position("B", True), Position("C", True), Position("D")))
    plan = Plan("", (Position("A", True), Position("D"), loop, Position("D", False, 5)))
    assert plan.at == {"A": (0,), "D": (1, 3), "B": (2,)}
    assert plan.inside == {"C": (2,), "D": (2,)}
    assert plan.need == (0, 2, 2, 4, 4)
    assert plan.limits == (1, 1, 3, 5)
    assert plan.tags == {"A", "B", "C", "D"}


def test_places_of_a_tag_that_is_nearly_one():
    tags = ("N1", "N2", "REF", "N3", "N1")
    assert similar(Plan("N1", tuple(map(Position, tags))), "N1X") == (4,)
    assert similar(Plan("N1", tuple(map(Position, tags))), "NX") == (1, 3, 4)
    assert plan_of(x12().sets["850"]).paths[:2] == ("ST", "BEG")


def test_plan_is_made_once():
    assert plan_of(x12().sets["850"]) is plan_of(x12().sets["850"])


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("PO1X", "PO1", True),
        ("PO", "PO1", True),
        ("po1", "PO1", True),
        ("PQ1", "PO1", True),
        ("P", "PO1", False),
        ("PID", "PO1", False),
        ("", "P", False),
        ("XPO1", "PO1", True),
        ("PXO1", "PO1", True),
        ("1OP", "PO1", False),
    ],
)
def test_alike(one, other, said):
    assert alike(one, other) is said
    assert alike(other, one) is said

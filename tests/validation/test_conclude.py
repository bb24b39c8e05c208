"""What was found, concluded: order, levels, the limit of the list."""

from __future__ import annotations

from ground import SHIPMENT, segments, x12

from edigw.structure.guide import Address, Guide, Row, Step
from edigw.tree import Finding, Node
from edigw.validation.conclude import hierarchy, in_order, listed, pointer_tags
from edigw.validation.tally import MOST, Tally


def fault(position: int, element: int | None = None, rule: str = "INVALID_CODE") -> Finding:
    return Finding("AK304" if element is None else "AK403", "7", rule, "", "REF", position, element, value="Q")


def told(*findings: Finding) -> Tally:
    made = Tally()
    made.add(findings)
    return made


def test_by_segment_its_own_faults_first():
    made = in_order(told(fault(3, 2), fault(2, 1), fault(3, 1), fault(3)), None, None, x12().sets["856"])
    assert [(one.position, one.element) for one in made] == [(2, 1), (3, None), (3, 1), (3, 2)]


def test_a_guide_admits_and_asks():
    root = Node(segments(SHIPMENT)[0], tuple(Node(each) for each in segments("REF*Q*1~")))
    row = Row(Address((Step("REF"),), 1), also=("Q",))
    asks = Row(Address((Step("N9"),)), required=True)
    one = Finding("AK403", "7", "INVALID_CODE", "", "REF", 1, 1, value="Q")
    made = in_order(told(one, fault(9, 2)), Guide((row, asks)), root, x12().sets["856"])
    assert [each.rule for each in made] == ["GUIDE_REQUIRED", "INVALID_CODE"]
    assert made[1].position == 9


def test_a_level_without_parent():
    rows = segments(SHIPMENT.replace("HL*6*5", "HL*6*9"))
    (found,) = hierarchy(rows, [each.tag for each in rows], (), x12(), x12().sets["856"])
    assert (found.rule, found.position, found.path) == ("POINTER_UNKNOWN", 16, "HL")
    assert pointer_tags(x12(), x12().sets["856"]) == ("HL",) and pointer_tags(x12(), x12().sets["997"]) == ()


def test_more_than_are_listed():
    few = told(*[fault(1, 1)] * MOST)
    assert listed(few.listed, few) == tuple(few.listed)
    many = told(*[fault(1, 1)] * (MOST + 3))
    assert [one.rule for one in listed(many.listed, many)][MOST:] == ["FINDINGS_NOT_LISTED"]
    assert listed(many.listed, many)[-1].message.endswith(": 3")
    endless = told(*[fault(n, 1, f"R{n}") for n in range(3 * MOST)])
    assert listed(endless.listed, endless)[-1].rule == "TOO_MANY_FINDINGS"

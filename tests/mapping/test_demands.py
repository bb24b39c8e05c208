"""What a guide demands of drawn documents, and that drawn documents keep to it."""

from __future__ import annotations

import pytest
from tinymaps import laws, load, order

from edigw.mapping.demands import Demands, meant
from edigw.structure.guide import Step

BODY = """\
  REF*DP: {REF02: department}
  REF*IA: {REF02: vendor}
  REF -> refs by REF01 | code reference: {REF02: value}
  N1*ST -> ship_to: {N103: id_type | code kinds, N104: id, N4: {N401: city}}
"""
LINES = """\
  PO1 -> lines[]:
    PO101: no
    PO102: qty | dec
    PO103: unit | code unit
    PO106..PO125: ids | pairs product
    PID*F: {PID05: description}
"""


def text(guide: str) -> str:
    tables = "tables:\n  kinds: {92: buyer_assigned, UL: gln}\n  reference: {ZZ: agreed, CT: contract}"
    return (
        order(BODY, LINES).replace("tables:", tables) + "guide:\n" + "".join(f"  {row}\n" for row in guide.splitlines())
    )


@pytest.mark.parametrize(
    "guide",
    [
        "REF*DP: required",
        "REF*CT: required",
        "BEG02: only SA RL",
        "PO103: only EA",
        "PO106: only UP BP",
        "PO106: only BP\nPO107: length 8..8\nPO108: only UP\nPO109: required",
        "N1*ST: required\nN1*ST/N103: only UL\nN1*ST/N104: length 13..13",
        "N1*ST/N4: required",
        "PO1: at most 1",
        "PO1/PID*F: required",
        "PO102: required",
        "ST: one of REF*DP REF*IA",
        "ST: one of REF*DP N1*ST",
        "PO1: one of PO102 PID*F",
        "REF*IA: required when kind is release",
        "BEG03: length 8..10",
        "REF*IA: not used",
        "REF*CT: not used",
        "PO1: at least 2",
        "PO1: at least 4; at most 5",
        "REF: at least 3",
        "REF*CT: at least 2",
        "BEG03: pattern PO[0-9]{4} [A-Z]{2,5}X?",
        "PO102: pattern [1-9][0-9]{0,3}",
        "PO107: pattern [0-9]{12}",
        "PO103: pattern [EC]A",
    ],
)
def test_drawn_documents_keep_to_the_guide(guide: str) -> None:
    report = laws(load(text(guide)), count=60)
    assert report.failures == ()


def test_a_guides_address_means_places() -> None:
    chart = load(text("REF: required"))
    where = next(row.where for row in chart.root.rows if row.address == "REF*DP")
    assert meant((Step("REF"),), where) and meant((Step("REF", ("DP",)),), where)
    assert not meant((Step("REF", ("IA",)),), where) and not meant((Step("PO1"), Step("REF")), where)


def test_demands_by_row_and_element() -> None:
    chart = load(
        text(
            "REF*DP: required\nREF*ZZ: required\nREF*CT: at least 2\nBEG02: only SA\n"
            "BEG03: length 4..5\nBEG01: pattern 0[0-9]"
        )
    )
    rows = {row.address: row for row in chart.root.rows}
    demands = Demands(chart)
    assert demands.segment(rows["REF*DP"]) == (1, None)
    assert demands.segment(rows["REF*IA"]) == (0, None)
    assert demands.keys(rows["REF"]) == ("DP", "ZZ", "CT", "CT")
    assert demands.element(rows["BEG"], 2) == (False, ("SA",), None, ())
    assert demands.element(rows["BEG"], 3) == (False, (), (4, 5), ())
    (digits,) = demands.element(rows["BEG"], 1).patterns
    assert digits.text == "0[0-9]"

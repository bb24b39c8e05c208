"""What occurs in sample sets, by address."""

from __future__ import annotations

from bench import chart
from tinymaps import HEAD, tree

from edigw.mapping.read import read
from edigw.mapping.survey import Sighted, survey
from edigw.tree import Finding

ROWS = ["REF*DP*7", "REF*ZZ*8**x", "N1*ST*A*92*1", "N1*BY*B*92*2", "PO1*1*2*EA*3**UP*1", "PO1*2*2*CA*3**UP*1", "CTT*2"]


def sighted(*rows: str, findings: tuple[Finding, ...] = (), kind: str = "850") -> Sighted:
    root = tree([*HEAD, *rows] if kind == "850" else rows, kind)
    return Sighted(root, read(chart(kind), root), findings)


def test_segments_are_counted_by_address() -> None:
    found = survey(chart("850"), [sighted(*ROWS), sighted(*ROWS[1:])])
    counted = {"/".join(chain): (p.times, p.turns, p.parents) for chain, p in found.places.items()}
    assert found.sets == 2
    assert counted == {
        "BEG": (2, 2, 2), "REF*DP": (1, 1, 2), "REF*ZZ": (2, 2, 2), "N1*ST": (2, 2, 2), "N1*BY": (2, 2, 2),
        "PO1": (4, 2, 2), "CTT": (2, 2, 2),
    }  # fmt: skip
    assert found.places["PO1",].codes[3] == {"EA": 2, "CA": 2}
    assert found.places["BEG",].codes == {1: {"00": 2}, 2: {"SA": 2}}


def test_what_the_base_does_not_take_is_listed_by_element() -> None:
    found = survey(chart("850"), [sighted("REF*DP*7*more", "LIN**UP*9", "CTT*0")])
    assert found.places["REF*DP",].lost == {3: ["more"]}
    found = survey(chart("850"), [sighted("PO1*1*2*EA", "LIN**UP*9", "QTY*01*5", "CTT*1")])
    lost = {"/".join(chain): place.lost for chain, place in found.places.items() if place.lost}
    assert lost == {"PO1/LIN": {2: ["UP"], 3: ["9"]}, "PO1/QTY*01": {1: ["01"], 2: ["5"]}}


def test_codes_without_a_word_and_codes_that_the_dictionary_lacks() -> None:
    finding = Finding("AK403", "7", "INVALID_CODE", "", "PO1", position=3, element=3, value="QX")
    found = survey(chart("850"), [sighted("PO1*1*2*QX", "REF*ZZ*1", "REF*4N*1", "CTT*1", findings=(finding,))])
    assert found.foreign == {(("PO1",), 3): {"QX": 1}}
    assert "unit" not in found.wordless
    assert ("4N", "128") in found.wordless["reference"]


def test_levels_are_addresses() -> None:
    rows = ["BSN*00*1*20240101*1200", "HL*1**S", "REF*BM*7", "HL*2*1*O", "PRF*1", "HL*3*2*I", "LIN**UP*1", "SN1**2*EA",
            "CTT*3"]  # fmt: skip
    found = survey(chart("856"), [sighted(*rows, kind="856")])
    assert {"HL*S/REF*BM", "HL*O/PRF", "HL*I/LIN"} <= {"/".join(chain) for chain in found.places}

"""fold: the tree, the findings (one for one fault), and flatten as its way back."""

from __future__ import annotations

import time

import pytest
from ground import DOCUMENTS, ORDER, SHIPMENT, brief, lines, segments, x12

from edigw.structure.dictionary import parse
from edigw.structure.fold import flatten, fold
from edigw.tree import Node, Segment

HEAD = "ST*850*1~BEG*00~CUR*BY~REF*DP~DTM*1~N1*ST~N3*X~N4*Y~N1*BY~"
LINE = "PO1*1~PID*F~PO4*1~N1*ST~N3*s~"
TAIL = "CTT*1~SE*1~"
GOOD = HEAD + LINE + LINE + TAIL


def folded(text, kind="850"):
    flat = segments(text)
    return fold(flat, x12().sets[kind], x12().segments)


def drawn(node: Node) -> object:
    return [node.tag, *map(drawn, node.children)] if node.children else node.tag


def test_tree_and_paths():
    made = folded(GOOD)
    assert drawn(made.root) == [
        "ST", "BEG", "CUR", "REF", "DTM", ["N1", "N3", "N4"], "N1",
        ["PO1", ["PID"][0], "PO4", ["N1", "N3"]], ["PO1", "PID", "PO4", ["N1", "N3"]], "CTT", "SE",
    ]  # fmt: skip
    assert made.paths[5:8] == ("N1", "N1/N3", "N1/N4")
    assert made.paths[9:14] == ("PO1", "PO1/PID", "PO1/PO4", "PO1/N1", "PO1/N1/N3")
    assert made.findings == ()
    assert made.unplaced == ()


def test_hierarchy_is_flat():
    made = folded(SHIPMENT, "856")
    levels = [node for node in made.root.children if node.tag == "HL"]
    assert len(levels) == 6
    assert [child.tag for child in levels[0].children] == ["TD5", "REF", "N1"]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_flatten_is_the_way_back(kind):
    flat = segments(DOCUMENTS[kind])
    made = fold(flat, x12().sets[kind], x12().segments)
    assert (made.findings, made.unplaced) == ((), ())
    assert flatten(made.root) == flat


ONE_FAULT = {
    "mandatory segment missing": (GOOD.replace("BEG*00~", ""), ("3", "BEG", 2)),
    "tag with a letter too many": (GOOD.replace("BEG", "BEGX"), ("1", "BEGX", 2)),
    "tag like no other": (GOOD.replace("BEG", "ZZZ"), ("1", "ZZZ", 2)),
    "twice": (GOOD.replace("CUR", "BEG*00~CUR"), ("5", "BEG", 3)),
    "late": ("ST*850~CUR*B~BEG*0~REF*1~" + LINE + TAIL, ("7", "BEG", 3)),
    "header segment in a line": (HEAD + "PO1*1~BEG*0~PID*F~N1*ST~" + TAIL, ("7", "BEG", 11)),
    "no line at all": (HEAD + TAIL, ("3", "PO1", 10)),
    "a line's tag ruined": (HEAD + LINE + LINE.replace("PO1", "PO1X") + LINE + TAIL, ("1", "PO1X", 15)),
    "a line's tag lost": (HEAD + LINE + LINE.replace("PO1", "XQX") + LINE + TAIL, ("1", "XQX", 15)),
    "a line's tag of another set": (HEAD + LINE + LINE.replace("PO1", "IT1") + LINE + TAIL, ("6", "IT1", 15)),
    "a later line's head missing": (HEAD + LINE + LINE.replace("PO1*1~", "") + LINE + TAIL, ("7", "PID", 15)),
    "the first line's head missing": (HEAD + LINE.replace("PO1*1~", "") + LINE + TAIL, ("3", "PO1", 10)),
    "a loop's head missing": (GOOD.replace("N1*ST~N3*X", "N3*X"), ("2", "N3", 6)),
    "a loop's head ruined": (GOOD.replace("N1*ST~N3*X", "NQ1*ST~N3*X"), ("1", "NQ1", 6)),
    "header segment after the summary": (HEAD + LINE + "CTT*1~CUR*1~SE*1~", ("7", "CUR", 16)),
    "summary before the lines": (HEAD + "CTT*1~" + LINE + LINE + "SE~", ("7", "PO1", 11)),
    "segment of another set": (HEAD + LINE + "BIG*1~" + TAIL, ("6", "BIG", 15)),
    "two terminators": (HEAD + "~" + LINE + TAIL, ("1", "", 10)),
    "loop once too often": ("ST*850*1~BEG*00~" + "N1*ST~N3*x~" * 201 + LINE + TAIL, ("4", "N1", 403)),
    "summary loop twice": (HEAD + LINE + "CTT*1~CTT*1~SE~", ("4", "CTT", 16)),
    "order within a loop": (HEAD.replace("N4*Y", "N4*Y~N2*u") + LINE + TAIL, ("7", "N2", 9)),
    "mandatory segment of a loop": (HEAD + LINE + "LM*1~" + TAIL, ("3", "LQ", 16)),
    "a line's segment in its party": (HEAD + "PO1*1~PID*F~N1*ST~LIN*1~N3*s~" + TAIL, ("7", "LIN", 13)),
    "a party without its head twice": (HEAD + LINE + "N2*1~N2*2~" + TAIL, ("7", "N2", 15)),
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_one_fault_one_finding(name):
    text, expected = ONE_FAULT[name]
    made = folded(text)
    assert brief(made.findings) == [expected]
    assert all(finding.code_type == "AK304" for finding in made.findings)
    assert all(finding.hint and finding.message for finding in made.findings)
    placed = {segment.position for segment in flatten(made.root)}
    assert len(placed) + len(made.unplaced) == len(segments(text))


def test_every_turn_too_many_is_named():
    made = folded("ST*850*1~BEG*00~" + "N1*ST~N3*x~" * 203 + LINE + TAIL)
    assert brief(made.findings) == [("4", "N1", 403), ("4", "N1", 405), ("4", "N1", 407)]
    assert len([node for node in made.root.children if node.tag == "N1"]) == 203


def test_an_empty_set_lacks_all_that_is_mandatory():
    assert brief(folded("ST*850~SE*1~").findings) == [("3", "BEG", 2), ("3", "PO1", 2)]


def test_one_ruined_segment_excuses_one_missing():
    assert brief(folded("ST*850~ZZZ*1~CTT*1~SE*1~").findings) == [("1", "ZZZ", 2), ("3", "PO1", 3)]


def test_a_loop_without_its_head_is_asked_for_nothing():
    small = parse("x12", "004010", {"sets/900.txt": "900 XX\n  ST!\n  AA loop 9\n    BB!\n    CC\n  SE!\n"})
    known = {"ST", "AA", "BB", "CC", "SE"}
    whole = fold(segments("ST~AA*1~CC*1~SE~"), small.sets["900"], known)
    assert brief(whole.findings) == [("3", "BB", 3)]
    ruined = fold(segments("ST~AAX*1~CC*1~SE~"), small.sets["900"], known)
    assert brief(ruined.findings) == [("1", "AAX", 2)]


def test_a_set_cut_off_is_not_asked_for_its_end():
    assert folded(HEAD).findings == ()
    assert brief(folded(HEAD.replace("BEG*00~", "")).findings) == [("3", "BEG", 2)]


def test_what_has_no_place_is_left_out_with_its_loop():
    made = folded(HEAD + LINE + LINE.replace("PO1", "PO1X") + LINE + TAIL)
    assert made.unplaced == (14, 15, 16, 17, 18)
    assert made.paths[14:17] == ("PO1", "PO1/PID", "PO1/PO4")
    assert len([node for node in made.root.children if node.tag == "PO1"]) == 2


def test_what_is_late_or_too_much_stays_in_the_tree():
    made = folded("ST*850~CUR*B~BEG*0~REF*1~" + LINE + TAIL)
    assert [node.tag for node in made.root.children[:3]] == ["CUR", "BEG", "REF"]
    assert made.unplaced == ()


def test_a_missing_segment_is_where_it_should_stand():
    (finding,) = folded(GOOD.replace("BEG*00~", "")).findings
    assert (finding.path, finding.position, finding.offset) == ("BEG", 2, 9)
    assert "before CUR" in finding.message


def test_nested_loops_of_997():
    made = folded("ST*997~AK1*PO*1~AK2*850*1~AK3*X*1~AK4*1~AK2*850*1~AK5*A~AK9*A~SE~", "997")
    assert brief(made.findings) == [("3", "AK5", 6)]
    assert made.findings[0].path == "AK2/AK5"


def test_summary_after_lines_of_810():
    made = folded("ST*810~BIG*1~N1*ST~IT1*1~PID*F~SAC*C~TDS*1~SAC*C~CTT*1~SE~", "810")
    assert made.findings == ()
    assert made.paths[5] == "IT1/SAC"
    assert made.paths[7] == "SAC"


def test_bounded_loop():
    body = "LS*L~LDT*AF*1*DA~LM*1~LQ*1~LE*L~N9*1~"
    made = folded(HEAD + "PO1*1~" + body + TAIL)
    assert made.findings == ()
    assert made.paths[10:16] == ("PO1/LS", "PO1/LS/LDT", "PO1/LS/LDT/LM", "PO1/LS/LDT/LM/LQ", "PO1/LS/LE", "PO1/N9")


def test_no_segments():
    made = fold((), x12().sets["850"], x12().segments)
    assert made.root == Node(Segment("ST"))
    assert made.findings == ()


@pytest.mark.parametrize(
    "rows",
    [
        lines(HEAD) + lines(LINE) * 20_000 + lines(TAIL),
        lines(HEAD) + ["QQQ*1"] * 100_000 + lines(LINE + TAIL),
        lines(HEAD + LINE) + ["N3*1"] * 100_000 + lines(TAIL),
        lines(HEAD + LINE) + ["BEG*1"] * 100_000 + lines(TAIL),
    ],
    ids=["good", "unknown", "stray", "late"],
)
def test_a_hundred_thousand_segments(rows):
    flat = segments(rows)
    started = time.perf_counter()
    fold(flat, x12().sets["850"], x12().segments)
    assert time.perf_counter() - started < 20  # quadratic behaviour would take hours


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_dropping_any_segment_never_cascades(kind):
    """Whatever single segment goes missing, one finding says so, or none where it was optional."""
    rows = lines(DOCUMENTS[kind])
    for gone in range(1, len(rows) - 1):
        made = folded("".join(row + "~" for at, row in enumerate(rows) if at != gone), kind)
        assert len(made.findings) <= 1, (rows[gone], brief(made.findings))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_ruining_any_tag_has_exactly_one_finding(kind):
    rows = lines(DOCUMENTS[kind])
    for ruined in range(1, len(rows) - 1):
        for tag in (rows[ruined].split("*")[0] + "X", rows[ruined].split("*")[0].lower()):
            changed = [*rows[:ruined], tag + rows[ruined][rows[ruined].index("*") :], *rows[ruined + 1 :]]
            made = folded("".join(row + "~" for row in changed), kind)
            assert brief(made.findings) == [("1", tag, ruined + 1)], (rows[ruined], tag)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_tag_like_no_other_hardly_cascades(kind):
    """What follows such a head may fit elsewhere; then the next mandatory segment is named too, and no more."""
    rows = lines(DOCUMENTS[kind])
    more = 0
    for ruined in range(1, len(rows) - 1):
        changed = [*rows[:ruined], "QQQ*1", *rows[ruined + 1 :]]
        made = folded("".join(row + "~" for row in changed), kind)
        assert brief(made.findings)[0] == ("1", "QQQ", ruined + 1)
        more += len(made.findings) - 1
    assert more <= 1


def test_our_own_order_is_read():
    assert folded(ORDER).findings == ()

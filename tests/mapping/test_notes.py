"""What a reading counts: elements taken, elements lost, foreign codes, findings that never change a verdict."""

from __future__ import annotations

from collections import Counter

from tinymaps import HEAD, load, order, tree

from edigw.mapping.notes import Notes
from edigw.mapping.read import read
from edigw.tree import Node, Segment

CHART = load(order("  MEA -> measures[]: {MEA03: value | dec, MEA04-01: unit | code unit}\n"))


def test_elements_are_counted_once_each_and_empties_never() -> None:
    seen = read(CHART, tree([*HEAD, "MEA***5*EA>1>2*7", "TD5*B**2"]))
    assert (seen.total, seen.taken) == (4 + 2 + 4 + 3, 4 + 4 + 1)
    assert [(lost.tag, lost.element, lost.component) for lost in seen.unmapped] == [
        ("MEA", 4, 2),
        ("MEA", 4, 3),
        ("MEA", 5, None),
        ("TD5", 1, None),
        ("TD5", 3, None),
    ]


def test_a_lost_segment_takes_what_is_below_with_it() -> None:
    notes = Notes(CHART)
    below = Node(Segment("N4", ("Aachen",), 4), (Node(Segment("N4", ("x", "", "y"), 5)),))
    notes.lose_all(Node(Segment("N1", ("ST",), 3), (below,)), "PO1")
    assert [(lost.path, lost.element, lost.value) for lost in notes.unmapped] == [
        ("PO1/N1", 1, "ST"), ("PO1/N1/N4", 1, "Aachen"), ("PO1/N1/N4/N4", 1, "x"), ("PO1/N1/N4/N4", 3, "y"),
    ]  # fmt: skip


def test_a_finding_names_place_row_and_severity() -> None:
    seen = read(CHART, tree([*HEAD, "MEA***x", "CTT*9"]))
    unreadable, differs = seen.findings
    assert (unreadable.path, unreadable.element, unreadable.position, unreadable.severity) == ("MEA", 3, 3, "error")
    assert "base0:19" in unreadable.hint and unreadable.element_id == "739"
    assert (differs.rule, differs.severity, differs.code_type) == ("DERIVED_DIFFERS", "note", "")


def test_hits_are_counted_only_where_somebody_asks() -> None:
    hits: Counter[int] = Counter()
    read(CHART, tree([*HEAD, "MEA***5"]), hits)
    row = next(row for row in CHART.root.rows if row.tag == "MEA")
    assert hits[id(row)] == 1
    assert [hits[id(leaf)] for leaf in row.leaves] == [1, 0]

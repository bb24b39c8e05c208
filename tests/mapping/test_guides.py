"""The guide block: its words, where its addresses may stand, and what it does to rows."""

from __future__ import annotations

import pytest
from tinyedifact import ORDERS, loaded, refused
from tinymaps import HEAD, faults, load, order, tree

from edigw.mapping.read import read
from edigw.mapping.rows import DocumentMap
from edigw.structure.guide import Address, Row, Step

BODY = """\
  REF*DP: {REF02: department}
  REF*IA: {REF02: vendor}
  N1*ST -> ship_to: {N103: id_type | code kinds, N104: id}
"""


def text(guide: str) -> str:
    tables = order(BODY).replace("tables:", "tables:\n  kinds: {92: buyer_assigned, UL: gln}")
    return tables + "guide:\n" + "".join(f"  {row}\n" for row in guide.splitlines())


def chart(guide: str) -> DocumentMap:
    return load(text(guide))


def row(guide: str) -> Row:
    return chart(guide).guide.rows[0]


DP, PO1 = Step("REF", ("DP",)), Step("PO1")


@pytest.mark.parametrize(
    ("guide", "address", "says"),
    [
        ("REF*DP: required", Address((DP,)), {"required": True}),
        ("BEG02: only SA RL", Address((Step("BEG"),), 2), {"only": ("SA", "RL")}),
        ("PO1: at most 999", Address((PO1,)), {"at_most": 999}),
        ("PO1: at least 2", Address((PO1,)), {"at_least": 2}),
        ("PO1: at least 2; at most 9", Address((PO1,)), {"at_least": 2, "at_most": 9}),
        ("TAX: not used", Address((Step("TAX"),)), {"not_used": True}),
        ("BEG03: length 8..10", Address((Step("BEG"),), 3), {"length": (8, 10)}),
        ("BEG03: length 8", Address((Step("BEG"),), 3), {"length": (8, 8)}),
        ("PO103: also QX", Address((PO1,), 3), {"also": ("QX",)}),
        ("PO1/PID*F: required", Address((PO1, Step("PID", ("F",)))), {"required": True}),
        ("SDQ: required", Address((PO1, Step("SDQ"))), {"required": True}),
        ("SDQ02: only 92", Address((PO1, Step("SDQ")), 2), {"only": ("92",)}),
        ("N1*ST/N104: required; length 13", Address((Step("N1", ("ST",)),), 4), {"required": True, "length": (13, 13)}),
        ("N1*ST: {N4: {N402: required}}", Address((Step("N1", ("ST",)), Step("N4")), 2), {"required": True}),
        ("ST: one of REF*DP REF*IA", Address(()), {"one_of": (Address((DP,)), Address((Step("REF", ("IA",)),)))}),
        (
            "PO1: one of PO107 PID*F",
            Address((PO1,)),
            {"one_of": (Address((PO1,), 7), Address((PO1, Step("PID", ("F",)))))},
        ),
    ],
)
def test_the_words_of_a_guide(guide: str, address: Address, says: dict[str, object]) -> None:
    found = row(guide)
    assert found.address == address
    assert {name: getattr(found, name) for name in says} == says
    assert found.where.startswith("base0:")


def test_a_pattern_is_kept_as_it_was_said() -> None:
    patterns = row("BEG03: pattern PO[0-9]{2,4} RL[.]?").patterns
    assert [each.text for each in patterns] == ["PO[0-9]{2,4}", "RL[.]?"]
    assert patterns[0].fits("PO123") and not patterns[0].fits("PO1")
    assert [each.text for each in row("BEG02: pattern S[A-Z]").patterns] == ["S[A-Z]"]


def test_required_when_is_turned_into_the_wires_codes() -> None:
    when = row("REF*IA: required when kind is release or blanket").when
    assert when is not None
    assert (when.address, when.codes) == (Address((Step("BEG"),), 2), {"RL", "BK"})
    inner = row("REF*IA: required when ship_to.id_type is gln").when
    assert inner is not None and inner.address == Address((Step("N1", ("ST",)),), 3)


@pytest.mark.parametrize(
    ("guide", "told"),
    [
        ("XYZ: required", "does not stand in 850"),
        ("BEG99: required", "BEG has 12 elements"),
        ("BEG02: sometimes", "no guide's word"),
        ("BEG: only SA", "want an element"),
        ("BEG02: only", "want an element"),
        ("BEG02: at most 3", "is not repeated"),
        ("BEG02: at least 3", "is not repeated"),
        ("PO1: at least", "wants a segment"),
        ("PO1: at least two", "wants a segment"),
        ("PO1: at least 1", "no number of turns"),
        ("PO1: at least 0", "no number of turns"),
        ("PO1: at least 2; required", "says `required` too"),
        ("PO1: at least 2; required when kind is release", "says `required` too"),
        ("PO1: at least 5; at most 4", "fit nothing"),
        ("TAX: at least 2; not used", "stands with words"),
        ("BEG: at least 2", "the dictionary lets BEG stand 1 times there"),
        ("PO1: pattern A", "wants an element"),
        ("BEG03: pattern", "wants an element"),
        ("BEG03: pattern (a+)+", "no pattern at `(a+)+`"),
        ("BEG03: pattern [A-Z]+", "no pattern at `+`"),
        ("BEG03: pattern [0-9]{1,23}", "have 1 to 22 characters"),
        ("BEG03: pattern [0-9]{2}; length 2", "stands with `length`"),
        ("BEG02: pattern [0-9]{2}; only SA", "stands with `length` or `only`"),
        ("BEG02: pattern [a-z]{2}", "no code of BEG02 looks so"),
        ("BEG03: pattern [0-9]{2}; not used", "stands with words"),
        ("PO1: at most many", "wants a segment"),
        ("PO1: length 3", "wants an element"),
        ("BEG02: one of A B", "wants a loop"),
        ("BEG02: also SA", "changes nothing"),
        ("MSG: required", "stands at several places"),
        ("REF*IA: required when kind is spot", "can never match"),
        ("REF*IA: required when channel is spot", "no row carries"),
        ("REF*IA: required when number is spot", "can never match"),
        ("BEG03/REF: required", "an element stands inside"),
        ("BEG03..BEG04: not used", "wants single elements"),
    ],
)
def test_what_a_guide_may_not_say(guide: str, told: str) -> None:
    found = faults(text(guide))
    assert any(told in fault.message and fault.fix for fault in found), found


def test_not_used_silences_rows_and_elements() -> None:
    silent = chart("REF*DP: not used\nN1*ST/N103: not used")
    got = read(silent, tree([*HEAD, "REF*DP*7", "REF*IA*8", "N1*ST**92*1"]))
    assert [(u.path, u.value) for u in got.unmapped] == [("REF", "DP"), ("REF", "7"), ("N1", "92")]
    assert [loss.kind for loss in silent.loss] == ["silenced", "silenced"]


def test_not_used_of_something_mandatory_is_refused() -> None:
    for guide in ("BEG03: not used", "BEG: not used"):
        (fault,) = faults(text(guide))
        assert "is mandatory in the dictionary" in fault.message and (fault.line, fault.column) == (30, 3)


def test_also_admits_a_partners_own_code() -> None:
    body = text("PO103: also QX").replace("CA: case", "QX: crate")
    assert load(body).tables["unit"].codes["crate"] == "QX"
    assert "is not in the list" in faults(text("BEG02: only SA").replace("CA: case", "QX: crate"))[0].message


def test_a_bare_address_means_every_row_of_its_segment() -> None:
    assert [loss.kind for loss in chart("REF: not used").loss] == ["silenced", "silenced"]


def test_a_range_narrows_each_of_its_elements() -> None:
    coded = chart("PO106..PO109: also QQ").guide.rows
    assert [(one.address.element, one.also) for one in coded] == [(6, ("QQ",)), (8, ("QQ",))]
    assert [one.address.element for one in chart("BEG01..BEG03: required").guide.rows] == [1, 2, 3]
    assert "has no code `QQ`" in faults(text("PO106..PO109: only QQ"))[0].message


def test_a_guide_of_edifact_says_how_often_and_what_it_looks_like() -> None:
    lines, number = loaded(f"{ORDERS}guide:\n  LIN: at least 2\n  BGM/1004: pattern PO[0-9]{{4}}\n").guide.rows
    assert (lines.address.path, lines.at_least) == ("LIN", 2)
    assert number.patterns[0].fits("PO4711") and not number.patterns[0].fits("4711")


@pytest.mark.parametrize("row", ["BGM/1004: length 1..8", "BGM.1004: length 1..8", "LIN/QTY+21/C186.6411: only PCE"])
def test_a_guide_of_edifact_names_its_elements(row: str) -> None:
    (told,) = loaded(f"{ORDERS}guide:\n  {row}\n").guide.rows
    assert told.address.path in ("BGM", "LIN/QTY") and (told.length, told.only) != (None, ())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("SG54/ALC: not used", "a guide speaks of every ALC under one parent"),
        ("BGM.1004: length 1..99", "`length 1..99`: the dictionary lets BGM.1004 have 1 to 35 characters"),
        ("BGM.C002.1001: only XYZ", "`only XYZ`: BGM.C002.1001 has no code `XYZ` (data element 1001)"),
    ],
)
def test_what_the_directory_contradicts_is_refused(row: str, message: str) -> None:
    (fault,) = refused(f"{ORDERS}guide:\n  {row}\n")
    assert fault.message == message


def test_both_groups_that_begin_alike_are_meant() -> None:
    chart = loaded(f"{ORDERS}guide:\n  ALC: not used\n")
    assert not any(row.tag == "ALC" for row in chart.root.rows)

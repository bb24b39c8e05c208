"""Reading: which row takes a segment, what its values become, what is found and what is counted as unmapped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest
from bench import FIRST, chart
from tinymaps import HEAD, LINES, load, order, tree

from edigw.mapping.draw import draw
from edigw.mapping.laws import Dice
from edigw.mapping.notes import Reading
from edigw.mapping.read import read
from edigw.mapping.rules import RULES
from edigw.mapping.write import write
from edigw.model.order import Order
from edigw.structure.fold import flatten, fold
from edigw.tree import COMPONENT, Segment

ONE = "PO1*1*5*EA***UP*0123"


def seen(body: str, *wire: str, lines: str = LINES, head: list[str] = HEAD) -> Reading:
    return read(load(order(body, lines)), tree([*head, *wire]))


def document(reading: Reading) -> Order:
    assert isinstance(reading.document, Order), reading.findings
    return reading.document


def rules(reading: Reading) -> list[str]:
    return [finding.rule for finding in reading.findings]


def test_an_order_in_words() -> None:
    got = seen("", "PO1*1*5*EA***UP*0123*BP*AB-1*UP*0456", "CTT*1")
    made = document(got)
    assert (made.purpose, made.kind, made.number, made.ordered_on) == (
        "original",
        "stand_alone",
        "4711",
        date(2024, 1, 2),
    )
    (line,) = made.lines
    assert (line.no, line.qty, line.unit) == ("1", Decimal(5), "each")
    assert line.ids == {"upc": ("0123", "0456"), "buyer_part": ("AB-1",)}
    assert got.taken == got.total == 4 + 2 + 9 + 1 + 2
    assert not got.findings


def test_the_most_specific_row_takes_a_segment_and_a_second_goes_to_the_bag() -> None:
    body = "  REF*DP: {REF02: department}\n  REF -> refs by REF01: {REF02: value, REF03: text}\n"
    made = document(seen(body, "REF*DP*10", "REF*DP*20*shoes", "REF*ZZ*x", "REF*DP*30", ONE))
    assert made.department == "10"
    bag = {key: [(entry.value, entry.text) for entry in entries] for key, entries in made.refs.items()}
    assert bag == {"x12:128:DP": [("20", "shoes"), ("30", None)], "x12:128:ZZ": [("x", None)]}


def test_a_one_value_row_of_a_bag_reads_its_first_entry() -> None:
    body = "  DTM*010: {DTM02: dates.ship_requested | date}\n"
    body += "  DTM -> dates by DTM01: {DTM02: on | date, DTM03: time | time}\n"
    made = document(seen(body, "DTM*010*20240105", "DTM*010*20240106*1200", "DTM*002*20240107", ONE))
    assert [(m.on, m.time) for m in made.dates["ship_requested"]] == [
        (date(2024, 1, 5), None),
        (date(2024, 1, 6), "1200"),
    ]
    assert list(made.dates) == ["ship_requested", "x12:374:002"]


def test_a_second_occurrence_that_no_row_takes_is_unmapped_element_by_element() -> None:
    got = seen("  REF*DP: {REF02: department}\n", "REF*DP*10", "REF*DP*20*why", ONE)
    assert [(u.path, u.element, u.value) for u in got.unmapped] == [
        ("REF", 1, "DP"),
        ("REF", 2, "20"),
        ("REF", 3, "why"),
    ]
    assert got.total - got.taken == 3


def test_an_element_without_a_row_is_unmapped() -> None:
    got = seen("  REF*DP: {REF02: department}\n", "REF*DP*10*shoes", ONE, "PID*F****red shirt")
    assert [(u.path, u.element, u.value, u.position) for u in got.unmapped] == [
        ("REF", 3, "shoes", 3), ("PO1/PID", 1, "F", 5), ("PO1/PID", 5, "red shirt", 5),
    ]  # fmt: skip


def test_a_component_without_a_row_is_unmapped() -> None:
    got = seen("  MEA -> measures[]: {MEA03: value | dec, MEA04-01: unit | code unit}\n", "MEA***5*EA>2", ONE)
    assert [(u.element, u.component, u.value) for u in got.unmapped] == [(4, 2, "2")]
    assert document(got).measures[0].unit == "each"


def test_a_foreign_code_is_kept_with_its_list_and_counted() -> None:
    got = seen("", "PO1*1*5*CT***UP*0123*ZZ*9")
    assert document(got).lines[0].unit == "x12:355:CT"
    assert document(got).lines[0].ids == {"upc": ("0123",), "x12:235:ZZ": ("9",)}
    assert got.kept == ("x12:355:CT", "x12:235:ZZ")


def test_an_also_code_reads_as_its_word() -> None:
    assert document(seen("", "PO1*1*5*PC***UP*0123")).lines[0].unit == "each"


def test_a_code_that_the_map_refuses_is_a_business_finding() -> None:
    got = seen("", ONE, head=["BEG*00*NE*4711**20240102"])
    (finding,) = got.findings
    assert (finding.rule, finding.code_type, finding.segment, finding.element, finding.value, finding.position) == (
        "CODE_NOT_AGREED", "", "BEG", 2, "NE", 2,
    )  # fmt: skip
    assert "base0:16" in finding.hint
    assert document(got).kind is None


def test_a_value_that_its_lens_cannot_read_is_a_finding_and_nothing_raises() -> None:
    got = seen("", "PO1*1*five*EA***UP*0123", head=["BEG*00*SA*4711**20240231"])
    assert rules(got) == ["VALUE_UNREADABLE", "VALUE_UNREADABLE"]
    assert document(got).lines[0].qty is None


def test_what_the_model_must_have_is_a_finding() -> None:
    got = seen("", ONE, head=["BEG*00*SA***20240102"])
    assert got.document is None
    assert rules(got) == ["REQUIRED_MISSING", "DOCUMENT_INCOMPLETE"]


def test_a_required_row_in_a_segment_that_is_not_there() -> None:
    body = "  REF*DP: {REF02: department | required}\n  N1*ST -> ship_to: {N102: name, N4: {N401: city | required}}\n"
    assert rules(seen(body, "REF*DP*1", ONE)) == []
    assert rules(seen(body, ONE)) == ["REQUIRED_MISSING"]
    got = seen(body, "REF*DP*1", "N1*ST*Depot", ONE)
    assert [(finding.rule, finding.path) for finding in got.findings] == [("REQUIRED_MISSING", "N1/N4")]


def test_a_constant_is_checked() -> None:
    body = "  CUR: {CUR01: is BY, CUR02: currency}\n"
    assert rules(seen(body, "CUR*BY*USD", ONE)) == []
    got = seen(body, "CUR*SE*USD", ONE)
    assert rules(got) == ["CONSTANT_DIFFERS"]
    assert [(u.element, u.value) for u in got.unmapped] == [(1, "SE")]


def test_counts_and_sums_are_checked_as_notes() -> None:
    lines = LINES.replace("= count(lines)", "= count(lines), CTT02: = sum(lines.qty)")
    assert rules(seen("", ONE, ONE, "CTT*2*10", lines=lines)) == []
    got = seen("", ONE, ONE, "CTT*3*11", lines=lines)
    assert [(finding.rule, finding.severity) for finding in got.findings] == [("DERIVED_DIFFERS", "note")] * 2


def test_an_echo_must_agree() -> None:
    body = "  REF*PO: {REF02: number | echo}\n"
    assert rules(seen(body, "REF*PO*4711", ONE)) == []
    got = seen(body, "REF*PO*4712", ONE)
    assert rules(got) == ["ECHO_DIFFERS"]
    assert document(got).number == "4711"


def test_an_echo_fills_in_for_a_place_that_is_silent() -> None:
    body = "  REF*DP: {REF02: department}\n  REF*ST: {REF02: department | echo}\n"
    assert document(seen(body, "REF*ST*12", ONE)).department == "12"


WHEN = "  REF*IA:\n    when: kind is release or blanket\n    REF02: vendor\n"


def test_a_segment_there_although_its_condition_is_false_is_a_finding() -> None:
    got = seen(WHEN, "REF*IA*7", ONE)
    assert rules(got) == ["WHEN_FALSE"]
    assert document(got).vendor is None
    assert [u.element for u in got.unmapped] == [1, 2]
    true = seen(WHEN, "REF*IA*7", ONE, head=["BEG*00*RL*4711**20240102"])
    assert (rules(true), document(true).vendor) == ([], "7")


def test_a_condition_may_ask_what_stands_later() -> None:
    body = "  REF*IA:\n    when: ship_to.location_type is depot\n    REF02: vendor\n"
    body += "  N1*ST -> ship_to: {N102: name, N4: {N405: location_type | code place}}\n"
    made = load(order(body), place="DE: depot\nelse: keep\n")
    got = read(made, tree([*HEAD, "REF*IA*7", "N1*ST*x", "N4*****DE", ONE]))
    assert (rules(got), document(got).vendor) == ([], "7")


def test_what_only_enrichment_sets_is_no_fault_when_read() -> None:
    body = "  N1*ST -> ship_to: {N102: name}\n  REF*IA:\n    when: ship_to.kind is store\n    REF02: vendor\n"
    got = seen(body, "REF*IA*7", "N1*ST*x", ONE)
    assert (rules(got), document(got).vendor) == ([], "7")


def test_a_template_is_taken_apart() -> None:
    body = "  REF*DP: {REF02: 'like {department} / {division}'}\n"
    made = document(seen(body, "REF*DP*10 / 20 / 30", ONE))
    assert (made.department, made.division) == ("10", "20 / 30")
    assert rules(seen(body, "REF*DP*1020", ONE)) == ["VALUE_UNREADABLE"]


STORES = """\
  PO1 -> lines[]:
    PO101: no
    SDQ:
      SDQ01: destinations_unit | code unit
      SDQ03..SDQ06 -> destinations[]: location, qty | dec
"""


def test_tuples_spill_over_several_segments() -> None:
    got = seen("", "PO1*1", "SDQ*EA**A*1*B*2", "SDQ*EA**C*3", lines=STORES)
    line = document(got).lines[0]
    assert [(d.location, d.qty) for d in line.destinations] == [("A", 1), ("B", 2), ("C", 3)]
    assert (line.destinations_unit, rules(got)) == ("each", [])


def test_a_second_segment_that_contradicts_the_first_is_a_conflict() -> None:
    got = seen("", "PO1*1", "SDQ*EA**A*1", "SDQ*CA**C*3", lines=STORES)
    assert rules(got) == ["FACT_CONFLICT"]
    assert [(u.path, u.element, u.value) for u in got.unmapped] == [("PO1/SDQ", 1, "CA")]


def test_lists_of_values_and_fixed_fields_spill_over_too() -> None:
    body = "  N1*ST -> ship_to:\n    N102: name\n    N2:\n      N201..N202: name2[]\n"
    body += "    N3:\n      N301..N302: street1, street2, street3\n"
    got = seen(body, "N1*ST*x", "N2*a*b", "N2*c", "N3*1*2", "N3*3*4", ONE)
    made = document(got).ship_to
    assert made is not None
    assert (made.name2, made.street1, made.street2, made.street3) == (("a", "b", "c"), "1", "2", "3")
    assert [(u.path, u.value) for u in got.unmapped] == [("N1/N3", "4")]


def test_half_a_pair_is_unmapped() -> None:
    got = seen("", "PO1*1*5*EA***UP**BP*x")
    assert document(got).lines[0].ids == {"buyer_part": ("x",)}
    assert [(u.element, u.value) for u in got.unmapped] == [(6, "UP")]


CONTACT = "  PER -> contacts[]:\n    PER01: role | code who\n    PER03..PER08: other | pairs kind_of_number\n"


def test_pairs_beside_fields_of_their_own() -> None:
    made = load(order(CONTACT), who="BD: buyer\n", kind_of_number="TE: phone\nEM: email\nCP: cell\nelse: keep\n")
    got = read(made, tree([*HEAD, "PER*BD**TE*1*CP*2*TE*3", ONE]))
    (contact,) = document(got).contacts
    assert (contact.phone, contact.other) == ("1", {"cell": "2", "phone": "3"})


def test_objects_lists_and_a_bag_of_parties() -> None:
    body = "  N1*ST -> ship_to: use party\n  N1 -> parties by N101 | code side: use party\n"
    text = order(body).replace("body:", "blocks:\n  party: {N102: name, N4: {N401: city}}\nbody:")
    made = load(text, side="BY: buyer\n")
    got = read(made, tree([*HEAD, "N1*BY*a", "N4*Aachen", "N1*BY*b", "N1*ST*c", "N1*ST*d", ONE]))
    made = document(got)
    assert made.ship_to is not None and made.ship_to.name == "c"
    assert {key: [(p.name, p.city) for p in found] for key, found in made.parties.items()} == {
        "buyer": [("a", "Aachen"), ("b", None)], "x12:98:ST": [("d", None)],
    }  # fmt: skip


def test_tests_on_elements_and_children() -> None:
    body = (
        "  N9[MSG.MSG01=URGENT]: {N901: is L1, N902: department}\n  N1[N103=92] -> mark_for: {N101: is Z7, N104: id}\n"
    )
    got = seen(body, "N9*L1*7", "MSG*NO", "N9*L1*8", "MSG*URGENT", "N1*Z7**91*1", "N1*Z7**92*2", ONE)
    made = document(got)
    assert made.department == "8"
    assert made.mark_for is not None and made.mark_for.id == "2"


def test_private_fields_are_kept_as_text() -> None:
    from edigw.model.partner import FieldRule

    rules_ = [FieldRule(name="promo"), FieldRule(name="promise", type="date"), FieldRule(name="limit", type="number")]
    body = "  REF*PD: {REF02: own.promo}\n  DTM*069: {DTM02: own.promise | date}\n  AMT*1: {AMT02: own.limit | dec}\n"
    got = read(load(order(body), own=rules_), tree([*HEAD, "REF*PD*x", "DTM*069*20240105", "AMT*1*5.50", ONE]))
    assert document(got).own == {"promo": "x", "promise": "2024-01-05", "limit": "5.50"}


def test_write_only_rows_do_not_read() -> None:
    got = seen("  REF*CO: {REF02: number | write only}\n", "REF*CO*9", ONE)
    assert document(got).number == "4711"
    assert [(u.path, u.element) for u in got.unmapped] == [("REF", 2)]


@pytest.mark.parametrize("wire", [[], ["BEG"], ["BEG*00*SA*1**20240101", "PO1"], ["ZZZ*1", "N1*ST"]])
def test_nothing_in_a_document_raises(wire: list[str]) -> None:
    reading = read(load(order("  N1*ST -> ship_to: {N102: name}\n")), tree(wire))
    assert reading.total >= 2


JUNK = [
    "",
    " ",
    "-",
    ".",
    "99999999",
    "20240230",
    "00000000",
    "é\x00",
    "9" * 400,
    "1" + COMPONENT + "2",
    "x12:355:EA",
    "NaN",
    "1E9",
]


@pytest.mark.parametrize("kind", FIRST)
def test_ruined_documents_are_read_without_an_exception(kind: str) -> None:
    shipped, dice = chart(kind), Dice(5)
    for seed in range(40):
        segments = list(flatten(write(shipped, draw(shipped, Dice(seed)))))
        for _ in range(12):
            at = dice.randrange(len(segments) - 1) + 1
            elements = list(segments[at].elements) or [""]
            elements[dice.randrange(len(elements))] = JUNK[dice.randrange(len(JUNK))]
            segments[at] = Segment(segments[at].tag, tuple(elements))
        del segments[1 + dice.randrange(len(segments) - 1)]
        numbered = [Segment(row.tag, row.elements, at) for at, row in enumerate(segments, 1)]
        reading = read(shipped, fold(numbered, shipped.dictionary.sets[kind], shipped.dictionary.segments).root)
        assert reading.taken <= reading.total
        assert all(finding.rule in RULES and not finding.code_type for finding in reading.findings)


def test_many_conflicts_take_no_quadratic_time() -> None:
    rows = ["SDQ*EA**AA*1", "SDQ*CA**BB*1"] * 4000
    started = perf_counter()
    reading = read(load(order("", STORES)), tree([*HEAD, "PO1*1", *rows]))
    assert len(reading.unmapped) == 4000
    assert perf_counter() - started < 10  # a second at most; quadratic time would be minutes

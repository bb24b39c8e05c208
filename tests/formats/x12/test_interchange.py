"""One interchange: what may stand where, how it ends, what each fault is called."""

from __future__ import annotations

import pytest
from wire import accounted, codes, ends, group, interchange, isa, messages, transaction

from edigw.formats.x12.envelope import read
from edigw.formats.x12.events import Ta1, Terms
from edigw.tree import Interchange

IEA = "IEA*1*000000001~"


def test_the_events_of_a_file_in_its_order() -> None:
    data = interchange(group(), group(control="2"))
    names = [type(event).__name__ for event in read(data)]
    held = ["Group", "Message", "GroupEnd"]
    assert names == ["Interchange", *held, *held, "InterchangeEnd"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (IEA, "IEA*3*000000001~", "TA105 021 INTERCHANGE_COUNT"),
        (IEA, "IEA*X*000000001~", "TA105 021 INTERCHANGE_COUNT"),
        (IEA, "IEA*1*000000002~", "TA105 001 INTERCHANGE_CONTROL_DIFFERS"),
        (IEA, "IEA*1*1~", "TA105 001 INTERCHANGE_CONTROL_DIFFERS"),
        (IEA, "", "TA105 023 INTERCHANGE_TRAILER_MISSING"),
        (IEA, IEA[:-1], "TA105 023 LAST_TERMINATOR_MISSING"),
        (">~GS*", ">~ZZZ*1~ZZZ*2~GS*", "TA105 024 OUTSIDE_GROUP"),
        (IEA, "ZZZ*1~" + IEA, "TA105 024 OUTSIDE_GROUP"),
        (group(), transaction(), "TA105 024 SET_OUTSIDE_GROUP"),
        (group(), "GE*1*1~", "TA105 024 SET_OUTSIDE_GROUP"),
        (group() + IEA, "IEA*0*000000001~", "TA105 024 NO_GROUP"),
        (">~GS*", ">~~GS*", "TA105 024 OUTSIDE_GROUP"),
    ],
)
def test_one_fault_one_finding(old: str, new: str, expected: str) -> None:
    data = interchange().decode().replace(old, new).encode()
    assert codes(data) == [expected]
    accounted(data)


def test_a_missing_ge_is_the_groups_fault() -> None:
    assert codes(interchange(group().replace("GE*1*1~", ""))) == ["AK905 3 GROUP_TRAILER_MISSING"]


def test_grade_of_service_is_no_stray_segment() -> None:
    assert codes(interchange().replace(b">~GS", b">~ISB*1*Y~GS")) == []


def test_an_interchange_inside_another_ends_it() -> None:
    first = interchange().removesuffix(IEA.encode())
    data = first + interchange(_13="000000002")
    assert codes(data) == ["TA105 023 INTERCHANGE_TRAILER_MISSING"]
    assert [end.interchange.control for end in ends(data)] == ["000000001", "000000002"]
    assert ends(data)[1].interchange.start == len(first)
    assert len(messages(data)) == 2


@pytest.mark.parametrize("cut", [107, 130, 200, 240])
def test_one_that_was_cut_anywhere_does_not_swallow_the_next(cut: int) -> None:
    data = interchange()[:cut] + interchange(_13="000000002").replace(b"~", b"\n").replace(b"*", b"|")
    first, second = ends(data)
    assert "INTERCHANGE_TRAILER_MISSING" in [finding.rule for finding in first.interchange.findings]
    assert (first.interchange.end, second.interchange.findings) == (cut, ())
    accounted(data)


def test_a_broken_header_inside_ends_the_interchange_too() -> None:
    second = interchange(_13="000000002").replace(b"BUYER1         ", b"BUYER1")
    data = interchange().removesuffix(IEA.encode()) + second
    assert codes(data) == ["TA105 023 INTERCHANGE_TRAILER_MISSING", "TA105 022 HEADER_WIDTH"]


def test_ta1s() -> None:
    ta1 = "TA1*000000007*260102*1253*R*023~"
    data = interchange(ta1, claimed=0)
    (event,) = (event for event in read(data) if isinstance(event, Ta1))
    assert (event.control, event.date, event.time, event.verdict, event.code) == (
        "000000007",
        "260102",
        "1253",
        "R",
        "023",
    )
    assert data[event.start : event.end].decode() == ta1
    assert codes(data) == []
    assert codes(interchange(ta1, group(), claimed=1)) == []


@pytest.mark.parametrize("breaks", ["", "\n", "\r\n", "\r"])
def test_the_line_break_behind_iea_belongs_to_it(breaks: str) -> None:
    data = interchange() + breaks.encode()
    assert [(end.interchange.start, end.interchange.end) for end in ends(data)] == [(0, len(data))]


def test_a_file_may_end_without_its_last_line_break() -> None:
    data = interchange().replace(b"~", b"\n")
    assert codes(data) == []
    assert codes(data[:-1]) == []


def test_terms_come_with_the_sender() -> None:
    seen: list[Interchange] = []

    def terms(header: Interchange) -> Terms:
        seen.append(header)
        return Terms(charset="utf-8", lenient=header.control == "000000001")

    body = transaction("N1*ST*Caf\xe9".encode().decode("latin-1"))
    blanks = group(body).replace("~", "~  ")
    data = interchange(blanks) + interchange(blanks, _13="000000002")
    first = next(iter(read(data, terms=terms)))
    assert isinstance(first, Interchange)
    found = messages(data, terms=terms)
    assert found[0].segments[1].elements == ("ST", "Caf\xe9")
    assert len(found) == 1, "for the strict second one no segment is known"
    assert [header.sender for header in seen[-2:]] == ["01:BUYER1", "01:BUYER1"]


def test_what_follows_a_header_that_cannot_be_cut_belongs_to_it() -> None:
    data = interchange(_16="*") + interchange(_13="000000002")
    first, second = ends(data)
    assert [f.code for f in first.interchange.findings] == ["027"]
    assert (first.interchange.end, second.interchange.findings) == (len(interchange()), ())


def test_a_header_alone() -> None:
    assert codes(isa().encode()) == ["TA105 023 INTERCHANGE_TRAILER_MISSING"]

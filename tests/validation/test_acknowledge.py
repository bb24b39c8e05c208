"""Findings become AK1 to AK9, and a TA1 or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edigw.tree import Finding, Group, Interchange
from edigw.validation.acknowledge import BEARABLE, SetResult, acknowledge, answerable, interchange_verdict, roll_up, ta1

A, E, R, P = "accepted", "accepted_with_errors", "rejected", "partly_accepted"
GROUP = Group("PO", "BUYER1", "SELLER1", "17", "004010", claimed="2")
GOOD = SetResult("850", "0001", A)


def element(code: str, position: int = 3, **more: object) -> Finding:
    return Finding("AK403", code, "RULE", "text", segment="REF", position=position, element=2).at(**more)


def segment(code: str, position: int = 3, tag: str = "REF") -> Finding:
    return Finding("AK304", code, "RULE", "text", segment=tag, position=position)


def envelope(code_type: str, code: str) -> Finding:
    return Finding(code_type, code, "RULE", "text")


def bad(*findings: Finding, verdict: str = R) -> SetResult:
    return SetResult("850", "0002", verdict, findings)


@pytest.mark.parametrize(
    ("own", "sets", "expected"),
    [
        (A, [A, A], A),
        (A, [A, E], E),
        (A, [E, E], E),
        (A, [A, R], P),
        (A, [E, R], P),
        (A, [R, R], R),
        (A, [], R),
        (E, [A, A], E),
        (E, [A, R], P),
        (R, [A, A], R),
        (R, [A, R], R),
    ],
)
def test_roll_up(own: str, sets: list[str], expected: str) -> None:
    assert roll_up(own, sets) == expected


def test_counts_and_names() -> None:
    ack = acknowledge(GROUP, [GOOD, bad(element("7")), bad(element("7"), verdict=E)])
    assert (ack.functional_id, ack.group_control, ack.verdict) == ("PO", "17", P)
    assert (ack.claimed, ack.received, ack.accepted) == (2, 3, 2)
    assert [(one.type, one.control, one.verdict) for one in ack.sets] == [
        ("850", "0001", A),
        ("850", "0002", R),
        ("850", "0002", E),
    ]


def test_a_rejected_group_accepts_nothing() -> None:
    ack = acknowledge(replace(GROUP, findings=(envelope("AK905", "4"),)), [GOOD, GOOD], R)
    assert (ack.verdict, ack.accepted, ack.received) == (R, 0, 2)
    assert [one.verdict for one in ack.sets] == [A, A]
    assert ack.faults == ("control_differs",)


def test_a_group_whose_count_passes_is_accepted_with_errors() -> None:
    ack = acknowledge(replace(GROUP, findings=(envelope("AK905", "5"),)), [GOOD, GOOD], E)
    assert (ack.verdict, ack.accepted, ack.faults) == (E, 2, ("count_wrong",))


@pytest.mark.parametrize(
    ("claimed", "expected"), [("2", 2), ("007", 7), (None, 1), ("", 1), ("X", 1), ("1234567", 1), ("٣", 1), ("0", 0)]
)
def test_what_ge_claimed(claimed: str | None, expected: int) -> None:
    assert acknowledge(replace(GROUP, claimed=claimed), [GOOD]).claimed == expected


def test_an_empty_group() -> None:
    ack = acknowledge(replace(GROUP, claimed="0", findings=(envelope("AK905", ""),)), [], R)
    assert (ack.verdict, ack.claimed, ack.received, ack.accepted, ack.faults) == (R, 0, 0, 0, ())


def test_at_most_five_codes_each_once_in_order() -> None:
    findings = [envelope("AK502", code) for code in ("7", "23", "4", "4", "2", "3", "6")]
    (one,) = acknowledge(GROUP, [bad(*findings)]).sets
    assert one.faults == ("trailer_missing", "control_differs", "count_wrong", "bad_set_id", "bad_control")
    group = replace(GROUP, findings=tuple(envelope("AK905", code) for code in ("6", "5", "4", "3", "2", "1", "19")))
    assert len(acknowledge(group, [GOOD], R).faults) == 5


def test_element_faults_stand_under_a_segment_with_element_errors() -> None:
    findings = (
        element("7", element_id="128", value="QQ"),
        element("1", element=3, component=2, element_id="C040"),
        element("5", position=2, value="x" * 200),
    )
    (one,) = acknowledge(GROUP, [bad(*findings)]).sets
    assert one.faults == ("segments_in_error",)
    assert [(s.tag, s.position, s.fault) for s in one.segments] == [
        ("REF", 2, "element_errors"),
        ("REF", 3, "element_errors"),
    ]
    first, second = one.segments[1].elements
    assert (first.position, first.number, first.fault, first.value) == (2, "128", "invalid_code", "QQ")
    assert (second.position, second.component, second.number, second.fault) == (3, 2, None, "mandatory_missing")
    assert one.segments[0].elements[0].value == "x" * 99


def test_a_segments_own_fault_stands_apart() -> None:
    (one,) = acknowledge(GROUP, [bad(segment("5"), element("7"), segment("3", 4, "BEG"))]).sets
    assert [(s.tag, s.fault, len(s.elements)) for s in one.segments] == [
        ("REF", "segment_too_often", 0),
        ("REF", "element_errors", 1),
        ("BEG", "mandatory_missing", 0),
    ]


@pytest.mark.parametrize("value", ["a\x01b", "a\x1fb", "caf\xe9", "\udcff", "", "   ", None])
def test_values_that_an_acknowledgement_cannot_carry(value: str | None) -> None:
    (one,) = acknowledge(GROUP, [bad(element("7", value=value))]).sets
    assert one.segments[0].elements[0].value is None


def test_bad_characters_are_not_repeated() -> None:
    (one,) = acknowledge(GROUP, [bad(element("6", value="TEN"))]).sets
    assert (one.segments[0].elements[0].fault, one.segments[0].elements[0].value) == ("bad_character", None)


@pytest.mark.parametrize(("release", "word"), [("004010", "too_many_elements"), ("005010", "too_many_components")])
def test_a_code_that_the_release_lacks(release: str, word: str) -> None:
    (one,) = acknowledge(GROUP, [bad(element("13"))], release=release).sets
    assert one.segments[0].elements[0].fault == word


def test_notes_business_findings_and_accepted_sets_are_not_listed() -> None:
    noted = element("7").at(severity="note")
    business = Finding("", "", "CODE_REFUSED", "text", segment="REF", position=3)
    assert acknowledge(GROUP, [bad(noted, business)]).sets[0].segments == ()
    assert acknowledge(GROUP, [bad(element("7"), verdict=A)]).sets[0].segments == ()


def test_listed_faults_are_capped() -> None:
    findings = [element("7", position=2 + n // 200, element=n % 30) for n in range(1_000)]
    (one,) = acknowledge(GROUP, [bad(*findings)], most_faults=250).sets
    assert [len(s.elements) for s in one.segments] == [99, 99, 49]
    assert one.faults == ("segments_in_error",)


@pytest.mark.parametrize(
    ("kind", "control", "expected"),
    [
        ("850", "0001", ("850", "0001")),
        ("", "", ("000", "0000")),
        ("8500", "1234567890", ("850", "123456789")),
        ("8\x01", "1", ("008", "0001")),
    ],
)
def test_what_ak2_can_carry(kind: str, control: str, expected: tuple[str, str]) -> None:
    (one,) = acknowledge(GROUP, [SetResult(kind, control, R, (envelope("AK502", "6"),))]).sets
    assert (one.type, one.control) == expected


@pytest.mark.parametrize(
    ("tag", "expected"), [("PO1", "PO1"), ("PO1X", "PO1"), ("", "??"), ("n1", "N1"), ("\x1aX", "X?")]
)
def test_what_ak3_can_carry(tag: str, expected: str) -> None:
    (one,) = acknowledge(GROUP, [bad(segment("1", tag=tag))]).sets
    assert one.segments[0].tag == expected


def test_a_999_says_what_only_a_guide_knows_and_names_release_and_convention() -> None:
    found = (
        Finding("AK403", "7", "GUIDE_ONLY", "text", segment="REF", position=3, element=1),
        Finding("AK403", "7", "INVALID_CODE", "text", segment="REF", position=3, element=2),
        Finding("AK304", "2", "GUIDE_NOT_USED", "text", segment="PER", position=4),
        Finding("AK403", "12", "TOO_MANY_REPETITIONS", "text", segment="REF", position=5, element=3, repetition=2),
    )
    result = SetResult("850", "0002", R, found, "RETAIL850")
    given = {document: acknowledge(GROUP, [result], release="005010", document=document) for document in ("997", "999")}
    words = {
        document: [fault.fault for one in ack.sets[0].segments for fault in (one.elements or (one,))]
        for document, ack in given.items()
    }
    assert words["999"] == ["code_not_used", "invalid_code", "segment_not_used", "too_many_repetitions"]
    assert words["997"] == ["invalid_code", "invalid_code", "unexpected_segment", "too_many_repetitions"]
    assert (given["999"].release, given["999"].sets[0].implementation) == ("004010", "RETAIL850")
    assert given["999"].sets[0].segments[-1].elements[0].repetition == 2


@pytest.mark.parametrize("odd", ["", "X" * 36, "A\x01"])
def test_what_ak203_cannot_carry_is_left_out(odd: str) -> None:
    assert acknowledge(GROUP, [SetResult("850", "0001", A, (), odd)]).sets[0].implementation is None


def test_nothing_acknowledges_an_acknowledgement() -> None:
    assert answerable(GROUP)
    assert not answerable(replace(GROUP, functional_id="FA"))


HEADER = Interchange("x12", "01:BUYER1", "01:SELLER1", "000000001", "00401", "P")


def fault(code: str, rule: str) -> Finding:
    return Finding("TA105", code, rule, "text")


COUNT = fault("021", "INTERCHANGE_COUNT")
CUT = fault("023", "INTERCHANGE_TRAILER_MISSING")
CONTROL = fault("018", "INTERCHANGE_CONTROL")


@pytest.mark.parametrize(
    ("findings", "leniency", "expected"),
    [
        ((), "strict", ("A", "000")),
        ((COUNT,), "strict", ("R", "021")),
        ((COUNT,), "business", ("E", "021")),
        ((COUNT,), "lenient", ("E", "021")),
        ((CONTROL,), "business", ("R", "018")),
        ((CONTROL,), "lenient", ("E", "018")),
        ((COUNT, CUT), "business", ("R", "023")),
        ((COUNT, CUT), "lenient", ("R", "023")),
        ((COUNT.at(severity="note"),), "strict", ("A", "000")),
        ((fault("024", "SET_OUTSIDE_GROUP"),), "lenient", ("R", "024")),
        ((fault("026", "ELEMENT_SEPARATOR"),), "lenient", ("R", "026")),
    ],
)
def test_interchange_verdict(findings: tuple[Finding, ...], leniency: str, expected: tuple[str, str]) -> None:
    assert interchange_verdict(findings, leniency) == expected


def test_each_leniency_bears_what_the_stricter_one_does() -> None:
    assert BEARABLE["strict"] < BEARABLE["business"] < BEARABLE["lenient"]


def test_rows_are_those_that_pydantic_makes_of_the_same() -> None:
    faults = [element("7", component=2, value="QX", element_id="355"), element("6", 4), segment("1", 2, "x?")]
    made = acknowledge(GROUP, [GOOD, bad(*faults, envelope("AK502", "4")), bad(segment("3"), verdict=E)])
    due = type(made).model_validate(made.model_dump())
    assert made == due and repr(made) == repr(due) and made.model_dump_json() == due.model_dump_json()
    rows = [*made.sets, *(each for one in made.sets for each in one.segments)]
    rows += [each for one in made.sets for part in one.segments for each in part.elements]
    assert len(rows) == 9 and all(list(row.__dict__) == list(type(row).model_fields) for row in rows)
    assert all(row.model_fields_set == set(row.__dict__) for row in rows)


@pytest.mark.parametrize(
    ("changes", "policy", "expected"),
    [
        ({}, "requested", None),
        ({"ack_requested": True}, "requested", ("A", "000")),
        ({}, "always", ("A", "000")),
        ({"ack_requested": True}, "never", None),
        ({"findings": (CUT,)}, "requested", ("R", "023")),
        ({"findings": (CUT,)}, "never", None),
        ({"findings": (COUNT,)}, "requested", None),
        ({"findings": (COUNT,), "ack_requested": True}, "requested", ("E", "021")),
        ({"findings": (CUT,), "addressable": False}, "always", None),
    ],
)
def test_when_a_ta1_answers(changes: dict[str, object], policy: str, expected: tuple[str, str] | None) -> None:
    assert ta1(replace(HEADER, **changes), "business", policy) == expected  # type: ignore[arg-type]


def test_no_ta1_answers_what_only_answers() -> None:
    asked = replace(HEADER, ack_requested=True, findings=(CUT,))
    assert ta1(asked, "strict", "always", only_acknowledgements=True) is None


def test_the_last_piece_of_an_answer_counts_what_was_told_before() -> None:
    results = [SetResult("850", f"{number:04d}", "rejected" if number == 2 else "accepted") for number in range(1, 6)]
    whole = acknowledge(GROUP, results)
    last = acknowledge(GROUP, results[3:], before=[one.verdict for one in results[:3]])
    assert last == whole.model_copy(update={"sets": whole.sets[3:]})
    assert (last.verdict, last.received, last.accepted) == ("partly_accepted", 5, 4)

"""An interchange's results become a CONTRL in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from breed_edifact import directory
from edifact_wire import ends, group, groups, interchange, message, messages

from edigw.formats.edifact.rules import CODES
from edigw.model.acknowledgement import InterchangeAcknowledgement
from edigw.tree import COMPONENT, Finding, Group, Interchange
from edigw.validation.acknowledge import SetResult
from edigw.validation.acknowledge_edifact import GroupResult, answer, contrl_release, is_due, refusing
from edigw.validation.fault_words import ACTION, EDIFACT_FAULT, edifact_word
from edigw.validation.verdict import judge
from edigw.validation.verify import verify

GOOD = ("BGM+220+PO1+9", "DTM+137:20260102:102", "LIN+1++5410000900164:EN", "QTY+21:10", "UNS+S")
BARE = Group("", "", "", "", "")


def results(data: bytes, leniency: str = "strict") -> tuple[Interchange, list[GroupResult]]:
    """What the pipeline would have: each message read, verified and judged."""
    made = []
    for one in messages(data):
        found = (*one.findings, *verify(one, directory("D96A")).findings)
        identifier = one.segments[0].get(2).partition(COMPONENT)[2].replace(COMPONENT, ":")
        made.append(SetResult(one.type, one.control, judge(found, leniency, None), found, identifier))
    held = [each.group for each in groups(data)]
    own = GroupResult(held[0], judge(held[0].findings, leniency, None), tuple(made))
    return ends(data)[0].interchange, [own]


def test_a_clean_interchange_is_answered_without_a_message() -> None:
    seen, held = results(interchange(message(*GOOD), message(*GOOD, control="2")))
    made = answer(seen, held)
    assert made == InterchangeAcknowledgement(
        control="REF1",
        sender="5400000000024",
        sender_qualifier="14",
        recipient="5412345000013",
        recipient_qualifier="14",
        verdict="accepted",
    )
    assert InterchangeAcknowledgement.model_validate_json(made.model_dump_json(exclude_defaults=True)) == made


def test_the_rejected_message_alone_is_told_of() -> None:
    bad = ("BGM+22Q+PO1+9", "DTM+137:20260102:102", "LIN+1", "QTY+21:1O:PCE:X", "QTY+21:.5", "UNS+S")
    seen, held = results(interchange(message(*GOOD), message(*bad, control="2")))
    made = answer(seen, held)
    assert (made.verdict, len(made.messages), made.groups) == ("accepted", 1, ())
    told = made.messages[0]
    assert (told.reference, told.type, told.version, told.release, told.agency, told.association) == (
        "2", "ORDERS", "D", "96A", "UN", "EAN008",
    )  # fmt: skip
    assert (told.verdict, told.fault) == ("rejected", None)
    said = [(int(one.position), one.fault, [(int(e.position), e.component, e.fault) for e in one.elements])
            for one in told.segments]  # fmt: skip
    assert said == [
        (2, None, [(2, 1, "invalid_value")]),  # the tag is 1
        (5, None, [(2, None, "too_many_constituents")]),
        (6, None, [(2, 2, "digit_missing")]),
    ]


def test_a_segment_at_fault_has_its_own_word() -> None:
    seen, held = results(interchange(message(*GOOD[:1], *GOOD[2:])))
    told = answer(seen, held).messages[0]
    assert [(int(one.position), one.fault, one.elements) for one in told.segments] == [(2, "missing", ())]  # behind BGM


def test_a_fault_of_the_messages_own_envelope_is_its_own() -> None:
    seen, held = results(interchange(message(*GOOD, count=3)))
    told = answer(seen, held).messages[0]
    assert (told.fault, told.segment, told.element, told.segments) == ("count_wrong", "UNT", 2, ())


def test_what_is_let_pass_is_not_told() -> None:
    seen, held = results(interchange(message(*GOOD, count=3)), "business")
    assert held[0].messages[0].verdict == "accepted_with_errors"
    assert answer(seen, held).messages == ()


def test_a_group_tells_what_it_holds_or_that_it_is_refused() -> None:
    seen, held = results(interchange(group(message(*GOOD), message("BGM", *GOOD[1:], control="2"))))
    made = answer(seen, held)
    assert made.messages == () and len(made.groups) == 1
    assert (made.groups[0].reference, made.groups[0].verdict, made.groups[0].fault) == ("G1", "accepted", None)
    assert (made.groups[0].sender, made.groups[0].sender_qualifier) == ("A", "14")
    assert [one.reference for one in made.groups[0].messages] == ["2"]
    seen, held = results(interchange(group(message(*GOOD), claimed=5)))
    told = answer(seen, held).groups[0]
    assert (told.verdict, told.fault, told.segment, told.element, told.messages) == (
        "rejected", "count_wrong", "UNE", 2, (),
    )  # fmt: skip
    seen, held = results(interchange(group(message(*GOOD))))
    assert answer(seen, held).groups == ()


def test_what_stands_between_messages_without_a_group_is_borne_by_the_interchange() -> None:
    stray = Finding("0085", "33", "OUTSIDE_SET", "", segment="FTX")
    one = SetResult("ORDERS", "1", "accepted", (), "D:96A:UN")
    seen, _ = results(interchange(message(*GOOD)))
    told = answer(seen, [GroupResult(replace(BARE, findings=(stray,)), "rejected", (one,))])
    assert (told.verdict, told.fault, told.segment, told.messages) == ("rejected", "outside", None, ())


def test_a_group_without_a_reference_is_still_a_group() -> None:
    seen, held = results(interchange(group(message(*GOOD), control="")))
    told = answer(seen, held)
    assert (told.verdict, told.messages) == ("accepted", ())
    assert [(one.reference, one.verdict, one.fault, one.segment, one.element) for one in told.groups] == [
        ("0", "rejected", "missing", "UNG", 6)
    ]


def test_an_interchange_that_is_refused_says_why_and_where() -> None:
    data = interchange(message(*GOOD), _1="UNOZ:3")
    seen, held = results(data)
    why = refusing(seen.findings, "strict")
    made = answer(seen, held, why)
    assert (made.verdict, made.fault, made.segment, made.element, made.component) == (
        "rejected", "syntax_not_supported", "UNB", 2, 1,
    )  # fmt: skip
    assert made.messages == () and made.groups == ()
    clash = Finding("0085", "20", "SERVICE_STRING", "", segment="UNA", element=1)
    assert (answer(seen, (), clash).segment, answer(seen, (), clash).element) == ("UNA", None)


def test_leniency_decides_what_refuses() -> None:
    seen = ends(interchange(claimed=7))[0].interchange
    assert refusing(seen.findings, "strict") is not None
    assert refusing(seen.findings, "business") is None
    assert refusing(ends(interchange())[0].interchange.findings, "strict") is None


@pytest.mark.parametrize(
    ("wrong", "borne"),
    [({"_1": "IATB:1"}, True), ({"_1": "UNOC"}, True), ({"_4": "260102"}, True), ({"_12": "X"}, True),
     ({"_5": ""}, True), ({"_2": ":14"}, False), ({"_1": "UNOX:3"}, False)],
)  # fmt: skip
def test_leniently_only_what_cannot_be_read_or_answered_refuses(wrong: dict[str, str], borne: bool) -> None:
    found = ends(interchange(**wrong))[0].interchange.findings
    assert refusing(found, "business") is not None
    assert (refusing(found, "lenient") is None) is borne


def test_when_one_goes_out() -> None:
    seen, held = results(interchange(message(*GOOD)))
    _, bad = results(interchange(message("BGM")))
    refused = Finding("0085", "26", "DUPLICATE", "")
    asked = replace(seen, ack_requested=True)
    assert not is_due(seen, held)
    assert (
        is_due(asked, held) and is_due(seen, bad) and is_due(seen, (), refused) and is_due(seen, held, None, "always")
    )
    assert not is_due(asked, bad, refused, "never")
    assert not is_due(replace(asked, addressable=False), bad, refused, "always")
    assert not is_due(asked, held, None, "always", only_acknowledgements=True)


@pytest.mark.parametrize(
    ("syntax", "association", "release"),
    [
        ("UNOC:3", "", "2:1:UN"),
        ("UNOA:2", "EAN002", "D:3:UN:EAN002"),
        ("UNOC:4", "", "4:1:UN"),
        ("UNOC:4", "EAN004", "4:1:UN:EAN004"),
    ],
)
def test_it_is_written_as_the_interchange_was(syntax: str, association: str, release: str) -> None:
    assert contrl_release(syntax, association) == release


def test_a_strange_header_is_told_as_far_as_it_can_be() -> None:
    held = [GroupResult(BARE, "accepted", (SetResult("ORDERS1", "", "rejected", (), "D:96AXX:UNO:1234567"),))]
    seen = ends(interchange())[0].interchange
    told = answer(replace(seen, control="A" * 20, sender=":B", receiver="C"), held)
    assert (told.control, told.sender, told.sender_qualifier, told.recipient) == ("A" * 14, "B", None, "C")
    one = told.messages[0]
    assert (one.reference, one.type, one.release, one.agency, one.association) == ("0", "ORDERS", "96A", "UN", "123456")


def test_many_faults_are_cut_to_the_messages_limits() -> None:
    found = tuple(
        Finding("0085", "12", "INVALID_CODE", "", "LIN", position, element)
        for position in range(2, 1102)
        for element in (1, 2)
    )
    held = [GroupResult(BARE, "rejected", (SetResult("ORDERS", "1", "rejected", found, "D:96A:UN"),))]
    seen = ends(interchange())[0].interchange
    told = answer(seen, held, most_faults=100_000).messages[0].segments
    assert len(told) == 999
    few = answer(seen, held, most_faults=10).messages[0].segments
    assert sum(1 + len(one.elements) for one in few) == 10


@pytest.mark.parametrize("release", ["D96A", "D01B"])
def test_every_word_has_a_code_that_a_contrl_can_carry(release: str) -> None:
    codes = directory(release).codes
    assert set(EDIFACT_FAULT) <= codes["0085"] and set(ACTION) == codes["0083"]
    assert len(set(EDIFACT_FAULT.values())) == len(EDIFACT_FAULT) and len(set(ACTION.values())) == len(ACTION)
    assert {edifact_word(code) for code in CODES.values()} <= set(EDIFACT_FAULT.values())
    assert all(edifact_word(code) != "unspecified" for code in set(CODES.values()) - {"18"})

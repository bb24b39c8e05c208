"""What is written: envelopes, delimiters in data, and that reading gives back what was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire import codes, delimited, ends, interchange, messages

from edigw.errors import CannotWrite
from edigw.formats.packed import pack, unpack
from edigw.formats.x12.envelope import peek, read
from edigw.formats.x12.events import Ta1
from edigw.formats.x12.write import (
    Header,
    OutGroup,
    OutSet,
    OutTa1,
    around,
    clean,
    delimiters,
    harmless,
    on_wire,
    write_interchange,
    write_ta1,
)
from edigw.model.partner import EnvelopeRules
from edigw.tree import COMPONENT, REPEAT, Delimiters, Group, Segment

NOW = datetime(2026, 1, 2, 12, 53)
BODY = (Segment("BEG", ("00", "SA", "PO1", "", "20260102")), Segment("CTT", ("0",)))


def header(**rules: object) -> Header:
    return Header("01:SELLER1", "08:BUYER1", "SELLER", "BUYER", "P", EnvelopeRules.model_validate(rules), NOW)


def stored(segments: Sequence[Segment]) -> str:
    return pack(segments).decode()


def one(segments: tuple[Segment, ...] = BODY, kind: str = "PR", **rules: object) -> bytes:
    group = OutGroup(kind, "004010", 17, [OutSet("855", 5, stored(segments)), OutSet("855", 12345, stored(segments))])
    return write_interchange(header(**rules), 42, [group])


def test_an_interchange_to_the_byte() -> None:
    assert one(line_breaks=False).decode() == (
        "ISA*00*          *00*          *01*SELLER1        *08*BUYER1         *260102*1253*U*00401*000000042*0*P*>~"
        "GS*PR*SELLER*BUYER*20260102*1253*17*X*004010~"
        "ST*855*0005~BEG*00*SA*PO1**20260102~CTT*0~SE*4*0005~"
        "ST*855*12345~BEG*00*SA*PO1**20260102~CTT*0~SE*4*12345~"
        "GE*2*17~IEA*1*000000042~"
    )


def test_line_breaks() -> None:
    assert one() == one(line_breaks=False).replace(b"~", b"~\n")
    assert one(segment="\n") == one(line_breaks=False).replace(b"~", b"\n")


def test_rules_of_the_envelope() -> None:
    found = peek(one(request_ta1=True, authorization=("01", "PASS"), group_release="004010VICS", agency="T"))
    assert found is not None
    assert found.ack_requested
    data = one(request_ta1=True, authorization=("01", "PASS"), group_release="004010VICS", agency="T")
    assert data.startswith(b"ISA*01*PASS      *00*")
    (written,) = (event for event in read(data) if isinstance(event, Group))
    assert (written.release, written.agency) == ("004010VICS", "T")


def test_acknowledgements_ask_for_nothing() -> None:
    asked = peek(one(kind="FA", request_ta1=True))
    assert asked is not None
    assert not asked.ack_requested


def test_isa11_by_release() -> None:
    assert b"*U*00401*" in one()
    assert b"*^*00501*" in one(release="00501")
    assert delimiters(EnvelopeRules()).repetition == ""
    assert delimiters(EnvelopeRules(release="00402")).repetition == "^"


def test_a_ta1() -> None:
    original = peek(interchange(_13="000000077"))
    assert original is not None
    data = write_ta1(header(request_ta1=True), 43, [OutTa1(original, "R", "023")])
    assert b"~\nTA1*000000077*260102*1253*R*023~\nIEA*0*000000043~\n" in data
    (end,) = ends(data)
    assert (end.only_acknowledgements, end.interchange.ack_requested, end.interchange.findings) == (True, False, ())


def test_a_ta1_echoes_what_it_can() -> None:
    original = peek(interchange(_13="A*C", _9="26~1", _10="X").replace(b"~1", b"?1"))
    assert original is not None
    (answer,) = (e for e in read(write_ta1(header(), 1, [OutTa1(original, "R", "018")])) if isinstance(e, Ta1))
    assert (len(answer.control), len(answer.date), len(answer.time)) == (9, 6, 4)


@pytest.mark.parametrize(
    ("sender", "hint"), [("01:SIXTEEN-LETTERS-", "ISA06"), ("01:A*B", "ISA06"), ("001:A", "ISA05"), ("01:A~", "ISA06")]
)
def test_ids_that_do_not_fit(sender: str, hint: str) -> None:
    with pytest.raises(CannotWrite, match=hint):
        write_interchange(Header(sender, "08:BUYER1", "S", "B", "P", EnvelopeRules(), NOW), 1, [])


MARKS = Delimiters("*", "~", ">", "^")


@pytest.mark.parametrize("bad", ["A*B", "A~B", "A>B", "A^B", "A\nB", "A\x00B", "A\x7fB", "A\x9cB"])
def test_delimiters_in_data(bad: str) -> None:
    segment = Segment("N1", ("ST", bad))
    assert clean([segment], MARKS)[0].elements == ("ST", "A B")
    with pytest.raises(CannotWrite, match="N102"):
        clean([segment], MARKS, "refuse")
    with pytest.raises(CannotWrite, match="N102"):
        clean([Segment("N1", ("ST", f"x{COMPONENT}{bad}"))], MARKS, "refuse")


def test_characters_that_are_no_delimiters_stay() -> None:
    segment = Segment("N1", ("ST", "Café ^ Co"))
    assert clean([segment], Delimiters(), "refuse") == (segment,)
    assert clean([segment], Delimiters(), upper_case=True)[0].get(2) == "CAFÉ ^ CO"


@pytest.mark.parametrize(
    ("elements", "cleaned"),
    [
        (("A", "", "B", "", ""), ("A", "", "B")),
        (("A", f"x{COMPONENT}{COMPONENT}y{COMPONENT}"), ("A", f"x{COMPONENT}{COMPONENT}y")),
        (("A", COMPONENT * 3), ("A",)),
        (("A", f"x{COMPONENT}{REPEAT}y{COMPONENT}{REPEAT}"), ("A", f"x{REPEAT}y")),
        (("A", "~"), ("A",)),
        (("A", "B~"), ("A", "B")),
    ],
)
def test_trailing_empties_are_dropped(elements: tuple[str, ...], cleaned: tuple[str, ...]) -> None:
    assert clean([Segment("REF", elements)], MARKS)[0].elements == cleaned


def test_repetitions_need_a_release_that_has_them() -> None:
    with pytest.raises(CannotWrite, match="REF02 is repeated"):
        clean([Segment("REF", ("A", f"x{REPEAT}y"))], Delimiters())


def test_a_character_that_the_charset_lacks() -> None:
    body = (Segment("N1", ("ST", "Łódź")),)
    assert "Łódź".encode() in one(body, charset="utf-8")
    with pytest.raises(CannotWrite, match=r"N102 holds 'Ł' \(U\+0141\), which latin-1 cannot say"):
        one(body)


def test_packed_sets_come_back() -> None:
    segments = (Segment("REF", ("A", f"é{COMPONENT}y", "")), Segment("CTT", ("1",)), Segment("LE"))
    packed = pack(segments)
    assert packed == "REF\x1dA\x1dé\x1fy\x1d\x1cCTT\x1d1\x1cLE\x1c".encode()
    assert [(s.tag, s.elements) for s in unpack(packed)] == [(s.tag, s.elements) for s in segments]
    assert [s.position for s in unpack(packed)] == [2, 3, 4]
    assert pack(unpack(packed)) == packed
    assert unpack(b"") == ()


_MARK = "!\"%&'()*+,-./:;<=>?@[\\]^_`{|}~\x15\x07\x1c\x1d\x1f\x7f§"
_DELIMITERS = st.builds(
    lambda segment, others: [others[0], segment, *[sign for sign in others if sign != segment][1:3]],
    st.sampled_from([*_MARK, "\n", "\r"]),
    st.lists(st.sampled_from(_MARK), min_size=5, max_size=5, unique=True),
).filter(lambda signs: len(set(signs)) == 4)
_WORDS = st.text(st.sampled_from("ABCZ019 aü#$§'-.>*~^\n"), max_size=6)
_ELEMENT = st.one_of(_WORDS, st.lists(st.lists(_WORDS, max_size=3).map(COMPONENT.join), max_size=3).map(REPEAT.join))
_SEGMENT = st.builds(
    Segment, st.sampled_from(["BEG", "N1", "PO1", "REF", "G5"]), st.lists(_ELEMENT, max_size=5).map(tuple)
)


@settings(max_examples=150, deadline=None)
@given(_DELIMITERS, st.lists(st.lists(_SEGMENT, max_size=4), min_size=1, max_size=3), st.booleans())
def test_what_is_written_is_read_back(signs: list[str], sets: list[list[Segment]], breaks: bool) -> None:
    element, segment, component, repetition = signs
    rules = EnvelopeRules(
        element=element,
        segment=segment,
        component=component,
        repetition=repetition,
        release="00501",
        line_breaks=breaks,
    )
    marks = delimiters(rules)
    cleaned = [clean(body, marks) for body in sets]
    groups = [OutGroup("PO", "005010", 1, [OutSet("850", n, stored(body)) for n, body in enumerate(cleaned, 1)])]
    out = Header("01:SELLER1", "08:BUYER1", "SELLER", "BUYER", "T", rules, NOW)
    data = write_interchange(out, 7, groups)
    found = messages(data)
    assert codes(data) == []
    assert [[(s.tag, s.elements) for s in m.segments[1:-1]] for m in found] == [
        [(s.tag, s.elements) for s in body] for body in cleaned
    ]
    again = [OutGroup("PO", "005010", 1, [OutSet(m.type, int(m.control), stored(m.segments[1:-1])) for m in found])]
    assert write_interchange(out, 7, again) == data
    (end,) = ends(data)
    assert (end.interchange.delimiters, end.interchange.sender, end.interchange.usage) == (marks, "01:SELLER1", "T")


def test_delimited_text_of_the_tests_is_what_the_writer_writes() -> None:
    plain = one(line_breaks=False)
    assert one(line_breaks=False, element="|", segment="'", component=":") == delimited(plain, "|", "'", ":")


def test_group_ids_hold_no_delimiter() -> None:
    header = Header("01:SELLER1", "08:BUYER1", "SEL*LER", "BUYER", "T", EnvelopeRules(), NOW)
    with pytest.raises(CannotWrite, match="GS02"):
        write_interchange(header, 7, [])
        write_interchange(header, 7, [OutGroup("PO", "004010", 1, [])])


@pytest.mark.parametrize(
    ("text", "kept"),
    [("BUYER", "BUYER"), ("A B", "A B"), ("A*B~", "A B"), ("CAF\xe9\x01", "CAF"), ("X" * 20, "X" * 15), ("", "")],
)
def test_names_of_others_are_made_harmless(text: str, kept: str) -> None:
    assert harmless(text, EnvelopeRules()) == kept


@pytest.mark.parametrize("rules", [{}, {"line_breaks": False}, {"segment": "\n", "element": "|", "component": "\x1d"}])
def test_a_set_may_be_written_apart_from_what_stands_around_it(rules: dict[str, object]) -> None:
    text = stored(BODY * 600)
    whole = write_interchange(header(**rules), 42, [OutGroup("FA", "004010", 17, [OutSet("997", 5, text)])])
    outer = OutGroup("FA", "004010", 17, [OutSet("997", 5, "")])
    before, behind = around(header(**rules), 42, outer, text.count("\x1c"))
    half = len(stored(BODY * 100))
    envelope = header(**rules).rules
    assert before + on_wire(text[:half], envelope) + on_wire(text[half:], envelope) + behind == whole

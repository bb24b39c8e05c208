"""Written interchanges: read back they say the same, whatever the data and the delimiters."""

from __future__ import annotations

from datetime import datetime

import pytest
from edifact_wire import codes, ends, groups, headers, messages
from hypothesis import assume, given
from hypothesis import strategies as st

from edigw.errors import CannotWrite
from edigw.formats.edifact.charsets import CHARSETS
from edigw.formats.edifact.write import (
    DEFAULT_4,
    Header,
    OutGroup,
    OutMessage,
    Style,
    clean,
    on_wire,
    style,
    write_interchange,
)
from edigw.formats.packed import packed
from edigw.model.partner import EnvelopeRules
from edigw.tree import COMPONENT, REPEAT, Delimiters, Segment

NOW = datetime(2026, 1, 2, 12, 53)
NAME = "D:96A:UN:EAN008"
BGM = Segment("BGM", ("220", "PO1", "9"))
STYLE = Style()


def written(*segments: Segment, style: Style = STYLE, usage: str = "P") -> bytes:
    text = packed(clean(segments or (BGM,), style))
    header = Header("14:5400000000024", "14:5412345000013", usage, style, NOW)
    groups = [OutGroup([OutMessage("ORDERS", NAME, "1", text)], control="G1")]
    return write_interchange(header, "REF1", groups)


def test_the_bytes_of_a_plain_interchange() -> None:
    assert written(style=Style(line_breaks=False)) == (
        b"UNB+UNOC:3+5400000000024:14+5412345000013:14+260102:1253+REF1'"
        b"UNH+1+ORDERS:D:96A:UN:EAN008'BGM+220+PO1+9'UNT+3+1'UNZ+1+REF1'"
    )


def test_una_is_written_where_the_delimiters_are_not_the_usual() -> None:
    assert written(style=Style(service_string=True)).startswith(b"UNA:+.? '\nUNB+")
    assert written(style=Style(delimiters=Delimiters("+", "'", ":", "", "?", ","))).startswith(b"UNA:+,? '\nUNB+")
    assert written(style=Style(delimiters=Delimiters("|", "~", "^", "", ""))).startswith(b"UNA^|.  ~\nUNB|UNOC^3|")
    four = Style(version="4", delimiters=DEFAULT_4)
    assert written(style=four).startswith(b"UNB+UNOC:4+")
    assert b"20260102:1253" in written(style=four)
    assert written(style=Style(version="4")).startswith(b"UNA:+.? '\n")  # without repetition, which readers would take


def test_groups_requests_and_test_indicator() -> None:
    style = Style(groups=True, request_ack=True, application="ORDERS", agreement="EANCOM")
    data = written(style=style, usage="T")
    assert b"+REF1++ORDERS++1+EANCOM+1'" in data
    assert b"UNG+ORDERS+5400000000024:14+5412345000013:14+260102:1253+G1+UN+D:96A:EAN008'" in data
    assert codes(data) == []
    (head,), (end,) = headers(data), groups(data)
    assert (head.usage, head.ack_requested) == ("T", True)
    assert (end.group.functional_id, end.group.control, end.group.release, end.group.claimed) == (
        "ORDERS", "G1", "D96A", "1",
    )  # fmt: skip


def test_nothing_but_contrl_asks_for_no_contrl() -> None:
    out = OutMessage("CONTRL", "4:1:UN", "1", packed([Segment("UCI", ("1",))]))
    data = write_interchange(Header("14:1", "14:2", "P", Style(request_ack=True), NOW), "1", [OutGroup([out])])
    assert b"+1253+1'" not in data and not headers(data)[0].ack_requested
    assert ends(data)[0].only_acknowledgements


def test_what_the_character_set_lacks_is_refused_with_its_place() -> None:
    with pytest.raises(CannotWrite, match=r"FTX element 4 holds '\u20ac' \(U\+20AC\), which UNOC cannot say"):
        clean([Segment("FTX", ("AAA", "", "", "5 \u20ac"))], Style())
    with pytest.raises(CannotWrite, match="which UNOA cannot say"):
        clean([Segment("FTX", ("abc",))], Style("UNOA"))
    assert clean([Segment("FTX", ("abc", ""))], Style("UNOA", upper_case=True))[0].elements == ("ABC",)
    assert "\u20ac".encode() in on_wire(packed([Segment("FTX", ("\u20ac",))]), Style("UNOY", "4"))


def test_control_characters_and_what_cannot_be_released() -> None:
    odd = [Segment("FTX", ("a\nb", "c+d"))]
    assert clean(odd, Style())[0].elements == ("a b", "c+d")
    bare = Delimiters("+", "'", ":", "", "")
    assert clean(odd, Style(delimiters=bare))[0].elements == ("a b", "c d")
    for text in ("a\nb", "c+d"):
        with pytest.raises(CannotWrite, match="FTX element 1"):
            clean([Segment("FTX", (text,))], Style(delimiters=bare, delimiters_in_data="refuse"))


def test_repetitions_take_syntax_version_4() -> None:
    twice = Segment("IMD", (f"A{REPEAT}B",))
    with pytest.raises(CannotWrite, match="no repetition separator"):
        clean([twice], Style(delimiters=DEFAULT_4))
    data = written(twice, style=Style(version="4", delimiters=DEFAULT_4))
    assert b"IMD+A*B'" in data and messages(data)[0].segments[1].get(1) == f"A{REPEAT}B"


@pytest.mark.parametrize(("sender", "control"), [("14:" + "1" * 36, "1"), ("14:1\n", "1"), ("14:1", "R" * 15)])
def test_ids_and_references_that_no_envelope_holds(sender: str, control: str) -> None:
    out = OutGroup([OutMessage("ORDERS", NAME, "1", packed([BGM]))])
    with pytest.raises(CannotWrite):
        write_interchange(Header(sender, "14:2", "P", Style(), NOW), control, [out])


PUNCTUATION = [chr(sign) for sign in range(33, 127) if not chr(sign).isalnum()]
MARKS = st.lists(st.sampled_from(PUNCTUATION), min_size=5, max_size=5, unique=True)


@given(
    st.lists(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=3), max_size=4), min_size=1, max_size=4),
    MARKS,
    st.sampled_from(sorted(set(CHARSETS) - {"UNOX", "UNOA", "UNOB"})),
    st.sampled_from("1234"),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_what_is_written_is_read_back(
    rows: list[list[list[str]]], marks: list[str], syntax: str, version: str, lines: bool, grouped: bool, release: bool
) -> None:
    segments = [Segment("FTX", tuple(COMPONENT.join(parts) for parts in row)) for row in rows]
    delimiters = Delimiters(marks[0], marks[1], marks[2], marks[3], marks[4] if release else "")
    style = Style(syntax, version, delimiters, line_breaks=lines, groups=grouped)
    try:
        cleaned = clean(segments, style)
        data = written(*segments, style=style)
    except CannotWrite:
        assume(False)
    (read,) = messages(data)
    assert [(one.tag, one.elements) for one in read.segments[1:-1]] == [(one.tag, one.elements) for one in cleaned]
    assert read.text is not None
    assert {*codes(data)} <= {"21 CHARSET_DIFFERS"}
    for one in read.segments:
        assert data[one.offset :].startswith(one.tag.encode())


@given(st.text(st.sampled_from("?+:'*ab\u00e9"), max_size=12), st.booleans())
def test_delimiters_in_data_arrive(text: str, four: bool) -> None:
    style = Style("UNOC", "4", DEFAULT_4) if four else Style()
    read = messages(written(Segment("FTX", ("AAA", text, "end")), style=style))[0].segments[1]
    assert read.elements == ("AAA", text, "end")


def test_the_partner_file_says_how_interchanges_look() -> None:
    rules = EnvelopeRules(element="+", segment="'", component=":", syntax_version="4", syntax="UNOY", groups=True,
                          application="ORDERSRTV", line_breaks=False)  # fmt: skip
    made = style(rules)
    assert (made.syntax, made.version, made.groups, made.application) == ("UNOY", "4", True, "ORDERSRTV")
    assert made.marks.element == "+" and made.marks.release == "?" and not made.line_breaks

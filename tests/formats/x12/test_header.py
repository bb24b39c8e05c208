"""ISA: fixed widths, wrapped, and what the tolerant way recovers."""

from __future__ import annotations

import time

import pytest
from wire import accounted, codes, group, interchange, isa

from edigw.formats.x12.envelope import read
from edigw.formats.x12.header import header_at, next_header, trim

TAIL = group() + "IEA*1*000000001~"


def test_fixed_widths_tell_the_delimiters() -> None:
    header = header_at(interchange(), 0)
    assert header is not None
    assert header.marks is not None
    assert (header.marks.element, header.marks.segment, header.marks.component) == (b"*", b"~", b">")
    assert header.marks.repetition == b""
    assert (header.end, header.problem) == (106, "")
    assert header.elements[5] == "BUYER1         "
    assert header.starts[5] == 35


def test_an_interchange_in_words() -> None:
    read = header_at(interchange(_15="T", _14="0"), 0)
    assert read is not None
    words = read.interchange()
    assert (words.sender, words.receiver, words.control) == ("01:BUYER1", "01:SELLER1", "000000001")
    assert (words.usage, words.ack_requested, words.release) == ("T", False, "00401")
    assert (words.date, words.time, words.addressable) == ("260102", "1253", True)


@pytest.mark.parametrize(
    ("release", "sign", "repetition"),
    [
        ("00402", "^", b"^"),
        ("00501", "^", b"^"),
        ("00501", "U", b""),
        ("00501", ">", b""),
        ("00501", "*", b""),
        ("00401", "^", b""),
    ],
)
def test_isa11_is_a_repetition_separator_from_00402_on(release: str, sign: str, repetition: bytes) -> None:
    header = header_at(interchange(_12=release, _11=sign), 0)
    assert header is not None
    assert header.marks is not None
    assert header.marks.repetition == repetition


def test_an_isa_that_is_broken_into_lines() -> None:
    flat = isa()
    text = flat[:40] + "\r\n" + flat[40:80] + "\r\n" + flat[80:] + TAIL
    header = header_at(text.encode(), 0)
    assert header is not None
    assert (header.problem, header.end) == ("HEADER_WRAPPED", 110)
    assert header.elements[8] == "260102"
    assert text[header.starts[8] :].startswith("260102")


@pytest.mark.parametrize("ending", ["~", "~\n", "\n", "\r\n", "|", "~\r\n  "])
@pytest.mark.parametrize(("sender", "receiver"), [("BUYER1", "SELLER1"), ("KINGS", "GS"), ("BUYER1          ", "S")])
def test_lost_padding_is_recovered(ending: str, sender: str, receiver: str) -> None:
    text = f"ISA*00**00**01*{sender}*01*{receiver}*260102*1253*U*00401*000000001*1*P*>{ending}" + TAIL
    header = header_at(text.encode(), 0)
    assert header is not None
    assert header.marks is not None
    assert header.problem == "HEADER_WIDTH"
    words = header.interchange()
    assert (words.sender, words.receiver) == (f"01:{sender.strip()}", f"01:{receiver}")
    assert (words.delimiters.component, words.delimiters.segment) == (">", ending[0])
    assert text[header.end :].startswith("GS*PO")


def test_a_missing_isa16_is_recovered() -> None:
    text = "ISA*00**00**01*BUYER1*01*SELLER1*260102*1253*U*00401*000000001*1*P*~" + TAIL
    header = header_at(text.encode(), 0)
    assert header is not None
    assert header.marks is not None
    assert (header.marks.segment, header.marks.component) == (b"~", b"")
    assert header.interchange().addressable


def test_a_header_with_a_missing_element_names_nobody() -> None:
    text = "ISA*00*          *00*01*BUYER1         *01*SELLER1        *260102*1253*U*00401*000000001*1*P*>~" + TAIL
    header = header_at(text.encode(), 0)
    assert header is not None
    assert header.problem == "HEADER_ELEMENTS"
    assert not header.interchange().addressable


@pytest.mark.parametrize(("cut", "addressable"), [(40, False), (60, False), (99, False), (100, True), (105, True)])
def test_cut_off(cut: int, addressable: bool) -> None:
    header = header_at(isa().encode()[:cut], 0)
    assert header is not None
    assert (header.problem, header.marks) == ("HEADER_CUT_OFF", None)
    assert header.interchange().addressable is addressable


@pytest.mark.parametrize(
    "data", [b"", b"I", b"ISA", b"ISAAC NEWTON WROTE", b"isa*00*", b"ISA\n00\n", b"ISA,this is prose"]
)
def test_what_is_no_header(data: bytes) -> None:
    assert header_at(data, 0) is None


def test_the_next_header_is_found_behind_anything() -> None:
    data = b"VISA*12*ISAAC " + interchange()
    assert next_header(data, 0) == 14
    assert next_header(interchange(), 1) == len(interchange())
    assert next_header(b"xISA*00**00**01*", 0) == 16
    assert next_header(b"\nISA*00**00**01*", 0) == 1


@pytest.mark.parametrize("place", ["_2", "_4", "_6", "_8"])
def test_an_element_of_a_header_of_fixed_widths_may_end_in_isa(place: str) -> None:
    data = interchange(**{place: "VISA".rjust(15 if place in ("_6", "_8") else 10, "9")})
    header = header_at(data, 0)
    assert header is not None and header.elements[int(place[1:]) - 1].endswith("VISA")
    assert (next_header(data, 0), next_header(b"x" + data, 0)) == (0, 1)


def test_ids_lose_tabs_and_hard_blanks() -> None:
    assert trim("BUYER1\t\t \xa0") == "BUYER1"


def test_fragments_of_headers_that_name_nobody_are_no_interchanges() -> None:
    data = b"ISA*00*\n" * 50_000
    begun = time.process_time()
    events = list(read(data))
    assert time.process_time() - begun < 5
    assert [type(event).__name__ for event in events] == ["Residue", "Interchange", "InterchangeEnd"]
    accounted(data)


def test_a_line_break_behind_a_blank_too_many_is_the_terminator() -> None:
    for ending in ("\n", "\r\n"):
        data = interchange().decode().replace("~", ending)
        late = data.replace(">" + ending, "> " + ending, 1).encode()
        assert codes(late) == ["TA105 022 HEADER_WIDTH"]
        accounted(late)

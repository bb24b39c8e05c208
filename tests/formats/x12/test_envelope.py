"""Whole files: every byte accounted for, whatever they hold."""

from __future__ import annotations

import csv
import os
import re
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire import accounted, codes, delimited, ends, group, interchange, isa, messages, transaction

from edigw.formats.stream import interchange_end
from edigw.formats.x12.envelope import peek, read
from edigw.formats.x12.events import Limits, Ta1
from edigw.tree import Message, Residue

BAD = Path(__file__).parents[4] / "shared" / "bad-inputs"
CORPUS = Path(os.environ.get("EDIGW_CORPUS", ""))


def residues(data: bytes) -> list[tuple[str, int, int]]:
    return [(event.reason, event.start, event.end) for event in read(data) if isinstance(event, Residue)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "EMPTY_FILE"),
        (b" \r\n\x00", "BLANK"),
        (interchange().lower(), "NOT_EDI"),
        (b"Dear sirs, ISA*", "NOT_EDI"),
        (b"\x7f\x00\x01\x02\xff" * 50, "NOT_EDI"),
        (interchange().decode().encode("utf-16"), "ENCODING"),
        (interchange().decode().encode("utf-16-le"), "ENCODING"),
        (interchange().decode().encode("utf-16-be"), "ENCODING"),
        (interchange().decode().encode("utf-32"), "ENCODING"),
        (interchange().decode().encode("utf-32-le"), "ENCODING"),
        (interchange().decode().encode("cp037"), "ENCODING"),
    ],
)
def test_files_that_hold_no_interchange(data: bytes, reason: str) -> None:
    assert residues(data) == [(reason, 0, len(data))]
    (rule,) = codes(data)
    assert rule == reason


def test_what_stands_around_interchanges_is_named() -> None:
    first, second = interchange(), interchange(_13="000000002")
    data = b"\xef\xbb\xbf\r\n" + first + b"\n\x00\x1a" + b"IEA*1*000000001~\n" + second + b"\r\n\x00\x00"
    at = 5 + len(first)
    assert residues(data) == [
        ("BOM", 0, 3),
        ("PADDING", 3, 5),
        ("PADDING", at + 1, at + 3),
        ("STRAY_SEGMENT", at + 3, at + 20),
        ("PADDING", len(data) - 2, len(data)),
    ]
    assert codes(data) == ["BOM", "PADDING", "PADDING", "TA105 022 STRAY_SEGMENT", "PADDING"]
    accounted(data)


def test_mail_before_an_interchange_is_not_edi() -> None:
    data = b"From: them\n\nplease see\n" + interchange()
    assert residues(data) == [("NOT_EDI", 0, 23)]
    assert len(messages(data)) == 1


def test_each_interchange_has_its_own_delimiters() -> None:
    parts = [
        delimited(interchange(_13="000000001"), "|", "\r", ":"),
        delimited(interchange(_13="000000002"), "\x1d", "\x1c", "\x1f"),
        delimited(interchange(_13="000000003"), "~", "?", "\\"),
        delimited(interchange(_13="000000004"), "+", "\n", "<"),
    ]
    data = b"\n".join(parts)
    assert [end.interchange.control for end in ends(data)] == [f"{n:09}" for n in range(1, 5)]
    assert [end.interchange.delimiters.element for end in ends(data)] == ["|", "\x1d", "~", "+"]
    assert {tuple(s.tag for s in m.segments) for m in messages(data)} == {("ST", "BEG", "PO1", "CTT", "SE")}
    assert codes(data) == []


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
def test_line_breaks_after_each_terminator(breaks: str) -> None:
    data = interchange().replace(b"~", b"~" + breaks.encode())
    assert codes(data) == []
    assert residues(data) == []


def test_a_file_wrapped_to_a_width() -> None:
    flat = interchange(group(*(transaction(control=f"{n:04}") for n in range(1, 9)))).decode()
    data = "\r\n".join(flat[at : at + 80] for at in range(0, len(flat), 80)).encode()
    assert set(codes(data)) == {"UNWRAPPED", "HEADER_WRAPPED"}
    values = [[s.elements for s in m.segments] for m in messages(data)]
    assert values == [[s.elements for s in m.segments] for m in messages(flat.encode())]
    assert all(data[s.offset_of(n) :][:1] != b"*" for m in messages(data) for s in m.segments for n in (1, 2))


def test_the_lenient_skip_blanks_and_marks_before_a_tag() -> None:
    data = b"\xef\xbb\xbf" + interchange().replace(b"~", b"~\n \t").replace(b"\tBEG", b"\t\xef\xbb\xbfBEG")
    assert codes(data, lenient=True) == ["BOM", "PADDING"]
    assert codes(data) == ["BOM", "TA105 024 OUTSIDE_GROUP", "TA105 023 INTERCHANGE_TRAILER_MISSING", "PADDING"]


@pytest.mark.parametrize("between", [b"\x00", b" \x00\n", b"\x00\x00\r\n", b"\t\x00 "])
def test_the_lenient_skip_fill_bytes_too(between: bytes) -> None:
    sound = interchange(group(transaction(), transaction("BIN*3*~\x00>", "CTT*1", control="0002")))
    data = sound.replace(b"~", b"~" + between).replace(b"BIN*3*~" + between, b"BIN*3*~")
    unpadded = re.sub(rb" +\*", b"*", data[:106]) + data[106:]
    assert codes(data, lenient=True) == ["PADDING"]
    assert sorted(codes(unpadded, lenient=True)) == ["PADDING", "TA105 022 HEADER_WIDTH"]
    assert [len(one.segments) for one in messages(unpadded, lenient=True)] == [5, 4]


def test_peek_and_ranges() -> None:
    data = b"\r\n" + interchange() + b"\n"
    header = peek(data)
    assert header is not None
    assert (header.sender, header.control, header.start) == ("01:BUYER1", "000000001", 2)
    assert peek(b"nothing") is None
    (end,), (message,) = ends(data), messages(data)
    assert data[end.interchange.start : interchange_end(data, end.interchange)] == interchange()
    assert data[message.start : message.end].decode() == transaction()


@pytest.mark.parametrize("lenient", [False, True])
def test_cut_at_every_byte(lenient: bool) -> None:
    data = interchange(group(), group(control="2")) + b"\n" + interchange(_13="000000002").replace(b"~", b"\r\n")
    for cut in range(len(data) + 1):
        accounted(data[:cut], lenient=lenient)
        accounted(data[cut:], lenient=lenient)


def test_a_cut_is_always_told() -> None:
    data = interchange()
    for cut in range(1, len(data)):
        rules = codes(data[:cut])
        assert any(rule.startswith("TA105 023") or rule == "NOT_EDI" for rule in rules), (cut, rules)


_PIECES = st.sampled_from(
    [
        isa(), isa(_16="*"), isa(_12="00501", _11="^"), isa()[:50], group(), transaction(), interchange().decode(),
        "ISA", "ISA*00*", "GS*PO*A*B*20260102*1253*1*X*004010~", "GE*1*1~", "ST*850*0001~", "SE*2*0001~", "~", "*",
        "\n", "\r", "\r\n", " ", "\x00", "\x1a", "\x1c", "\x1d", "\x1e", "\x1f", "IEA*1*000000001~", "TA1*1*2*3*A*000~",
        "REF*DP*1~", "\xef\xbb\xbf", "x" * 90, "I\x00S\x00A\x00", "\xff\xfe",
    ]
)  # fmt: skip
_GARBAGE = st.lists(st.one_of(_PIECES, st.text(st.characters(max_codepoint=255), max_size=8)), max_size=12)


@settings(max_examples=300, deadline=None)
@given(_GARBAGE, st.booleans(), st.sampled_from(["latin-1", "utf-8", "ascii"]))
def test_every_byte_is_accounted_for_whatever_comes(parts: list[str], lenient: bool, charset: str) -> None:
    data = "".join(parts).encode("latin-1")
    accounted(data, lenient=lenient, charset=charset)
    accounted(data, lenient=lenient, charset=charset, limits=Limits(segment=80, set=120, sets_per_group=1))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_behind_a_header(data: bytes) -> None:
    accounted(isa().encode() + data)
    accounted(data)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 400), st.integers(0, 255))
def test_one_changed_byte(at: int, byte: int) -> None:
    data = bytearray(interchange() + interchange(_13="000000002"))
    data[at] = byte
    accounted(bytes(data))


def test_a_hundred_megabytes_without_a_terminator() -> None:
    data = isa().encode() + b"GS*PO*BUYER1*SELLER1*20260102*1253*1*X*004010~ST*850*0001~BEG*" + b"x" * 100_000_000
    tracemalloc.start()
    before = time.monotonic()
    rules = codes(data)
    took, (_, peak) = time.monotonic() - before, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rules[:2] == ["AK403 5 ELEMENT_TOO_LONG", "AK502 5 SEGMENT_TOO_LONG"]
    assert took < 10
    assert peak < 20_000_000


def test_memory_does_not_grow_with_the_number_of_sets() -> None:
    def peak(sets: int) -> int:
        data = interchange(group(*(transaction(control=f"{n:05}") for n in range(sets))))
        tracemalloc.start()
        assert sum(1 for _ in read(data)) > sets
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(8_000) < peak(1_000) * 1.3


def _catalogue() -> list[dict[str, str]]:
    if not BAD.is_dir():
        return []
    with (BAD / "catalogue.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["id"].startswith("X12-") and row["file"]]


ELSEWHERE = {  # what needs a partner, the dictionary, or other files
    "X12-ISA-021", "X12-ISA-025", "X12-ISA-028", "X12-ISA-056", "X12-GS-003", "X12-GS-004", "X12-ST-010", "X12-ST-015",
    "X12-ST-016",
}  # fmt: skip


@pytest.mark.skipif(not BAD.is_dir(), reason="the catalogue of bad inputs is not beside the project")
@pytest.mark.parametrize("row", _catalogue(), ids=lambda row: row["id"])
def test_the_catalogue_of_bad_inputs(row: dict[str, str]) -> None:
    data = (BAD / row["file"]).read_bytes()
    accounted(data)
    if row["id"] in ELSEWHERE or "-ELEM-" in row["id"]:
        return
    wanted = {code for code in row["codes"].split("|") if code and code[-4:] not in (":000", "_GAP", "_ACK", ":020")}
    names = {"TA105": "TA1", "": "reason"}
    found = set()
    for rule in codes(data):
        parts = rule.split(" ")
        found.add(f"{names.get(parts[0], parts[0])}:{parts[1]}" if len(parts) > 2 else f"reason:{rule}")
    wanted = {code for code in wanted if not code.startswith(("AK5:", "AK901:", "TA104:"))}
    if wanted:
        assert found & wanted, (row["construction"], found, wanted)
    else:
        assert found <= {"reason:PADDING", "reason:BOM", "reason:HEADER_WRAPPED", "reason:UNWRAPPED", "AK905:"}


@pytest.mark.skipif(not CORPUS.name or not CORPUS.is_dir(), reason="EDIGW_CORPUS names no folder")
def test_real_files() -> None:
    read_well = files = 0
    for path in sorted(CORPUS.rglob("*")):
        if not path.is_file() or not (path.parent.name.isdigit() or path.parent.name == "TA1"):
            continue
        data = path.read_bytes()
        accounted(data)
        accounted(data, lenient=True)
        files += 1
        read_well += any(isinstance(event, (Message, Ta1)) for event in read(data, lenient=True))
    assert files > 100
    assert read_well / files > 0.9

"""EDIFACT files as events: what belongs to which interchange, what to none, whatever is broken."""

from __future__ import annotations

import csv
import mmap
import os
import tracemalloc
from pathlib import Path

import pytest
from edifact_wire import accounted, codes, ends, findings, group, headers, interchange, message, messages
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edigw.formats.edifact.envelope import peek, read
from edigw.formats.events import GroupEnd, InterchangeEnd, Limits, Terms
from edigw.formats.stream import interchange_end
from edigw.tree import Group, Interchange, Message, Residue

ONE = interchange(message("BGM+220+PO?'1+9", "FTX+AAA+++a?+b??:c"), message(control="2"))
GROUPED = interchange(group(message(), message(control="2")), group(message(control="3"), control="G2"))
VERSION_4 = interchange(message("IMD+A*B+x"), una="UNA:+.?*'", _1="UNOY:4", _4="20260102:1253")
FILES = (ONE, GROUPED, VERSION_4, ONE.replace(b"'", b"'\r\n"), ONE.replace(b"?'", b"").replace(b"'", b"\n"))


def test_the_events_of_a_file_in_their_order() -> None:
    kinds = [type(event) for event in read(interchange(group(message(), message(control="2"))))]
    assert kinds == [Interchange, Group, Message, Message, GroupEnd, InterchangeEnd]
    assert [type(event) for event in read(ONE)] == kinds
    assert codes(GROUPED) == codes(ONE) == []


def test_messages_without_groups_stand_in_one_without_ids() -> None:
    (head,) = (event for event in read(ONE) if isinstance(event, Group))
    assert (head.functional_id, head.sender, head.receiver, head.control, head.release) == ("", "", "", "", "")
    (end,) = (event for event in read(ONE) if isinstance(event, GroupEnd))
    assert (end.received, end.group.claimed, end.group.findings) == (2, None, ())
    assert ONE[end.group.start : end.group.end].startswith(b"UNH") and ONE[end.group.end :].startswith(b"UNZ")


def test_several_interchanges_each_with_its_own_delimiters() -> None:
    data = ONE + b"\r\n\r\n" + VERSION_4 + interchange(una="UNA:+,? '") + ONE.translate(bytes.maketrans(b"'", b"\n"))
    assert codes(data[:0]) == ["EMPTY_FILE"]
    assert [head.delimiters.decimal for head in headers(data)[:3]] == [".", ".", ","]
    assert [head.service_string for head in headers(data)[:3]] == [False, True, True]
    assert [head.delimiters.repetition for head in headers(data)[:3]] == ["", "*", ""]
    assert len(ends(data)) == 4
    accounted(data)


def test_an_interchange_without_unz_ends_where_the_next_begins() -> None:
    cut = ONE[: ONE.index(b"UNZ")]
    assert codes(cut + VERSION_4) == ["13 INTERCHANGE_TRAILER_MISSING"]
    for length in range(len(cut) - 60, len(cut)):
        assert len(ends(cut[:length] + VERSION_4)) == 2, cut[:length][-9:]
        accounted(cut[:length] + VERSION_4)


def test_what_stands_behind_unz() -> None:
    assert codes(ONE + b"RFF+ON:1'") == ["33 STRAY_SEGMENT"]
    assert codes(ONE + b"\r\n\r\n \x1a") == ["PADDING"]
    assert codes(b"\xef\xbb\xbf" + ONE) == ["BOM"]
    assert codes(b" \n") == ["BLANK"]
    assert codes(b"nothing") == ["NOT_EDI"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"UNA:+.? '", "33 SERVICE_STRING_ALONE"),
        (b"UNA:+.? '" + b"A" * 300, "33 SERVICE_STRING_ALONE"),
        (b"UNA:+.? '" + b"A" * 1300, "SEGMENT_TOO_LONG"),
        (b"UNA:+.? '\nUNH+1+ORDERS:D:96A:UN'", "13 HEADER_MISSING"),
        (b"UNH+1+ORDERS:D:96A:UN'", "13 HEADER_MISSING"),
        (b"UIB+UNOC:4+1'UIH+ORDERS:D:96A:UN'UIT'UIZ'", "47 INTERACTIVE"),
        (b"\xe4\xd5\xc2N\xe4", "ENCODING"),
        ("UNB+UNOC".encode("utf-16"), "ENCODING"),
    ],
)
def test_what_is_no_interchange(data: bytes, code: str) -> None:
    (residue,) = read(data, limits=Limits(segment=200))
    assert isinstance(residue, Residue)
    (finding,) = residue.findings
    assert f"{finding.code} {finding.rule}".strip() == ("18 " if "LONG" in code else "") + code
    assert (residue.start, residue.end) == (0, len(data))


def test_a_second_una_is_residue_and_what_follows_is_read() -> None:
    data = b"UNA:+.? '" + interchange(una="UNA:+.? '")
    assert codes(data) == ["33 SERVICE_STRING_ALONE"]
    assert len(messages(data)) == 1


def test_a_senders_terms_go_before_what_the_caller_says() -> None:
    data = ONE.replace(b"QTY", b" QTY")
    assert messages(data)[1].segments[4].tag == " QTY"
    assert messages(data, terms=lambda _: Terms(lenient=True))[1].segments[4].tag == "QTY"
    assert messages(data, lenient=True, terms=lambda _: Terms())[1].segments[4].tag == " QTY"


def test_peek_and_exact_bytes() -> None:
    data = b"junk" + ONE + b"\n"
    head = peek(data)
    assert head is not None and (head.sender, head.control) == ("14:5400000000024", "REF1")
    assert peek(b"junk") is None
    first = messages(data)[0]
    assert data[first.start : first.end] == message("BGM+220+PO?'1+9", "FTX+AAA+++a?+b??:c").encode()
    (end,) = ends(data)
    assert end.interchange.end == len(data)
    assert data[end.interchange.start : interchange_end(data, end.interchange)] == ONE


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(FILES), st.data())
@example(ONE, None)
def test_damaged_files_are_accounted_for_and_never_crash(data: bytes, draw: st.DataObject | None) -> None:
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 6)) if draw else 0):
        assert draw is not None
        at = draw.draw(st.integers(0, len(damaged)))
        piece = draw.draw(
            st.sampled_from(
                [b"", b"?", b"'", b"\n", b"+", b"UNZ", b"UNB+", b"UNA:+.? '", b"UNH+", b"UNT+", b"\xff", b"\x06"]
            )
        )
        damaged[at : at + draw.draw(st.integers(0, 20))] = piece
    for lenient in (False, True):
        accounted(bytes(damaged), lenient=lenient)
        accounted(bytes(damaged), limits=Limits(segment=16, set=64, sets_per_group=1), lenient=lenient)
        for one in messages(bytes(damaged), lenient=lenient):
            assert all(segment.offset >= one.start for segment in one.segments)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_accounted_for(data: bytes) -> None:
    accounted(data)
    accounted(b"UNA:+.? '" + data)
    accounted(ONE[:80] + data)


def test_offsets_point_at_what_they_name() -> None:
    data = interchange(message("FTX+AAA+++a?+b??:c+\xe9", "NAD+BY+?'x?'::9+z"), una="UNA:+.? '\n")
    for segment in messages(data)[0].segments:
        assert data[segment.offset :].startswith(segment.tag.encode())
    ftx, nad = messages(data)[0].segments[1:3]
    assert data[ftx.offset_of(4) :].startswith(b"a?+b??:c+") and data[ftx.offset_of(5) :].startswith(b"\xe9'")
    assert data[nad.offset_of(3) :].startswith(b"z'")


def test_memory_stays_flat_over_a_mapped_file(tmp_path: Path) -> None:
    path = tmp_path / "large.edi"
    many = "".join(message(*["FTX+AAA+++" + "x?+" * 30] * 20, control=str(n)) for n in range(1_500))
    path.write_bytes(interchange(many, claimed=1_500))
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        tracemalloc.start()
        assert not findings(data)  # type: ignore[arg-type]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert path.stat().st_size > 3_000_000 and peak < 1_000_000


CORPUS = os.environ.get("EDIGW_CORPUS", "")


@pytest.mark.skipif(not CORPUS, reason="EDIGW_CORPUS names no corpus")
@pytest.mark.parametrize("lenient", [False, True])
def test_every_real_file_is_read_and_accounted_for(lenient: bool) -> None:
    seen = 0
    with (Path(CORPUS) / "index.tsv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            data = (Path(CORPUS) / row["file"]).read_bytes()
            accounted(data, lenient=lenient)
            if row["standard"] == "EDIFACT" and row["structurally_clean"] == "Y":
                seen += 1
                assert messages(data, lenient=lenient), row["file"]
                assert not {"29 SET_COUNT", "13 SET_TRAILER_MISSING"} & {*codes(data, lenient=lenient)}, row["file"]
    assert seen > 10


BAD = Path(__file__).parents[4] / "shared" / "bad-inputs"
SYNTAX = {  # constructions of the catalogue that concern syntax -> what is found, beside the catalogue's codes
    "001": "20", "002": "20", "003": "20", "005": "20", "008": "33", "009": "13", "010": "2", "011": "2", "013": "21",
    "014": "21", "015": "21", "018": "13", "019": "12", "021": "13", "022": "39", "028": "29", "029": "28", "030": "32",
    "034": "29", "036": "13", "038": "28", "039": "26", "044": "13", "058": "29", "059": "13", "062": "21", "063": "20",
    "066": "34", "068": "47",
}  # fmt: skip


@pytest.mark.skipif(not BAD.exists(), reason="the catalogue of bad inputs is not at hand")
@pytest.mark.parametrize("number", SYNTAX)
def test_each_construction_of_the_catalogue_is_found_by_its_code(number: str) -> None:
    with (BAD / "catalogue.tsv").open(encoding="utf-8", newline="") as rows:
        row = next(row for row in csv.DictReader(rows, delimiter="\t") if row["id"] == f"EDIFACT-{number}")
    data = (BAD / row["file"]).read_bytes()
    told = {finding.code for finding in findings(data) if finding.code_type == "0085"}
    assert SYNTAX[number] in told
    assert f"0085:{SYNTAX[number]}" in row["codes"].split("|")
    accounted(data)


@pytest.mark.skipif(not BAD.exists(), reason="the catalogue of bad inputs is not at hand")
def test_every_file_of_the_catalogue_is_accounted_for() -> None:
    for path in (BAD / "files").iterdir():
        if path.stat().st_size < 2_000_000:
            accounted(path.read_bytes())


def test_sound_constructions_of_the_catalogue_are_read_as_they_stand() -> None:
    data = interchange(message("FTX+AAA+++A??B?+C?:D?'E"))
    assert codes(data) == [] and messages(data)[0].segments[1].get(4) == "A?B+C:D'E"


def test_an_unb_that_is_cut_off_does_not_make_one_of_each_that_follows() -> None:
    assert codes(b"UNB+" * 50_000) == ["13 HEADER_CUT_OFF"]

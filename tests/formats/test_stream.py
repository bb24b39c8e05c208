"""Interchanges of one format or several in one file: each byte belongs to one, or to a residue that says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edigw.formats import stream
from edigw.formats.edifact.envelope import EDIFACT
from edigw.formats.events import InterchangeEnd, Terms
from edigw.formats.mapped import Data
from edigw.formats.x12.envelope import X12
from edigw.tree import Interchange, Message, Residue
from tests import edifact_wire, wire

ISA = wire.interchange(wire.group(wire.transaction()))
UNB = edifact_wire.interchange(edifact_wire.message())
BOTH = (X12, EDIFACT)


def told(data: bytes) -> list[tuple[str, int, int]]:
    """What the file consists of, in its order."""
    parts = []
    for event in stream.read(data, BOTH):
        if isinstance(event, InterchangeEnd):
            parts.append((event.interchange.standard, event.interchange.start, event.interchange.end))
        elif isinstance(event, Residue):
            parts.append((event.reason, event.start, event.end))
    return parts


@pytest.mark.parametrize(
    "names", [("x12",), ("edifact",), ("x12", "edifact"), ("edifact", "x12", "edifact"), ("x12", "x12", "edifact")]
)
@pytest.mark.parametrize("between", [b"", b"\r\n", b"\x1a\x00"])
def test_formats_stand_one_behind_the_other(names: tuple[str, ...], between: bytes) -> None:
    data = between.join({"x12": ISA, "edifact": UNB}[name].rstrip() for name in names)
    parts = told(data)
    assert [part[0] for part in parts if part[0] != "PADDING"] == list(names)
    assert [part[1] for part in parts] == [0, *(part[2] for part in parts[:-1])] and parts[-1][2] == len(data)


def test_each_reads_its_own_messages() -> None:
    read = [(one.type, one.release) for one in stream.read(ISA + UNB + ISA, BOTH) if isinstance(one, Message)]
    assert read == [("850", ""), ("ORDERS", "D96A"), ("850", "")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello", "NOT_EDI"),
        (b"UNH+1+ORDERS:D:96A:UN'", "HEADER_MISSING"),
        (b"UIB+UNOA:4'", "INTERACTIVE"),
        (b"GS*PO*A*B~", "NOT_EDI"),
        (b"\xfe\xff\x00I", "ENCODING"),
        (b" \r\n", "BLANK"),
        (b"", "EMPTY_FILE"),
    ],
)
def test_what_belongs_to_none_says_why(data: bytes, reason: str) -> None:
    (part,) = told(data)
    assert part == (reason, 0, len(data))


@pytest.mark.parametrize(("before", "stray"), [(ISA, b"ST*850*1~"), (UNB, b"UNT+2+1'")])
def test_a_stray_segment_belongs_to_the_format_before_it(before: bytes, stray: bytes) -> None:
    parts = told(before.rstrip() + stray + UNB)
    assert [part[0] for part in parts if part[0] != "PADDING"][1] == "STRAY_SEGMENT"


def test_what_is_left_is_searched_once_for_a_format_that_is_not_there() -> None:
    asked: list[int] = []

    def next_header(data: Data, start: int) -> int:
        asked.append(start)
        return EDIFACT.next_header(data, start)

    rubbish = (ISA.rstrip() + b"rubbish") * 20
    list(stream.read(rubbish, (X12, replace(EDIFACT, next_header=next_header))))
    assert len(asked) == 1


def test_terms_are_asked_for_each_header() -> None:
    asked: list[str] = []

    def terms(header: Interchange) -> Terms:
        asked.append(header.standard)
        return Terms()

    assert list(stream.read(ISA + UNB, BOTH, terms=terms)) and asked == ["x12", "edifact"]


def test_what_makes_a_repeat_ends_with_the_terminator() -> None:
    (end,) = [one for one in stream.read(ISA + b"\r\n", BOTH) if isinstance(one, InterchangeEnd)]
    assert stream.interchange_end(ISA + b"\r\n", end.interchange) == len(ISA.rstrip(b"\r\n"))

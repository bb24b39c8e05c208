"""What is fuzzed: a function of bytes for each target, which raises where something does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from unittest.mock import patch

import wire
from mutants import seed_files

from edigw.formats.x12.envelope import read
from edigw.formats.x12.events import Event, GroupEnd, InterchangeEnd, Limits
from edigw.formats.x12.whole import WholeSets
from edigw.formats.x12.write import Header, OutGroup, OutSet, write_interchange
from edigw.mapping import language
from edigw.mapping.language import DocumentMap
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound.compose import compose
from edigw.structure.dictionary import Dictionary, parse
from edigw.structure.releases import nearest_release
from edigw.tree import Group, Message, Residue
from edigw.validation.accept import accepts
from edigw.validation.acknowledge import SetResult, acknowledge
from edigw.validation.diagnose import diagnose
from edigw.validation.verdict import judge
from edigw.validation.verify import verify
from fuzzing import edifact, files

ROOT = Path(__file__).parents[2]
LIMITS = Limits(segment=1_000, set=3_000, sets_per_group=20)
NOW = datetime(2026, 11, 1, 8, 0)


def reader(data: bytes) -> None:
    """Every byte is accounted for, read strictly or (odd lengths) leniently; whole sets are what their segments are."""
    lenient = len(data) % 2 == 1
    events = list(read(data, lenient=lenient, limits=LIMITS))
    at = 0
    for start, end in _spans(events):
        assert start == at, f"byte {at} to {start} belong to nothing or to two"
        at = end
    assert at == len(data), f"byte {at} and those behind it belong to nothing"
    if any(isinstance(event, Message) and event.text is not None for event in events):
        with patch.object(WholeSets, "at", _nothing):
            one_by_one = list(read(data, lenient=lenient, limits=LIMITS))
        assert events == one_by_one, "cut out whole, a set is another"


def _nothing(self: WholeSets, at: int) -> None:
    """No set is cut out whole."""


def validator(data: bytes) -> None:
    """What is found soon is what the diagnosis finds; what is accepted has no fault."""
    for group, message in _sets(data):
        book = dictionary(nearest_release(group.release) or "004010")
        if message.type not in book.sets:
            continue
        full = diagnose(message, book).findings
        assert verify(message, book).findings == full, "verify and diagnose differ"
        assert not (accepts(message, book) and full), "a set with faults is accepted"


def acknowledgement(data: bytes) -> None:
    """Whatever arrives, its 997 is valid, and says of each set what was found."""
    results: list[SetResult] = []
    for event in read(data, limits=LIMITS):
        if isinstance(event, Message):
            book = dictionary("004010")
            found = (*event.findings, *(verify(event, book).findings if event.type in book.sets else ()))
            results.append(SetResult(event.type, event.control, judge(found, "strict", None), found))
        elif isinstance(event, GroupEnd):
            _answer(event.group, results)
            results = []


def _answer(group: Group, results: list[SetResult]) -> None:
    book = dictionary("004010")
    ack = acknowledge(group, results, judge(group.findings, "strict", None))
    written = compose(chart(), ack, book, EnvelopeRules())
    assert written.reason is None, f"a 997 that must not leave: {written.findings}"
    header = Header("01:SUPPLIER001", "08:6123830000", "SUPPLIER001", "6123830000", "P", EnvelopeRules(), NOW)
    sent = write_interchange(header, 1, [OutGroup("FA", "004010", 1, [OutSet("997", 1, written.text)])])
    ends = [event for event in read(sent) if isinstance(event, (InterchangeEnd, Message))]
    (message, end) = ends
    assert not message.findings and not end.interchange.findings, "our envelope has faults"
    rows = [segment for segment in message.segments if segment.tag == "AK5"]
    verdicts = [{"A": "accepted", "E": "accepted_with_errors", "R": "rejected"}[row.get(1)] for row in rows]
    assert verdicts == [result.verdict for result in results], "another verdict than was found"


def _spans(events: list[Event]) -> Iterator[tuple[int, int]]:
    for event in events:
        if isinstance(event, InterchangeEnd):
            yield event.interchange.start, event.interchange.end
        elif isinstance(event, Residue):
            yield event.start, event.end


def _sets(data: bytes) -> Iterator[tuple[Group, Message]]:
    group = Group("", "", "", "", "")
    for event in read(data, limits=LIMITS):
        if isinstance(event, Group):
            group = event
        elif isinstance(event, Message):
            yield group, event


@cache
def dictionary(release: str) -> Dictionary:
    base = ROOT / "maps" / "x12" / release
    return parse("x12", release, {p.relative_to(base).as_posix(): p.read_text("utf-8") for p in base.rglob("*.txt")})


@cache
def chart() -> DocumentMap:
    def text(name: str) -> str | None:
        path = ROOT / name
        return path.read_text("utf-8") if path.is_file() else None

    return language.load(text, "x12/004010/997", dictionary("004010"))


def seeds() -> list[bytes]:
    """Small interchanges: short inputs are many inputs."""
    held = wire.transaction("BIN*3*~*>", control="0002")
    levels = wire.transaction("BSN*00*1*20260102*1200", "HL*1**S", "HL*2*1*O", kind="856")
    small = [
        wire.interchange(),
        wire.interchange(wire.group(wire.transaction(), held)),
        wire.interchange(wire.group(), wire.group(control="2"), _11="^", _12="00501"),
        wire.interchange(wire.group(levels, kind="SH")),
    ]
    return [*small, *(one.replace(b"~", b"~\n") for one in small), *seed_files("x12")]


TARGETS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]] = {  # and what to begin with
    "reader": (reader, seeds),
    "validator": (validator, seeds),
    "acknowledgement": (acknowledgement, seeds),
    "edifact": (edifact.reader, edifact.seeds),
    "files": (files.reader, files.seeds),
}

"""The target of files: whatever formats their interchanges are in, each is read as if it were alone."""

from __future__ import annotations

from collections.abc import Iterator

import edifact_wire
import wire

from edigw.formats.events import GroupEnd, InterchangeEnd, Limits, Terms
from edigw.formats.files import FORMATS, Event, read
from edigw.formats.x12.events import Ta1
from edigw.tree import Finding, Interchange, Message, Residue

LIMITS = Limits(segment=1_000, set=3_000, sets_per_group=20)


def reader(data: bytes) -> None:
    """Every byte is accounted for, no interchange is passed over, one without a finding is the same by itself.

    Leniently (odd lengths) those of X12 alone are read so, as partners' terms are.
    """
    lenient = len(data) % 2 == 1

    def terms(interchange: Interchange) -> Terms:
        return Terms(lenient and interchange.standard == "x12")

    at, held = 0, list[Event]()
    for event in read(data, limits=LIMITS, terms=terms):
        if isinstance(event, Residue):
            assert event.start == at and (event.end > at or not data), f"{at} to {event.start} belong to nothing"
            following = min(known.next_header(data, at) for known in FORMATS.values())
            assert following >= event.end or event.reason == "ENCODING", f"at {following} an interchange begins"
            at = event.end
            continue
        held = [event] if isinstance(event, Interchange) else [*held, event]
        if isinstance(event, InterchangeEnd):
            one = event.interchange
            assert one.start == at < one.end, f"{at} to {one.start} belong to nothing or to two"
            at = one.end
            if not any(_findings(each) for each in held):
                alone = [*read(data[one.start : one.end], limits=LIMITS, terms=terms)]
                assert [*_told(alone)] == [*_told(held)], "an interchange alone is another"
    assert at == len(data), f"byte {at} and those behind it belong to nothing"


def _findings(event: Event) -> tuple[Finding, ...]:
    if isinstance(event, InterchangeEnd):
        return event.interchange.findings
    if isinstance(event, Ta1):
        return ()
    return event.group.findings if isinstance(event, GroupEnd) else event.findings


def _told(events: list[Event]) -> Iterator[tuple[object, ...]]:
    """What is told without places."""
    for event in events:
        if isinstance(event, Message):
            yield event.type, event.control, [one[:2] for one in event.segments], event.findings
        elif isinstance(event, InterchangeEnd):
            yield event.interchange.standard, event.interchange.control, event.interchange.findings
        elif not isinstance(event, Ta1):
            yield type(event), _findings(event)


def seeds() -> list[bytes]:
    """Both standards behind one another, with and without something between."""
    x12 = wire.interchange(wire.group(wire.transaction(), wire.transaction(control="0002")))
    una = edifact_wire.interchange(edifact_wire.message("BGM+220+ISA*00+9"), una="UNA:+.? '")
    plain = edifact_wire.interchange(edifact_wire.message(), edifact_wire.message(control="2"))
    return [
        x12 + una, una + x12, x12 + b"\r\n" + plain + b"\n" + x12, plain + b"UNH+1+X'" + una, x12[:120] + plain,
        plain[: plain.index(b"UNZ")] + x12, b"\xef\xbb\xbf" + una + b"NOTHING" + plain, una + x12.replace(b"~", b"~\n"),
    ]  # fmt: skip

"""EDIFACT text for tests, written by hand and apart from the project's own writer."""

from __future__ import annotations

from typing import Any

from edigw.formats.edifact.envelope import read
from edigw.formats.edifact.interchange import Event
from edigw.formats.events import GroupEnd, InterchangeEnd
from edigw.tree import Finding, Group, Interchange, Message, Residue

UNB = ("UNOC:3", "5400000000024:14", "5412345000013:14", "260102:1253", "REF1")
ORDER = ("BGM+220+PO1+9", "DTM+137:20260102:102", "LIN+1++5410000900164:EN", "QTY+21:10", "UNS+S")


def unb(**values: str) -> str:
    """A UNB with `+`, `:` and `'`; `_2="X"` sets its second element."""
    fields = list(UNB)
    for name, value in values.items():
        at = int(name[1:])
        fields += [""] * (at - len(fields))
        fields[at - 1] = value
    return "+".join(["UNB", *fields]) + "'"


def message(*body: str, control: str = "1", kind: str = "ORDERS:D:96A:UN:EAN008", count: int | None = None) -> str:
    rows = [f"UNH+{control}+{kind}", *(body or ORDER)]
    rows.append(f"UNT+{len(rows) + 1 if count is None else count}+{control}")
    return "".join(row + "'" for row in rows)


def group(*messages: str, control: str = "G1", kind: str = "ORDERS", claimed: int | None = None) -> str:
    held = messages or (message(),)
    header = f"UNG+{kind}+A:14+B:14+260102:1253+{control}+UN+D:96A'"
    return header + "".join(held) + f"UNE+{len(held) if claimed is None else claimed}+{control}'"


def interchange(*held: str, claimed: int | None = None, una: str = "", **values: str) -> bytes:
    parts = held or (message(),)
    trailer = f"UNZ+{len(parts) if claimed is None else claimed}+{values.get('_5', UNB[4])}'"
    return (una + unb(**values) + "".join(parts) + trailer).encode("latin-1")


def lined(data: bytes, end: bytes = b"'\n") -> bytes:
    """The same with something else than an apostrophe after each segment."""
    return data.replace(b"'", end)


def found(event: Event) -> tuple[Finding, ...]:
    if isinstance(event, InterchangeEnd):
        return event.interchange.findings
    if isinstance(event, GroupEnd):
        return event.group.findings
    if isinstance(event, (Interchange, Group)):
        return ()
    return event.findings


def findings(data: bytes, **options: Any) -> list[Finding]:
    """Every finding of a file, in the order of the events."""
    return [finding for event in read(data, **options) for finding in found(event)]


def codes(data: bytes, **options: Any) -> list[str]:
    """Rules with their codes, as "13 SENDER_ID"; a rule without a code stands alone."""
    return [f"{f.code} {f.rule}".strip() for f in findings(data, **options)]


def messages(data: bytes, **options: Any) -> list[Message]:
    return [event for event in read(data, **options) if isinstance(event, Message)]


def headers(data: bytes, **options: Any) -> list[Interchange]:
    return [event for event in read(data, **options) if isinstance(event, Interchange)]


def ends(data: bytes, **options: Any) -> list[InterchangeEnd]:
    return [event for event in read(data, **options) if isinstance(event, InterchangeEnd)]


def groups(data: bytes, **options: Any) -> list[GroupEnd]:
    return [event for event in read(data, **options) if isinstance(event, GroupEnd)]


def accounted(data: bytes, **options: Any) -> None:
    """Every byte belongs to exactly one interchange or residue."""
    at = 0
    for event in read(data, **options):
        if isinstance(event, (InterchangeEnd, Residue)):
            span = event.interchange if isinstance(event, InterchangeEnd) else event
            assert span.start == at, (span.start, at)
            assert span.end > span.start or not data
            at = span.end
    assert at == len(data)

"""X12 text for tests, written by hand and apart from the project's own writer."""

from __future__ import annotations

from typing import Any

from edigw.formats.x12.envelope import read
from edigw.formats.x12.events import Event, GroupEnd, InterchangeEnd, Ta1
from edigw.tree import Finding, Group, Interchange, Message, Residue

WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
ISA = ("00", "", "00", "", "01", "BUYER1", "01", "SELLER1", "260102", "1253", "U", "00401", "000000001", "1", "P", ">")
ORDER = ("BEG*00*SA*PO1**20260102", "PO1*1*10*EA*9.25**UP*012345678905", "CTT*1")


def isa(**values: str) -> str:
    """An ISA of fixed widths with `*`, `>` and `~`; `_6="X"` sets ISA06."""
    fields = list(ISA)
    for name, value in values.items():
        fields[int(name[1:]) - 1] = value
    return "*".join(["ISA", *(text.ljust(width) for text, width in zip(fields, WIDTHS, strict=True))]) + "~"


def transaction(*body: str, control: str = "0001", kind: str = "850", count: int | None = None) -> str:
    rows = [f"ST*{kind}*{control}", *(body or ORDER)]
    rows.append(f"SE*{len(rows) + 1 if count is None else count}*{control}")
    return "".join(row + "~" for row in rows)


def group(*sets: str, control: str = "1", kind: str = "PO", claimed: int | None = None) -> str:
    held = sets or (transaction(),)
    header = f"GS*{kind}*BUYER1*SELLER1*20260102*1253*{control}*X*004010~"
    return header + "".join(held) + f"GE*{len(held) if claimed is None else claimed}*{control}~"


def interchange(*groups: str, claimed: int | None = None, **values: str) -> bytes:
    held = groups or (group(),)
    trailer = f"IEA*{len(held) if claimed is None else claimed}*{values.get('_13', '000000001')}~"
    return (isa(**values) + "".join(held) + trailer).encode("latin-1")


def delimited(data: bytes, element: str = "*", segment: str = "~", component: str = ">") -> bytes:
    """The same with other delimiters."""
    return data.decode("latin-1").translate(str.maketrans("*~>", element + segment + component)).encode("latin-1")


def findings(data: bytes, **options: Any) -> list[Finding]:
    """Every finding of a file, in the order of the events."""
    return [finding for event in read(data, **options) for finding in found(event)]


def found(event: Event) -> tuple[Finding, ...]:
    if isinstance(event, InterchangeEnd):
        return event.interchange.findings
    if isinstance(event, GroupEnd):
        return event.group.findings
    if isinstance(event, (Interchange, Group, Ta1)):
        return ()
    return event.findings


def codes(data: bytes, **options: Any) -> list[str]:
    """Rules with their codes, as "TA105 023 INTERCHANGE_TRAILER_MISSING"; a rule without a code stands alone."""
    return [f"{f.code_type} {f.code} {f.rule}".strip() for f in findings(data, **options)]


def messages(data: bytes, **options: Any) -> list[Message]:
    return [event for event in read(data, **options) if isinstance(event, Message)]


def ends(data: bytes, **options: Any) -> list[InterchangeEnd]:
    return [event for event in read(data, **options) if isinstance(event, InterchangeEnd)]


def ranges(data: bytes, **options: Any) -> list[tuple[int, int]]:
    """Byte ranges of interchanges and residues."""
    spans = []
    for event in read(data, **options):
        if isinstance(event, InterchangeEnd):
            spans.append((event.interchange.start, event.interchange.end))
        elif isinstance(event, Residue):
            spans.append((event.start, event.end))
    return spans


def accounted(data: bytes, **options: Any) -> None:
    """Every byte belongs to exactly one interchange or residue."""
    at = 0
    for start, end in ranges(data, **options):
        assert start == at, (start, at)
        assert end > start or not data
        at = end
    assert at == len(data)

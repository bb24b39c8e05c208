"""A gateway whose partner trades EDIFACT, and the messages that it drops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edifact_wire import interchange, message
from yard import Yard

THEIRS, OURS = "14:5400000000024", "14:5412345000013"
DOCUMENTS = ("ORDERS", "ORDCHG", "ORDRSP", "DESADV", "INVOIC", "CONTRL")


def trading(yard: Yard, name: str = "rewe", release: str = "D96A", **more: Any) -> Yard:
    """The yard with an EDIFACT partner in it."""
    said = {"documents": DOCUMENTS, "id": THEIRS, "our_id": OURS, **more}
    yard.app.partners_add(name, standard="edifact", release=release, **said)
    return yard


def order(
    number: str = "4711",
    lines: Sequence[tuple[str, str]] = (("1", "24"), ("2", "12")),
    control: str = "1",
    release: str = "D:96A:UN:EAN008",
) -> str:
    """An ORDERS message; lines are (number, quantity)."""
    body = [f"BGM+220+{number}+9", "DTM+137:20261101:102", "NAD+BY+5400000000024::9", "NAD+SU+5412345000013::9",
            "NAD+DP+5400000000031::9"]  # fmt: skip
    for no, qty in lines:
        body += [f"LIN+{no}++541000090016{no}:EN", f"QTY+21:{qty}", "PRI+AAA:1.25"]
    return message(*body, "UNS+S", f"CNT+2:{len(lines)}", control=control, kind=f"ORDERS:{release}")


def orders(*numbers: str, control: str = "REF1", ask: bool = False) -> bytes:
    """An interchange of orders."""
    held = [order(number, control=str(at)) for at, number in enumerate(numbers, 1)]
    more = {"_9": "1"} if ask else {}
    return interchange(*held, _5=control, **more)


def contrl(control: str, action: str, *rows: str, own: str = "REF50") -> bytes:
    """A CONTRL of theirs for an interchange of ours; `rows` are UCM, UCS, UCD."""
    said = f"UCI+{control}+{OURS.partition(':')[2]}:14+{THEIRS.partition(':')[2]}:14+{action}"
    return interchange(message(said, *rows, kind="CONTRL:2:1:UN"), _5=own)

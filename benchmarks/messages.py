"""EDIFACT orders to measure with: ORDERS D.96A of 42 segments, about 970 bytes each, every one another order."""

from __future__ import annotations

from pathlib import Path

SENDER, RECEIVER = "5400000000024", "5412345000013"


def one_message(number: int) -> str:
    """The message with reference `number`, from UNH to UNT, one segment a line: order B<number> of seven lines."""
    head = [
        f"UNH+{number}+ORDERS:D:96A:UN:EAN008", f"BGM+220+B{number:09d}+9", "DTM+137:20261101:102",
        "DTM+2:20261130:102", "RFF+CT:CONTRACT77881", f"NAD+BY+{SENDER}::9", "RFF+VA:BE0400000024",
        f"NAD+SU+{RECEIVER}::9", "NAD+DP+5400000000420::9++STORE 0042+12 HARBOUR ROAD+ANTWERP++2000+BE",
        "CUX+2:EUR:9",
    ]  # fmt: skip
    lines = [
        row
        for no in range(1, 8)
        for row in (
            f"LIN+{no}++{5410000900000 + no * 17}:EN",
            f"IMD+F++:::WIDGET OF KIND {no}, LID?'S HANDLE",
            f"QTY+21:{12 * no}",
            f"PRI+AAA:{no}.25",
        )
    ]
    rows = [*head, *lines, "UNS+S", "MOA+86:819.00", "CNT+2:7"]
    return "'\n".join([*rows, f"UNT+{len(rows) + 1}+{number}"]) + "'\n"


def interchange(control: int, numbers: range) -> str:
    """One interchange with the messages in `numbers`."""
    unb = f"UNB+UNOC:3+{SENDER}:14+{RECEIVER}:14+261101:0800+{control}'\n"
    return "UNA:+.? '\n" + unb + "".join(map(one_message, numbers)) + f"UNZ+{len(numbers)}+{control}'\n"


def write_big(path: Path, size: float, messages: int = 900) -> int:
    """A file of at least `size` bytes, in interchanges of so many messages; the number of messages in it."""
    made = control = 0
    with path.open("w", encoding="ascii") as out:
        while out.tell() < size:
            control += 1
            out.write(interchange(control, range(made + 1, made + 1 + messages)))
            made += messages
    return made

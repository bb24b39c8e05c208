"""Bred sets as a sender puts them on the wire."""

from __future__ import annotations

from breed import Row

COMMON = ("850", "855", "856", "810", "997")
MARKS = [
    ("*", "~", ">", "^", ""),
    ("*", "~", ">", "^", "\n"),
    ("|", "\n", ":", "!", ""),
    ("\x1d", "\x1c", "\x1f", "\x1e", ""),
]


def wire(sets: list[list[Row]], release: str, marks: tuple[str, ...], charset: str) -> bytes:
    """One interchange with these sets; GS01 is none's, which is no concern here."""
    element, segment, component, repetition, lines = marks
    sign = repetition if release >= "00402" else "U"
    ids = f"01*{'A':<15}*01*{'B':<15}*260101*0800"
    isa = f"ISA*00*          *00*          *{ids}*\x00*{release[:5]}*000000001*0*P*\x01\x02"
    head = isa.replace("*", element).replace("\x00", sign).replace("\x01", component).replace("\x02", segment) + lines
    table = str.maketrans({"*": element, ">": component, "^": repetition})

    def row(values: list[str]) -> str:
        return element.join(value.translate(table) for value in values) + segment + lines

    rows = [["GS", "XX", "A", "B", "20260101", "0800", "1", "X", release], *(each for one in sets for each in one)]
    body = "".join(map(row, [*rows, ["GE", str(len(sets)), "1"], ["IEA", "1", "000000001"]]))
    return (head + body).encode(charset, "replace")

"""EDIFACT messages bred from a directory alone, and put on the wire; breed.py's, with EDIFACT's types and envelope."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from breed import Breeder, Row

from edigw.structure.dictionary import Dictionary, ElementDef, parse

ROOT = Path(__file__).parent.parent
MARKS = (  # UNA, decimal mark, syntax version, what stands behind a terminator
    ("", ".", "3", ""),
    ("UNA:+.? '", ".", "3", "\n"),
    ("UNA:+,? '", ",", "2", ""),
    ("UNA:+.?*'", ".", "4", "\r\n"),
    ("UNA|#,\\ ~", ",", "3", ""),
)
ENVELOPE = ("UNA", "UNB", "UNZ", "UNG", "UNE", "UNH", "UNT", "UNO", "UNP")


@cache
def directory(release: str) -> Dictionary:
    base = ROOT / "maps" / "edifact" / release
    texts = {path.relative_to(base).as_posix(): path.read_text("utf-8") for path in base.rglob("*.txt")}
    return parse("edifact", release, texts)


class MessageBreeder(Breeder):
    """One seed, one line of messages. A number's decimal mark is a point here; `wire` writes the interchange's."""

    def set(self, kind: str) -> list[Row]:
        self.levels = 0
        rows = [row for position in self.dictionary.sets[kind].children for row in self._place(position)]
        inner = [row for row in rows if row[0] not in ("UNH", "UNT")]
        release = self.dictionary.release
        return [["UNH", "1", f"{kind}>{release[0]}>{release[1:]}>UN"], *inner, ["UNT", str(len(inner) + 2), "1"]]

    def _plain(self, element: ElementDef) -> str:
        if element.type != "n":
            value = super()._plain(element)
            return value.translate(NO_DIGITS) if element.type == "a" and not self._codes(element) else value
        digits = "".join(self.chance.choices("0123456789", k=self.chance.randint(max(element.min, 1), element.max)))
        if len(digits) > 1 and self.chance.random() < 0.3:
            at = self.chance.randint(1, len(digits) - 1)
            digits = f"{digits[:at]}\x02{digits[at:]}"
        return "-" * (self.chance.random() < 0.1) + digits


NO_DIGITS = str.maketrans("0123456789", "ABCDEFGHIJ")


def wire(messages: list[list[Row]], marks: tuple[str, str, str, str], charset: str = "latin-1") -> bytes:
    """One interchange with these messages, numbered; `>` is a component's separator, `^` a repetition's."""
    una, decimal, version, lines = marks
    component, element, _, release, repetition, terminator = una[3:] or ":+.? '"
    special = {component, element, release, terminator} | ({repetition} if version == "4" else set())
    table = {ord(sign): release + sign for sign in special}
    table |= {ord(">"): component, ord("\x02"): decimal}
    if version == "4":
        table[ord("^")] = repetition

    def row(values: list[str]) -> str:
        return element.join(value.translate(table) for value in values) + terminator + lines

    rows = [["UNB", f"UNOC>{version}", "A", "B", ("20" if version == "4" else "") + "260101>0800", "1"]]
    for number, one in enumerate(messages, 1):
        rows += [["UNH", str(number), *one[0][2:]], *one[1:-1], ["UNT", str(len(one)), str(number)]]
    rows.append(["UNZ", str(len(messages)), "1"])
    return (una + (lines if una else "") + "".join(map(row, rows))).encode(charset, "replace")


def harmless(rows: list[Row], chance: random.Random) -> list[Row]:
    """Harmed rows without a tag that would end the message, or the file."""
    for row in rows[1:-1]:
        row[0] = "QQQ" if row[0] in ENVELOPE else row[0]
    return rows

"""Files gone wrong: mutations of interchanges, byte by byte and segment by segment, for tests."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*/input.edi"))
HOSTILE = (
    b"", b"\x00", b"\x1c\x1d", b"\x1e\x1f", b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xd9\xa1", b"\x1b[31m",
    b"\xb2", b"9" * 400, b"A" * 5000, b"-", b"NaN", b"1E400", b"=cmd|x", b"../../x", b" ", b"*", b"~", b">", b"'",
    b"ISA*", b"IEA*1*", b"ST*850*", b"SE*", b"GS*", b"TA1*1",
)  # fmt: skip
HOSTILE_EDIFACT = (
    *HOSTILE[:22], b"+", b"'", b":", b"?", b"??", b"?'", b"?\n", b"?*", b"''", b"UNA:+.? '", b"UNB+UNOC:3+",
    b"UNG+ORDERS", b"UNH+1+", b"UNT+1+", b"UNE+1+", b"UNZ+1+", b"UNO+1'", b"UNOY:4", b"?\x06", b"\r\n", b"\x85",
    b"\xe2\x82",
)  # fmt: skip

Mutation = Callable[[random.Random, bytes], bytes]


def _flip(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def _hole(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, 200) :]


def _again(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data + data[at:] if chance.randrange(2) else data[:at] + data[at : at + 300] * 3 + data[at:]


def _is_edifact(data: bytes) -> bool:
    return data.count(b"'") > data.count(b"~")


def _harm(chance: random.Random, data: bytes) -> bytes:
    return chance.choice(HOSTILE_EDIFACT if _is_edifact(data) else HOSTILE)


def _hostile(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + _harm(chance, data) + data[at + chance.randrange(4) :]


def _segments(chance: random.Random, data: bytes) -> bytes:
    """One taken out, doubled, or exchanged with another."""
    end = b"'" if _is_edifact(data) else b"~"
    rows = data.split(end)
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    way = chance.randrange(3)
    if way == 0:
        del rows[one]
    elif way == 1:
        rows.insert(one, rows[other])
    else:
        rows[one], rows[other] = rows[other], rows[one]
    return end.join(rows)


def _element(chance: random.Random, data: bytes) -> bytes:
    """One element emptied, or filled with something hostile."""
    sign = chance.choice((b"+", b":")) if _is_edifact(data) else b"*"
    parts = data.split(sign)
    parts[chance.randrange(len(parts))] = _harm(chance, data)
    return sign.join(parts)


def _delimiters(chance: random.Random, data: bytes) -> bytes:
    theirs = b"+:'?*\n" if _is_edifact(data) else b"*~>\n"
    old, new = chance.choice(theirs), chance.choice(b"*~>\n| A\x00\x1d\xe9'")
    where = chance.choice((0, len(data)))
    return data.replace(bytes([old]), bytes([new]), 1 if where else -1)


def _deep(chance: random.Random, data: bytes) -> bytes:
    """Levels each under the one before, some under themselves or under what is not there."""
    rows = [b"HL*%d*%d*%s" % (n, chance.choice((n - 1, n, n + 1, 0)), chance.choice((b"S", b"O", b"P", b"I")))
            for n in range(1, chance.choice((5, 300)))]  # fmt: skip
    return data.replace(b"SE*", b"~".join(rows) + b"~SE*", 1)


MUTATIONS: tuple[Mutation, ...] = (
    _flip, _cut, _hole, _again, _hostile, _hostile, _segments, _segments, _element, _element, _delimiters, _deep,
)  # fmt: skip


def mutant(chance: random.Random, data: bytes) -> bytes:
    """The data after one to four mutations."""
    for _ in range(chance.randrange(1, 5)):
        data = chance.choice(MUTATIONS)(chance, data) or b"~"
    return data


def seed_files(standard: str = "") -> list[bytes]:
    """The samples, or those of one standard."""
    files = [path.read_bytes() for path in SAMPLES]
    return [data for data in files if standard in ("", "edifact" if _is_edifact(data) else "x12")]

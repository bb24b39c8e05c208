"""The accept path: yes only to what has no finding, soon, and whatever is done to it."""

from __future__ import annotations

import time

import pytest
from ground import DOCUMENTS, ORDER, lines, message, x12

from edigw.tree import Message
from edigw.validation.accept import Acceptor, accepts, linked, stand_in


def text(document: str, charset: str = "latin-1") -> bytes:
    rows = "".join(row + "\x1c" for row in lines(document)).replace("*", "\x1d").replace(">", "\x1f")
    return b"\x1c" + rows.encode(charset)


def ready(kind: str = "850") -> Acceptor:
    return Acceptor(x12(), x12().sets[kind], patience=0)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_good(kind):
    assert ready(kind).accepts(text(DOCUMENTS[kind]))


@pytest.mark.parametrize(("old", "new"), [
    ("REF*DP*071~", "REF*DP~"), ("REF*DP*071~", "REF*DP*071*~"), ("REF*DP*071~", "REF~"), ("REF*DP", "XREF*DP"),
    ("REF*DP", "REFX*DP"), ("BEG*00", "BEG*99"), ("20260110*1200", "20260230*1200"), ("N4*CHICAGO*IL*60601~", "N4~"),
    ("CUR*BY*USD~", "CUR*BY*USD~CUR*BY*USD~"), ("BEG*00*SA*PO-1001**20260105~", ""), ("ST*850*0001~", ""),
    ("CTT*2*14~", "SE*32*0001~CTT*2*14~"), ("10*EA*9.25", "1_0*EA*9.25"), ("10*EA*9.25", "NaN*EA*9.25"),
    ("BUYER HOUSE", "BUYER\x01HOUSE"), ("BUYER HOUSE", "BUYER>HOUSE"), ("MSG*HANDLE WITH CARE~", "~"),
])  # fmt: skip
def test_bad(old, new):
    acceptor = ready()
    assert acceptor.accepts(text(ORDER))
    assert old in ORDER
    assert not acceptor.accepts(text(ORDER.replace(old, new, 1)))
    assert acceptor.accepts(text(ORDER))  # nothing is remembered of what was wrong


def test_levels_without_parent_or_with_a_number_twice():
    acceptor = ready("856")
    shipment = DOCUMENTS["856"]
    assert acceptor.accepts(text(shipment))
    assert not acceptor.accepts(text(shipment.replace("HL*5*2*P", "HL*5*7*P")))
    assert not acceptor.accepts(text(shipment.replace("HL*5*2*P", "HL*4*2*P")))
    beyond = shipment.replace("HL*1**S", "HL*é**S").replace("HL*2*1*O", "HL*2*è*O")
    assert not acceptor.accepts(text(beyond)) and acceptor.accepts(text(beyond.replace("è", "é")))
    assert linked([(b"1", b""), (b"2", b"1")]) and not linked([(b"1", b"1")])


def test_patterns_are_compiled_once_sets_enough_were_seen():
    short = ORDER.replace("MSG*HANDLE WITH CARE~\n", "")
    acceptor = Acceptor(x12(), x12().sets["850"], patience=3 * len(text(ORDER)))
    assert [acceptor.accepts(text(short)) for _ in range(5)] == [False, False, False, True, True]
    known = set(acceptor.known)
    assert [acceptor.accepts(text(ORDER)) for _ in range(8)] == [False] * 6 + [True] * 2
    assert acceptor.known == known | {b"MSG"}
    assert acceptor.accepts(text(short))


@pytest.mark.parametrize(("charset", "read_as", "good"), [
    ("utf-8", "utf-8", True), ("utf-8", "latin-1", True), ("latin-1", "latin-1", True), ("latin-1", "utf-8", False),
    ("utf-8", "ascii", False), ("cp1252", "cp1252", False),
])  # fmt: skip
def test_characters_beyond_ascii(charset, read_as, good):
    order = ORDER.replace("BUYER HOUSE", "CAFÉ")
    assert ready().accepts(text(order, charset), read_as) == good
    assert not ready().accepts(text(order.replace("*IL*", "*IÉ*", 1).replace("BEG*00", "BEG*0É"), charset), read_as)


def test_what_stands_in_for_a_character():
    assert stand_in("é\x1cÜ".encode(), "utf-8") == b"\x7f\x1c\x7f"
    assert stand_in("\x85".encode(), "utf-8") is None and stand_in("\ufffe".encode(), "utf-8") is None
    assert stand_in("Ã©".encode("latin-1") + b"\xe9", "latin-1") is None  # one value may be UTF-8, another not


def test_a_message_without_text_or_of_an_unknown_set_is_left_to_the_other_path():
    plain = message(ORDER)
    assert not accepts(plain, x12())
    assert not accepts(Message("199", "0001", plain.segments, 0, 0, (), text(ORDER)), x12())


def took(acceptor: Acceptor, raw: bytes) -> float:
    """Seconds of this process a byte, the best of four."""
    best, turns = 9.0, max(1, 100_000 // len(raw))
    for _ in range(4):
        started = time.process_time()
        for _ in range(turns):
            acceptor.accepts(raw)
        best = min(best, (time.process_time() - started) / turns / len(raw))
    return best


def hostile() -> dict[str, str]:
    rows = ORDER.strip().split("\n")
    head, order_lines, end = rows[:20], rows[20:27], rows[-2:]
    long = "X" * 100_000
    return {
        "a long element": ORDER.replace("BUYER HOUSE", long),
        "long numbers": ORDER.replace("9.25", "9" * 100_000).replace("12.5", "." * 100_000),
        "long components": ORDER.replace("REF*DP*071", "REF*DP*071**" + ">".join(["AB"] * 50_000)),
        "empty elements": ORDER.replace("REF*DP*071", "REF*DP*071" + "*" * 100_000),
        "many optional": "\n".join([*head[:3], *["REF*DP*071~"] * 20_000, *rows[3:]]),
        "many optional, then a fault": "\n".join([*head[:3], *["REF*DP*071~"] * 20_000, "QQQ*1~", *rows[3:]]),
        "many lines": "\n".join([*head, *order_lines * 5_000, *end]),
        "many lines, then a fault": "\n".join([*head, *order_lines * 5_000, "BEG*00~", *end]),
        "the deepest loops": "\n".join([*head, *[*order_lines, "SLN*1**I*2*EA*3.5~", "N1*ST*A~"] * 3_000, *end]),
    }


@pytest.mark.parametrize("name", hostile())
def test_time_is_in_proportion_whatever_stands_there(name):
    """At most 3 times the ordinary time a byte."""
    acceptor = ready()
    raw, usual = text(hostile()[name]), text(ORDER)
    acceptor.learn([raw, usual])
    assert took(acceptor, raw) < 3 * took(acceptor, usual)

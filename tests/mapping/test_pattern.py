"""The patterns of a guide: they say what a regular expression of the same letters says, in linear time."""

from __future__ import annotations

import random
import re
import time
from decimal import Decimal

import pytest

from edigw.mapping.faults import Wrong
from edigw.mapping.pattern import drawn, lengths, pattern
from edigw.mapping.rows import Codec
from edigw.structure.dictionary import ElementDef
from edigw.structure.guide import Pattern

ELEMENT = ElementDef("324", "AN", 1, 22)


@pytest.mark.parametrize(
    ("text", "fits", "not_"),
    [
        ("PO[0-9]{6}", ["PO123456"], ["PO12345", "PO1234567", "po123456", "", "XPO123456"]),
        ("[A-Z][A-Z0-9]{0,3}", ["A", "AB12", "Z9"], ["1", "ABCDE", "a"]),
        ("9?9", ["9", "99"], ["", "999"]),
        ("[.]{2}", [".."], ["ab", "."]),
        ("[-/][A-][x-]", ["-Ax", "/--"], ["BAx"]),
        ("[0-9]{1,3}[0-9]{2}", ["123", "12345"], ["12", "123456"]),
        ("[A-C]{2}", ["AB"], ["A", "AD"]),
        ("Ä[é]", ["Äé"], ["Ae"]),
    ],
)
def test_what_fits(text: str, fits: list[str], not_: list[str]) -> None:
    made = pattern(text)
    assert [value for value in fits if not made.fits(value)] == []
    assert [value for value in not_ if made.fits(value)] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a*", "at `*`"), ("a+", "at `+`"), (".", "at `.`"), ("(a)", "at `(a)`"), ("a|b", "at `|b`"),
        ("\\d", "at `\\d`"), ("^a", "at `^a`"), ("a$", "at `$`"), ("[a", "at `[a`"), ("a]", "at `]`"), ("?", "at `?`"),
        ("{2}", "at `{2}`"), ("a{2}{3}", "at `{3}`"), ("a{2", "at `{2`"), ("a{,2}", "at `{,2}`"), ("[]", "at `[]`"),
        ("a??", "at `?`"), ("[^a]", "names what may not stand"), ("a{0}", "fits nothing"), ("a{3,2}", "fits nothing"),
        ("[9-0]", "holds nothing"), ("[A-z]", "neither letters nor digits"), ("[+-/]", "neither letters nor digits"),
        ("a{513}", "more than 512 places"), ("a{300}b{300}", "more than 512 places"),
    ],
)  # fmt: skip
def test_what_is_no_pattern(text: str, told: str) -> None:
    with pytest.raises(Wrong) as refused:
        pattern(text)
    assert told in refused.value.message and refused.value.fix


def invented(chance: random.Random) -> str:
    items = ["a", "b", "[ab]", "[a-c]", "c"]
    counts = ["", "", "?", "{2}", "{0,2}", "{1,3}"]
    return "".join(chance.choice(items) + chance.choice(counts) for _ in range(chance.randint(1, 6)))


def test_a_pattern_and_the_same_regular_expression_say_the_same() -> None:
    chance = random.Random(7)
    results = {True: 0, False: 0}
    for _ in range(2_000):
        text = invented(chance)
        made = pattern(text)
        value = "".join(chance.choice("abc") for _ in range(chance.randint(0, 9)))
        due = re.fullmatch(text, value) is not None
        assert made.fits(value) == due, (text, value)
        results[due] += 1
    assert min(results.values()) > 100


def test_what_ruins_a_regular_expression_costs_nothing() -> None:
    made = pattern("a?" * 100 + "a" * 100)
    start = time.process_time()
    assert made.fits("a" * 150) and not made.fits("a" * 99 + "b")
    assert time.process_time() - start < 0.5


def test_lengths_and_drawn_values() -> None:
    made = pattern("[A-Z]{2}[0-9]{0,3}X?")
    assert lengths(made) == (2, 6)
    text = Codec(str, str, lambda choose, element: "nothing of the kind", "text")
    values = {drawn([made], text, ELEMENT, random.Random(seed)) for seed in range(50)}
    assert len(values) > 20 and all(made.fits(value) for value in values)


def test_what_is_drawn_is_what_is_written() -> None:
    """`007` would be read as 7 and written so."""
    number = Codec(Decimal, str, lambda choose, element: Decimal(0), "number")
    made: list[Pattern] = [pattern("[0-9]{3}")]
    assert {len(str(drawn(made, number, ELEMENT, random.Random(seed)))) for seed in range(50)} == {3}
    impossible = [pattern("0[0-9]{2}")]
    assert drawn(impossible, number, ELEMENT, random.Random(1)) < 100


def test_a_text_that_cannot_be_read_is_drawn_again() -> None:
    def read(text: str) -> str:
        if text != "B":
            raise ValueError(text)
        return text

    only_b = Codec(read, str, lambda choose, element: "A", "text")
    assert drawn([pattern("[B-Z]")], only_b, ELEMENT, random.Random(3)) in ("A", "B")

"""Code lists as patterns: each code, and nothing but the codes."""

from __future__ import annotations

import random
import re

from ground import x12

from edigw.validation.lists import NOTHING, one_of


def test_every_list_of_the_dictionary_and_nothing_near_it():
    chance = random.Random(1)
    for name in sorted(x12().codes):
        codes = x12().codes[name]
        whole = re.compile(f"(?:{one_of(codes)})(?![^|])")
        for code in sorted(codes):
            assert whole.match(code + "|")
            at = chance.randrange(len(code))
            for near in (code[:-1], code + code[0], code[:at] + chance.choice("0AZz?") + code[at + 1 :]):
                assert bool(whole.match(near + "|")) == (near in codes), (name, near)


def test_a_shorter_code_that_begins_a_longer_one():
    whole = re.compile(f"(?:{one_of(['A', 'ABC', 'B'])})$")
    assert [bool(whole.match(text)) for text in ("A", "AB", "ABC", "B", "", "BA")] == [
        True,
        False,
        True,
        True,
        False,
        False,
    ]


def test_characters_that_mean_something_to_patterns_mean_themselves():
    codes = [".", "]", "^", "-", "\\", "a-b", "(", "*"]
    whole = re.compile(f"(?:{one_of(codes)})$")
    assert all(whole.match(code) for code in codes)
    assert not whole.match("x") and not whole.match("a_b")


def test_the_order_never_comes_from_a_set():
    assert one_of(["C", "A", "B1", "B2"]) == one_of(["B2", "B1", "A", "C", "A"])
    assert one_of([]) == NOTHING and re.search(NOTHING, "") is None

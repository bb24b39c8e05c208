"""The right side of rows."""

from __future__ import annotations

import pytest

from edigw.mapping import words
from edigw.mapping.faults import Wrong
from edigw.mapping.words import When, Words


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("number", Words("path", "number")),
        ("qty | dec | required", Words("path", "qty", ("dec",), frozenset({"required"}))),
        ("unit | code unit", Words("path", "unit", ("code unit",))),
        ("ids | pairs product | gtin", Words("path", "ids", ("pairs product", "gtin"))),
        ("faults[] | code set_fault", Words("list", "faults", ("code set_fault",))),
        ("is 00", Words("is", "00")),
        ("like {style} / {description}", Words("like", "{style} / {description}")),
        ("= count(lines)", Words("count", "lines")),
        ("= sum(lines.qty)", Words("sum", "lines.qty")),
        ("use party", Words("use", "party")),
        ("a | read only | echo", Words("path", "a", (), frozenset({"read only", "echo"}))),
    ],
)
def test_right_sides(text: str, parsed: Words) -> None:
    assert words.parse(text) == parsed


def test_fields_stand_between_commas_with_their_lenses() -> None:
    parsed = words.parse("location, qty | dec")
    assert [str(field) for field in parsed.fields] == ["location", "qty | dec"]


@pytest.mark.parametrize(
    "text", ["qty | dec | required", "faults[] | code x", "= sum(lines.qty)", "a, b | dec", "is 00"]
)
def test_a_right_side_prints_as_it_is_written(text: str) -> None:
    assert str(words.parse(text)) == text


@pytest.mark.parametrize("text", ["Number", "= total(lines)", "a, is X", "a b", "= count lines", "a[b]"])
def test_what_is_no_right_side_is_refused_with_a_fix(text: str) -> None:
    with pytest.raises(Wrong) as refused:
        words.parse(text)
    assert refused.value.fix


def test_conditions() -> None:
    assert words.when("kind is release or blanket") == When("kind", ("release", "blanket"))
    assert str(When("kind", ("release", "blanket"))) == "kind is release or blanket"
    for text in ("kind", "kind is", "kind = release", "kind is not release or", "Kind is x"):
        with pytest.raises(Wrong):
            words.when(text)

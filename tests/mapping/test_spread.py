"""A segment spread flat: every element and component has one number."""

from __future__ import annotations

import pytest
from bench import dictionary

from edigw.mapping.address import Place
from edigw.mapping.spread import composites, gathered, number, numbers, repeats, spread
from edigw.tree import COMPONENT, ELEMENT, REPEAT

NAD = dictionary("D96A").segments["NAD"].elements


def flattened(text: str) -> list[str]:
    elements = wire(text).split(ELEMENT)
    spread(elements, composites(NAD))
    return elements


def wire(text: str) -> str:
    return text.replace("+", ELEMENT).replace(":", COMPONENT)


def test_every_place_has_its_number() -> None:
    places = [Place("NAD", at, part) for at, each in enumerate(NAD, 1) for part in range(1, len(each.components) + 1)]
    elements = [Place("NAD", at) for at, each in enumerate(NAD, 1) if not each.components]
    every = list(range(1, len(places + elements) + 1))
    assert sorted(number(NAD, place) for place in places + elements) == every
    assert [each for at in range(1, len(NAD) + 1) for each in numbers(NAD, at)] == every


@pytest.mark.parametrize("text", ["NAD+BY", "NAD+BY+540::9", "NAD+DP+540+a:b+:x++PARIS++75001+FR", "NAD+ST+++++LYON"])
def test_what_stands_at_a_number_is_what_stands_at_its_place(text: str) -> None:
    flat = flattened(text)
    rows = [element.split(":") for element in text.split("+")]
    assert flat[0] == "NAD"
    for at, each in enumerate(NAD, 1):
        for part in range(1, len(each.components) + 1) or [0]:
            held = number(NAD, Place("NAD", at, part))
            due = rows[at][max(part, 1) - 1] if at < len(rows) and max(part, 1) <= len(rows[at]) else ""
            assert (flat[held] if held < len(flat) else "") == due


@pytest.mark.parametrize("text", ["NAD+BY+540::9", "NAD+DP+540+a:b+:x++PARIS++75001+FR", "NAD+++x"])
def test_what_was_spread_is_gathered_again(text: str) -> None:
    elements = wire(text).split(ELEMENT)[1:]
    assert gathered(flattened(text), NAD) == elements + [""] * (len(NAD) - len(elements))


def test_repetitions_of_a_composite_are_told() -> None:
    dmg = dictionary("005010").segments["DMG"].elements
    assert repeats(dmg, ["DMG", f"a{REPEAT}b"]) and not repeats(dmg, ["DMG", "a"])
    assert not repeats(NAD, ["NAD", f"a{REPEAT}b"])

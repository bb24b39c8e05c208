"""Findings up to a limit, every kind among them, the rest counted."""

from __future__ import annotations

from edigw.tree import Finding
from edigw.validation.tally import MOST, Tally


def fault(rule: str, element: int = 1, qualifier: str | None = None) -> Finding:
    return Finding("AK403", "7", rule, "", element=element, qualifier=qualifier)


def test_all_are_listed_up_to_the_limit() -> None:
    told = Tally()
    told.add([fault("A")] * MOST)
    assert (len(told.listed), told.unlisted, told.full) == (MOST, 0, False)


def test_beyond_it_the_first_of_each_kind_is_listed_and_the_others_are_counted() -> None:
    told = Tally()
    told.add([fault("A")] * (MOST + 3))
    told.add([fault("B"), fault("B"), fault("A", 2), fault("A", 1, "DP"), fault("A")])
    assert [(one.rule, one.element, one.qualifier) for one in told.listed[MOST:]] == [
        ("B", 1, None), ("A", 2, None), ("A", 1, "DP"),
    ]  # fmt: skip
    assert (told.unlisted, told.full) == (5, False)


def test_kinds_without_end_fill_it() -> None:
    told = Tally()
    told.add([fault("A", 1, str(n)) for n in range(3 * MOST)])
    assert told.full
    assert len(told.listed) + told.unlisted == 3 * MOST

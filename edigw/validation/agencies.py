"""Whose code list a component is of: the directory's, unless 1131 or 3055 behind it name another (UN/EDIFACT, UNCL).

`IMD+C++CU::9` sends CU of a list of GS1's, which the directory does not hold and cannot judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from edigw.structure.dictionary import ElementDef
from edigw.validation.values import content

LIST, AGENCY = "1131", "3055"  # which code list, and who is responsible for it
OWN = "6"  # of 3055: UN/ECE, whose lists are the directory's
KINDS = frozenset({"7143"})  # tells what number stands before it: 1131 and 3055 speak of that number

_PART = r"[^\x1c-\x1f]"
_BY_AGENCY = rf"\x1f(?!{OWN}(?!{_PART})){_PART}++"  # behind 1131
_BY_EITHER = rf"\x1f(?:{_PART}++|{_BY_AGENCY})"  # behind the code


@lru_cache(maxsize=1024)
def _lists(element: ElementDef) -> tuple[int, ...]:
    """Where 1131 stands behind a code and before 3055; 0 is the first component."""
    numbers = [part.number for part in element.components]
    return tuple(
        at for at, number in enumerate(numbers[:-1]) if at and number == LIST and numbers[at + 1] == AGENCY
    )  # fmt: skip


def elsewhere(element: ElementDef, values: Sequence[str]) -> Iterator[int]:
    """The components of a composite whose codes are of another's list; 0 is the first. `values`: one for each."""
    for at in _lists(element):
        other = values[at + 1] not in ("", OWN)
        if (values[at] or other) and element.components[at - 1].number not in KINDS:
            yield at - 1
        if other:
            yield at


def contents(element: ElementDef, codes: Mapping[str, frozenset[str]], decimal: str = ".") -> list[str]:
    """The pattern of each component of a composite: `values.content`, or any text where the list is another's."""
    made = [content(part, codes, decimal) for part in element.components]
    for at in _lists(element):
        for place, named in ((at - 1, _BY_EITHER), (at, _BY_AGENCY)):
            part = element.components[place]
            if part.number not in KINDS and codes.get(part.number) is not None:
                made[place] = f"(?:{made[place]}|(?={_PART}*+{named}){content(part, {}, decimal)})"
    return made

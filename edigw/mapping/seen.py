"""What a set's reading in haste gathers, and the values of its elements; what is not plain is `Unusual`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from edigw.mapping.notes import Unmapped
from edigw.mapping.paths import put
from edigw.mapping.rows import Codec, Derived, SegmentRow
from edigw.mapping.values import old_value

Object = dict[str, Any]
Elements = list[str]  # a segment spread flat (spread.py)


class Unusual(Exception):
    """The general reading (read.py) has something to say about this set, or to look at."""


@dataclass(slots=True)
class Seen:
    """What a set's reading gathers besides the document."""

    mark: str  # of foreign codes that are kept, "x12:"
    kept: list[str] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    owed: list[tuple[set[SegmentRow], tuple[SegmentRow, ...]]] = field(default_factory=list)  # rows met, rows that must
    hollow: list[Object] = field(default_factory=list)  # objects with nothing of their own segment
    checks: list[tuple[Derived, Decimal]] = field(default_factory=list)  # to be compared with the whole document

    def keep(self, word: Any) -> None:
        if isinstance(word, str) and word.startswith(self.mark):
            self.kept.append(word)


Act = Callable[[Elements, Object, Seen], None]
Aim = Callable[[Elements, Object, Seen], Object]


def read(codec: Codec, text: str) -> Any:
    try:
        return codec.read(text)
    except ValueError as error:
        raise Unusual from error


def text_in(elements: Elements, number: int) -> str:
    return elements[number] if number < len(elements) else ""


def value_in(codec: Codec, elements: Elements, number: int, required: bool, seen: Seen) -> Any:
    """The value of what stands there, None where nothing does."""
    text = elements[number] if number < len(elements) else ""
    if not text:
        if required:
            raise Unusual
        return None
    value = read(codec, text)
    if codec.table is not None:
        seen.keep(value)
    return value


def set_once(obj: Object, steps: tuple[str | int, ...], value: Any) -> None:
    old = old_value(obj, steps)
    if old is None:
        put(obj, steps, value)
    elif old != value:
        raise Unusual

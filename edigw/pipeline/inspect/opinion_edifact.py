"""A second opinion on EDIFACT interchanges by pydifact, an independent reader: how each is cut into pieces."""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from edigw.formats.edifact.charsets import charset
from edigw.formats.edifact.header import Header, header_at
from edigw.formats.edifact.syntax import CUT, LONG, pieces, segment
from edigw.formats.events import LIMITS, REFUSED, Limits
from edigw.formats.mapped import Data
from edigw.pipeline.inspect import opinion_names
from edigw.pipeline.inspect.opinion_names import Parts, There
from edigw.tree import Interchange, Message, Segment

MOST = 10  # differences without a name that are told of one interchange

Read = tuple[str, tuple[Parts, ...]]  # tag and elements of a segment, as pydifact has them


@dataclass(frozen=True, slots=True)
class Difference:
    """Where they differ for the first time in one way, and in how many places."""

    name: str  # as in docs/second-opinion.md; "" where it is none of those
    first: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Opinion:
    """How many segments each found in one interchange, and where they differ."""

    control: str
    ours: int | None  # from UNB to UNZ; None: we did not read it whole
    theirs: int  # as far as it came
    broke: str = ""  # the exception that ended its reading
    differences: tuple[Difference, ...] = ()


def ask(
    data: Data, interchange: Interchange, messages: Sequence[Message], lenient: bool = False, limits: Limits = LIMITS
) -> Opinion:
    """pydifact's reading of one interchange beside ours, which was read to its end by these terms and limits."""
    header = header_at(data, interchange.start)
    ours = _ours(data, interchange, messages, header, lenient, limits) if header else None
    if header is None or ours is None:
        return Opinion(interchange.control, None, 0)
    raw = data[interchange.start : interchange.end]
    there = There(raw, header, ours, charset(interchange.release), lenient)
    found = _Comparison(there)
    for one in _read(there):
        if isinstance(one, str):
            found.broken(one)
        else:
            found.take(*one)
    return found.opinion(interchange.control)


def _read(there: There) -> Iterator[Read | str]:
    """Each segment that pydifact finds; last the exception that keeps it from reading on."""
    from pydifact import Characters, Parser, segments
    from pydifact.exceptions import EDISyntaxError, ValidationError

    class Cutting(segments.SegmentFactory):
        """Without its check of service segments, whose tables not every release of it has."""

        @staticmethod
        def create_segment(name: str, *elements: str | list[str], **said: Any) -> segments.Segment:
            return segments.SegmentFactory.create_segment(name, *elements, **said | {"validate": False})

    logging.getLogger("pydifact").setLevel(logging.CRITICAL)
    characters = None if there.una else Characters.from_str(there.characters)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for one in Parser(Cutting()).parse(there.text, characters):
                if one.tag != "UNA":
                    yield one.tag, tuple((part,) if isinstance(part, str) else tuple(part) for part in one.elements)
    except (EDISyntaxError, ValidationError, AttributeError, IndexError, ValueError) as error:
        yield f"{type(error).__name__}: {error}"


def _ours(
    data: Data, interchange: Interchange, messages: Sequence[Message], header: Header, lenient: bool, limits: Limits
) -> list[Segment] | None:
    """Every segment from UNB to UNZ; None where the service string is useless or something is over a limit."""
    if header.marks is None or any(
        one.rule in REFUSED - {"SET_TRAILER_MISSING"} for m in messages for one in m.findings
    ):
        return None
    known, marks = charset(interchange.release), header.marks
    found, at = [header.unb], header.end
    for start, end, inner in [*((m.start, m.end, m.segments) for m in messages), (interchange.end, 0, ())]:
        for begin, _, body, kind in pieces(data, at, start, marks, limits.segment, lenient=lenient):
            if kind == LONG:
                return None
            if body and not (kind == CUT and body.endswith(b"\x06")):
                found.append(segment(body, begin, 0, known, lenient))  # of groups, UNZ, and what stands in no message
        found += inner
        at = end
    return found


@dataclass
class _Comparison:
    """Segment by segment; behind one that only one of them has nothing can be compared."""

    there: There
    theirs: int = 0
    broke: str = ""
    over: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, str] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)

    def take(self, tag: str, elements: tuple[Parts, ...]) -> None:
        """Its next segment."""
        number = self.theirs
        self.theirs += 1
        if not self.over and number < len(self.there.segments):
            self._segment(number, tag, elements)
        elif not self.over:
            self._differs([opinion_names.of_rest(self.there, number)], f": pydifact {tag}, edigw has none", number)
            self.over = True

    def _segment(self, number: int, tag: str, elements: tuple[Parts, ...]) -> None:
        one = self.there.segments[number]
        names = opinion_names.of_tag(self.there, number, tag)
        self._differs(names, f": pydifact {tag}, edigw {one.tag}", number)
        if names and one.tag.lstrip(" ") != tag:
            self.over = True
            return
        for at, (mine, its) in enumerate(zip_longest(one.elements, elements), 1):
            names, shown = opinion_names.of_element(self.there, number, mine, its)
            self._differs(names, f", element {at}{shown}", number)

    def broken(self, why: str) -> None:
        """It came no further."""
        self.broke = why
        if not self.over:
            self._differs([opinion_names.of_break(self.there, self.theirs, why)], "", self.theirs)
        self.over = True

    def opinion(self, control: str) -> Opinion:
        number, ours = self.theirs, len(self.there.segments)
        if not self.over and number < ours:
            self._differs([opinion_names.of_rest(self.there, number)], ": pydifact has none", number)
        known = [Difference(name, first, self.counts[name]) for name, first in sorted(self.firsts.items())]
        return Opinion(control, ours, self.theirs, self.broke, (*known, *(Difference("", one) for one in self.unnamed)))

    def _differs(self, names: Sequence[str], how: str, number: int) -> None:
        for name in names:
            if not name:
                self.unnamed.append(f"{self._place(number)}{how}")
            elif name not in self.firsts:
                self.firsts[name] = f"{self._place(number)}{how}"
            self.counts[name] += 1

    def _place(self, number: int) -> str:
        segments = self.there.segments
        if number >= len(segments):
            return f"behind segment {len(segments)}"
        return f"segment {number + 1} {segments[number].tag}, byte {segments[number].offset}"


def told(opinion: Opinion) -> str:
    """One line for an interchange."""
    title = f"interchange {opinion.control}: pydifact"
    if opinion.ours is None:
        return f"{title} is not asked, edigw did not read it whole"
    if opinion.broke:
        said = f"{title} cannot read it: {opinion.broke}; edigw: {opinion.ours} segments"
    else:
        said = f"{title}: {opinion.theirs} segments" + (
            f"; edigw: {opinion.ours}" if opinion.differences else ", as edigw"
        )
    known = [one for one in opinion.differences if one.name]
    other = [one for one in opinion.differences if not one.name]
    shown = [f"[{one.name}: {one.first}{f', and {one.count - 1} more' if one.count > 1 else ''}]" for one in known]
    shown += [f"[{one.first}]" for one in other[:MOST]]
    more = len(other) - MOST
    return " ".join((said, *shown, *([f"[and {more} more]"] if more > 0 else [])))

"""A file as a stream of events, whatever formats its interchanges are in: each knows its own where it begins.

Every byte of the data belongs to exactly one interchange or to one residue. No more than one message is held.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from edigw.formats.events import LIMITS, InterchangeEnd, Limits, Terms, TermsOf
from edigw.formats.mapped import Data, behind
from edigw.formats.text import BOM, PADDING
from edigw.tree import Finding, Interchange, Residue

_PADDING = re.compile(b"[" + PADDING + b"]+")
_USUAL = Terms()


class Header(Protocol):
    """An interchange's header as a format has read it."""

    def interchange(self) -> Interchange: ...


@dataclass(frozen=True, slots=True)
class Format:
    """What a format of interchanges is asked for."""

    standard: str
    header_at: Callable[[Data, int], Header | None]  # the interchange that begins at a byte
    next_header: Callable[[Data, int], int]  # where the next one begins; the data's length where none does
    events: Callable[[Data, Any, Terms, Limits], Iterator[Any]]  # of one interchange, by its header
    foreign: tuple[bytes, ...]  # first bytes of files in encodings that hold more or other than ASCII
    reason: Callable[[Data, int, int, bool, Limits], str]  # why bytes belong to none; the flag: one came before them
    fault: Callable[..., Finding]


def read(
    data: Data, formats: Sequence[Format], *, limits: Limits = LIMITS, terms: TermsOf | None = None,
    usual: Terms = _USUAL,
) -> Iterator[Any]:  # fmt: skip
    """Events in the order of the file; what is wrong is a finding, never an exception.

    `terms` tells, once an interchange's header was read, how this sender's is to be read; without it all are `usual`.
    Interchange and Group come as headers with the findings so far, and again, complete, in their End.
    """
    if not data:
        yield _residue(formats[0], "EMPTY_FILE", 0, 0)
        return
    between = _Between(data, formats, limits)
    at = 0
    while at < len(data):
        for known in formats:
            header = known.header_at(data, at)
            if header is not None:
                break
        else:
            residue = between.at(at)
            yield residue
            at = residue.end
            continue
        between.last = known
        chosen = terms(header.interchange()) if terms else usual
        for event in known.events(data, header, chosen, limits):
            yield event
            if isinstance(event, InterchangeEnd):
                at = event.interchange.end


def interchange_end(data: Data, interchange: Interchange) -> int:
    """Where it ends without line breaks behind its last terminator: what makes a repeat a repeat."""
    end = interchange.end
    while end > interchange.start:
        some = data[max(interchange.start, end - 65_536) : end]
        kept = len(some.rstrip(b"\r\n"))
        end -= len(some) - kept
        if kept:
            break
    return end


class _Between:
    """What stands where no interchange does."""

    def __init__(self, data: Data, formats: Sequence[Format], limits: Limits) -> None:
        self.data, self.formats, self.limits = data, formats, limits
        self.last: Format | None = None  # of the interchange before
        self.nexts = [-1] * len(formats)  # where each format's next interchange begins, as far as it was asked

    def at(self, start: int) -> Residue:
        data, speaker = self.data, self.last or self.formats[0]
        if data[start : start + len(BOM)] == BOM:
            return _residue(speaker, "BOM", start, start + len(BOM))
        if any(data[start : start + 8].startswith(known.foreign) for known in self.formats):
            return _residue(speaker, "ENCODING", start, len(data))
        padding = behind(_PADDING, data, start)
        if padding > start:
            return _residue(speaker, "BLANK" if (start, padding) == (0, len(data)) else "PADDING", start, padding)
        end = self._next(start + 1)
        for known in self.formats:
            reason = known.reason(data, start, end, known is self.last, self.limits)
            if reason != "NOT_EDI":
                return _residue(known, reason, start, end)
        return _residue(speaker, "NOT_EDI", start, end)

    def _next(self, start: int) -> int:
        for place, known in enumerate(self.formats):
            if self.nexts[place] < start:
                self.nexts[place] = known.next_header(self.data, start)
        return min(self.nexts)


def _residue(known: Format, reason: str, start: int, end: int) -> Residue:
    return Residue(start, end, reason, (known.fault(reason, offset=start),))

"""A file of any format that interchanges come in: X12, EDIFACT, one behind the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from edigw.formats import stream
from edigw.formats.edifact import envelope as _edifact
from edigw.formats.events import LIMITS, GroupEnd, InterchangeEnd, Limits, TermsOf
from edigw.formats.mapped import Data
from edigw.formats.stream import Format
from edigw.formats.x12 import envelope as _x12
from edigw.formats.x12.events import Ta1
from edigw.tree import Group, Interchange, Message, Residue

Event = Interchange | Group | Message | GroupEnd | InterchangeEnd | Residue | Ta1

FORMATS: Mapping[str, Format] = {"x12": _x12.X12, "edifact": _edifact.EDIFACT}


def read(data: Data, *, limits: Limits = LIMITS, terms: TermsOf | None = None) -> Iterator[Event]:
    """Events in the order of the file; see `stream.read`."""
    yield from stream.read(data, tuple(FORMATS.values()), limits=limits, terms=terms)

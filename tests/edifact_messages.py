"""Our own EDIFACT messages (samples/<TYPE>-<case>-<directory>/), read, and the laws over them."""

from __future__ import annotations

from functools import cache

from bench import ROOT, chart, dictionary, segments

from edigw.formats import files
from edigw.mapping.laws import Report, Sample
from edigw.mapping.notes import Reading
from edigw.mapping.read import read
from edigw.mapping.rows import DocumentMap
from edigw.model.base import Model
from edigw.pipeline.inspect.trial import trial
from edigw.structure.fold import fold
from edigw.structure.releases import DIRECTORIES
from edigw.tree import COMPONENT, Message, Node

SAMPLES = ROOT / "samples"


def cases(*kinds: str) -> list[str]:
    """The samples of these message types: each one sound message of the directory in its name."""
    folders = [path.name for kind in kinds for release in DIRECTORIES for path in SAMPLES.glob(f"{kind}-*-{release}")]
    return sorted(folders)


@cache
def message(case: str) -> Message:
    return next(one for one in files.read((SAMPLES / case / "input.edi").read_bytes()) if isinstance(one, Message))


def charted(case: str) -> DocumentMap:
    """The base map of a case."""
    return chart(case.partition("-")[0], release=case.rpartition("-")[2])


def root(case: str) -> Node:
    book = dictionary(case.rpartition("-")[2])
    return fold(message(case).segments, book.sets[message(case).type], book.segments).root


def seen(case: str) -> Reading:
    return read(charted(case), root(case))


def reports(release: str, kind: str, count: int, seed: int = 1) -> Report:
    """The laws over a map, `count` documents drawn from it, and our own messages."""
    ours = [Sample(case, root(case)) for case in cases(kind) if case.endswith(f"-{release}")]
    assert ours
    return trial(chart(kind, release=release), ours, count, seed)


def wire(document: Model, kind: str, release: str = "D96A") -> list[str]:
    """A document's segments as they are written, `:` between components."""
    rows = segments(chart(kind, release=release), document)[1:]
    return ["+".join((row.tag, *row.elements)).replace(COMPONENT, ":") for row in rows]

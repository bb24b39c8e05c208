"""A map on trial: the laws, with the real validation, over drawn documents and over a partner's sample files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from edigw.formats.events import LIMITS
from edigw.formats.files import FORMATS
from edigw.formats.packed import packed, parted
from edigw.formats.sniff import sniff
from edigw.mapping.laws import Report, Sample, check_laws
from edigw.mapping.rows import DocumentMap
from edigw.pipeline.outbound.wire import WIRES
from edigw.pipeline.read.examine import SetSeen, examine
from edigw.pipeline.read.routing import Router
from edigw.structure.fold import fold
from edigw.tree import Message, Segment
from edigw.validation.diagnose import diagnose


def complaints(chart: DocumentMap, segments: Sequence[Segment]) -> list[str]:
    """What the dictionary and the map's guide say against a written set without its last segment."""
    framed = WIRES[chart.standard].framed(chart.document, chart.release, packed(segments[1:]))
    message = Message(chart.document, "0001", parted(framed, 1), 0, 0)
    found = diagnose(message, chart.dictionary, chart.guide).findings
    return [f"{finding.rule} {finding.path} {finding.element or ''} {finding.message}" for finding in found]


def trial(chart: DocumentMap, samples: Sequence[Sample], documents: int, seed: int) -> Report:
    """Laws 1, 2, 3 and 5 over `documents` drawn from the map, law 2 over the samples."""
    return check_laws(chart, samples, documents, seed, lambda segments: complaints(chart, segments))


def files_of(folder: Path) -> Iterator[Path]:
    """The EDI files of a samples folder: loose ones, and each case's input."""
    for path in sorted([*folder.glob("*.*"), *folder.glob("*/input.*")]):
        if path.is_file() and sniff(path.read_bytes()[:65_536]) in FORMATS:
            yield path


def samples_of(folder: Path, chart: DocumentMap, router: Router) -> tuple[Sample, ...]:
    """The sets that this map reads and nothing rejects, with what a case's expected.json says that they mean."""
    return tuple(sample for path in files_of(folder) for sample in _sets(path, chart, router))


def _sets(path: Path, chart: DocumentMap, router: Router) -> Iterator[Sample]:
    meant = _meant(path.with_name("expected.json"))
    name = path.parent.name if path.stem == "input" else path.name
    for seen in examine(path.read_bytes(), router, LIMITS):
        mine = isinstance(seen, SetSeen) and seen.map is not None and seen.map.hash == chart.hash
        if isinstance(seen, SetSeen) and mine and seen.verdict not in ("rejected", "quarantined"):
            message = seen.message
            dictionary = chart.dictionary
            root = fold(message.segments, dictionary.sets[message.type], dictionary.segments).root
            yield Sample(f"{name} set {message.control}", root, meant.get((message.type, message.control)))


def _meant(path: Path) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Documents of an expected.json by type and control; nothing where there is no such file, or no such JSON."""
    if not path.is_file():
        return {}
    try:
        rows = json.loads(path.read_text("utf-8"))
    except ValueError:
        return {}
    found: Iterable[Any] = rows if isinstance(rows, list) else ()
    return {(row["type"], row["control"]): row["document"] for row in found
            if isinstance(row, dict) and "document" in row and "control" in row and "type" in row}  # fmt: skip

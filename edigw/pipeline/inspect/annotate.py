"""One set, element by element: its designator, its canonical path, the row that takes it, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from edigw.mapping import read as reading
from edigw.mapping.address import Place
from edigw.mapping.carried import steps_named
from edigw.mapping.named import called
from edigw.mapping.notes import Reading
from edigw.mapping.rows import Constant, DocumentMap, Leaf, SegmentRow
from edigw.mapping.trace import Met, Seen, Trace
from edigw.pipeline import rows
from edigw.pipeline.rows import Row
from edigw.structure.dictionary import Dictionary, SegmentDef
from edigw.tree import COMPONENT, REPEAT, Finding, Message, Node, Segment
from edigw.validation.diagnose import Diagnosis, diagnose

BECAME = {  # what may become of an element, in the order in which totals are told
    "taken": "a row takes it into the document",
    "kept": "a row takes it; its code is in no table and is kept as it came",
    "constant": "the map tests or writes it",
    "derived": "computed from the document, checked here",
    "engine": "counts, levels and control numbers: the engine's own",
    "written": "a row writes it and does not read it back",
    "unmapped": "no row takes it",
    "unread": "there is no map for this set",
    "faulty": "there is a finding about it",
}
HOW = {"value": "taken", "echo": "taken", "key": "taken", "constant": "constant", "derived": "derived",
       "engine": "engine"}  # fmt: skip
SHOWN_REPEAT = "^"


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out about a set before it is told."""

    chart: DocumentMap | None
    dictionary: Dictionary | None
    direction: str
    seen: Mapping[int, Seen]
    lost: frozenset[tuple[int, int, int | None]]  # position, element, component that no row takes
    findings: Mapping[int, Sequence[Finding]]  # by position


def annotate(
    message: Message, chart: DocumentMap | None, dictionary: Dictionary | None, direction: str = "in",
    decimal: str = ".",
) -> Row:  # fmt: skip
    """The set as plain data: segments with their elements, the document, findings without a place, totals."""
    guide = chart.guide if chart else None
    found = diagnose(message, dictionary, guide, decimal=decimal) if dictionary else _unread(message)
    trace = Trace()
    read = reading.read(chart, found.root, watch=trace) if chart else None
    findings = [*message.findings, *found.findings, *_business(message, found, read)]
    placed, loose = _by_place(findings, len(message.segments))
    seen = trace.resolve(read.value) if read else {}
    lost = frozenset((one.position, one.element, one.component) for one in read.unmapped) if read else frozenset()
    known = _Known(chart, dictionary, direction, seen, lost, placed)
    unplaced = frozenset(found.unplaced)
    segments = [
        _segment(known, segment, path, at in unplaced)
        for at, (segment, path) in enumerate(zip(message.segments, found.paths, strict=True))
    ]
    became = Counter(element["became"] for segment in segments for element in segment["elements"])
    return {
        "type": message.type, "control": message.control, "segments": segments,
        "document": _document(read), "findings": [rows.shown(one) for one in loose],
        "totals": {word: became[word] for word in BECAME if became[word]}, "untaken": untaken_places(segments),
    }  # fmt: skip


def _unread(message: Message) -> Diagnosis:
    root = Node(message.segments[0] if message.segments else Segment("ST"), tuple(map(Node, message.segments[1:])))
    return Diagnosis(root, (), tuple(segment.tag for segment in message.segments))


def _business(message: Message, found: Diagnosis, read: Reading | None) -> list[Finding]:
    """What the map finds beyond the standard, said once."""
    said = {(one.position, one.element, one.component) for one in (*message.findings, *found.findings)}
    return [one for one in (read.findings if read else ()) if (one.position, one.element, one.component) not in said]


def _by_place(findings: Iterable[Finding], segments: int) -> tuple[dict[int, list[Finding]], list[Finding]]:
    """By the segment's position; and those that have none."""
    placed: dict[int, list[Finding]] = {}
    loose = []
    for one in findings:
        if one.position and one.position <= segments:
            placed.setdefault(one.position, []).append(one)
        else:
            loose.append(one)
    return placed, loose


def _document(read: Reading | None) -> Row | None:
    """The canonical document; where the model could not be built, what was read of it."""
    if read is None:
        return None
    return rows.canonical(read.document) if read.document is not None else plain(read.value)


def plain(value: Any) -> Any:
    """A canonical value as JSON shows it."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _segment(known: _Known, segment: Segment, path: str, unplaced: bool) -> Row:
    seen = known.seen.get(segment.position)
    row = seen.row if seen else None
    findings = [one for one in known.findings.get(segment.position, ()) if not one.element]
    return {
        "position": segment.position, "tag": segment.tag, "loops": path, "depth": path.count("/"),
        "offset": segment.offset, "placed": not unplaced, "path": (seen.path or None) if seen else None,
        "address": _address(row), "row": str(row.spot) if row else None, "findings": [rows.shown(f) for f in findings],
        "elements": list(_elements(known, segment, seen)),
    }  # fmt: skip


def _address(row: SegmentRow | None) -> str | None:
    return "/".join(str(step) for step in row.where) if row else None


def _elements(known: _Known, segment: Segment, seen: Seen | None) -> Iterator[Row]:
    """Every element and component that holds something, and every empty one that there is a finding about."""
    definition = known.dictionary.segments.get(segment.tag) if known.dictionary else None
    places = definition.elements if definition else ()
    met = {(one.element, one.component): one for one in seen.elements} if seen else {}
    mine = known.findings.get(segment.position, ())
    last = max([len(segment.elements), *(one.element or 0 for one in mine)])
    for at in range(1, last + 1):
        text = segment.get(at)
        composite = at <= len(places) and bool(places[at - 1].components)
        parts = text.split(COMPONENT) if composite or COMPONENT in text else [text]
        for no, part in enumerate(parts, 1):
            component = no if composite or len(parts) > 1 else 0
            findings = [one for one in mine if one.element == at and _about(one, component)]
            if part or findings:
                found = met.get((at, component)) or met.get((at, 0)) or _numbered(known, seen, segment, at, component)
                yield _element(known, segment, seen, Place(segment.tag, at, component), part, found, findings)


def _numbered(known: _Known, seen: Seen | None, segment: Segment, element: int, component: int) -> Met | None:
    """What no row has and reading did not lose all the same: a number that the engine counts."""
    if seen is None or seen.row is None:
        return None
    if not isinstance(_leaf_at(seen.row, Place(segment.tag, element, component)), Constant | None):
        return None
    lost = (segment.position, element, None) in known.lost or (segment.position, element, component) in known.lost
    return None if lost else Met(element, component, "engine")


def designator(definition: SegmentDef | None, place: Place) -> str:
    """A place as its standard writes it: BEG03, AK401-01, BGM.1004, NAD.C082.3039; counted where there is none."""
    elements = definition.elements if definition else ()
    if definition is None or place.element > len(elements):
        return str(place)
    known = place.component <= len(elements[place.element - 1].components)
    return called(definition, place.element, place.component) if known else str(place)


def _about(finding: Finding, component: int) -> bool:
    """A finding about a whole composite is told with its first component."""
    return not component or (finding.component or 1) == component


def _element(
    known: _Known, segment: Segment, seen: Seen | None, place: Place, raw: str, met: Met | None,
    findings: Sequence[Finding],
) -> Row:  # fmt: skip
    row = seen.row if seen else None
    definition = known.dictionary.segments.get(segment.tag) if known.dictionary else None
    untaken = bool(raw) and known.chart is not None and _untaken(known, segment, place, met)
    became = _became(known, place, met, findings, row, untaken)
    leaf = met.leaf if met else _leaf_at(row, place) if became in ("faulty", "written") else None
    path = met.paths[0] if met and met.paths else None
    origin = leaf.spot if leaf else row.spot if row and met and met.how != "engine" else None
    return {
        "designator": designator(definition, place), "element": place.element, "component": place.component or None,
        "raw": raw.replace(REPEAT, SHOWN_REPEAT), "name": short_name(path) if path else None, "path": path,
        **({"paths": list(met.paths)} if met and len(met.paths) > 1 else {}),
        "value": plain(met.value) if met and met.value is not None and path else None,
        "meaning": leaf.meaning if leaf else _meaning(row, met), "row": str(origin) if origin else None,
        "became": became, "untaken": untaken, "offset": segment.offset_of(place.element),
        "findings": [rows.shown(one) for one in findings],
    }  # fmt: skip


def _meaning(row: SegmentRow | None, met: Met | None) -> str | None:
    """What an element without a row of its own is: part of the address, or a bag's key."""
    if row is None or met is None or met.how == "engine":
        return None
    return f"{row.address}" if met.how == "constant" else f"-> {row.path} by {row.key.place}" if row.key else None


def _untaken(known: _Known, segment: Segment, place: Place, met: Met | None) -> bool:
    whole = (segment.position, place.element, None)
    return met is None or whole in known.lost or (*whole[:2], place.component or None) in known.lost


def _leaf_at(row: SegmentRow | None, place: Place) -> Leaf | None:
    """The row on this element, whatever it does with it."""
    return next((leaf for leaf in row.leaves if place.element in range(leaf.place.element, leaf.last + 1)
                 and leaf.place.component == place.component), None) if row else None  # fmt: skip


def _became(
    known: _Known, place: Place, met: Met | None, findings: Sequence[Finding], row: SegmentRow | None, untaken: bool
) -> str:
    if any(one.severity == "error" for one in findings):
        return "faulty"
    if known.chart is None:
        return "unread"
    if untaken or met is None:
        leaf = _leaf_at(row, place)
        return "written" if leaf is not None and leaf.write_only and known.direction == "out" else "unmapped"
    if isinstance(met.value, str) and met.value.startswith(f"{known.chart.standard}:") and met.how != "constant":
        return "kept"
    return HOW[met.how]


def short_name(path: str) -> str:
    """Our own name of an element: the end of its canonical path in words, `dates.ship_requested[0].on` as
    "dates ship requested"."""
    names: list[str] = []
    steps = steps_named(path)
    for at, step in enumerate(steps):
        if step.index is not None and not names and at + 1 < len(steps):
            continue  # an object of a list: what follows is its own
        names.append(step.name)
    if len(names) > 1 and names[-1] in ("on", "value"):
        names.pop()
    return " ".join(names).replace("_", " ")


def untaken_places(segments: Sequence[Row]) -> list[Row]:
    """What no row takes, place by place: how often, and the first values."""
    found: dict[str, Row] = {}
    for segment in segments:
        above, _, _ = segment["loops"].rpartition("/")
        for element in segment["elements"]:
            if element["untaken"] and element["became"] != "written":
                where = f"{above}/{element['designator']}" if above else element["designator"]
                told = found.setdefault(where, {"place": where, "count": 0, "values": [], "positions": []})
                told["count"] += 1
                if len(told["values"]) < 3:
                    told["values"].append(element["raw"])
                    told["positions"].append(segment["position"])
    return list(found.values())

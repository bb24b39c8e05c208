"""What a partner complains of in a document of ours, walked home: what we sent there, its path, its map row, its order.

Positions are those of X12.20 and X12.110, and of ISO 9735: the ordinal of the segment, ST or UNH is 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as Stored

from edigw.config.configuration import Configuration
from edigw.errors import NotFound
from edigw.formats.packed import parted
from edigw.mapping import address
from edigw.mapping.carried import steps_named
from edigw.mapping.rows import Block, DocumentMap, SegmentRow
from edigw.model.acknowledgement import SetVerdict
from edigw.model.advice import AdviceItem
from edigw.model.partner import Partner
from edigw.pipeline.inspect.annotate import annotate, designator, short_name
from edigw.pipeline.outbound.wire import WIRES
from edigw.pipeline.rows import Row
from edigw.structure.dictionary import Dictionary
from edigw.tree import Message

MISSING = ("mandatory_missing", "conditional_missing", "missing_data", "missing")  # what they name is not there
CHANGED = "the map was changed since this was written: the row is today's"
ENGINE = "no map row: counts, levels and control numbers are the engine's own"
NO_MAP = "there is no map for it any more"
LISTED = 100  # places that are walked home for one document


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that they find wrong, as they name it."""

    segment: str
    position: int | None = None
    element: int | None = None
    component: int | None = None
    fault: str | None = None  # a word of the acknowledgement's map
    value: str | None = None  # what they say stood there
    loop: str | None = None
    text: str | None = None
    wanted: str | None = None


def places_of(verdict: SetVerdict) -> Iterator[Place]:
    """The AK3s and AK4s (IK3, IK4) of one set."""
    for one in verdict.segments:
        at = Place(one.tag, int(one.position), fault=one.fault, loop=one.loop)
        if not one.elements:
            yield at
        for inner in one.elements:
            yield Place(one.tag, int(one.position), int(inner.position), _whole(inner.component), inner.fault,
                        inner.value, one.loop)  # fmt: skip


def places_in(item: AdviceItem) -> Iterator[Place]:
    """The TEDs of one document."""
    for one in item.faults:
        words = [one.text, *(remark.text for remark in one.remarks), *(detail.text for detail in one.details)]
        text = "; ".join(word for word in words if word) or None
        yield Place(one.segment or "", _whole(one.position), _whole(one.element), None, one.reason, one.value,
                    text=text, wanted=one.wanted)  # fmt: skip


def walk(sent: Stored[Any], partner: Partner, configuration: Configuration, places: Iterable[Place]) -> list[Row]:
    """Each place as plain data: {segment, position, element, fault, they_say, sent, designator, path, name, row,
    meaning, order, line, note, message}. `row` is the file:line of the map row that wrote it."""
    asked = list(places)[:LISTED]
    if not asked or not sent.body:
        return [_told(place, {}) for place in asked]
    home = _Home.of(sent, partner, configuration)
    return [_told(place, home.find(place)) for place in asked]


@dataclass(frozen=True, slots=True)
class _Home:
    """A document of ours, element by element, as its map wrote it."""

    sent: Stored[Any]
    chart: DocumentMap | None
    told: Row  # as annotate tells it
    dictionary: Dictionary | None

    @classmethod
    def of(cls, sent: Stored[Any], partner: Partner, configuration: Configuration) -> _Home:
        mapped = configuration.has_map(partner, sent.type, "out")
        chart = configuration.map_for(partner, sent.type, "out") if mapped else None
        message = whole(sent)
        dictionary = _dictionary(configuration, sent)
        return cls(sent, chart, annotate(message, chart, dictionary, "out"), dictionary)

    def find(self, place: Place) -> Row:
        segment, note = self._segment(place)
        found: Row = {"order": self.sent.po_number, "note": note}
        if segment is None:
            return found | self._absent(place)
        found |= {
            "segment": segment["tag"],
            "row": segment["row"],
            "path": segment["path"],
            "meaning": segment["address"],
        }
        if place.element is not None:
            found |= self._element(place, segment)
        found |= self._line(found["path"])
        if self.chart is None:
            found["note"] = NO_MAP
        elif found["row"] is None:
            found["note"] = note or ENGINE
        elif self.chart.hash != self.sent.map_hash:
            found["note"] = note or CHANGED
        return found

    def _segment(self, place: Place) -> tuple[Row | None, str | None]:
        """The segment that they mean; where another stands at their position, the nearest of that tag."""
        segments: Sequence[Row] = self.told["segments"]
        at = segments[place.position - 1] if place.position and place.position <= len(segments) else None
        if not place.segment and place.position:  # a CONTRL counts segments and names none
            if place.fault in MISSING and place.element is None:
                return None, f"a segment is missing behind segment {place.position}" + (f", {at['tag']}" if at else "")
            return at, None if at else f"there are {len(segments)} segments"
        if at is not None and at["tag"] == place.segment:
            return at, None
        if place.fault in MISSING and place.element is None:
            return None, f"there is no {place.segment} before segment {place.position}" if place.position else None
        same = [one for one in segments if one["tag"] == place.segment]
        if not same or place.position is None:
            return (same[0], None) if len(same) == 1 else (None, None)
        nearest = min(same, key=lambda one: abs(one["position"] - place.position))
        stands = f"segment {place.position} is {at['tag']}" if at else f"there are {len(segments)} segments"
        return nearest, f"{stands}; the nearest {place.segment} is segment {nearest['position']}"

    def _element(self, place: Place, segment: Row) -> Row:
        found = next((one for one in segment["elements"] if one["element"] == place.element
                      and one["component"] in (None, place.component or 1)), None)  # fmt: skip
        made: Row = {"designator": self._designator(segment["tag"], place), "sent": None, "path": None}
        if found is not None:
            made |= {"sent": found["raw"] or None, "path": found["path"], "name": found["name"]}
        row = next((one for one in _rows(self.chart) if str(one.spot) == segment["row"]), None)
        leaf = _leaf(row, place) if row else None
        origin = found["row"] if found and found["row"] else str(leaf.spot) if leaf else None
        meaning = found["meaning"] if found and found["meaning"] else leaf.meaning if leaf else None
        if origin is None:
            return made | {"meaning": None, "row": segment["row"]}
        return made | {"row": origin, "meaning": meaning}

    def _designator(self, tag: str, place: Place) -> str:
        definition = self.dictionary.segments.get(tag) if self.dictionary else None
        return designator(definition, address.Place(tag, place.element or 0, place.component or 0))

    def _absent(self, place: Place) -> Row:
        """A segment that is not there: the rows that would write it."""
        rows = [row for row in _rows(self.chart) if row.tag == place.segment]
        note = f"no row of the map writes {place.segment}" if self.chart and not rows and place.segment else None
        origins = [str(row.spot) for row in rows]
        made: Row = {"row": origins[0] if origins else None, **({"rows": origins} if len(origins) > 1 else {})}
        return made | ({"note": note} if note else {})

    def _line(self, path: str | None) -> Row:
        """The order and line that an element speaks of: those of the list entry in which it stands."""
        document, steps = self.told["document"] or {}, steps_named(path or "")
        for step in steps:
            entries = document.get(step.name) if isinstance(document, dict) else None
            if step.index is not None and isinstance(entries, list) and step.index < len(entries):
                entry = entries[step.index]
                line = entry.get("line_no") or entry.get("no") if isinstance(entry, dict) else None
                order = entry.get("order") if isinstance(entry, dict) else None
                return {"line": line, **({"order": order} if order else {})}
        return {}


def whole(sent: Stored[Any]) -> Message:
    """The set as it left, or as it would."""
    framed = WIRES[sent.standard].framed(sent.type, sent.release or "", sent.body.decode("utf-8"))
    return Message(sent.type, sent.set_control or "0001", parted(framed, 1), 0, 0)


def _dictionary(configuration: Configuration, sent: Stored[Any]) -> Dictionary | None:
    try:
        return configuration.dictionary(sent.release or "")
    except NotFound:
        return None


def _rows(chart: DocumentMap | None) -> Iterator[SegmentRow]:
    """Every segment row of a map, in its order."""
    if chart is not None:
        yield from _under(chart.root)
        for row in chart.level_rows.values():
            yield row
            yield from _under(row.children)


def _under(block: Block) -> Iterator[SegmentRow]:
    for row in block.rows:
        yield row
        yield from _under(row.children)


def _leaf(row: SegmentRow, place: Place) -> Any:
    return next((leaf for leaf in row.leaves if leaf.place.element <= (place.element or 0) <= leaf.last
                 and leaf.place.component in (0, place.component or 1)), None)  # fmt: skip


def _told(place: Place, found: Row) -> Row:
    row: Row = {
        "segment": place.segment or None, "position": place.position, "element": place.element,
        "component": place.component, "loop": place.loop, "fault": place.fault, "text": place.text,
        "they_say": place.value, "wanted": place.wanted, "sent": None, "designator": None, "path": None, "name": None,
        "row": None, "meaning": None, "order": None, "line": None, "note": None, **found,
    }  # fmt: skip
    if row["path"] and not row["name"]:
        row["name"] = short_name(row["path"])
    return row | {"message": _message(row)}


def _message(row: Row) -> str:
    """`N104 in segment 9 (0042): invalid code; ship_to.id, written by partners/acme/856.yaml:12`."""
    where = row["designator"] or row["segment"] or "the document"
    at = f" in segment {row['position']}" if row["position"] else ""
    value = row["sent"] if row["sent"] is not None else row["they_say"]
    said = (row["fault"] or "").replace("_", " ") or "is wrong"
    told = f"{where}{at}" + (f" ({value})" if value else "") + f": {said}" + (f", {row['text']}" if row["text"] else "")
    told += f"; they want {row['wanted']}" if row["wanted"] else ""
    told += f"; {row['path']}" if row["path"] else ""
    told += f", written by {row['row']}" if row["row"] else ""
    told += f", line {row['line']}" if row["line"] else ""
    return told + (f" ({row['note']})" if row["note"] else "")


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def said_of(details: Any) -> list[Row]:
    """What partners have said of a document so far, as its details hold it."""
    return list((details or {}).get("said", ()))


__all__ = ["Place", "places_in", "places_of", "said_of", "walk", "whole"]

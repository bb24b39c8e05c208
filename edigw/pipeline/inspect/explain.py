"""Explain a file or a composed set: every element with its meaning by the map that it goes through, in or out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from edigw.config.configuration import Configuration
from edigw.errors import NotFound, UsageError
from edigw.formats import files
from edigw.formats.events import Limits, Terms
from edigw.formats.mapped import Data
from edigw.formats.packed import packed, parted
from edigw.formats.sniff import sniff
from edigw.mapping import carried
from edigw.mapping.carried import Step, leads_to
from edigw.mapping.faults import Wrong
from edigw.mapping.rows import DocumentMap
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.inspect.annotate import BECAME, annotate
from edigw.pipeline.outbound.wire import WIRES
from edigw.pipeline.read.routing import document_of
from edigw.pipeline.rows import Row
from edigw.structure.dictionary import Dictionary
from edigw.structure.releases import NEAREST, OWN, SAME
from edigw.tree import Group, Interchange, Message, Residue, Segment
from edigw.validation.verify import decimal_marks

NO_EDI = {
    "json": "it is JSON: what came by the door of our own systems is shown by `edigw docs show ID`",
    "xml": "it is XML",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be explained of a file."""

    partner: str | None = None  # by this one's maps, whoever's envelope it is
    control: str | None = None  # only sets with this ST02
    span: tuple[int, int] | None = None  # only sets between these bytes
    path: str | None = None  # backwards: where does this stand
    limit: int = 0  # sets; 0 is all


@dataclass(frozen=True, slots=True)
class Whose:
    """By whose maps a set is explained."""

    configuration: Configuration
    partner: Partner | None = None
    direction: str = "in"
    notes: tuple[str, ...] = ()
    standard: str = "x12"
    application: str = ""  # UNB 0026
    decimal: str = "."  # the marks that a number may have


@dataclass(slots=True)
class _Told:
    """Gathers the sets of one file."""

    ask: Ask
    steps: tuple[Step, ...]
    sets: list[Row] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    left_out: int = 0
    wrong: list[Wrong] = field(default_factory=list)  # models that do not have the path
    carried: bool = False  # some map carries it

    def wants(self, message: Message) -> bool:
        self.controls.append(message.control)
        if self.ask.span is not None and not self.ask.span[0] <= message.start < self.ask.span[1]:
            return False
        if self.ask.control is not None and message.control != self.ask.control:
            return False
        if self.ask.limit and len(self.sets) >= self.ask.limit:
            self.left_out += 1
            return False
        return True

    def take(self, message: Message, whose: Whose, release: str, around: Row) -> None:
        dictionary, chart, notes = _chart(whose, message.type, release)
        told = annotate(message, chart, dictionary, whose.direction, whose.decimal)
        made = {**around, **told, "release": release, "notes": list(notes), "direction": whose.direction,
                "partner": whose.partner.name if whose.partner else None, "map": _map(chart)}  # fmt: skip
        if self.steps and chart is not None:
            made["asked"] = self._backwards(chart, told)
        self.sets.append(made)

    def _backwards(self, chart: DocumentMap, told: Row) -> Row:
        try:
            carried.check(chart.model, self.steps)
        except Wrong as wrong:
            self.wrong.append(wrong)
            return {"rows": [], "places": []}
        found = list(carried.carriers(chart, self.steps))
        self.carried |= bool(found)
        listed = dict.fromkeys((one.address, one.meaning, str(one.spot) if one.spot else None) for one in found)
        rows_of = [dict(zip(("address", "meaning", "row"), one, strict=True)) for one in listed]
        return {"rows": rows_of, "places": list(_places(told, self.steps))}


def explain(data: Data, configuration: Configuration, ask: Ask) -> Row:
    """Every wanted set of a file. Raises UsageError for what is no EDI, NotFound for what it does not hold.

    The partner is found by the envelope's ids, as sender or as receiver; without one the base maps explain.
    """
    kind = sniff(data)
    if kind not in files.FORMATS:
        begins = "an interchange begins with ISA, or with UNA or UNB"
        raise UsageError("this holds no interchange of X12 or EDIFACT", NO_EDI.get(kind or "", begins))
    told = _Told(ask, _asked(ask))
    residue = []
    limits = configuration.settings.limits
    interchange, group = Interchange("x12", "", "", "", "", ""), Group("", "", "", "", "")
    events = files.read(data, limits=Limits(limits.segment, limits.set, limits.sets_per_group),
                        terms=lambda header: _terms(whose(configuration, header, ask.partner)))  # fmt: skip
    for event in events:
        match event:
            case Interchange():
                interchange = event
            case Group():
                group = event
            case Message() if told.wants(event):
                mine = replace(whose(configuration, interchange, ask.partner, group), standard=interchange.standard,
                               application=interchange.application, decimal=decimal_marks(interchange))  # fmt: skip
                told.take(event, mine, event.release or group.release, _around(interchange, group, event))
            case Residue():
                residue.append({"start": event.start, "end": event.end, "reason": event.reason,
                                "findings": [rows.shown(one) for one in event.findings]})  # fmt: skip
            case _:
                continue
    _check(told)
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "path": ask.path, "sets": told.sets,
            "left_out": told.left_out, "residue": residue, "legend": BECAME}  # fmt: skip


def explain_composed(
    segments: Sequence[Segment], type_: str, release: str, configuration: Configuration, ask: Ask
) -> Row:
    """A set of ours that is in no file yet, by the partner's outbound map, in a frame without its numbers."""
    partner = configuration.partner(ask.partner) if ask.partner else None
    standard = partner.standard if partner else "x12"
    whole = parted(WIRES[standard].framed(type_, release, packed(segments)), 1)
    told = _Told(ask, _asked(ask))
    message = Message(type_, "0001", whole, 0, 0)
    note = ("it is in no file yet: control numbers come with its envelope",)
    ours = Whose(configuration, partner, "out", note, standard, decimal=partner.envelope.decimal if partner else ".")
    told.take(message, ours, release, {"interchange": None, "group": None})
    _check(told)
    return {"sha256": None, "bytes": None, "path": ask.path, "sets": told.sets, "left_out": 0, "residue": [],
            "legend": BECAME}  # fmt: skip


def whose(configuration: Configuration, at: Interchange, named: str | None, group: Group | None = None) -> Whose:
    """The partner by the ids of the envelope, in either direction. Raises NotFound, ConfigError where it is parked."""
    came = configuration.find_partner(at.sender, at.receiver, at.usage, [group.sender] if group else (), at.standard)
    went = configuration.find_partner(at.receiver, at.sender, at.usage, [group.receiver] if group else (), at.standard)
    if named is not None:
        partner = configuration.partner(named)
        if came.name != named and went.name == named:
            return Whose(configuration, partner, "out")
        note = f"the envelope is not {named}'s: {came.message}" if came.name != named and came.message else ""
        return Whose(configuration, partner, "in", (note,) if note else ())
    for found, direction in ((came, "in"), (went, "out")):
        if found.partner is not None or found.reason == "CONFIG":
            return Whose(configuration, configuration.partner(found.name or ""), direction)
    for found, direction in ((came, "in"), (went, "out")):
        if found.name is not None:
            return Whose(configuration, configuration.partner(found.name), direction, (found.message,))
    note = f"{came.message}: the base map explains it"
    return Whose(configuration, notes=(note,) if configuration.partners or configuration.parked else ())


def _terms(found: Whose) -> Terms:
    if found.partner is None:
        return Terms()
    return Terms(lenient=found.partner.leniency == "lenient", charset=found.partner.envelope.charset)


def _chart(found: Whose, type_: str, release: str) -> tuple[Dictionary | None, DocumentMap | None, tuple[str, ...]]:
    """Dictionary and map of a set, and what must be said about them."""
    configuration, notes = found.configuration, list(found.notes)
    near = NEAREST[found.standard](release)
    if near is None:
        return None, None, (*notes, f"there is no dictionary for release {release or '(none)'}")
    dictionary = configuration.dictionary(near)
    if not SAME[found.standard](release, near) and OWN[found.standard](release) != near:
        notes.append(f"release {release} is read by the dictionary of {near}, the nearest")
    if type_ not in dictionary.sets:
        return None, None, (*notes, f"the dictionary of {near} has no set {type_}")
    type_ = document_of(type_, found.application, found.partner, found.direction)
    if found.partner is not None:
        try:
            chart = configuration.map_for(found.partner, type_, found.direction)
            if chart.release.startswith(near):
                return dictionary, chart, tuple(notes)
            notes.append(f"{found.partner.name} trades {type_} in release {chart.release}: the base map explains it")
        except NotFound as error:
            notes.append(f"{error.message}: the base map explains it")
    try:
        return dictionary, configuration.base_map(type_, near), tuple(notes)
    except NotFound:
        return dictionary, None, (*notes, f"there is no map for {type_} {near}: only places and faults are told")


def _map(chart: DocumentMap | None) -> Row | None:
    return {"name": chart.name, "hash": chart.hash, "files": list(chart.files)} if chart else None


def _around(at: Interchange, group: Group, message: Message) -> Row:
    return {
        "interchange": {"sender": at.sender, "receiver": at.receiver, "control": at.control, "usage": at.usage,
                        "date": at.date, "time": at.time},
        "group": {"functional_id": group.functional_id, "control": group.control, "sender": group.sender,
                  "receiver": group.receiver},
        "start": message.start, "end": message.end,
    }  # fmt: skip


def _asked(ask: Ask) -> tuple[Step, ...]:
    try:
        return carried.steps_of(ask.path) if ask.path is not None else ()
    except Wrong as wrong:
        raise UsageError(wrong.message, wrong.fix) from None


def _places(told: Row, steps: tuple[Step, ...]) -> Iterator[Row]:
    """The elements of the set that stand at the path, or below it."""
    for segment in told["segments"]:
        for element in segment["elements"]:
            paths: list[Any] = element.get("paths") or [element["path"]]
            for path in paths:
                if path and leads_to(steps, path):
                    yield {"path": path, "designator": element["designator"], "position": segment["position"],
                           "loops": segment["loops"], "offset": element["offset"], "raw": element["raw"],
                           "value": element["value"], "row": element["row"], "became": element["became"]}  # fmt: skip


def _check(told: _Told) -> None:
    """Raises NotFound for a control number or a path that nothing here has."""
    ask = told.ask
    if not told.sets and ask.control is not None:
        known = ", ".join(dict.fromkeys(told.controls[:20])) or "none"
        raise NotFound(f"there is no set {ask.control} in it", f"its sets: {known}")
    if told.steps and told.sets and not told.carried:
        if told.wrong:
            raise UsageError(told.wrong[0].message, told.wrong[0].fix)
        maps = ", ".join(dict.fromkeys(one["map"]["name"] for one in told.sets if one["map"]))
        raise NotFound(f"no row of {maps or 'any map'} carries {ask.path}", "`edigw maps show MAP` lists the rows")


__all__ = ["Ask", "explain", "explain_composed", "whose"]

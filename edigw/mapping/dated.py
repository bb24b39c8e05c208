"""Rows on dates whose format stands beside them: `on | date by 2379`, `on, time | date by 2379`, `moment by 2379`."""

from __future__ import annotations

from typing import Any

from edigw.mapping.address import Place
from edigw.mapping.codecs import Site, element_at
from edigw.mapping.context import Carried
from edigw.mapping.faults import Wrong
from edigw.mapping.named import called
from edigw.mapping.paths import Path
from edigw.mapping.rows import Dated
from edigw.mapping.source import SourceRow
from edigw.mapping.words import Words
from edigw.structure.dictionary import ElementDef

MOMENT = (("on", "date"), ("time", "text"), ("period_kind", "text"), ("period", "text"))


def sibling(site: Site, place: Place, number: str) -> Place:
    """The component of this number in the place's own composite. Raises Wrong."""
    held = site.segment.elements[place.element - 1].components
    found = [at for at, part in enumerate(held, 1) if part.number == number]
    if not place.component or not found:
        raise Wrong(f"there is no {number} beside {place}", "name a component of the same composite by its number")
    return Place(place.tag, place.element, found[0], name=called(site.segment, place.element, found[0])[4:])


def dated(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Dated:
    """One such row. Raises Wrong."""
    names: tuple[tuple[str, str], ...] = MOMENT
    if words.kind == "moment":
        number = words.text
    else:
        fields = words.fields or (words,)
        last = fields[-1]
        plain = all(field.kind == "path" for field in fields) and not any(field.pipes for field in fields[:-1])
        if not plain or len(fields) > 2 or len(last.pipes) > 1:
            raise Wrong("`date by` stands alone", "write `path | date by 2379`, or `day, time | date by 2379`")
        number = last.pipes[0].removeprefix("date by ").strip()
        names = tuple(zip((field.text for field in fields), ("date", "text"), strict=False))
        common = {**common, "required": any("required" in field.markers for field in fields)}
    if site.context.dictionary.standard != "edifact":
        raise Wrong("`by` a format is EDIFACT's: X12 writes every date one way", "write `| date`")
    beside = sibling(site, common["place"], number)
    paths = [_path(site, name, kind) for name, kind in names]
    for path in paths:
        if not (common["write_only"] or common["echo"]):
            site.context.read(site.scope, path.text, common["spot"])
            site.context.carried[site.scope.prefix + path.text] = Carried(site.steps, common["place"], None)
    on, time, kind, period = [*(path.steps for path in paths), (), (), ()][:4]
    return Dated(
        formats=(beside,), on=on, time=time, period_kind=kind, period=period, table=site.context.table("period"),
        number=element_at(site, beside).number, **common,
    )  # fmt: skip


def _path(site: Site, name: str, kind: str) -> Path:
    path = site.context.path(site.scope, name)
    if path.shape.kind != kind:
        raise Wrong(f"`{name}` holds {path.shape.kind}, the row gives {kind}", f"take a path that holds {kind}")
    return path

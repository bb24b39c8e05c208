"""What came under a number that was used before, and says something else, waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import differs
from edigw.pipeline.turn.keys import key_of
from edigw.store import documents, sql

COMPARED = 10_000  # documents that came before, against which those that wait are held

Place = Callable[[Stored[Any]], Any]  # by which a document is found again among those that came before


def by_number(document: Stored[Any]) -> Any:
    return document.type, document.set_control


@dataclass
class Conflict:
    """Collects the documents that are to wait; `write` must be called at the end."""

    desk: Desk
    partner: Partner
    code: Row
    place: Place
    before: Mapping[Any, str]  # place -> id of what came before
    _some: list[tuple[str, str | None]] = field(default_factory=list)

    def add(self, document: Stored[Any]) -> None:
        """It waits, unless it was settled already; its outline is enough."""
        if not self.desk.changes(document.id):
            self._some.append((document.id, self.before.get(self.place(document))))
            if len(self._some) == sql.MANY:
                self.write()

    def write(self) -> None:
        """What was collected, each with its difference from what came before under the number."""
        desk, against = self.desk, dict(self._some)
        for one in documents.find(desk.connection, against):
            before, key = against[one.id], key_of(one, self.partner)
            shown = differs.columns(desk, one, before) if before is not None else {}
            held = rows.waiting("CONFLICT", "person", desk.now + rows.WAITS)
            desk.change(one.id, **held, **self.code, **shown, order_key=key)
            desk.hold(one.id, {"order_key": key})
            desk.attention += 1
        self._some.clear()


def places(found: Iterator[Stored[Any]], place: Place) -> dict[Any, str]:
    """The first documents of an interchange or group by their place in it."""
    held: dict[Any, str] = {}
    for one, _ in zip(found, range(COMPARED), strict=False):
        held.setdefault(place(one), one.id)
    return held


def outlines(connection: Connection, interchange_id: str, after: str = "") -> Iterator[Stored[Any]]:
    """The documents of an interchange behind one of them, in order, as outlines; however many, few are held."""
    while some := documents.page(connection, interchange_id, after):
        yield from some
        after = some[-1].id


__all__ = ["COMPARED", "Conflict", "by_number", "outlines", "places"]

"""What people and scripts ask for: lists of documents and orders, as the plain objects of the contract's JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from edigw.store import documents, expectations, journal, orders, refusals, shipments, sql
from edigw.store import invoices as invoice_rows
from edigw.store.tables import document, inbox, interchange, outbox, purchase_order

COLUMNS = (
    "id", "receipt_id", "direction", "partner", "usage", "standard", "type", "release", "state", "answer",
    "interchange_control", "group_control", "set_control", "po_number", "order_id", "lines", "reason", "code_type",
    "code", "waits_for", "due_at", "map", "map_hash", "outbox_id", "created_at", "updated_at",
    "replaces", "replaced_by",
)  # fmt: skip
LEDGER = (
    "ordered", "open", "confirmed", "backordered", "rejected", "cancelled", "allocated", "picked", "shipped",
    "invoiced", "returned", "credited",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """`limit` 0 is all; `after` is the last id of the page before."""

    after: str | None = None
    limit: int = 1000

    def of(self, query: Select[Any], column: Any) -> Select[Any]:
        if self.after is not None:
            query = query.where(column > self.after)
        query = query.order_by(column)
        return query.limit(self.limit) if self.limit else query

    def cut(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        rows.sort(key=lambda row: str(row["id"]))
        return rows[: self.limit] if self.limit else rows


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of `docs list`; None asks for all."""

    partner: str | None = None
    usage: str | None = None
    direction: str | None = None
    type: str | None = None
    state: str | None = None
    answer: str | None = None
    po: str | None = None
    since: datetime | None = None

    def of(self, query: Select[Any]) -> Select[Any]:
        c = document.c
        pairs = (
            (c.partner, self.partner), (c.usage, self.usage), (c.direction, self.direction), (c.type, self.type),
            (c.state, self.state), (c.answer, self.answer), (c.po_number, self.po),
        )  # fmt: skip
        for column, value in pairs:
            if value is not None:
                query = query.where(column == value)
        return query if self.since is None else query.where(c.created_at >= self.since)

    def takes_unparsed(self) -> bool:
        """May a file of which nothing is known yet be among them?"""
        unknown = (self.partner, self.usage, self.type, self.answer, self.po)
        plain = self.direction in (None, "in") and self.state in (None, "RECEIVED")
        return plain and all(value is None for value in unknown)


def docs_list(connection: Connection, wanted: Wanted = Wanted(), page: Page = Page()) -> list[dict[str, Any]]:
    """Documents in order of arrival; a file that is not parsed yet stands for its documents."""
    rows = list(connection.execute(page.of(wanted.of(_docs()), document.c.id)))
    answered = documents.answers_of(connection, [row.id for row in rows])
    found = [_doc(row, answered.get(row.id, [])) for row in rows]
    if wanted.takes_unparsed():
        unparsed = select(inbox).where(sql.among(inbox.c.state, ["RECEIVED"]))
        if wanted.since is not None:
            unparsed = unparsed.where(inbox.c.received_at >= wanted.since)
        listed = {row["receipt_id"] for row in found}
        found += [_arrival(row) for row in connection.execute(page.of(unparsed, inbox.c.id)) if row.id not in listed]
    return page.cut(found)


def chosen(connection: Connection, wanted: Wanted, page: Page) -> list[Row[Any]]:
    """The documents that filters mean, whole, in order of arrival; those that were done anew are left out."""
    query = wanted.of(select(document)).where(document.c.replaced_by.is_(None))
    return list(connection.execute(page.of(query, document.c.id)))


def docs_show(connection: Connection, document_id: str) -> dict[str, Any] | None:
    """One document with lines, findings, who answers it, what it answers and its timeline; None: no such id."""
    row = connection.execute(_docs(document.c.findings, document.c.details).where(document.c.id == document_id)).first()
    if row is None:
        arrival = connection.execute(select(inbox).where(inbox.c.id == document_id)).first()
        none: dict[str, Any] = {"findings": [], "answered_by": [], "said": [], "timeline": [], "differs": None}
        return None if arrival is None else {**_arrival(arrival), **none}
    answered = documents.answers_of(connection, [document_id])
    shown = _doc(row, answered.get(document_id, []))
    shown["findings"] = [*_of_envelope(connection, row), *(row.findings or [])]
    shown["details"] = row.details
    shown["refused"] = refusals.stands(connection, document_id)
    shown["differs"] = (row.details or {}).get("differs")
    shown["said"] = _said(connection, row, shown["answers"])
    shown["answered_by"] = [other.id for other in documents.answered_by(connection, document_id)]
    shown["caused"] = [other.id for other in documents.caused_by(connection, document_id)]
    shown["expects"] = [
        {"kind": one.kind, "state": one.state, "due_at": instant(one.due_at), "met_by": one.met_by}
        for one in expectations.of_document(connection, document_id)
    ]
    shown["timeline"] = [_event(one) for one in journal.of_document(connection, document_id)]
    return shown


def _of_envelope(connection: Connection, row: Row[Any]) -> list[Any]:
    """Why the interchange or group was refused that it came in; nothing where it was refused for itself."""
    own = row.findings or []
    if row.state not in ("QUARANTINED", "REJECTED") or any(one.get("rule") == row.reason for one in own):
        return []
    at = select(document.c.interchange_id, document.c.group_no).where(document.c.id == row.id).subquery()
    query = select(interchange.c.findings, interchange.c.groups, at.c.group_no)
    whole = connection.execute(query.join(at, at.c.interchange_id == interchange.c.id)).first()
    if whole is None:
        return []
    groups = [one for one in whole.groups or [] if one["no"] == whole.group_no and one["own"] == "rejected"]
    found = [*(whole.findings or []), *(one for group in groups for one in group["findings"] or [])]
    return [one for one in found if one not in own]


def _said(connection: Connection, row: Row[Any], answered: list[str]) -> list[dict[str, Any]]:
    """What partners said of a document of ours; of an acknowledgement what it said of each."""
    if row.direction == "out":
        return list((row.details or {}).get("said", ()))
    sent = documents.find(connection, answered) if row.standard != "canonical" else []
    every = [{"document_id": one.id, **said} for one in sent for said in (one.details or {}).get("said", ())]
    return [said for said in every if said["by"] == row.id]


@dataclass(frozen=True, slots=True)
class Raw:
    """Where the bytes are that a document came or went in, and which of them are its own."""

    name: str
    sha256: str  # hex, of the whole
    size: int  # bytes
    body: bytes | None
    blob: str | None
    start: int | None = None  # its own range; None: the whole
    end: int | None = None


def raw(connection: Connection, document_id: str) -> Raw | None:
    """The file of a document or receipt; None: no such id, or it has not left yet."""
    own = documents.get(connection, document_id)
    if own is not None and own.outbox_id is not None:
        source, source_id = outbox, own.outbox_id
    else:
        source, source_id = inbox, document_id if own is None else own.receipt_id
    c = source.c
    query = select(c.name, c.sha256, c.size, c.body, c.blob).where(c.id == source_id)
    row = connection.execute(query).first()
    if row is None:
        return None
    return Raw(*row) if own is None else Raw(*row, own.start, own.end)


def orders_list(
    connection: Connection, partner: str | None = None, state: str | None = None, page: Page = Page()
) -> list[dict[str, Any]]:
    """Orders in order of arrival."""
    query = select(purchase_order)
    if partner is not None:
        query = query.where(purchase_order.c.partner == partner)
    if state is not None:
        query = query.where(purchase_order.c.state == state)
    return [_order(row) for row in connection.execute(page.of(query, purchase_order.c.id))]


def orders_show(connection: Connection, order_id: str) -> dict[str, Any] | None:
    """An order with its lines' ledger, revisions, shipments, invoices and every document that touched it."""
    row = orders.get(connection, order_id)
    if row is None:
        return None
    touched = [one.id for one in orders.documents(connection, order_id)]
    answers = {other.id for one in touched for other in documents.answered_by(connection, one)}
    ids = sorted({*touched, *answers})
    return {
        **_order(row),
        "lines": [_line(one) for one in orders.lines(connection, order_id)],
        "revisions": [
            {"revision": one.revision, "document_id": one.document_id, "created_at": instant(one.created_at)}
            for one in orders.revisions(connection, order_id)
        ],
        "documents": _some_docs(connection, ids),
        "shipments": [
            {"number": one.number, "state": one.state, "document_id": one.document_id,
             "cartons": [unit.sscc for unit in shipments.cartons(connection, one.id)]}
            for one in shipments.of_order(connection, order_id)
        ],
        "invoices": [
            {"number": one.number, "state": one.state, "document_id": one.document_id, "total": number(one.total),
             "currency": one.currency, "kind": json.loads(one.body).get("kind")}
            for one in invoice_rows.of_order(connection, order_id)
        ],
        "returns": [_returned(one) for one in json.loads(row.body).get("returns", ())],
        "timeline": [_event(one) for one in journal.of_order(connection, order_id)],
    }  # fmt: skip


def _returned(fact: dict[str, Any]) -> dict[str, Any]:
    """A return as the order keeps it; quantities are in the lines' base units."""
    lines = [
        {"line": item["no"], "asked": item["asked"], "authorised": item.get("authorised", "0"),
         "received": item.get("received", "0"), "response": item.get("response")}
        for item in fact.get("items", ())
    ]  # fmt: skip
    return {"number": fact["number"], "authorization": fact.get("authorization"), "on": fact.get("on"),
            "state": fact.get("state", "requested"), "document_id": fact["document"], "lines": lines}  # fmt: skip


def find_orders(connection: Connection, name: str, partner: str | None = None) -> list[Row[Any]]:
    """Orders by their number, or one by its id."""
    found = orders.by_number(connection, name, partner)
    if found:
        return found
    one = orders.get(connection, name)
    return [] if one is None else [one]


def instant(value: datetime | None) -> str | None:
    """RFC 3339 in UTC with Z."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


def number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _docs(*more: Any) -> Select[Any]:
    columns = [document.c[name] for name in COLUMNS]
    received = [inbox.c.sha256.label("in_sha"), inbox.c.size.label("in_size"), inbox.c.name.label("in_name")]
    sent = [outbox.c.sha256.label("out_sha"), outbox.c.size.label("out_size"), outbox.c.name.label("out_name")]
    boxes = [inbox.c.mailbox.label("in_mailbox"), outbox.c.mailbox.label("out_mailbox")]
    query = select(*columns, *received, *sent, *boxes, *more)
    return query.outerjoin_from(document, inbox, inbox.c.id == document.c.receipt_id).outerjoin(
        outbox, outbox.c.id == document.c.outbox_id
    )


def _doc(row: Row[Any], answered: list[str]) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in COLUMNS if name not in ("map_hash", "outbox_id")}
    shown["answers"] = answered
    shown["source_sha256"] = row.out_sha if row.outbox_id else row.in_sha
    shown["raw_size"] = row.out_size if row.outbox_id else row.in_size
    shown["file_name"] = row.out_name if row.outbox_id else row.in_name
    shown["mailbox"] = row.out_mailbox if row.outbox_id else row.in_mailbox
    shown["map"] = None if row.map is None else {"name": row.map, "hash": row.map_hash}
    for name in ("due_at", "created_at", "updated_at"):
        shown[name] = instant(shown[name])
    return shown


def _arrival(row: Row[Any]) -> dict[str, Any]:
    at = instant(row.received_at)
    shown: dict[str, Any] = dict.fromkeys(name for name in COLUMNS if name not in ("map_hash", "outbox_id"))
    return shown | {
        "id": row.id, "receipt_id": row.id, "direction": "in", "state": row.state, "answer": "none", "answers": [],
        "reason": row.reason, "source_sha256": row.sha256, "raw_size": row.size, "created_at": at, "updated_at": at,
        "file_name": row.name, "mailbox": row.mailbox,
    }  # fmt: skip


def _some_docs(connection: Connection, ids: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[Row[Any]] = []
    for some in sql.chunks(ids):
        rows += connection.execute(_docs().where(document.c.id.in_(some)).order_by(document.c.id))
    answered = documents.answers_of(connection, ids)
    return [_doc(row, answered.get(row.id, [])) for row in rows]


def _order(row: Row[Any]) -> dict[str, Any]:
    names = ("id", "partner", "usage", "number", "revision", "state", "channel", "currency", "document_id", "order_key")
    shown = {name: getattr(row, name) for name in names}
    return shown | {"created_at": instant(row.created_at), "updated_at": instant(row.updated_at)}


def _line(row: Row[Any]) -> dict[str, Any]:
    shown = {"line": row.no, "sku": row.sku, "state": row.state, "unit": row.unit, "price": number(row.price)}
    return shown | {name: number(getattr(row, name)) for name in LEDGER}


def _event(row: Row[Any]) -> dict[str, Any]:
    payload = json.loads(row.payload)
    return {"at": instant(row.at), "kind": row.kind, "version": row.version, "lane": row.lane_id, "payload": payload}

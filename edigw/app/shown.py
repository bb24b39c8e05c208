"""What the store holds, as the contract's JSON: documents, orders, status."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from edigw.app.workspace import Workspace
from edigw.errors import NotFound, UsageError

Json = dict[str, Any]


def docs_list(
    workspace: Workspace, since: str | None, after: str | None, limit: int, **wanted: str | None
) -> list[Json]:
    """Documents in order of arrival; `wanted` are the filters of queries.Wanted."""
    from edigw.store import queries

    with workspace.reading() as connection:
        filters = queries.Wanted(since=instant(since), **wanted)
        return [_doc(row) for row in queries.docs_list(connection, filters, queries.Page(after, limit))]


def docs_show(workspace: Workspace, document_id: str) -> Json:
    from edigw.app.repairs import repairs
    from edigw.store import queries
    from edigw.store.story import story

    with workspace.reading() as connection:
        found = queries.docs_show(connection, document_id)
        if found is None:
            raise _no_document(document_id)
        found["story"] = story(connection, document_id)
    timeline = [{"at": event["at"], "what": _told(event), **event} for event in found["timeline"]]
    return _placed(workspace, _doc({**found, "timeline": timeline, "repair": repairs(found)}))


def docs_raw(workspace: Workspace, document_id: str, only_set: bool) -> bytes:
    """The whole file, or the document's own range of it."""
    from edigw.store import queries

    with workspace.reading() as connection:
        found = queries.raw(connection, document_id)
        if found is None:
            if queries.docs_show(connection, document_id) is None:
                raise _no_document(document_id)
            raise NotFound(f"document {document_id} is in no file yet", "it gets one when it is put into an envelope")
        data = bytes(workspace.store.archive.load(found.body, found.blob))
    if sha256(data).hexdigest() != found.sha256:
        hint = "the disk has changed them: restore the database or the data folder from a backup"
        raise NotFound(f"the stored bytes of document {document_id} are not those that came or went", hint)
    if only_set and found.start is not None and found.end is not None:
        return data[found.start : found.end]
    return data


def orders_list(
    workspace: Workspace, partner: str | None, state: str | None, after: str | None, limit: int
) -> list[Json]:
    from edigw.store import queries

    with workspace.reading() as connection:
        return queries.orders_list(connection, partner, state, queries.Page(after, limit))


def orders_show(workspace: Workspace, po: str, partner: str | None, usage: str | None) -> Json:
    """An order by number or id, with the documents that touched it."""
    from edigw.store import queries

    with workspace.reading() as connection:
        row = find_order(connection, po, partner, usage)
        found = queries.orders_show(connection, row.id)
        assert found is not None
        return {**found, "documents": [_placed(workspace, _doc(one)) for one in found["documents"]]}


def find_order(connection: Any, po: str, partner: str | None, usage: str | None) -> Any:
    """The one order that is meant. Raises NotFound, or UsageError where several are."""
    from edigw.store import queries

    found = [row for row in queries.find_orders(connection, po, partner) if usage in (None, row.usage)]
    if not found:
        raise NotFound(f"there is no order {po}", "`edigw orders list` shows numbers and ids")
    if len(found) > 1:
        ids = ", ".join(f"{row.id} ({row.partner}, {row.usage})" for row in found)
        raise UsageError(f"{len(found)} orders have the number {po}: {ids}", "name --partner, --usage, or the id")
    return found[0]


def _doc(row: Json) -> Json:
    chart = row.get("map")
    return {**row, "map": f"{chart['name']} {chart['hash'][:12]}" if isinstance(chart, dict) else chart}


def _placed(workspace: Workspace, row: Json) -> Json:
    """With the place of its file: the path to pick up, or the name that it came under."""
    box = workspace.configuration.mailboxes.get(row["mailbox"]) if row["direction"] == "out" else None
    return {**row, "file": f"{box.outbox}/{row['file_name']}" if box and row["file_name"] else row["file_name"]}


def _told(event: Json) -> str:
    """An event in one line."""
    details = " ".join(f"{name}={value}" for name, value in event["payload"].items() if value is not None)
    return f"{event['kind']} {details}".strip()


def _no_document(document_id: str) -> NotFound:
    return NotFound(f"there is no document {document_id}", "`edigw docs list` shows the ids")


def instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no instant", "write it as 2026-01-31 or 2026-01-31T08:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


__all__ = ["docs_list", "docs_raw", "docs_show", "find_order", "orders_list", "orders_show"]

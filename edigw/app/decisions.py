"""What a person decides, by the same door as our own systems: stored first, then processed in the partner's lane."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app import shown
from edigw.app.workspace import Workspace
from edigw.errors import NotFound, Refused, TemporaryError, UsageError

if TYPE_CHECKING:
    from edigw.pipeline.context import Context

Json = dict[str, Any]

KINDS = {  # verb of the command -> kind of the entry
    "ack": "answer",
    "ship": "shipment",
    "invoice": "invoice",
    "amend": "change",
    "cancel": "change",
    "return": "return",
    "credit": "credit",
}
PATIENCE_S = 30.0


def decide(
    workspace: Workspace, verb: str, po: str, file: Path | None, partner: str | None, usage: str | None,
    said: Mapping[str, Any],
) -> Json:  # fmt: skip
    """`orders ack, ship, invoice, amend, cancel, return, credit`; what options `said` stands above the file.

    Raises Refused with the arithmetic, UsageError for a file that is wrong.
    """
    from edigw.pipeline.read import erp_door

    body = {**(_read_object(file) if file is not None else {}), **said}
    kind = KINDS[verb]
    _fit(kind, body)
    with workspace.opened(boxes=False) as context:
        with context.store.read() as connection:
            order = shown.find_order(connection, po, partner, usage)
        entry = {"kind": kind, "version": 1, "partner": order.partner, "usage": order.usage,
                 "body": {**body, "order": body.get("order") or order.id}}  # fmt: skip
        document_id = _take_in(context, f"orders-{verb}-{po}.json", entry, erp_door.PERSON)
        return _outcome(context, document_id)


def add(workspace: Workspace, file: Path, partner: str, usage: str | None) -> Json:
    """`orders add`: one or more orders from elsewhere, canonical JSON or CSV."""
    from edigw.pipeline.read import erp_door

    known = workspace.configuration.partner(partner)
    if usage not in (None, known.usage):
        raise UsageError(
            f"partner {partner} trades with usage {known.usage}", f"leave --usage out, or say {known.usage}"
        )
    bodies = _orders(file)
    for body in bodies:
        _fit("order", body)
    entries = [{"kind": "order", "version": 1, "partner": partner, "usage": known.usage, "body": one} for one in bodies]
    with workspace.opened(boxes=False) as context:
        receipt_id = _take_in(context, file.name, entries, erp_door.PERSON)
        made = [_outcome(context, one) for one in _ids(context, receipt_id)]
    return {"orders": made, "documents": [row for one in made for row in (one["document"], *one["documents"])]}


def release(workspace: Workspace, document_id: str, reason: str, refuse: bool = False) -> Json:
    """`docs release`; `refuse` a change of an order."""
    from edigw.app.again import who
    from edigw.pipeline.again.release import release as end_hold
    from edigw.pipeline.context import Done
    from edigw.pipeline.parse import parse
    from edigw.pipeline.process import process
    from edigw.pipeline.remind import reopen

    with workspace.opened(boxes=False) as context:
        end_hold(context, document_id, reason, who(), refuse)
        reopen(context)
        done = Done()
        parse(context, done)
        process(context, done)
    return shown.docs_show(workspace, document_id)


def _take_in(context: Context, name: str, entries: Any, mailbox: str) -> str:
    """Boundary A for what was typed; then its turn. Returns the receipt's id, which is its first document's too."""
    from edigw.pipeline.context import Done
    from edigw.pipeline.parse import parse
    from edigw.pipeline.process import process
    from edigw.pipeline.rows import as_bytes
    from edigw.store import inbox
    from edigw.store.inbox import Received

    kept = context.store.archive.keep(as_bytes(entries))
    with context.store.begin() as connection:
        receipt_id = inbox.receive_many(connection, [Received(mailbox, name, "command", context.now(), kept)])[0]
    until = time.monotonic() + PATIENCE_S
    while True:
        done = Done()
        parse(context, done)
        process(context, done)
        if _settled(context, receipt_id):
            return receipt_id
        if time.monotonic() > until:
            raise TemporaryError(
                "it is stored, and another process has its turn", f"see `edigw docs show {receipt_id}`"
            )
        time.sleep(0.05)


def _settled(context: Context, receipt_id: str) -> bool:
    from edigw.store import documents

    with context.store.read() as connection:
        found = documents.of_receipt(connection, receipt_id)
    return bool(found) and all(one.state not in ("RECEIVED", "PROCESSING", "RETRY") for one in found)


def _ids(context: Context, receipt_id: str) -> list[str]:
    from edigw.store import documents

    with context.store.read() as connection:
        return [one.id for one in documents.of_receipt(connection, receipt_id)]


def _outcome(context: Context, document_id: str) -> Json:
    """The document and what followed from it. Raises Refused where it was refused."""
    from edigw.store import queries

    with context.store.read() as connection:
        found = queries.docs_show(connection, document_id)
        if found is None:
            raise NotFound(f"there is no document {document_id}", "`edigw docs list` prints the ids")
        made = [queries.docs_show(connection, one) for one in found["caused"]]
    if found["state"] == "REJECTED":
        why = found["findings"][-1] if found["findings"] else {}
        raise Refused(why.get("message") or f"refused: {found['reason']}", why.get("hint", ""))
    return {"document": found, "state": found["state"], "reason": found["reason"],
            "documents": [row for row in made if row]}  # fmt: skip


def _fit(kind: str, body: Json) -> None:
    """Raises UsageError where the body is not of its kind."""
    from edigw.pipeline.read.erp_door import Unfit, body_of

    try:
        body_of(kind, body)
    except Unfit as unfit:
        raise UsageError(unfit.message, "docs/schemas has the form of each kind") from None


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NotFound(f"there is no file {file}", "a path from where you stand, or a whole one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}", "it must be UTF-8 text that you may read") from None


def _read_object(file: Path) -> Json:
    found = _json(file, _read(file))
    if not isinstance(found, dict):
        raise UsageError(f"{file} holds no JSON object", "docs/schemas has the form of each kind")
    return found


def _json(file: Path, text: str) -> Any:
    from edigw.pipeline.read.erp_door import Unfit, entries_of

    try:
        found = entries_of(text.encode("utf-8"))
    except Unfit as unfit:
        raise UsageError(f"{file}: {unfit.message}", "docs/schemas has the form of each kind") from None
    return found if text.lstrip().startswith("[") else found[0]


def _orders(file: Path) -> list[Json]:
    text = _read(file)
    if file.suffix.lower() == ".csv":
        return _from_csv(file, text)
    found = _json(file, text)
    bodies = found if isinstance(found, list) else [found]
    if not all(isinstance(body, dict) for body in bodies):
        raise UsageError(f"{file} holds no orders", "an order is an object, as docs/schemas shows")
    return bodies


ORDER_COLUMNS = ("number", "kind", "ordered_on", "currency", "department", "release")
LINE_COLUMNS = {"line": "no", "no": "no", "qty": "qty", "unit": "unit", "price": "price", "description": "description"}


def _from_csv(file: Path, text: str) -> list[Json]:
    """A line a row: columns of the order are repeated; `ids.upc` and `ship_to.name` reach deeper."""
    orders: dict[str, Json] = {}
    for number, cells in _rows(file, text):
        if not cells.get("number"):
            raise UsageError(f"{file}:{number}: the column `number` is empty or missing", "each row names its order")
        order = orders.setdefault(cells["number"], {"lines": []})
        line: Json = {}
        for name, cell in cells.items():
            if cell:
                _put(order, line, name, cell, f"{file}:{number}")
        order["lines"].append(line)
    if not orders:
        raise UsageError(f"{file} holds no row", "the first row names the columns: number, line, qty, unit, price …")
    return list(orders.values())


def _rows(file: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not empty: its line in the file, its cells by column."""
    reader = csv.DictReader(io.StringIO(text), restkey="", restval="")
    try:
        for row in reader:
            where = f"{file}:{reader.line_num}"
            if surplus := row.pop("", None):
                raise UsageError(f"{where}: more cells than columns: {surplus}", "quote what holds a comma")
            cells = {str(name).strip(): str(cell).strip() for name, cell in row.items()}
            if any(cells.values()):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UsageError(f"{file}:{reader.line_num}: {error}", "quote what holds a comma") from None


def _put(order: Json, line: Json, name: str, cell: str, where: str) -> None:
    head, _, rest = name.partition(".")
    if name in ORDER_COLUMNS:
        if order.setdefault(name, cell) != cell:
            raise UsageError(
                f"{where}: order {order['number']} has two values of `{name}`: {order[name]} and {cell}",
                "what is the order's says the same in each of its rows",
            )
    elif name in LINE_COLUMNS:
        line[LINE_COLUMNS[name]] = cell
    elif head == "ids" and rest:
        line.setdefault("ids", {})[rest] = [cell]
    elif head in ("ship_to", "buyer", "bill_to") and rest:
        order.setdefault(head, {})[rest] = cell
    else:
        known = ", ".join((*ORDER_COLUMNS, *LINE_COLUMNS, "ids.<word>", "ship_to.<field>"))
        raise UsageError(f"{where}: `{name}` is no column", f"known: {known}")

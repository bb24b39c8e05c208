"""What one transaction of boundary C works on: one inbound lane, and all that will be written at its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.errors import Stopped
from edigw.lifecycle.facts import OrderState
from edigw.model.canonical import text
from edigw.model.partner import Partner
from edigw.pipeline.context import Context
from edigw.pipeline.rows import Row
from edigw.store import counters, documents, journal, lanes, orders, outbox, sql, tables
from edigw.store.journal import Fact

LEDGER = ("ordered", "open", "confirmed", "backordered", "rejected", "cancelled", "shipped", "invoiced", "returned",
          "credited")  # fmt: skip
AWAIT = "~"  # before an order key: what waits under it waits for a document of the order; no partner's name starts so


@dataclass
class Desk:
    """Collects rows, so that a batch is written in few statements; `clear` writes them all, in a fixed order."""

    context: Context
    connection: Connection
    lane_id: str
    now: datetime
    made: list[Row] = field(default_factory=list)  # outbound documents
    leaving: list[Row] = field(default_factory=list)  # outbox rows of our own systems
    woken: set[str] = field(default_factory=set)  # outbound lanes
    taken: frozenset[str] = frozenset()  # documents in hand
    attention: int = 0  # documents that this transaction moved to a state that needs somebody
    _counted: bool = False
    _holding: dict[str, str] = field(default_factory=dict)  # order key -> document that was held in this transaction
    _changes: dict[str, Row] = field(default_factory=dict)
    _changed_before: set[str] = field(default_factory=set)  # of `taken`: their changes are written
    _facts: list[Fact] = field(default_factory=list)
    _answers: list[tuple[str, str]] = field(default_factory=list)
    _opened: dict[str, OrderState] = field(default_factory=dict)  # by order id
    _changed: dict[str, OrderState] = field(default_factory=dict)
    _revised: list[tuple[OrderState, str]] = field(default_factory=list)
    _touched: set[tuple[str, str]] = field(default_factory=set)
    _by_key: dict[str, OrderState | None] = field(default_factory=dict)
    _held: dict[str, list[str]] = field(default_factory=dict)  # order key -> documents that wait under it
    _lanes: dict[tuple[str, ...], str] = field(default_factory=dict)

    def new_id(self) -> str:
        return self.context.store.new_id(self.now)

    def change(self, document_id: str, **columns: Any) -> None:
        """Columns of an inbound document; the last word counts."""
        self._changes.setdefault(document_id, {}).update(columns)

    def pending(self, document_id: str) -> Row:
        """What this transaction will change of a document, as far as it is known."""
        return self._changes.get(document_id, {})

    def changes(self, document_id: str) -> bool:
        """Whether anything was said about an inbound document so far; of what is written that is known of `taken`."""
        return document_id in self._changes or document_id in self._changed_before

    def hold(self, document_id: str, columns: Row) -> None:
        """An inbound document waits: what shares its order key stands behind it."""
        key = columns.get("order_key") or self._changes.get(document_id, {}).get("order_key")
        if key:
            self._holding[key] = document_id

    def before(self, order_key: str, document_id: str) -> str | None:
        """The earlier document of the order key that waits, if there is one."""
        if order_key in self._holding:
            return self._holding[order_key]
        if order_key not in self._held:
            self._held |= {order_key: [], **documents.held_under(self.connection, [order_key])}
        earlier = [one for one in self._held[order_key] if one < document_id]
        waiting = [one for one in earlier if self._changes.get(one, {}).get("state", "WAITING") in tables.HELD]
        return waiting[-1] if waiting else None

    def await_order(self, order_key: str, document_id: str) -> str:
        """An inbound document waits for another of its order, and holds none. Returns the key that it bears."""
        key = AWAIT + order_key
        self._held[key] = [*self._awaiting(key), document_id]
        return key

    def awaited(self, order_key: str) -> list[str]:
        """The documents that wait for one of this order to come; asked once."""
        key = AWAIT + order_key
        waiting, self._held[key] = self._awaiting(key), []
        return waiting

    def _awaiting(self, key: str) -> list[str]:
        if key not in self._held:
            self._held |= {key: [], **documents.held_under(self.connection, [key])}
        return self._held[key]

    def outbound_lane(self, ours: str, theirs: str, partner: Partner) -> str:
        """The lane on which documents leave; it has work from now on."""
        key = (ours, theirs, partner.usage, partner.standard)
        if key not in self._lanes:
            named = (ours, theirs, partner.usage, partner.name)
            self._lanes[key] = lanes.outbound(self.connection, *named, self.now, partner.standard)
        self.woken.add(self._lanes[key])
        return self._lanes[key]

    def tell(self, kind: str, document_id: str | None = None, order_id: str | None = None, /, **payload: Any) -> None:
        """An event of the lane's journal."""
        self._facts.append(Fact(kind, payload, document_id, order_id))

    def answer(self, document_id: str, answered: Iterable[str]) -> None:
        self._answers.extend((document_id, one) for one in answered)

    def touch(self, order_id: str, document_id: str) -> None:
        """The document touched the order."""
        self._touched.add((order_id, document_id))

    def order(self, order_key: str) -> OrderState | None:
        """The order of a key, as this transaction has left it so far."""
        if order_key not in self._by_key:
            self._by_key[order_key] = _state(orders.by_key(self.connection, order_key))
        return self._by_key[order_key]

    def order_of(self, order_id: str) -> OrderState | None:
        """The order of an id, as this transaction has left it so far."""
        if order_id in self._changed or order_id in self._opened:
            return self._changed.get(order_id) or self._opened[order_id]
        state = _state(orders.get(self.connection, order_id))
        if state is not None:
            self._by_key[state.order_key] = state
        return state

    def orders_of(self, number: str, partner: Partner) -> list[OrderState]:
        """A partner's orders of a number, as this transaction has left them so far."""
        found = {row.id for row in orders.by_number(self.connection, number, partner.name, partner.usage)}
        fresh = {id_ for id_, state in self._opened.items() if state.number == number}
        states = [self.order_of(id_) for id_ in sorted(found | fresh)]
        return [state for state in states if state is not None]

    def open_order(self, state: OrderState) -> None:
        self._opened[state.order_id] = state
        self._by_key[state.order_key] = state

    def update_order(self, state: OrderState, revised_by: str | None = None) -> None:
        self._by_key[state.order_key] = state
        if revised_by is not None:
            self._revised.append((state, revised_by))
        self._changed[state.order_id] = state

    def prefetch(self, order_keys: Iterable[str]) -> None:
        """Read at once what a batch will ask for: the orders of these keys, and who waits under them."""
        wanted = [key for key in order_keys if key not in self._by_key]
        found = orders.by_keys(self.connection, wanted)
        self._by_key.update({key: _state(found.get(key)) for key in wanted})
        both = [*wanted, *(AWAIT + key for key in wanted)]
        held = documents.held_under(self.connection, both)
        self._held.update({key: held.get(key, []) for key in both})

    def hold_counters(self, partner: Partner) -> None:
        """Lock the counter rows that this lane may need, SSCC before invoices: one order for everybody."""
        if not self._counted:
            counters.hold(self.connection, partner.identity.gs1_prefixes[:1], partner.identity.key, partner.usage)
        self._counted = True

    def clear(self) -> None:
        """Write everything; afterwards the desk is empty. The transaction may go on."""
        self._write_orders()
        documents.insert_many(self.connection, self.made, self.now)
        outbox.insert(self.connection, self.leaving, self.now)
        pairs = sorted(set(self._answers))
        sql.add(self.connection, tables.answers, [{"document_id": one, "answers_id": other} for one, other in pairs])
        orders.link(self.connection, self._touched)
        documents.change_each(self.connection, self._changes, self.now)
        self._changed_before |= self.taken & self._changes.keys()
        if self._facts:
            journal.append(self.connection, self.lane_id, self._facts, self.now)
        self._empty()

    def forget(self) -> None:
        """What was collected is not to be written, and what was read may be wrong now."""
        self._empty()
        for read in (self._by_key, self._holding, self._held, self._lanes, self._changed_before):
            read.clear()

    def make_room(self) -> None:
        """In the midst of something long: what was collected is written. Raises Stopped where a stop is asked for."""
        if self.context.stopping():
            raise Stopped("a stop was asked for", "whoever starts next does it")
        self.clear()
        self._holding.clear()  # the rows tell now
        self._held.clear()

    def wake(self) -> None:
        """Last in the transaction: the outbound lanes that have work now."""
        lanes.wake(self.connection, self.woken)

    def _empty(self) -> None:
        for rows in (self.made, self.leaving, self._facts, self._answers, self._revised):
            rows.clear()
        for found in (self._changes, self._opened, self._changed, self._touched):
            found.clear()

    def _write_orders(self) -> None:
        opened = list(self._opened.values())
        orders.insert_many(self.connection, [self._order_row(self._latest(state)) for state in opened], self.now)
        revisions = [_revision(state, state.opened_by) for state in opened]
        revisions += [_revision(state, document_id) for state, document_id in self._revised]
        orders.add_revisions(self.connection, revisions, self.now)
        orders.add_lines(self.connection, [row for state in opened for row in _lines(self._latest(state))])
        for order_id, state in self._changed.items():
            if order_id in self._opened:
                continue
            columns = {name: value for name, value in self._order_row(state).items() if name in MOVES}
            orders.set_fields(self.connection, order_id, self.now, **columns)
            orders.replace_lines(self.connection, order_id, _lines(state))

    def _latest(self, state: OrderState) -> OrderState:
        return self._changed.get(state.order_id, state)

    def _order_row(self, state: OrderState) -> Row:
        return {
            "id": state.order_id, "lane_id": self.lane_id, "partner": state.partner, "usage": state.usage,
            "order_key": state.order_key, "number": state.number, "revision": state.revision, "state": state.state,
            "channel": state.channel, "currency": state.order.currency, "document_id": state.opened_by,
            "body": text(state, made={"order": text(state.order)}),
        }  # fmt: skip


MOVES = ("revision", "state", "currency", "body")  # columns of an order that change


def _state(row: Stored[Any] | None) -> OrderState | None:
    return None if row is None else OrderState.model_validate_json(row.body)


def _revision(state: OrderState, document_id: str) -> Row:
    return {"order_id": state.order_id, "revision": state.revision, "document_id": document_id,
            "body": text(state.order)}  # fmt: skip


def _lines(state: OrderState) -> list[Row]:
    return [
        {"order_id": state.order_id, "no": line.no, "state": line.state, "sku": line.sku, "unit": line.unit,
         "price": line.price, **{name: getattr(line, name) for name in LEDGER}}
        for line in state.ledger
    ]  # fmt: skip

"""The tables of the order's life: orders, their lines' ledger, shipments, cartons, invoices, number counters."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Integer, UniqueConstraint

from edigw.store.columns import Row, index, key, named, part_of, ref, some, words, zero
from edigw.store.types import Exact, Instant, Words


class PurchaseOrder(Row, table=True):
    """An order (the word `order` is SQL's)."""

    __tablename__ = "purchase_order"
    __table_args__ = (UniqueConstraint("order_key"), index("ix_purchase_order_number", "number"))
    id: str = key()
    lane_id: str | None = ref(default=None)
    partner: str = words()
    usage: str = words()
    order_key: str = words()
    number: str = words()
    revision: int = 1
    state: str = words()
    channel: str | None = words(default=None)
    currency: str | None = words(default=None)
    document_id: str | None = ref(default=None)  # what opened it
    body: str = some(Words)  # OrderState as JSON
    created_at: datetime = some(Instant)
    updated_at: datetime = some(Instant)


class OrderRevision(Row, table=True):
    """An order as one document made it."""

    __tablename__ = "order_revision"
    order_id: str = part_of("purchase_order.id")
    revision: int = some(Integer, primary_key=True)
    document_id: str | None = ref(default=None)
    body: str = some(Words)  # Order as JSON
    created_at: datetime = some(Instant)


class OrderLineRow(Row, table=True):
    """A line's ledger, in its base unit."""

    __tablename__ = "order_line"
    order_id: str = part_of("purchase_order.id")
    no: str = named()
    seq: int = 0  # place in the order
    state: str | None = words(default=None)
    sku: str | None = words(default=None)
    unit: str | None = words(default=None)
    price: Decimal | None = some(Exact, default=None)
    ordered: Decimal = zero()
    open: Decimal = zero()
    confirmed: Decimal = zero()
    backordered: Decimal = zero()
    rejected: Decimal = zero()
    cancelled: Decimal = zero()
    allocated: Decimal = zero()
    picked: Decimal = zero()
    shipped: Decimal = zero()
    invoiced: Decimal = zero()
    returned: Decimal = zero()
    credited: Decimal = zero()


class OrderDocument(Row, table=True):
    """Every document that touched an order."""

    __tablename__ = "order_document"
    __table_args__ = (index("ix_order_document_document", "document_id"),)
    order_id: str = key()
    document_id: str = key()


class ShipmentRow(Row, table=True):
    __tablename__ = "shipment"
    __table_args__ = (UniqueConstraint("partner", "usage", "number"),)
    id: str = key()
    partner: str = words()
    usage: str = words()
    number: str = words()
    order_id: str | None = ref(default=None)
    document_id: str | None = ref(default=None)
    state: str = words(default="shipped")
    body: str = some(Words)  # Shipment as JSON
    created_at: datetime = some(Instant)


class Carton(Row, table=True):
    __table_args__ = (UniqueConstraint("usage", "sscc"),)
    shipment_id: str = part_of("shipment.id")
    key: str = named()
    usage: str = words()
    kind: str = words(default="carton")  # carton, pallet
    sscc: str | None = words(default=None)


class InvoiceRow(Row, table=True):
    __tablename__ = "invoice"
    __table_args__ = (UniqueConstraint("identity", "usage", "number"),)
    id: str = key()
    identity: str = words()
    partner: str = words()
    usage: str = words()
    number: str = words()
    order_id: str | None = ref(default=None)
    shipment_id: str | None = ref(default=None)
    document_id: str | None = ref(default=None)
    state: str = words(default="issued")
    currency: str | None = words(default=None)
    total: Decimal | None = some(Exact, default=None)
    body: str = some(Words)  # Invoice as JSON
    created_at: datetime = some(Instant)


class SsccCounter(Row, table=True):
    __tablename__ = "sscc_counter"
    prefix: str = named()
    usage: str = named()
    last: int = some(BigInteger, default=0)


class InvoiceCounter(Row, table=True):
    __tablename__ = "invoice_counter"
    identity: str = named()
    usage: str = named()
    series: str = named()
    last: int = some(BigInteger, default=0)


class ErpEntry(Row, table=True):
    """An entry of our own systems, known by its id: a repeat has no second effect."""

    __tablename__ = "erp_entry"
    partner: str = named()
    usage: str = named()
    entry_id: str = named()
    sha256: str = words()
    document_id: str = ref()
    created_at: datetime = some(Instant)

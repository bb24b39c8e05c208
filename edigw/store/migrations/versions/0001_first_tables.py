"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("document_id", types.id_type(), nullable=False),
        sa.Column("answers_id", types.id_type(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "answers_id", name="pk_answers"),
    )
    op.create_index("ix_answers_answered", "answers", ["answers_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("receipt_id", types.id_type(), nullable=True),
        sa.Column("interchange_id", types.id_type(), nullable=True),
        sa.Column("lane_id", types.id_type(), nullable=True),
        sa.Column("direction", types.Words(), nullable=False),
        sa.Column("partner", types.Words(), nullable=True),
        sa.Column("usage", types.Words(), nullable=True),
        sa.Column("standard", types.Words(), nullable=True),
        sa.Column("type", types.Words(), nullable=True),
        sa.Column("release", types.Words(), nullable=True),
        sa.Column("functional_id", types.Words(), nullable=True),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("verdict", types.Words(), nullable=True),
        sa.Column("answer", types.Words(), nullable=False),
        sa.Column("reason", types.Words(), nullable=True),
        sa.Column("code_type", types.Words(), nullable=True),
        sa.Column("code", types.Words(), nullable=True),
        sa.Column("interchange_control", types.Words(), nullable=True),
        sa.Column("group_control", types.Words(), nullable=True),
        sa.Column("set_control", types.Words(), nullable=True),
        sa.Column("group_no", sa.Integer(), nullable=True),
        sa.Column("set_no", sa.Integer(), nullable=True),
        sa.Column("po_number", types.Words(), nullable=True),
        sa.Column("order_id", types.id_type(), nullable=True),
        sa.Column("order_key", types.Words(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("model", sa.LargeBinary(), nullable=True),
        sa.Column("start", sa.BigInteger(), nullable=True),
        sa.Column("end", sa.BigInteger(), nullable=True),
        sa.Column("segments", sa.Integer(), nullable=True),
        sa.Column("findings", types.plain_json(), nullable=True),
        sa.Column("details", types.plain_json(), nullable=True),
        sa.Column("waits_for", types.Words(), nullable=True),
        sa.Column("due_at", types.Instant(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Instant(), nullable=True),
        sa.Column("map", types.Words(), nullable=True),
        sa.Column("map_hash", types.Words(), nullable=True),
        sa.Column("outbox_id", types.id_type(), nullable=True),
        sa.Column("caused_by", types.id_type(), nullable=True),
        sa.Column("answers_interchange", types.id_type(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.Column("lines", types.plain_json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
    )
    op.create_index(
        "ix_document_attention",
        "document",
        ["state", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('WAITING', 'QUARANTINED', 'FAILED', 'RETRY')"),
        postgresql_where=sa.text("state IN ('WAITING', 'QUARANTINED', 'FAILED', 'RETRY')"),
    )
    op.create_index(
        "ix_document_caused",
        "document",
        ["caused_by"],
        unique=False,
        sqlite_where=sa.text("caused_by IS NOT NULL"),
        postgresql_where=sa.text("caused_by IS NOT NULL"),
    )
    op.create_index(
        "ix_document_due",
        "document",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_document_held",
        "document",
        ["order_key", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('WAITING', 'RETRY') AND order_key IS NOT NULL"),
        postgresql_where=sa.text("state IN ('WAITING', 'RETRY') AND order_key IS NOT NULL"),
    )
    op.create_index(
        "ix_document_interchange",
        "document",
        ["interchange_id"],
        unique=False,
        sqlite_where=sa.text("interchange_id IS NOT NULL"),
        postgresql_where=sa.text("interchange_id IS NOT NULL"),
    )
    op.create_index(
        "ix_document_order",
        "document",
        ["order_id"],
        unique=False,
        sqlite_where=sa.text("order_id IS NOT NULL"),
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    op.create_index(
        "ix_document_outbox",
        "document",
        ["outbox_id"],
        unique=False,
        sqlite_where=sa.text("outbox_id IS NOT NULL"),
        postgresql_where=sa.text("outbox_id IS NOT NULL"),
    )
    op.create_index("ix_document_partner", "document", ["partner", "id"], unique=False)
    op.create_index(
        "ix_document_po",
        "document",
        ["po_number"],
        unique=False,
        sqlite_where=sa.text("po_number IS NOT NULL"),
        postgresql_where=sa.text("po_number IS NOT NULL"),
    )
    op.create_index(
        "ix_document_receipt",
        "document",
        ["receipt_id"],
        unique=False,
        sqlite_where=sa.text("receipt_id IS NOT NULL"),
        postgresql_where=sa.text("receipt_id IS NOT NULL"),
    )
    op.create_index(
        "ix_document_sent",
        "document",
        ["lane_id", "group_control"],
        unique=False,
        sqlite_where=sa.text("direction = 'out' AND group_control IS NOT NULL"),
        postgresql_where=sa.text("direction = 'out' AND group_control IS NOT NULL"),
    )
    op.create_index(
        "ix_document_work",
        "document",
        ["lane_id", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('RECEIVED', 'RETRY', 'READY')"),
        postgresql_where=sa.text("state IN ('RECEIVED', 'RETRY', 'READY')"),
    )
    op.create_table(
        "erp_entry",
        sa.Column("partner", types.Words(), nullable=False),
        sa.Column("usage", types.Words(), nullable=False),
        sa.Column("entry_id", types.Words(), nullable=False),
        sa.Column("sha256", types.Words(), nullable=False),
        sa.Column("document_id", types.id_type(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "usage", "entry_id", name="pk_erp_entry"),
    )
    op.create_table(
        "event",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("lane_id", types.id_type(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("document_id", types.id_type(), nullable=True),
        sa.Column("order_id", types.id_type(), nullable=True),
        sa.Column("prev_hash", types.Words(), nullable=False),
        sa.Column("hash", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("lane_id", "seq", name="uq_event_lane_id_seq"),
    )
    op.create_index(
        "ix_event_document",
        "event",
        ["document_id"],
        unique=False,
        sqlite_where=sa.text("document_id IS NOT NULL"),
        postgresql_where=sa.text("document_id IS NOT NULL"),
    )
    op.create_index(
        "ix_event_order",
        "event",
        ["order_id"],
        unique=False,
        sqlite_where=sa.text("order_id IS NOT NULL"),
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    op.create_table(
        "expectation",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("document_id", types.id_type(), nullable=False),
        sa.Column("lane_id", types.id_type(), nullable=True),
        sa.Column("partner", types.Words(), nullable=False),
        sa.Column("usage", types.Words(), nullable=False),
        sa.Column("functional_id", types.Words(), nullable=True),
        sa.Column("ref_control", types.Words(), nullable=True),
        sa.Column("due_at", types.Instant(), nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("met_by", types.id_type(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_expectation"),
    )
    op.create_index("ix_expectation_document", "expectation", ["document_id"], unique=False)
    op.create_index(
        "ix_expectation_due",
        "expectation",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('open')"),
        postgresql_where=sa.text("state IN ('open')"),
    )
    op.create_index(
        "ix_expectation_ref",
        "expectation",
        ["lane_id", "ref_control"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'overdue')"),
        postgresql_where=sa.text("state IN ('open', 'overdue')"),
    )
    op.create_table(
        "inbox",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("mailbox", types.Words(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("transport", types.Words(), nullable=False),
        sa.Column("token", types.Words(), nullable=True),
        sa.Column("received_at", types.Instant(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=True),
        sa.Column("sha256", types.Words(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("blob", types.Words(), nullable=True),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("reason", types.Words(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["mailbox", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('RECEIVED')"),
        postgresql_where=sa.text("state IN ('RECEIVED')"),
    )
    op.create_index(
        "uq_inbox_token",
        "inbox",
        ["token"],
        unique=True,
        sqlite_where=sa.text("token IS NOT NULL"),
        postgresql_where=sa.text("token IS NOT NULL"),
    )
    op.create_table(
        "interchange",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("receipt_id", types.id_type(), nullable=True),
        sa.Column("outbox_id", types.id_type(), nullable=True),
        sa.Column("direction", types.Words(), nullable=False),
        sa.Column("lane_id", types.id_type(), nullable=True),
        sa.Column("partner", types.Words(), nullable=True),
        sa.Column("usage", types.Words(), nullable=True),
        sa.Column("standard", types.Words(), nullable=False),
        sa.Column("sender", types.Words(), nullable=True),
        sa.Column("receiver", types.Words(), nullable=True),
        sa.Column("control", types.Words(), nullable=True),
        sa.Column("release", types.Words(), nullable=True),
        sa.Column("start", sa.BigInteger(), nullable=True),
        sa.Column("end", sa.BigInteger(), nullable=True),
        sa.Column("sha256", types.Words(), nullable=True),
        sa.Column("verdict", types.Words(), nullable=True),
        sa.Column("header", types.plain_json(), nullable=True),
        sa.Column("groups", types.plain_json(), nullable=True),
        sa.Column("findings", types.plain_json(), nullable=True),
        sa.Column("closed_at", types.Instant(), nullable=True),
        sa.Column("duplicate_of", types.id_type(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interchange"),
    )
    op.create_index(
        "ix_interchange_receipt",
        "interchange",
        ["receipt_id"],
        unique=False,
        sqlite_where=sa.text("receipt_id IS NOT NULL"),
        postgresql_where=sa.text("receipt_id IS NOT NULL"),
    )
    op.create_table(
        "interchange_key",
        sa.Column("lane_id", types.id_type(), nullable=False),
        sa.Column("standard", types.Words(), nullable=False),
        sa.Column("sender", types.Words(), nullable=False),
        sa.Column("receiver", types.Words(), nullable=False),
        sa.Column("control", types.Words(), nullable=False),
        sa.Column("interchange_id", types.id_type(), nullable=False),
        sa.Column("sha256", types.Words(), nullable=False),
        sa.Column("seen_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("lane_id", "standard", "sender", "receiver", "control", name="pk_interchange_key"),
    )
    op.create_table(
        "invoice",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("identity", types.Words(), nullable=False),
        sa.Column("partner", types.Words(), nullable=False),
        sa.Column("usage", types.Words(), nullable=False),
        sa.Column("number", types.Words(), nullable=False),
        sa.Column("order_id", types.id_type(), nullable=True),
        sa.Column("shipment_id", types.id_type(), nullable=True),
        sa.Column("document_id", types.id_type(), nullable=True),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("currency", types.Words(), nullable=True),
        sa.Column("total", types.Exact(), nullable=True),
        sa.Column("body", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invoice"),
        sa.UniqueConstraint("identity", "usage", "number", name="uq_invoice_identity_usage_number"),
    )
    op.create_table(
        "invoice_counter",
        sa.Column("identity", types.Words(), nullable=False),
        sa.Column("usage", types.Words(), nullable=False),
        sa.Column("series", types.Words(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("identity", "usage", "series", name="pk_invoice_counter"),
    )
    op.create_table(
        "lane",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("direction", types.Words(), nullable=False),
        sa.Column("partner", types.Words(), nullable=True),
        sa.Column("usage", types.Words(), nullable=False),
        sa.Column("our_id", types.Words(), nullable=True),
        sa.Column("their_id", types.Words(), nullable=True),
        sa.Column("isa_no", sa.BigInteger(), nullable=False),
        sa.Column("gs_no", sa.BigInteger(), nullable=False),
        sa.Column("st_no", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("visited_at", types.Instant(), nullable=False),
        sa.Column("ready_at", types.Instant(), nullable=True),
        sa.Column("chain_hash", types.Words(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lane"),
        sa.UniqueConstraint("name", name="uq_lane_name"),
    )
    op.create_index(
        "ix_lane_ready",
        "lane",
        ["direction", "visited_at", "id"],
        unique=False,
        sqlite_where=sa.text("ready AND NOT paused"),
        postgresql_where=sa.text("ready AND NOT paused"),
    )
    op.create_table(
        "order_document",
        sa.Column("order_id", types.id_type(), nullable=False),
        sa.Column("document_id", types.id_type(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "document_id", name="pk_order_document"),
    )
    op.create_index("ix_order_document_document", "order_document", ["document_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("lane_id", types.id_type(), nullable=True),
        sa.Column("partner", types.Words(), nullable=True),
        sa.Column("mailbox", types.Words(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("control", types.Words(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("blob", types.Words(), nullable=True),
        sa.Column("sha256", types.Words(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("owner", types.Words(), nullable=True),
        sa.Column("lease_until", types.Instant(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Instant(), nullable=False),
        sa.Column("sent_at", types.Instant(), nullable=True),
        sa.Column("error", types.Words(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("mailbox", "name", name="uq_outbox_mailbox_name"),
    )
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["next_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('READY', 'SENDING', 'RETRY')"),
        postgresql_where=sa.text("state IN ('READY', 'SENDING', 'RETRY')"),
    )
    op.create_index(
        "uq_outbox_control",
        "outbox",
        ["lane_id", "epoch", "control"],
        unique=True,
        sqlite_where=sa.text("control IS NOT NULL"),
        postgresql_where=sa.text("control IS NOT NULL"),
    )
    op.create_table(
        "purchase_order",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("lane_id", types.id_type(), nullable=True),
        sa.Column("partner", types.Words(), nullable=False),
        sa.Column("usage", types.Words(), nullable=False),
        sa.Column("order_key", types.Words(), nullable=False),
        sa.Column("number", types.Words(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("channel", types.Words(), nullable=True),
        sa.Column("currency", types.Words(), nullable=True),
        sa.Column("document_id", types.id_type(), nullable=True),
        sa.Column("body", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_purchase_order"),
        sa.UniqueConstraint("order_key", name="uq_purchase_order_order_key"),
    )
    op.create_index("ix_purchase_order_number", "purchase_order", ["number"], unique=False)
    op.create_table(
        "shipment",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("partner", types.Words(), nullable=False),
        sa.Column("usage", types.Words(), nullable=False),
        sa.Column("number", types.Words(), nullable=False),
        sa.Column("order_id", types.id_type(), nullable=True),
        sa.Column("document_id", types.id_type(), nullable=True),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("body", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shipment"),
        sa.UniqueConstraint("partner", "usage", "number", name="uq_shipment_partner_usage_number"),
    )
    op.create_table(
        "sscc_counter",
        sa.Column("prefix", types.Words(), nullable=False),
        sa.Column("usage", types.Words(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "usage", name="pk_sscc_counter"),
    )
    op.create_table(
        "carton",
        sa.Column("shipment_id", types.id_type(), nullable=False),
        sa.Column("key", types.Words(), nullable=False),
        sa.Column("usage", types.Words(), nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("sscc", types.Words(), nullable=True),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name="fk_carton_shipment_id"),
        sa.PrimaryKeyConstraint("shipment_id", "key", name="pk_carton"),
        sa.UniqueConstraint("usage", "sscc", name="uq_carton_usage_sscc"),
    )
    op.create_table(
        "order_line",
        sa.Column("order_id", types.id_type(), nullable=False),
        sa.Column("no", types.Words(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", types.Words(), nullable=True),
        sa.Column("sku", types.Words(), nullable=True),
        sa.Column("unit", types.Words(), nullable=True),
        sa.Column("price", types.Exact(), nullable=True),
        sa.Column("ordered", types.Exact(), nullable=False),
        sa.Column("open", types.Exact(), nullable=False),
        sa.Column("confirmed", types.Exact(), nullable=False),
        sa.Column("backordered", types.Exact(), nullable=False),
        sa.Column("rejected", types.Exact(), nullable=False),
        sa.Column("cancelled", types.Exact(), nullable=False),
        sa.Column("allocated", types.Exact(), nullable=False),
        sa.Column("picked", types.Exact(), nullable=False),
        sa.Column("shipped", types.Exact(), nullable=False),
        sa.Column("invoiced", types.Exact(), nullable=False),
        sa.Column("returned", types.Exact(), nullable=False),
        sa.Column("credited", types.Exact(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name="fk_order_line_order_id"),
        sa.PrimaryKeyConstraint("order_id", "no", name="pk_order_line"),
    )
    op.create_table(
        "order_revision",
        sa.Column("order_id", types.id_type(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document_id", types.id_type(), nullable=True),
        sa.Column("body", types.Words(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name="fk_order_revision_order_id"),
        sa.PrimaryKeyConstraint("order_id", "revision", name="pk_order_revision"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup: nothing is dropped")

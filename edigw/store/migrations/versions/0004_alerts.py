"""Alerts: what somebody must be told, and the messages that tell it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _alerts()
    _messages()


def _alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("channel", types.Words(), nullable=False),
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("subject", types.Words(), nullable=False),
        sa.Column("document_id", types.id_type(), nullable=True),
        sa.Column("partner", types.Words(), nullable=True),
        sa.Column("usage", types.Words(), nullable=True),
        sa.Column("type", types.Words(), nullable=True),
        sa.Column("po_number", types.Words(), nullable=True),
        sa.Column("reason", types.Words(), nullable=True),
        sa.Column("mailbox", types.Words(), nullable=True),
        sa.Column("file", types.Words(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("over_at", types.Instant(), nullable=True),
        sa.Column("message_id", types.id_type(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "id", name=op.f("pk_alert")),
    )
    untold, told = sa.text("message_id IS NULL"), sa.text("message_id IS NOT NULL")
    parked = sa.text("kind = 'parked' AND over_at IS NULL")
    op.create_index(
        "uq_alert_untold", "alert", ["channel", "kind", "subject"], unique=True,
        sqlite_where=untold, postgresql_where=untold,
    )  # fmt: skip
    op.create_index("ix_alert_message", "alert", ["message_id"], sqlite_where=told, postgresql_where=told)
    op.create_index("ix_alert_parked", "alert", ["subject"], sqlite_where=parked, postgresql_where=parked)


def _messages() -> None:
    op.create_table(
        "alert_message",
        sa.Column("id", types.id_type(), nullable=False),
        sa.Column("channel", types.Words(), nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Instant(), nullable=False),
        sa.Column("error", types.Words(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("sent_at", types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_message")),
    )
    owed = sa.text("state IN ('READY', 'RETRY', 'DEAD')")
    op.create_index("ix_alert_message_owed", "alert_message", ["next_at"], sqlite_where=owed, postgresql_where=owed)
    op.create_index("ix_alert_message_channel", "alert_message", ["channel", "id"])

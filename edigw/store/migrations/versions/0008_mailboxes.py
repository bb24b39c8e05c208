"""Mailboxes as a whole: pauses, those that do not answer; since when a file cannot be delivered; claims by mailbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0008"
down_revision = "0007"

UNSENT = sa.text("state IN ('READY', 'SENDING', 'RETRY')")


def upgrade() -> None:
    op.create_table(
        "paused",
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("who", types.Words(), nullable=False),
        sa.Column("reason", types.Words(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_paused")),
    )
    op.create_table(
        "mailbox_hold",
        sa.Column("mailbox", types.Words(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", types.Instant(), nullable=False),
        sa.Column("until", types.Instant(), nullable=False),
        sa.Column("error", types.Words(), nullable=False),
        sa.Column("hint", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_mailbox_hold")),
    )
    op.add_column("outbox", sa.Column("failing_since", types.Instant(), nullable=True))
    op.add_column("outbox", sa.Column("again", sa.Integer(), nullable=True))
    op.drop_index("ix_outbox_unsent", "outbox")
    op.create_index(
        "ix_outbox_unsent", "outbox", ["mailbox", "next_at", "id"], sqlite_where=UNSENT, postgresql_where=UNSENT
    )

"""Control numbers of senders: groups by which they are known again, interchange numbers that never came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "group_key",
        sa.Column("lane_id", types.id_type(), nullable=False),
        sa.Column("standard", types.Words(), nullable=False),
        sa.Column("sender", types.Words(), nullable=False),
        sa.Column("receiver", types.Words(), nullable=False),
        sa.Column("functional_id", types.Words(), nullable=False),
        sa.Column("control", types.Words(), nullable=False),
        sa.Column("interchange_id", types.id_type(), nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("seen_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "lane_id", "standard", "sender", "receiver", "functional_id", "control", name=op.f("pk_group_key")
        ),
    )
    op.create_table(
        "interchange_gap",
        sa.Column("lane_id", types.id_type(), nullable=False),
        sa.Column("standard", types.Words(), nullable=False),
        sa.Column("sender", types.Words(), nullable=False),
        sa.Column("receiver", types.Words(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("partner", types.Words(), nullable=True),
        sa.Column("usage", types.Words(), nullable=True),
        sa.Column("document_id", types.id_type(), nullable=False),
        sa.Column("seen_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("lane_id", "standard", "sender", "receiver", "first", name=op.f("pk_interchange_gap")),
    )
    op.create_index("ix_interchange_gap_document", "interchange_gap", ["document_id"])

"""Interchange numbers that came and were set aside before they had a series: no gap, whoever they were meant for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "interchange_seen",
        sa.Column("standard", types.Words(), nullable=False),
        sa.Column("sender", types.Words(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("standard", "sender", "number", name=op.f("pk_interchange_seen")),
    )

"""AS2: when a message that we sent is looked at again, and how often it was sent again for want of a receipt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0009"
down_revision = "0008"

DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("as2_message", sa.Column("due_at", types.Instant(), nullable=True))
    op.add_column("as2_message", sa.Column("resends", sa.Integer(), nullable=True))
    op.create_index("ix_as2_message_due", "as2_message", ["due_at"], sqlite_where=DUE, postgresql_where=DUE)

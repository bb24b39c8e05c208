"""Files that were given up are counted by an index of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

FAILED = sa.text("state IN ('FAILED')")


def upgrade() -> None:
    op.create_index("ix_outbox_failed", "outbox", ["mailbox", "id"], sqlite_where=FAILED, postgresql_where=FAILED)

"""Alerts of what is so until it is over, found by an index: parked partners, and certificates that end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

STANDING = sa.text("kind IN ('parked', 'certificate') AND over_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_alert_parked", "alert")
    op.create_index("ix_alert_standing", "alert", ["kind", "subject"], sqlite_where=STANDING, postgresql_where=STANDING)

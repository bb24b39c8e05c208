"""Alerts of what is so until it is over: mailboxes that do not answer, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

STANDING = sa.text("kind IN ('parked', 'certificate', 'silent') AND over_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_alert_standing", "alert")
    op.create_index("ix_alert_standing", "alert", ["kind", "subject"], sqlite_where=STANDING, postgresql_where=STANDING)

"""Outbound lanes of EDIFACT bear their standard: the same two ids may stand for another partner in X12."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

RENAMED = sa.text(
    "UPDATE lane SET name = name || '\\:edifact' WHERE direction = 'out' AND name NOT LIKE '%\\:edifact' "
    "AND id IN (SELECT lane_id FROM document WHERE direction = 'out' AND standard = 'edifact')"
)


def upgrade() -> None:
    op.execute(RENAMED)

"""Documents of ours that partners refused, until somebody has seen to each; those of before are listed too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0010"
down_revision = "0009"

BEFORE = (
    "INSERT INTO refusal (document_id, noted_at) SELECT id, updated_at FROM document"
    " WHERE direction = 'out' AND answer IN ('rejected', 'partly') AND replaced_by IS NULL"
)


def upgrade() -> None:
    op.create_table(
        "refusal",
        sa.Column("document_id", types.id_type(), nullable=False),
        sa.Column("noted_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_refusal")),
    )
    op.execute(BEFORE)

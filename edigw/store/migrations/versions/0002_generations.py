"""A document that was done anew: which one it takes the place of, and which one took its place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("document", sa.Column("replaces", types.id_type(), nullable=True))
    op.add_column("document", sa.Column("replaced_by", types.id_type(), nullable=True))
    orphan = sa.text("answer = 'orphan'")
    op.create_index("ix_document_orphan", "document", ["id"], sqlite_where=orphan, postgresql_where=orphan)

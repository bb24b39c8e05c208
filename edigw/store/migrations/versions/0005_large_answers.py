"""Answers to very many sets: a packed set that lies in the archive; an interchange's documents page by page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0005"
down_revision = "0004"

PART = sa.text("interchange_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("document", sa.Column("blob", types.Words(), nullable=True))
    op.drop_index("ix_document_interchange", "document")
    op.create_index(
        "ix_document_interchange", "document", ["interchange_id", "id"], sqlite_where=PART, postgresql_where=PART
    )

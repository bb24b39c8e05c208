"""AS2: messages in and out, each with its receipt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from edigw.store import types

revision = "0007"
down_revision = "0006"

WORDS = (
    "direction", "name_key", "partner", "mailbox", "sender", "recipient", "message_id", "state", "body_sha256", "mic",
    "disposition", "detail", "signer", "receipt_url",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "as2_message",
        sa.Column("id", types.id_type(), nullable=False),
        *(sa.Column(name, types.Words(), nullable=False) for name in WORDS),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("mark", types.Words(), nullable=True),
        sa.Column("outbox_id", types.id_type(), nullable=True),
        sa.Column("headers", types.plain_json(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("blob", types.Words(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("receipt_headers", types.plain_json(), nullable=True),
        sa.Column("receipt_body", sa.LargeBinary(), nullable=True),
        sa.Column("receipt_at", types.Instant(), nullable=True),
        sa.Column("further", types.plain_json(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_as2_message")),
    )
    _index("uq_as2_message_body", ["direction", "name_key", "body_sha256"], unique=True)
    _index("uq_as2_message_accepted", ["direction", "name_key"], "accepted", unique=True)
    _index("uq_as2_message_mark", ["mark"], "mark IS NOT NULL", unique=True)
    _index("ix_as2_message_outbox", ["outbox_id"], "outbox_id IS NOT NULL")


def _index(name: str, columns: list[str], where: str = "", unique: bool = False) -> None:
    only = sa.text(where) if where else None
    op.create_index(name, "as2_message", columns, unique=unique, sqlite_where=only, postgresql_where=only)

"""The tables of pauses and holds are declared with the others."""

from __future__ import annotations

from edigw.store import mailbox_tables, tables


def test_a_name_is_paused_once_and_a_mailbox_held_once() -> None:
    assert [column.name for column in tables.paused.primary_key] == ["kind", "name"]
    assert [column.name for column in tables.mailbox_hold.primary_key] == ["mailbox"]
    assert {mailbox_tables.MAILBOX, mailbox_tables.PARTNER} == {"mailbox", "partner"}

"""At most one message of an id is accepted; of each id every other body is a row of its own."""

from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from edigw.store import sql
from edigw.store.engine import Store
from edigw.store.tables import as2_message


def row(ident: str, body: str, accepted: bool = True, mark: str | None = None) -> dict[str, object]:
    return {
        "id": ident, "direction": "in", "name_key": "k", "partner": "p", "mailbox": "p", "sender": "S",
        "recipient": "R", "message_id": "<1>", "state": "ACCEPTED", "accepted": accepted, "body_sha256": body,
        "size": 1, "mark": mark,
    }  # fmt: skip


@pytest.mark.parametrize(
    "second", [row("b", "2"), row("b", "1", accepted=False), row("b", "3", accepted=False, mark="m")]
)
def test_what_the_indexes_refuse(store: Store, now: datetime, second: dict[str, object]) -> None:
    with store.begin() as c:
        sql.add(c, as2_message, [row("a", "1", mark="m")], created_at=now, updated_at=now)
    with pytest.raises(IntegrityError), store.begin() as c:
        sql.add(c, as2_message, [second], created_at=now, updated_at=now)


def test_another_body_that_was_refused_is_a_row_of_its_own(store: Store, now: datetime) -> None:
    with store.begin() as c:
        rows = [row("a", "1"), row("b", "2", accepted=False), row("c", "3", accepted=False)]
        sql.add(c, as2_message, rows, created_at=now, updated_at=now)

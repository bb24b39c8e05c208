"""Which URLs open, with which settings, and which errors may pass."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from edigw.errors import UsageError
from edigw.store import connect
from edigw.store.engine import Store


@pytest.mark.parametrize("url", ["nonsense", "mysql://localhost/x", "oracle+cx_oracle://x", "", "sqlite:relative"])
def test_other_urls_are_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        connect.engine(url)
    assert "sqlite:////" in caught.value.hint


def test_the_settings_hold(store: Store) -> None:
    with store.read() as c:
        if store.embedded:
            pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            found = [c.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
            assert found == ["wal", 2, 1, connect.BUSY_MS]
        else:
            names = (
                "idle_in_transaction_session_timeout",
                "lock_timeout",
                "TimeZone",
                "transaction_isolation",
                "enable_seqscan",
            )
            found = [c.exec_driver_sql(f"SHOW {name}").scalar() for name in names]
            assert found == ["1min", "5s", "UTC", "read committed", "off"]


def failed(code: int) -> OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return OperationalError("", {}, error)


def test_what_may_pass() -> None:
    assert [connect.passing(failed(code)) for code in (5, 261, 13, 778, 1)] == [
        "busy", "busy", "full", "input or output failed", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "why"), [("40P01", "deadlock"), ("08006", "away"), ("42P01", None), ("53100", "full")]
)
def test_what_may_pass_on_a_server(state: str, why: str | None) -> None:
    cause = Exception()
    cause.sqlstate = state  # type: ignore[attr-defined]
    assert connect.passing(ProgrammingError("", {}, cause)) == why


def test_json_takes_decimals_as_text_and_nothing_strange() -> None:
    assert connect.dumps({"n": Decimal("1E+2"), "é": None}) == '{"n":"100","\\u00e9":null}'
    with pytest.raises(TypeError, match="no place in JSON"):
        connect.dumps({1, 2})


def test_the_file_of_an_embedded_database() -> None:
    assert connect.embedded("sqlite:////srv/edigw.db") == Path("/srv/edigw.db")
    assert connect.embedded("postgresql://user@host/database") is None

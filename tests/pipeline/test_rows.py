"""Rows from what was examined."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

from edigw.model.order import Order
from edigw.pipeline import rows
from edigw.tree import Finding

FAULT = Finding("AK403", "7", "INVALID_CODE", "a message", "BEG", 2, 1, value="QQ")


def test_findings_survive_the_store_and_are_capped() -> None:
    assert rows.findings_of(rows.stored([FAULT])) == (FAULT,)
    assert rows.stored([]) is None
    assert rows.findings_of(None) == ()
    many = rows.stored([FAULT] * 1000)
    assert many is not None and len(many) == rows.LISTED + 1
    assert many[-1]["message"].endswith(f": {1000 - rows.LISTED}") and many[-1]["severity"] == "note"
    assert rows.stored(rows.kept([FAULT] * 1000)[: rows.LISTED]) == many[:-1]


def test_the_listed_code_is_the_first_faults_of_the_wanted_list() -> None:
    note = Finding("AK304", "1", "X", "", severity="note")
    group = Finding("AK905", "4", "Y", "")
    assert rows.code_of([note, FAULT, group]) == {"code_type": "AK403", "code": "7"}
    assert rows.code_of([FAULT, group], "AK905") == {"code_type": "AK905", "code": "4"}
    assert rows.code_of([note]) == {}


def test_one_value_has_one_text() -> None:
    assert rows.as_bytes({"b": Decimal("1.10"), "a": "ü"}) == '{"a":"ü","b":"1.10"}'.encode()


def test_lines_are_numbered_where_the_buyer_did_not() -> None:
    assert rows.lines_of({"lines": [{"qty": "1"}, {"no": "7", "qty": "2"}]}) == [
        {"line": "1", "qty": "1"}, {"line": "7", "qty": "2"},
    ]  # fmt: skip
    assert rows.lines_of({}) is None


def test_a_wait_says_why_for_whom_and_until_when() -> None:
    due = datetime(2026, 1, 1, tzinfo=UTC)
    assert rows.waiting("PRICE", "person", due) == {
        "state": "WAITING", "reason": "PRICE", "waits_for": "person", "due_at": due,
    }  # fmt: skip
    assert rows.settled("DONE")["due_at"] is None


def test_names_of_files_are_safe_whatever_they_are_made_of() -> None:
    assert rows.safe("../../etc/passwd\n") == "etc-passwd"
    assert rows.safe("") == rows.safe("///") == "x"
    assert len(rows.safe("a" * 300)) == 40


def test_a_finding_is_shown_with_every_key_of_the_contract() -> None:
    assert set(rows.shown(FAULT)) >= {"code_type", "code", "segment", "position", "element", "component", "repetition",
                                      "offset", "value", "rule", "message", "hint"}  # fmt: skip


def test_a_document_is_kept_as_it_is_shown() -> None:
    order = Order(number="Ä1", currency="USD")
    assert json.loads(rows.text_of(order)) == rows.canonical(order)
    assert Order.model_validate_json(rows.text_of(order)) == order

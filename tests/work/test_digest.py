"""What an alert says: the facts, the command that mends it, and nothing that steers a mail or a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from edigw.model.alerts import KINDS
from edigw.work.digest import COMMANDS, LISTED, LONGEST, digest, spell, tame, trial

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


def alert(kind: str, **more: Any) -> Any:
    row = {"id": "a1", "kind": kind, "subject": "d1", "document_id": "d1", "partner": "acme", "usage": "P",
           "type": "850", "po_number": "4711", "reason": "STOCK",
           "mailbox": None, "file": None, "created_at": NOW}  # fmt: skip
    return SimpleNamespace(**(row | more))


@pytest.mark.parametrize(
    ("row", "message", "command"),
    [
        (alert("waiting"), "a document waits: partner acme, 850 d1, order 4711, reason STOCK",
         "edigw docs release d1 --reason WHY"),
        (alert("waiting", reason="MANUAL"), "order 4711", "edigw orders ack 4711 --partner acme"),
        (alert("waiting", reason="MANUAL", po_number=None), "850 d1", "edigw docs show d1"),
        (alert("waiting", reason="CONFIG"), "reason CONFIG", "edigw partners check acme"),
        (alert("rejected", usage="T"), "850 d1 (test)", "edigw docs show d1"),
        (alert("quarantined", type=None, partner=None), "what came in cannot be processed: document d1",
         "edigw docs show d1"),
        (alert("overdue", type="855", reason=None), "an answer to what we sent is overdue: partner acme, 855 d1",
         "edigw docs redeliver d1 --reason WHY"),
        (alert("refused"), "the partner refused what we sent", "edigw docs reissue d1 --reason WHY"),
        (alert("orphan"), "speaks of nothing that we sent", "edigw docs release d1 --reason WHY"),
        (alert("undelivered", mailbox="m", file="x.edi"), "mailbox m, file x.edi", "edigw docs redeliver d1"),
        (alert("undelivered", document_id=None, type=None, mailbox="m", file="x.edi"), "file x.edi", "edigw status"),
        (alert("parked", document_id=None, type=None, reason="2 faults"), "partner acme", "edigw partners check acme"),
    ],
)  # fmt: skip
def test_what_it_says(row: Any, message: str, command: str) -> None:
    told = spell(row)
    assert message in told["message"] and told["command"].startswith(command)
    assert told["since"] == "2026-11-01T08:00:00Z"


def test_every_kind_has_its_command() -> None:
    assert set(COMMANDS) == set(KINDS)


def test_a_digest_counts_lists_and_stays_the_same() -> None:
    rows = [alert("waiting"), alert("rejected", id="a2"), alert("waiting", id="a3")]
    made = digest("m1", NOW, rows, "host:/srv/edi")
    assert made.subject == "edigw: 3 alerts (1 rejected, 2 waiting)"
    assert made == digest("m1", NOW, rows, "host:/srv/edi")
    body = json.loads(made.body)
    assert (body["id"], body["count"], [one["id"] for one in body["alerts"]]) == ("m1", 3, ["a1", "a2", "a3"])
    assert body["alerts"][0]["command"] in made.text and "host:/srv/edi" in made.text and "Message: m1" in made.text
    assert digest("m1", NOW, rows[:1], "w").subject == "edigw: 1 alert (1 waiting)"


def test_many_are_counted_not_listed() -> None:
    made = digest("m1", NOW, [alert("waiting")] * (LISTED + 7), "w")
    assert made.text.count("mend it") == LISTED and "and 7 more" in made.text
    assert json.loads(made.body)["count"] == LISTED + 7


def test_what_came_from_elsewhere_steers_nothing() -> None:
    number = "1\r\nBcc: x@y.example\x1b[2J\u202e$(reboot)"
    made = digest("m1", NOW, [alert("waiting", reason="MANUAL", po_number=number)], "w\n.\r\n")
    assert not any(character in made.text + made.subject for character in "\r\x1b\u202e")
    assert len(made.text.splitlines()) == 6
    assert "'1\\r\\nBcc: x@y.example\\x1b[2J\\u202e$(reboot)'" in made.text  # quoted for a shell
    assert made.body.isascii()
    assert len(tame("x" * 5000) or "") == LONGEST and tame("\udcff") == "\\udcff" and tame(None) is None


def test_a_trial_says_that_it_is_one() -> None:
    made = trial("m1", NOW, "w")
    assert json.loads(made.body)["test"] is True and "test" in made.subject

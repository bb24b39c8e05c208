"""What `once` and `status` print: words for a person, JSON for a program."""

from __future__ import annotations

import json

import pytest

from edigw.cli import told

DONE = {"received": 2, "parsed": 2, "processed": 3, "sent": 4, "attention": 0, "left": []}
NOW = {
    "ok": False, "summary": "needs attention: 0 in hand", "states": [
        {"direction": "in", "state": "DONE", "reason": None, "count": 1},
    ], "troubles": [{"message": "partner acme\x1b is parked", "hint": "edigw partners check acme"}],
}  # fmt: skip


def test_a_person_reads_words(capsys: pytest.CaptureFixture[str]) -> None:
    told.once(DONE, False)
    told.status(NOW, False)
    out = capsys.readouterr().out
    assert "files received       2" in out and "left" not in out
    assert "in   DONE" in out and "\\x1b is parked" in out and "hint: edigw partners check acme" in out


def test_a_program_reads_json(capsys: pytest.CaptureFixture[str]) -> None:
    told.once(DONE, True)
    assert json.loads(capsys.readouterr().out) == DONE
    told.status(NOW, True)
    assert json.loads(capsys.readouterr().out) == NOW

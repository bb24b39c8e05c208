"""Rendering: plain when piped, and nothing from outside steers the terminal."""

from __future__ import annotations

import pytest

from edigw.cli import render


def test_control_and_direction_characters_become_visible() -> None:
    assert render.tame("a\x1b[31mb\u202ec\nd") == r"a\x1b[31mb\u202ec\nd"


def test_a_piped_table_is_aligned_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    render.table([{"a": "x", "b": None}, {"a": "long\x07", "b": ["1", "2"]}], [("a", "A"), ("b", "B")])
    assert capsys.readouterr().out == "A         B\nx\nlong\\x07  1 2\n"


def test_an_empty_table_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    render.table([], [("a", "A")], "no documents")
    assert capsys.readouterr().out == "no documents\n"


def test_a_finding_says_where_what_and_how_to_mend_it(capsys: pytest.CaptureFixture[str]) -> None:
    item = {"code_type": "AK403", "code": "5", "rule": "TOO_LONG", "segment": "BEG", "position": 2, "element": 3,
            "offset": 140, "message": "23 characters, at most 22", "hint": "shorten it"}  # fmt: skip
    render.findings([item])
    assert capsys.readouterr().out.splitlines() == [
        "  BEG03, segment 2, byte 140: 23 characters, at most 22 [TOO_LONG, AK403 5]",
        "    hint: shorten it",
    ]


def test_facts_leave_out_what_is_absent(capsys: pytest.CaptureFixture[str]) -> None:
    render.facts({"id": "1", "reason": None}, [("id", "id"), ("reason", "reason")])
    assert capsys.readouterr().out == "id      1\n"

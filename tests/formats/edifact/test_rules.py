"""The rules of EDIFACT envelopes: each has its words, and codes are those of 0085."""

from __future__ import annotations

import re
from pathlib import Path

import edigw.formats.edifact
from edigw.formats.edifact.rules import CODE_LIST, CODES, HARMLESS, NOTES, REFUSED, RULES, fault


def test_codes_belong_to_rules_and_notes_have_none() -> None:
    assert CODES.keys() | NOTES | HARMLESS | REFUSED <= RULES.keys()
    assert not CODES.keys() & NOTES
    assert all(re.fullmatch("[1-9][0-9]?", code) for code in CODES.values())


def test_every_rule_is_told_somewhere_and_none_is_told_that_has_no_words() -> None:
    room = Path(edigw.formats.edifact.__path__[0])
    code = "".join(path.read_text("utf-8") for path in (*room.glob("[!r]*.py"), room.parent / "stream.py"))
    told = set(re.findall(r'"([A-Z][A-Z_][A-Z0-9_]*)"', code))
    assert set(RULES) <= told


def test_a_fault_bears_its_code_words_and_place() -> None:
    found = fault("SET_COUNT", "UNT says 3", segment="UNT", offset=7)
    assert (found.code_type, found.code, found.segment, found.offset) == (CODE_LIST, "29", "UNT", 7)
    assert found.message.endswith(": UNT says 3") and found.severity == "error"
    assert (fault("UNWRAPPED").severity, fault("NOT_EDI").code_type) == ("note", "")

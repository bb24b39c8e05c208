"""The table of rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import edigw.formats.x12 as room
from edigw.formats.x12.rules import CODES, HARMLESS, NOTES, REFUSED, RULES, fault

ROOM = Path(room.__path__[0])
BESIDE = (ROOM.parent / "stream.py", ROOM.parent / "markup.py")
SOURCES = "".join(path.read_text("utf-8") for path in (*sorted(ROOM.glob("*.py")), *BESIDE))


def test_every_set_of_rules_names_rules() -> None:
    for names in (CODES.keys(), HARMLESS, NOTES, REFUSED):
        assert names <= RULES.keys()


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_is_used(rule: str) -> None:
    role = re.sub("^(SENDER|RECEIVER)_", "{role}_", rule)
    differs = rule.replace("AUTHORIZATION_", "{name}_").replace("SECURITY_", "{name}_")
    uses = sum(SOURCES.count(f'"{name}"') for name in {rule, role, differs})
    listed = 1 + sum(rule in names for names in (CODES, NOTES))
    assert uses > listed


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_says_what_it_is_and_what_to_do(rule: str) -> None:
    assert re.fullmatch(r"[A-Z][A-Z_0-9]+", rule)
    assert all(RULES[rule])


def test_a_fault_carries_code_hint_and_place() -> None:
    finding = fault("SET_COUNT", "SE01 says 3, there are 4", segment="SE", position=4, element=1)
    assert (finding.code_type, finding.code, finding.severity) == ("AK502", "4", "error")
    assert finding.message.endswith(": SE01 says 3, there are 4")
    assert (finding.segment, finding.position, finding.element) == ("SE", 4, 1)
    assert finding.hint


def test_notes_change_no_verdict() -> None:
    assert fault("PADDING").severity == "note"

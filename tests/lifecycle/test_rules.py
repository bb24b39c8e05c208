"""The rules that an order's life notes: each stands in the table and is used."""

from __future__ import annotations

import re
from pathlib import Path

from edigw.lifecycle import rules


def test_every_rule_is_used_and_every_use_is_a_rule() -> None:
    texts = [path.read_text("utf-8") for path in Path(rules.__file__).parent.glob("*.py") if path.name != "rules.py"]
    used = {rule for text in texts for rule in re.findall(r"\bnote\(\s*\"([A-Z_]+)\"", text)}
    assert used == set(rules.RULES)


def test_a_note_never_changes_a_verdict_and_says_what_to_do() -> None:
    made = rules.note("COUNT_DIFFERS", "9 is not 8", "9")
    assert (made.severity, made.code_type, made.rule, made.value) == ("note", "", "COUNT_DIFFERS", "9")
    assert made.hint == rules.RULES["COUNT_DIFFERS"][1]

"""Every business finding of a map has its rule in the table, and every rule is found by something."""

from __future__ import annotations

import re
from pathlib import Path

from edigw.mapping import rules

SOURCES = Path(rules.__file__).parent.glob("*.py")
CODE = "\n".join(path.read_text("utf-8") for path in SOURCES if path.name != "rules.py")


def test_the_table_and_the_code_agree() -> None:
    used = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', CODE))
    assert used == set(rules.RULES)


def test_each_rule_says_what_it_is_about() -> None:
    assert all(len(meaning.split()) > 5 and hint for meaning, hint in rules.RULES.values())

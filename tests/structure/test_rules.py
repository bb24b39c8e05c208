"""Every placement rule has a meaning and a way to mend it."""

from __future__ import annotations

from edigw.structure.rules import RULES


def test_every_rule_says_what_and_how():
    for rule, (meaning, hint) in RULES.items():
        assert rule == rule.upper()
        assert meaning and hint
        assert not meaning.endswith(".") and not hint.endswith(".")

"""Every rule has a meaning and a way to mend it, and every rule that the code names is in the table."""

from __future__ import annotations

import re
from pathlib import Path

from edigw.validation.findings import WORDING
from edigw.validation.rules import RULES
from edigw.validation.verdict import INCOMPLETE, MILD, OUT_OF_PLACE, WHOLE_SEGMENT

CODE = Path(__file__).parents[2] / "edigw"
OURS = ("segments", "findings", "elements", "plain_types", "pointers", "guide", "diagnose", "conclude")


def test_every_rule_says_what_and_how():
    for rule, (meaning, hint) in RULES.items():
        assert re.fullmatch("[A-Z_]+", rule)
        assert meaning and hint
        assert not meaning.endswith(".") and not hint.endswith(".")


def test_every_rule_in_the_code_is_listed_and_the_other_way_round():
    sources = [CODE / "validation" / f"{name}.py" for name in OURS] + [CODE / "structure" / "walk.py"]
    text = "".join(path.read_text("utf-8") for path in sources)
    named = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', text))
    assert named == set(RULES)
    assert set(WORDING) <= set(RULES)
    assert set(RULES) >= OUT_OF_PLACE | WHOLE_SEGMENT
    assert frozenset() == MILD & INCOMPLETE

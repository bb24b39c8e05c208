"""Rules and reasons: each has a meaning, and each reason that the code gives stands in a table."""

from __future__ import annotations

import re
from pathlib import Path

from edigw.formats.x12.rules import RULES as ENVELOPE
from edigw.pipeline.rules import REASONS, RULES, fault

EDIGW = Path(__file__).parents[2] / "edigw"
GIVEN = re.compile(r'(?:settled\("\w+", |waiting\(|Hold\(\s*(?:reason=)?|Reject\(\s*(?:reason=)?|refuse\()"([A-Z_]+)"')


def test_a_finding_has_the_tables_meaning_and_hint_unless_told_otherwise() -> None:
    plain = fault("NOT_JSON")
    assert (plain.message, plain.hint) == RULES["NOT_JSON"]
    told = fault("UNKNOWN_PARTNER", "nobody has ZZ:X", "TA105", "006", segment="ISA")
    assert (told.message, told.code, told.segment) == ("nobody has ZZ:X", "006", "ISA")


def test_every_reason_that_the_code_gives_stands_in_a_table() -> None:
    given = {word for path in EDIGW.rglob("*.py") for word in GIVEN.findall(path.read_text("utf-8"))}
    assert len(given) > 10
    assert given <= {*REASONS, *RULES, *ENVELOPE}

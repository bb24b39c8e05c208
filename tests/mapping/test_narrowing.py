"""A guide that contradicts the dictionary is refused, with its place and a fix."""

from __future__ import annotations

import pytest
from tinymaps import faults, load, order


def text(guide: str) -> str:
    return order() + "guide:\n" + "".join(f"  {row}\n" for row in guide.splitlines())


@pytest.mark.parametrize(
    ("guide", "told", "fix"),
    [
        ("BEG02: only SA QQ", "BEG02 has no code `QQ` (data element 92)", "also QQ"),
        ("BEG02: only sa", "no code `sa`", "there is: "),
        ("BEG03: only A23456789012345678901234", "has 24 characters; the dictionary lets BEG03 have 1 to 22", "wire"),
        ("PO103: also QXQ", "has 3 characters; the dictionary lets PO103 have 2 to 2", "wire"),
        ("BEG03: also X", "BEG03 holds no codes", "take the row out"),
        ("BEG13: required", "BEG has 12 elements, no BEG13", "the last is BEG12"),
        ("BEG00: required", "BEG has 12 elements, no BEG00", "the last is BEG12"),
        ("BEG03-01: required", "BEG03 has no components", "write BEG03"),
        ("MEA04-99: required", "MEA04 has 15 components", "the last is MEA04-15"),
        ("MEA04: length 2", "MEA04 is a composite", "MEA04-01"),
        ("PO1: at most 100001", "the dictionary lets PO1 stand 100000 times", "up to 100000"),
        ("CUR: at most 2", "the dictionary lets CUR stand 1 times", "up to 1"),
        ("PO1: at most 0", "leaves nothing", "not used"),
        ("CUR: at least 2", "the dictionary lets CUR stand 1 times", "up to 1"),
        ("N1*ST/N3: at least 3", "the dictionary lets N3 stand 2 times", "up to 2"),
        ("PO103: at least 2", "PO103 is not repeated", "a segment"),
        ("MEA04-01: at least 2", "MEA04-01 is not repeated", "a segment"),
        ("MEA04: pattern [A-Z]{2}", "MEA04 is a composite", "MEA04-01"),
        ("BEG05: pattern [0-9]{6}", "the dictionary lets BEG05 have 8 to 8", "within 8..8"),
        ("BEG02: pattern 9[A-Z]", "no code of BEG02 looks so (data element 92)", "only A B"),
        ("BEG03: length 1..23", "the dictionary lets BEG03 have 1 to 22 characters", "within 1..22"),
        ("BEG03: length 9..8", "fits nothing", "shorter first"),
        ("BEG03: length 0..8", "fits nothing", "shorter first"),
        ("BEG05: length 6", "the dictionary lets BEG05 have 8 to 8", "within 8..8"),
        ("PO1: not used", "PO1 is mandatory in the dictionary", "take the row out"),
        ("TAX01: not used; required", "`not used` stands with", "keep one"),
        ("REF*ZZZZ: required", "REF01 has no code `ZZZZ` (data element 128)", "did you mean `ZZ`?"),
        ("REG: required", "REG does not stand in 850", "did you mean `REF`?"),
        ("PO1: one of PO107 PUD*F", "PO1/PUD does not stand in 850", "did you mean `PID`?"),
        ("PO1: one of PO107 PO126", "PO1 has 25 elements", "the last is PO125"),
    ],
)
def test_what_the_dictionary_contradicts_is_refused(guide: str, told: str, fix: str) -> None:
    (fault,) = faults(text(guide))
    assert told in fault.message and fix in fault.fix, fault
    assert text(guide).splitlines()[fault.line - 1].strip() == guide and fault.column == 3


@pytest.mark.parametrize(
    "guide",
    [
        "BEG02: also QQ; only SA QQ",
        "BEG02: only SA NE",
        "PO1/REF*ZZ: required",
        "PO1: at most 100000",
        "N1*ST/N3: at least 2",
        "BEG03: pattern [A-Z0-9]{1,22}",
        "BEG05: pattern 20[0-9]{6}",
        "BEG03: length 22",
        "MEA04-01: only CM IN",
        "PO1/PID/PID08: only Y",
        "REF: at most 12",
        "TAX: not used",
    ],
)
def test_what_only_narrows_is_taken(guide: str) -> None:
    assert load(text(guide)).guide.rows


def test_an_also_elsewhere_counts_for_only() -> None:
    assert len(load(text("PO1/REF/REF01: also Q1Q\nPO1/REF*Q1Q/REF02: required")).guide.rows) == 2

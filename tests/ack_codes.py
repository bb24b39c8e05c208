"""Which sample shows which code of TA105, AK3 to AK9, IK3 to IK5: read from the answers that samples earn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from edigw.structure.dictionary import Dictionary

SAMPLES = Path(__file__).parent.parent / "samples"
SHOWN = 2  # samples of a code that the page names

LISTS = {  # what the page tells, in its order: acknowledgement -> where -> (data element, what it is about)
    "997": {
        "AK304": ("720", "a segment"), "AK403": ("723", "an element"), "AK501": ("717", "a set's verdict"),
        "AK502": ("718", "a set"), "AK901": ("715", "a group's verdict"), "AK905": ("716", "a group"),
    },
    "999": {
        "IK304": ("620", "a segment"), "IK403": ("621", "an element"), "IK501": ("717", "a set's verdict"),
        "IK502": ("618", "a set"), "AK901": ("715", "a group's verdict"), "AK905": ("716", "a group"),
    },
}  # fmt: skip
TA1 = [f"{n:03d}" for n in range(32)]
AT = {"3": (4, 5), "4": (3, 4), "5": (1, 2), "9": (1, 2)}  # AK3.. -> elements [first, end) of its first code
CODES = {"5": (2, 7), "9": (5, 10)}

SECURITY = "authentication and encryption (X12.58) are not used: an S1S or S2S segment is one too many, AK905 5"
WHY: Mapping[str, str] = {  # what no sample shows -> why it is never said, or which test shows it
    **{f"TA105 {code}": "deferred delivery: we deliver nothing for others" for code in ("028", "029", "030", "031")},
    **{f"{at} {code}": SECURITY for at in ("AK501", "IK501", "AK901") for code in "MWX"},
    **{f"{at} {code}": SECURITY for at in ("AK502", "IK502") for code in
       ("8", "9", "10", "11", "12", "13", "15", "16", "17", "24", "25", "26", "27")},
    **{f"AK905 {code}": SECURITY for code in
       ("10", "11", "12", "13", "14", "15", "16", "17", "18", "23", "24", "25", "26")},
    "IK304 2": "what only a guide forbids is said by I4 here",
}  # fmt: skip


def told(folder: Path = SAMPLES) -> dict[str, list[str]]:
    """`AK304 3` -> the cases that earn it; a 999's are `IK304 3`, and its AK9s `AK905 3` of the `999`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*/expected.answer.txt")):
        for code in dict.fromkeys(_codes(path.read_text("utf-8"))):
            found[code].append(path.parent.name)
    return found


def _codes(text: str) -> Iterator[str]:
    kind = "997"
    for line in text.splitlines():
        if ta1 := re.fullmatch(r"TA1 ([AER]) (\d\d\d)", line):
            yield f"TA105 {ta1[2]}"
            continue
        tag, *elements = line.rstrip("~").split("*")
        number = tag[2:]
        kind = "997" if tag == "AK5" else "999" if tag == "IK5" else kind
        if tag[:2] in ("AK", "IK") and number in AT:
            prefix = f"{kind} " if tag == "AK9" else ""
            if number in "34":
                first = AT[number][0]
                yield from (f"{tag}{first:02d} {code}" for code in elements[first - 1 : first] if code)
            else:
                yield f"{prefix}{tag}01 {elements[0]}"
                at, end = CODES[number]
                yield from (f"{prefix}{tag}{at:02d} {code}" for code in elements[at - 1 : end - 1] if code)


def rows(kind: str, where: str, codes: list[str], found: Mapping[str, list[str]]) -> list[tuple[str, str, str]]:
    """(code, the samples that show it, else why there is none) of one list."""
    prefix = f"{kind} " if where.startswith("AK9") else ""
    made = []
    for code in codes:
        cases = found.get(f"{prefix}{where} {code}", [])
        more = f" and {len(cases) - SHOWN} more" if len(cases) > SHOWN else ""
        shown = ", ".join(f"`{case}`" for case in cases[:SHOWN]) + more
        made.append((code, shown, "" if cases else WHY.get(f"{where} {code}", "")))
    return made


def listed(book: Dictionary, number: str) -> list[str]:
    return sorted(book.codes[number], key=lambda code: (code.startswith("I"), not code.isdigit(), len(code), code))

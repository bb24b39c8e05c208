"""Which sample shows which code of TA105, AK3 to AK9, IK3 to IK5, and of a CONTRL: read from the answers they earn."""

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

CONTRL = {"0083": "what becomes of it", "0085": "what is wrong"}  # data element -> what it is about
LEVELS = {  # of a CONTRL -> where its codes stand
    "UCI": {"0083": 4, "0085": 5}, "UCF": {"0083": 4, "0085": 5}, "UCM": {"0083": 3, "0085": 4},
    "UCS": {"0085": 2}, "UCD": {"0085": 1},
}  # fmt: skip
WITHDRAWN = "withdrawn: understood where others say it, never said"
PASSES_NOTHING_ON = "we pass nothing on to others: there is neither a network nor a recipient behind us"
WHY_CONTRL: Mapping[str, str] = {
    **{f"0083 {code}": WITHDRAWN for code in "12356"},
    "0083 8": "an answer of ours has the verdict: that something came is never told by itself",
    **{f"0085 {code}": WITHDRAWN for code in ("1", "3", "4", "5", "6", "8", "9", "10", "11")},
    "0085 24": "no interchange is too old for us: what its number tells is told by 26",
    "0085 27": "security (ISO 9735-5) is not used: a USH is a segment that has no place, 15",
    **{f"0085 {code}": PASSES_NOTHING_ON for code in ("41", "42", "43")},
}


def told(folder: Path = SAMPLES) -> dict[str, list[str]]:
    """`AK304 3` -> the cases that earn it; a 999's are `IK304 3`, and its AK9s `AK905 3` of the `999`.

    A CONTRL's are `0085 13`, and with the level that says it `UCM 0085 13`.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*/expected.answer.txt")):
        for code in dict.fromkeys(_codes(path.read_text("utf-8"))):
            found[code].append(path.parent.name)
    return found


def _codes(text: str) -> Iterator[str]:
    kind = "997"
    for line in text.splitlines():
        if line.endswith("'"):
            yield from _of_contrl(line)
            continue
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


def _of_contrl(line: str) -> Iterator[str]:
    tag, *elements = re.split(r"(?<!\?)\+", line.removesuffix("'"))
    for number, at in LEVELS.get(tag, {}).items():
        if at <= len(elements) and elements[at - 1]:
            yield from (f"{number} {elements[at - 1]}", f"{tag} {number} {elements[at - 1]}")


def contrl_rows(number: str, codes: list[str], found: Mapping[str, list[str]]) -> list[tuple[str, str, str, str]]:
    """(code, the levels that say it, the samples that show it, else why there is none) of a list of CONTRL's."""
    made = []
    for code in codes:
        levels = ", ".join(level for level in LEVELS if f"{level} {number} {code}" in found)
        cases = found.get(f"{number} {code}", [])
        made.append((code, levels, shown(cases), "" if cases else WHY_CONTRL.get(f"{number} {code}", "")))
    return made


def shown(cases: list[str]) -> str:
    more = f" and {len(cases) - SHOWN} more" if len(cases) > SHOWN else ""
    return ", ".join(f"`{case}`" for case in cases[:SHOWN]) + more


def rows(kind: str, where: str, codes: list[str], found: Mapping[str, list[str]]) -> list[tuple[str, str, str]]:
    """(code, the samples that show it, else why there is none) of one list."""
    prefix = f"{kind} " if where.startswith("AK9") else ""
    made = []
    for code in codes:
        cases = found.get(f"{prefix}{where} {code}", [])
        made.append((code, shown(cases), "" if cases else WHY.get(f"{where} {code}", "")))
    return made


def listed(book: Dictionary, number: str) -> list[str]:
    return sorted(book.codes[number], key=lambda code: (code.startswith("I"), not code.isdigit(), len(code), code))

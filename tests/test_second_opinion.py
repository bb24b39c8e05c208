"""pyx12 against the diagnosing path, on sets bred from the dictionary and harmed: where they differ, class by class.

`pytest -m torture tests/test_second_opinion.py -s` does 10,000 (EDIGW_OPINIONS says another number) and prints the
counts; the suite does a few dozen. docs/second-opinion.md shows an example of each class.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from bench import dictionary
from breed import OPERATORS, Breeder, Harm, Row

from edigw.pipeline.inspect.opinion import Opinion, ask
from edigw.structure.dictionary import ElementDef, Position
from edigw.tree import COMPONENT, REPEAT, Finding, Message, Segment
from edigw.validation.diagnose import diagnose

BOOK = dictionary("004010")
SMALL = ("180", "824", "864")  # whose maps it reads in a moment
KINDS = sorted(kind for kind, each in BOOK.sets.items() if each.functional_id != "FA")
PAGE = Path(__file__).parents[1] / "docs" / "second-opinion.md"
EXAMPLE = re.compile(r"^### ([A-Z_]+)\n.*?^```\n(.*?)^```\n.*?pyx12: `(\w+)`.*?edigw: `(\w+)`", re.M | re.S)
BREAKS = {"too many values to unpack": "PERIOD_SPLIT", "list index out of range": "COMPONENTS_BREAK_IT"}
Fault = tuple[int, str, int | None, str]  # position, code of AK304, element, code of AK403


def segments(rows: Sequence[Row]) -> tuple[Segment, ...]:
    table = str.maketrans({">": COMPONENT, "^": REPEAT})
    return tuple(
        Segment(row[0], tuple(value.translate(table) for value in row[1:]), at) for at, row in enumerate(rows, 1)
    )


def errors(kind: str, given: tuple[Segment, ...]) -> list[Finding]:
    found = diagnose(Message(kind, "0001", given, 0, 0), BOOK).findings
    return [each for each in found if each.severity != "note"]


def faults(opinion: Opinion) -> list[Fault]:
    """Its AK3 and AK4 rows; an AK3 for its elements stands with each AK4 below it, alone where there is none."""
    made: list[Fault] = []
    for row in opinion.faults:
        tag, *rest = row.split("*")
        if tag == "AK3":
            made.append((int(rest[1]), rest[3], None, ""))
            continue
        position = made[-1][0]
        if made[-1][1:] == ("8", None, ""):
            made.pop()
        made.append((position, "8", int(rest[0].split(":")[0]), rest[2]))
    return made


def values(segment: Segment, at: int) -> list[tuple[ElementDef, str]]:
    definition = BOOK.segments[segment.tag].elements[at - 1]
    parts = segment.get(at).split(COMPONENT)
    return list(zip(definition.components or (definition,), parts, strict=False))


def too_strict(fault: Fault, given: tuple[Segment, ...]) -> str | None:
    """The class of what it takes for a fault although it is none."""
    position, code, at, element_code = fault
    segment = given[position - 1]
    if code != "8" or at is None or segment.tag not in BOOK.segments:
        return None
    if element_code == "6":
        for definition, value in values(segment, at):
            if definition.type == "R" and value.endswith("."):
                return "NUMBER_ENDS_WITH_POINT"
            if value.endswith(" "):
                return "BLANK_AT_THE_END"
            if not value.isascii():
                return "LETTERS_BEYOND_ASCII"
    if element_code == "9" and values(segment, at)[0][0].number == "1251":
        return "PERIOD_READ_AS_DATE"
    return None


def difference(kind: str, given: tuple[Segment, ...], opinion: Opinion) -> tuple[str, str]:
    """(what became of it, class): agreed, or how they differ; the class is "" where it is not known."""
    found = errors(kind, given)
    if opinion.verdict == "unable":
        return "it breaks off", next((name for why, name in BREAKS.items() if why in opinion.faults[0]), "")
    told = faults(opinion)
    false = {name for each in told if (name := too_strict(each, given))}
    left = [each for each in told if not too_strict(each, given)]
    if not found:
        if opinion.verdict == "accepted":
            return "both accept", "agreed"
        return "it alone refuses", min(false, default="") if not left and false else alone(given, left)
    if opinion.verdict == "accepted":
        missing = all(each.code_type == "AK304" and each.code == "3" for each in found)
        return "we alone refuse", "MISSING_IN_REPEATED_LOOP" if missing else ""
    return "both refuse", place(found, told, left, false)


def alone(given: tuple[Segment, ...], left: list[Fault]) -> str:
    """The class of a refusal for which there is no reason."""
    if left:
        position, code, *_ = left[0]
        heads = {each.tag for each in loops(BOOK.sets[given[0].get(1)].children)}
        return "LOOP_NOT_ENTERED" if code == "1" and given[position - 1].tag in heads else ""
    return "LEVEL_NUMBER" if any(each.tag == "HL" for each in given) else ""


def loops(children: Sequence[Position]) -> Iterator[Position]:
    for each in children:
        if each.loop:
            yield each
            yield from loops(each.children)


def place(found: list[Finding], told: list[Fault], left: list[Fault], false: set[str]) -> str:
    """How the places compare. A missing segment it names now at its place, now at the segment before."""
    ours = {each.position or 0 for each in found}
    for shift in (0, 1):
        theirs = {position + shift * (code == "3") for position, code, *_ in left}
        if theirs <= ours <= theirs | {position for position, *_ in told} and theirs:
            return "agreed"
    if not theirs:
        levels = any(each.rule.startswith("POINTER_") for each in found)
        return "LEVEL_WITHOUT_PLACE" if levels else min(false, default="")
    structural = any(each.code_type == "AK304" for each in found) or any(code != "8" for _, code, *_ in left)
    if structural and abs(min(ours) - min(theirs)) <= 1:
        return "LOST_ITS_PLACE"
    return "TOO_LATE_IS_TWO_FAULTS" if ours < theirs else ""


def round_of(kind: str, count: int, seed: int = 0) -> tuple[Counter[tuple[str, str]], list[str]]:
    """So many sets of a kind, three of four harmed. Counts, and what could not be named."""
    chance = random.Random(f"{kind} {seed}")
    breeder, harm = Breeder(BOOK, chance), Harm(chance, sorted(BOOK.segments))
    made = []
    for number in range(count):
        rows = breeder.set(kind)
        rows = harm.do(chance.choice(OPERATORS), rows) if number % 4 else rows
        rows[-1][1] = str(len(rows))
        made.append(segments(rows))
    counts: Counter[tuple[str, str]] = Counter()
    unnamed = []
    for given, opinion in zip(made, ask([(kind, "0001", each) for each in made], BOOK), strict=True):
        how = difference(kind, given, opinion)
        counts[how] += 1
        if not how[1]:
            unnamed.append(f"{how[0]}: {text(given)} {opinion.verdict} {opinion.faults} {errors(kind, given)}")
    return counts, unnamed


def text(given: tuple[Segment, ...]) -> str:
    return "~".join("*".join((each.tag, *each.elements)) for each in given)


def judged(total: Counter[tuple[str, str]], unnamed: list[str]) -> None:
    assert unnamed == []
    assert total["both accept", "agreed"] and total["both refuse", "agreed"]
    agreed = sum(count for (_, name), count in total.items() if name == "agreed")
    assert agreed >= 0.6 * total.total(), total  # names must not swallow the comparison; blanks alone are a fifth


def test_a_few_dozen_sets() -> None:
    total: Counter[tuple[str, str]] = Counter()
    unnamed = []
    for kind in SMALL:
        counts, some = round_of(kind, 40)
        total += counts
        unnamed += some
    judged(total, unnamed)


@pytest.mark.torture
def test_ten_thousand_sets() -> None:
    wanted = int(os.environ.get("EDIGW_OPINIONS", "10000"))
    total: Counter[tuple[str, str]] = Counter()
    unnamed: list[str] = []
    for kind in KINDS:
        counts, some = round_of(kind, -(-wanted // len(KINDS)), 1)
        total += counts
        unnamed += some
    print(f"\n{total.total()} sets of {len(KINDS)} kinds")
    for (what, name), count in total.most_common():
        print(f"{count:7} {what}: {name}")
    judged(total, unnamed)


def examples() -> list[tuple[str, str, str, str]]:
    return EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "wire", "theirs", "ours"), examples(), ids=[one[0] for one in examples()])
def test_the_page_shows_how_they_differ(name: str, wire: str, theirs: str, ours: str) -> None:
    given = segments([row.split("*") for row in wire.replace("\n", "").split("~") if row])
    kind = given[0].get(1)
    (opinion,) = ask([(kind, "0001", given)], BOOK)
    assert (opinion.verdict, "rejected" if errors(kind, given) else "accepted") == (theirs, ours)
    assert difference(kind, given, opinion)[1] == name


def test_every_class_has_its_example() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    classes = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', source)) - {"EDIGW_OPINIONS"}
    assert classes == {name for name, *_ in examples()}

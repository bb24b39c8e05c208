"""locate against diagnose: the same findings and the same tree, whatever was done to a set.

`pytest -m torture tests/validation/test_locate.py` looks at 20,000 harmed sets (EDIGW_SETS says another number), bred
of every set of both releases, and as many mutants of the samples.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from functools import cache

import pytest
from bench import dictionary
from breed import OPERATORS, Breeder, Harm
from ground import ORDER, SHIPMENT, lines, x12
from guided import spelled
from mutants import mutant, seed_files
from wired import COMMON, MARKS, wire

from edigw.formats.x12 import envelope
from edigw.structure.dictionary import Dictionary
from edigw.structure.guide import Address, Guide, Row, Step
from edigw.structure.releases import own_release
from edigw.tree import Group, Message
from edigw.validation.accept import Acceptor
from edigw.validation.diagnose import Diagnosis, diagnose
from edigw.validation.locate import locate
from edigw.validation.tally import MOST
from edigw.validation.verify import Verified

Seen = Counter[str]


def same(message: Message, book: Dictionary, known: Acceptor, guide: Guide | None = None) -> str:
    """What became of it: accepted, located, or left to diagnose."""
    due = diagnose(message, book, guide)
    doubt = known.doubt(message.text or b"")
    if doubt is None:
        assert guide or due.findings == ()
        return "accepted"
    if not doubt.parts:
        return "unread"
    made = locate(message, book, known, doubt, guide)
    assert made.findings == due.findings, (message.text, guide)
    assert Verified(message, book, made.findings, None, made.every).root == due.root, message.text
    return "located" if made.findings else "sound"


def rows(chance: random.Random, message: Message, due: Diagnosis) -> Guide:
    """Rows of a guide about what stands in this set."""
    made = []
    for _ in range(4):
        at = chance.randrange(len(message.segments))
        segment = message.segments[at]
        element = chance.randint(1, max(1, len(segment.elements)))
        address = Address(tuple(map(Step, due.paths[at].split("/"))), element)
        value, way = segment.get(element), chance.randrange(6)
        made.append(Row(
            Address(address.steps) if way == 4 else address, required=way == 0, not_used=way == 1,
            also=(value,) if way == 2 else (), only=(value, "QQ") if way == 3 else (),
            at_least=chance.randint(2, 3) if way == 4 else None, patterns=(spelled(value),) if way == 5 else (),
        ))  # fmt: skip
    return Guide(tuple(made))


def bred(seed: int, batch: int, seen: Seen) -> None:
    """A batch of sets of one kind, harmed once or a few times; some tags have no pattern yet."""
    chance = random.Random(seed)
    release = chance.choice(["004010", "005010"])
    book = dictionary(release)
    kind = chance.choice(COMMON) if chance.random() < 0.5 else chance.choice(sorted(book.sets))
    harm, sets = Harm(chance, sorted(book.segments)), []
    for _ in range(batch):
        one = Breeder(book, chance).set(kind)
        for _ in range(chance.choice([1, 1, 1, 2, 4])):
            one = harm.do(chance.choice(OPERATORS), one) if len(one) > 4 else one
        sets.append(one)
    data = wire(sets, release, chance.choice(MARKS), chance.choice(["utf-8", "utf-8", "latin-1"]))
    read = [each for each in envelope.read(data) if isinstance(each, Message) and each.type == kind]
    known = Acceptor(book, book.sets[kind], patience=0)
    known.learn([each.text for each in read[chance.choice([0, 0, 1, batch // 2]) :] if each.text])
    known.patience = 10**9
    for message in read:
        if message.text is None:
            seen["unread"] += 1
            continue
        seen[same(message, book, known)] += 1
        if chance.random() < 0.2:
            seen[same(message, book, known, rows(chance, message, diagnose(message, book)))] += 1


@cache
def knowing(release: str, kind: str) -> Acceptor:
    book = dictionary(release)
    known = Acceptor(book, book.sets[kind], patience=0)
    known.learn([b"\x1c" + b"\x1c".join(known.shape.letters)])
    return known


def mutated(seed: int, seen: Seen) -> None:
    """One of the samples gone wrong, set for set."""
    chance = random.Random(seed)
    data, release = mutant(chance, chance.choice(seed_files("x12"))), None
    for each in envelope.read(data):
        if isinstance(each, Group):
            release = own_release(each.release)
        if isinstance(each, Message) and each.text and release and each.type in dictionary(release).sets:
            seen[same(each, dictionary(release), knowing(release, each.type))] += 1


def test_what_was_harmed_is_located_as_it_is_diagnosed():
    seen: Seen = Counter()
    for seed in range(10):  # a kind's patterns are dear, its sets are not
        bred(seed, 20, seen)
    assert seen["located"] > 100 and seen["accepted"] + seen["sound"] > 20, seen


def test_samples_gone_wrong_are_located_as_they_are_diagnosed():
    seen: Seen = Counter()
    for seed in range(45):
        mutated(seed, seen)
    assert seen["located"] > 20, seen


@pytest.mark.torture
def test_twenty_thousand_are_located_as_they_are_diagnosed():
    wanted, seen, seed = int(os.environ.get("EDIGW_SETS", "20000")), Counter[str](), 1_000
    while seen["located"] < wanted:
        bred(seed, 25, seen)
        seed += 1
    print(f"\nbred {dict(seen)}")
    seen.clear()
    while seen.total() < wanted:
        mutated(seed, seen)
        seed += 1
    print(f"mutated {dict(seen)}")


def order(document: str, kind: str = "850") -> tuple[Message, Acceptor]:
    rows = [line.replace(">", "\x1f").split("*") for line in lines(document)]
    (read,) = (each for each in envelope.read(wire([rows], "004010", MARKS[0], "utf-8")) if isinstance(each, Message))
    known = Acceptor(x12(), x12().sets[kind], patience=0)
    known.learn([read.text or b""])
    return read, known


def test_a_fault_is_found_without_the_other_segments(monkeypatch):
    message, known = order(ORDER.replace("PID*F****RED", "PID*Q****RED"))
    monkeypatch.setattr(type(message.segments), "all", None)
    doubt = known.doubt(message.text or b"")
    assert doubt is not None
    (found,) = locate(message, x12(), known, doubt).findings
    assert (found.code, found.rule, found.path, found.position, found.element) == (
        "7",
        "INVALID_CODE",
        "PO1/PID",
        29,
        1,
    )
    assert found.value == "Q"


def test_levels_beyond_ascii_are_told_apart():
    read, known = order(SHIPMENT.replace("HL*1**S", "HL*é**S").replace("HL*2*1*O", "HL*2*è*O"), "856")
    assert same(read, x12(), known) == "located"


def test_faults_without_end():
    head, end = lines(ORDER)[:20], lines(ORDER)[-2:]
    message, known = order("~".join([*head, *["PO1*1*1O*EA"] * 20_000, *end]) + "~")
    assert same(message, x12(), known) == "located"
    doubt = known.doubt(message.text or b"")
    assert doubt is not None and len(locate(message, x12(), known, doubt).findings) == MOST + 1

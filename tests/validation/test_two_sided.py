"""The accept path against the diagnosing path: what it accepts has no finding, and it accepts what has none.

`pytest -m torture tests/validation/test_two_sided.py` does 20,000 of each (EDIGW_SETS says another number) and prints
the counts; the suite does a few hundred.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from bench import dictionary
from breed import OPERATORS, Breeder, Harm, Row
from counted import Counts, until, verdict
from guided import judged as by_guide
from wired import COMMON, MARKS, wire

from edigw.formats.x12 import envelope
from edigw.tree import Message
from edigw.validation.accept import Acceptor
from edigw.validation.diagnose import diagnose

BATCH = 25  # sets of one kind for which patterns are compiled together


def look(
    sets: list[list[Row]], release: str, kind: str, marks: tuple[str, ...], charset: str
) -> list[tuple[Message, bool]]:
    """Each set as it was read, and whether the accept path accepts it."""
    book = dictionary(release)
    acceptor = Acceptor(book, book.sets[kind], patience=0)
    read = [each for each in envelope.read(wire(sets, release, marks, charset)) if isinstance(each, Message)]
    assert len(read) == len(sets)
    acceptor.learn([message.text for message in read if message.text is not None and message.type == kind])
    return [
        (message, message.text is not None and message.type == kind and acceptor.accepts(message.text))
        for message in read
    ]


def round_of(seed: int, counts: Counts, batch: int = BATCH) -> None:
    """A batch of bred sets of one kind, and the same harmed."""
    chance = random.Random(seed)
    release = chance.choice([each for each in ("004010", "005010") if dictionary(each).sets])
    book = dictionary(release)
    kind = chance.choice(COMMON) if chance.random() < 0.5 else chance.choice(sorted(book.sets))
    bred = [Breeder(book, chance).set(kind) for _ in range(batch)]
    harm = Harm(chance, sorted(book.segments))
    names = [chance.choice(OPERATORS) for _ in bred]
    harmed = [harm.do(name, rows) for name, rows in zip(names, bred, strict=True)]
    marks, charset = chance.choice(MARKS), chance.choice(["utf-8", "utf-8", "latin-1"])
    judged = look([*bred, *harmed], release, kind, marks, charset)
    for at, (message, accepted) in enumerate(judged):
        good = not diagnose(message, book).findings
        text = message.text or b""
        assert good or not accepted, (release, kind, names[at % batch], text)
        if good and not accepted:
            counts.refused.append(text)
        if good and chance.random() < 0.2:
            counts.guided += by_guide(chance, message, book)
        result = "good" if good else "bad"
        (counts.bred if at < batch else counts.harmed)[result] += 1
        if at >= batch:
            counts.by_operator.setdefault(names[at - batch], Counter())[result] += 1


def test_two_sides_of_a_few_hundred():
    counts = Counts()
    for seed in range(8):
        round_of(seed, counts)
    verdict(counts)


@pytest.mark.torture
def test_two_sides_of_twenty_thousand():
    counts = until(lambda seed, counts: round_of(seed, counts, 4 * BATCH))
    verdict(counts)
    assert all(counts.by_operator[name].total() > 10 for name in OPERATORS)

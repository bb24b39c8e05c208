"""The two-sided property for EDIFACT: what the accept path accepts has no finding, and it accepts what has none.

`pytest -m torture` does 20,000 of each (EDIGW_SETS says another number) and prints the counts; the suite a few hundred.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from breed import OPERATORS, Harm, Row
from breed_edifact import MARKS, MessageBreeder, directory, harmless, wire
from counted import Counts, until, verdict
from guided import judged as by_guide

from edigw.formats.edifact import envelope
from edigw.structure.releases import DIRECTORIES
from edigw.tree import Interchange, Message
from edigw.validation.accept import Acceptor
from edigw.validation.diagnose import diagnose
from edigw.validation.verify import decimal_marks, verify

COMMON = ("ORDERS", "ORDRSP", "ORDCHG", "DESADV", "INVOIC", "CONTRL")
BATCH = 25


def round_of(seed: int, counts: Counts, batch: int = BATCH) -> None:
    """A batch of bred messages of one kind, and the same harmed."""
    chance = random.Random(seed)
    book = directory(chance.choice(DIRECTORIES))
    kind = chance.choice(COMMON) if chance.random() < 0.5 else chance.choice(sorted(book.sets))
    bred = [MessageBreeder(book, chance).set(kind) for _ in range(batch)]
    harm, names = Harm(chance, sorted(book.segments)), [chance.choice(OPERATORS) for _ in bred]
    harmed = [harmless(harm.do(name, rows), chance) for name, rows in zip(names, bred, strict=True)]
    look([*bred, *harmed], chance, book.release, kind, names, counts)


def look(
    rows: list[list[Row]], chance: random.Random, release: str, kind: str, names: list[str], counts: Counts
) -> None:
    marks = chance.choice(MARKS)
    book = directory(release)
    events = list(envelope.read(wire(rows, marks)))
    read = [each for each in events if isinstance(each, Message)]
    decimal = decimal_marks(next(each for each in events if isinstance(each, Interchange)))
    assert len(read) == len(rows), (marks, kind)
    acceptor = Acceptor(book, book.sets[kind], patience=0, decimal=decimal)
    acceptor.learn([message.text for message in read if message.text is not None])
    batch = len(rows) // 2
    for at, message in enumerate(read):
        found = diagnose(message, book, decimal=decimal).findings
        accepted = message.text is not None and acceptor.accepts(message.text)
        assert not (found and accepted), (release, kind, names[at % batch], marks, found[0], message.text)
        good = not found and not message.findings  # a message's characters are its reader's to judge
        if good and not accepted:
            counts.refused.append(message.text or b"")
        if good and chance.random() < 0.2:
            counts.guided += by_guide(chance, message, book, decimal)
        assert verify(message, book, decimal=decimal).findings == found
        result = "bad" if found or message.findings else "good"
        (counts.bred if at < batch else counts.harmed)[result] += 1
        if at >= batch:
            counts.by_operator.setdefault(names[at - batch], Counter())[result] += 1


def test_two_sides_of_a_few_hundred_messages():
    counts = Counts()
    for seed in range(4):
        round_of(seed, counts)
    verdict(counts)


@pytest.mark.torture
def test_two_sides_of_twenty_thousand_messages():
    counts = until(lambda seed, counts: round_of(seed, counts, 4 * BATCH))
    verdict(counts)
    assert all(counts.by_operator[name].total() > 10 for name in OPERATORS if name != "other_level")

"""Guide rows about a set that is sound, bred so that it keeps them or breaks them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from edigw.structure.dictionary import Dictionary
from edigw.structure.guide import Address, Guide, Pattern, Row, Step
from edigw.tree import REPEAT, Message, Node
from edigw.validation.diagnose import diagnose
from edigw.validation.verify import verify


def spelled(value: str) -> Pattern:
    """The pattern of this value alone."""
    takes: dict[str, int] = {}
    for at, character in enumerate(value):
        takes[character] = takes.get(character, 0) | 1 << at
    return Pattern(value, takes, 0, len(value))


def below(nodes: list[Node], tags: list[str]) -> list[Node]:
    for tag in tags:
        nodes = [child for node in nodes for child in node.children if child.tag == tag]
    return nodes


def rows(chance: random.Random, root: Node, paths: tuple[str, ...]) -> Iterator[tuple[Row, bool]]:
    """Each row, and whether the set keeps it."""
    tags = chance.choice(paths[1:]).split("/")
    there = below([root], tags)
    if not there:
        return
    address = Address(tuple(map(Step, tags)))
    turns = [sum(child.tag == tags[-1] for child in node.children) for node in below([root], tags[:-1])]
    few, many = min(turns), max(turns)
    yield Row(address, at_least=few), True
    yield Row(address, at_least=few + 1), False
    yield Row(address, at_most=many), True
    yield Row(address, at_most=many - 1), False
    at = chance.randint(1, max(1, *(len(node.segment.elements) for node in there)))
    texts = [node.segment.get(at) for node in there]
    values = sorted({value for text in texts for value in text.split(REPEAT) if value})
    place = Address(address.steps, at)
    repeats = [len(text.split(REPEAT)) if text else 0 for text in texts]
    yield Row(place, at_least=min(repeats)), True
    yield Row(place, at_least=min(repeats) + 1), False
    yield Row(place, at_most=max(*repeats, 1)), True
    if values:
        lost = chance.choice(values)
        yield Row(place, patterns=tuple(map(spelled, values))), True
        yield (
            Row(place, patterns=tuple(spelled(value) for value in values if value != lost) or (spelled("?"),)),
            (lost == "?"),
        )
        yield Row(place, at_most=max(repeats) - 1), False


def judged(chance: random.Random, message: Message, book: Dictionary, decimal: str = ".") -> int:
    """Holds a sound message against rows that it keeps and breaks, by both paths; how many rows."""
    due = diagnose(message, book, decimal=decimal)
    count = 0
    for row, kept in rows(chance, due.root, due.paths):
        guide = Guide((row,))
        found = diagnose(message, book, guide, decimal=decimal).findings
        assert (found == ()) is kept, (row, message.text)
        assert verify(message, book, guide, decimal=decimal).findings == found, (row, message.text)
        count += 1
    return count

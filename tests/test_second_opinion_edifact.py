"""pydifact against our reader, on EDIFACT interchanges bred, harmed, mutated and spelt: each difference has a name.

`pytest -m torture tests/test_second_opinion_edifact.py -s` does 10,000 (EDIGW_OPINIONS says another number) and prints
the counts; the suite does a few hundred, and the files of EDIGW_CORPUS where it names some (`-k real -s` prints what
becomes of them). docs/second-opinion.md shows an example of each name.
"""

from __future__ import annotations

import csv
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from breed import OPERATORS, Harm
from breed_edifact import MARKS, MessageBreeder, directory, harmless, wire
from edifact_wire import interchange
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mutants import mutant, seed_files

from edigw.formats.events import InterchangeEnd, Terms
from edigw.formats.files import read
from edigw.pipeline.inspect import opinion_names
from edigw.pipeline.inspect.opinion_edifact import Opinion, ask, told
from edigw.structure.releases import DIRECTORIES
from edigw.tree import Interchange, Message, Segment

ROOT = Path(__file__).parents[1]
CORPUS = os.environ.get("EDIGW_CORPUS", "")
PAGE = ROOT / "docs" / "second-opinion.md"
EXAMPLE = re.compile(r"^### ([A-Z_]+)\n.*?^```\n(.*?)^```\n.*?pydifact: `([\w ]+)`.*?edigw: `([\w ]+)`", re.M | re.S)
SAMPLES = [data for data in seed_files() if b"UNB" in data]
Found = Counter[str]  # interchanges: all of them, not asked, agreed, and those with a difference of each name


def opinions(data: bytes, lenient: bool = False) -> Iterator[Opinion]:
    messages: list[Message] = []
    for event in read(data, terms=lambda _: Terms(lenient)):
        if isinstance(event, Interchange):
            messages = []
        elif isinstance(event, Message):
            messages.append(event)
        elif isinstance(event, InterchangeEnd) and event.interchange.standard == "edifact":
            yield ask(data, event.interchange, messages, lenient)


def bred(chance: random.Random) -> bytes:
    """Sound messages, in one of the spellings of service characters."""
    return _bred(chance, harmed=False)


def harmed(chance: random.Random) -> bytes:
    return _bred(chance, harmed=True)


def _bred(chance: random.Random, harmed: bool) -> bytes:
    book = directory(chance.choice(DIRECTORIES))
    breeder, harm = MessageBreeder(book, chance), Harm(chance, sorted(book.segments))
    messages = [breeder.set(chance.choice(sorted(book.sets))) for _ in range(chance.randrange(1, 3))]
    if harmed:
        messages = [harmless(harm.do(chance.choice(OPERATORS), rows), chance) for rows in messages]
    return wire(messages, chance.choice(MARKS))


def mutated(chance: random.Random) -> bytes:
    """Bytes and segments of a sample, or of something bred, changed."""
    return mutant(chance, chance.choice(SAMPLES) if chance.randrange(2) else bred(chance))


WAYS: tuple[Callable[[random.Random], bytes], ...] = (bred, harmed, mutated)

Spelt = tuple[str, list[list[str]]]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + " .,-:+'?*|#\\~\xe9"
TAGS = ("DTM", "FTX", "LIN", "IMD", "UNS", "UNG", "UNE")
ODD = "\n\r\t\x01\x06\x1a\x1c\x1d\x1e\x1f"
ODD_TAGS = (" LIN", "\tQTY", "lin", "L", "", "UNA", "U\nNS")


def segments_of(
    letters: str, tags: tuple[str, ...], least: int
) -> st.SearchStrategy[list[tuple[str, list[list[str]]]]]:
    """Tags and elements, each with its components, which hold at least so many characters."""
    texts = st.text(st.sampled_from(letters), min_size=least, max_size=5)
    elements = st.lists(st.lists(texts, max_size=3), max_size=3)
    return st.lists(st.tuples(st.sampled_from(tags), elements), max_size=6)


SEGMENTS = segments_of(LETTERS, TAGS, 1) | segments_of(LETTERS * 3 + ODD, TAGS * 3 + ODD_TAGS, 0)
STRINGS = ("", "UNA:+.? '", "UNA:+,?*'\r\n", "UNA|#,\\ ~", "UNA\x1f\x1d.?*\x1c", "UNA:+.? \n", "UNA:+.  '")


@st.composite
def spelt(draw: st.DrawFn) -> bytes:
    """An interchange written character by character; most values are released as they must be."""
    una, version = draw(st.sampled_from(STRINGS)), draw(st.sampled_from("344"))
    component, element, _, release, repetition, terminator = una[3:9] or ":+.?*'"
    special = {component, element, release, terminator, repetition} - {" "}
    table = str.maketrans({sign: release.strip() + sign for sign in special} if draw(st.integers(0, 9)) else {})
    gap = draw(st.sampled_from(("", "", "\n", "\r\n", " ")))
    rows = [["UNB", ["UNOC", version], ["A"], ["B"], ["260101", "0800"], ["1"]], ["UNH", ["1"], ["ORDERS", "D", "96A"]]]
    rows += [
        [tag, *([part.translate(table) for part in parts] for parts in parts_of)] for tag, parts_of in draw(SEGMENTS)
    ]
    rows += [["UNT", [str(len(rows))], ["1"]], ["UNZ", ["1"], ["1"]]]
    text = "".join(element.join([row[0], *map(component.join, row[1:])]) + terminator + gap for row in rows)
    return (una + text[: draw(st.sampled_from((None, None, None, -1, -9)))]).encode("latin-1")


def count(found: Found, data: bytes, lenient: bool = False) -> None:
    """What becomes of each interchange in it; every difference has a name."""
    for one in opinions(data, lenient):
        names = {each.name for each in one.differences}
        assert "" not in names, told(one)
        found.update(["all", *(names or ["agreed" if one.ours is not None else "not asked"])])


def round_of(way: Callable[[random.Random], bytes], number: int, seed: str = "") -> Found:
    """At least so many interchanges."""
    found: Found = Counter()
    at = 0
    while found["all"] < number:
        at += 1
        chance = random.Random(f"{way.__name__} {seed}{at}")
        try:
            count(found, way(chance), lenient=bool(at % 2))
        except BaseException:
            print(f"seed {way.__name__} {seed}{at}")
            raise
    return found


def spelt_round(number: int) -> Found:
    found: Found = Counter()

    @settings(
        max_examples=number, derandomize=True, database=None, deadline=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(spelt(), st.booleans())
    def each(data: bytes, lenient: bool) -> None:
        count(found, data, lenient)

    each()
    return found


def judged(found: dict[str, Found]) -> None:
    total = sum(found.values(), Counter[str]())
    for name, some in {**found, "all": total}.items():
        print(f"{name}: {some['all']} interchanges, {dict((some - Counter(all=some['all'])).most_common())}")
    assert found["bred"]["agreed"] == found["bred"]["all"]
    assert total["agreed"] >= 0.6 * total["all"], total  # names must not swallow the comparison


def test_a_few_hundred_interchanges() -> None:
    judged({**{way.__name__: round_of(way, 150) for way in WAYS}, "spelt": spelt_round(150)})


@pytest.mark.torture
def test_ten_thousand_interchanges() -> None:
    share = -(-int(os.environ.get("EDIGW_OPINIONS", "10000")) // 4)
    print()
    judged({**{way.__name__: round_of(way, share, "long ") for way in WAYS}, "spelt": spelt_round(share)})


@pytest.mark.skipif(not CORPUS, reason="EDIGW_CORPUS names no corpus")
@pytest.mark.parametrize("lenient", [False, True])
def test_real_files(lenient: bool) -> None:
    """Of public projects; files without a UNB, of which pydifact is not asked, are not counted."""
    found: Found = Counter()
    base = ROOT / CORPUS  # an absolute path stays what it is
    with (base / "index.tsv").open(encoding="utf-8", newline="") as index:
        files = [base / row["file"] for row in csv.DictReader(index, delimiter="\t") if row["standard"] == "EDIFACT"]
    for path in files:
        print(path.name)
        count(found, path.read_bytes(), lenient)
    print(f"{len(files)} files: {found['all']} interchanges, {dict(found.most_common())}")
    assert found["agreed"] >= 0.6 * found["all"] > 20


Fault = Callable[[Segment], Segment]
FAULTS: dict[str, Fault] = {
    "an element less": lambda one: one._replace(elements=one.elements[:-1]),
    "an element more": lambda one: one._replace(elements=(*one.elements, "")),
    "another character": lambda one: one._replace(elements=(*one.elements[:-1], one.elements[-1] + "X")),
    "a component more": lambda one: one._replace(elements=(one.elements[0] + "\x1fX", *one.elements[1:])),
    "components joined": lambda one: one._replace(elements=tuple(each.replace("\x1f", "") for each in one.elements)),
    "another tag": lambda one: one._replace(tag="QQQ"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_name_is_given_to_a_fault_of_ours(fault: str) -> None:
    data = interchange()
    events = list(read(data))
    (message,) = (one for one in events if isinstance(one, Message))
    rows = [FAULTS[fault](one) if one.tag == "DTM" else one for one in message.segments]
    (end,) = (one.interchange for one in events if isinstance(one, InterchangeEnd))
    assert ask(data, end, [message]).differences == ()
    (difference,) = ask(data, end, [replace(message, segments=rows)]).differences
    assert difference.name == ""


def examples() -> list[tuple[str, str, str, str]]:
    return EXAMPLE.findall(PAGE.read_text(encoding="utf-8").partition("\n## pydifact\n")[2])


@pytest.mark.parametrize(("name", "text", "theirs", "ours"), examples(), ids=[one[0] for one in examples()])
def test_the_page_shows_how_they_differ(name: str, text: str, theirs: str, ours: str) -> None:
    data = text.replace("\n", "").encode().decode("unicode_escape").encode("latin-1")
    (opinion,) = opinions(data)
    said = "cannot read it" if opinion.broke else f"{opinion.theirs} segments"
    assert (said, f"{opinion.ours} segments") == (theirs, ours)
    assert {one.name for one in opinion.differences} == {name}


def test_every_name_has_its_example() -> None:
    source = Path(opinion_names.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', source)) == {name for name, *_ in examples()}

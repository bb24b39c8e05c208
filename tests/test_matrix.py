"""One set of documents in every release: each comes back equal but for what tests/losses.toml names."""

from __future__ import annotations

import contextlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bench import ROOT
from matrix import (
    NAMES,
    RELEASES,
    STANDARDS,
    Fate,
    Losing,
    Loss,
    chart_of,
    differences,
    losses,
    plain,
    refusals,
    table,
    trip,
)
from matrix_cases import CASES
from matrix_page import page
from matrix_paths import Names, has, paths
from matrix_words import FIRST, HELD, Pair, lacking, named, pairs, saying

from edigw.errors import CannotWrite
from edigw.mapping.draw import draw
from edigw.mapping.laws import Dice

OWNERS = ("Order", "OrderLine", "OrderAnswer", "AnswerLine", "Shipment", "ShipmentItem", "Invoice", "InvoiceLine")
PRIVATE = (*(f"{owner}.own" for owner in OWNERS), "ShipmentItem.lot")  # of partners' maps alone
EACH = [(document, case, release) for document, cases in CASES.items() for case in cases for release in RELEASES]


@cache
def data(document: str, case: str) -> dict[str, Any]:
    return plain(NAMES[document][0].model_validate(CASES[document][case]))


@cache
def round_trip(document: str, case: str, release: str) -> tuple[tuple[str, ...], Counter[Loss]]:
    """What differs although no row names it, and the rows that had something to take."""
    model, whole = NAMES[document][0], data(document, case)
    refused, others = parted(losses(document, release))
    told, lost = trip(document, release, Losing(refused).document(whole, model), others)
    stopped = Losing(refused)
    stopped.document(Losing(others).document(whole, model), model)
    return (*told.complaints, *differences(told.wanted, told.got)), stopped.used + lost.used


def parted(rows: Iterable[Loss]) -> tuple[list[Loss], list[Loss]]:
    """Those that refuse, and the others."""
    return [row for row in rows if row.fate.how == "refused"], [row for row in rows if row.fate.how != "refused"]


@pytest.mark.parametrize(("document", "case", "release"), EACH)
def test_a_document_comes_back_but_for_what_is_named(document: str, case: str, release: str) -> None:
    told, _ = round_trip(document, case, release)
    assert not told, "name it in tests/losses.toml, or mend the map"


def test_every_row_of_the_table_has_something_to_take() -> None:
    used = sum((round_trip(*each)[1] for each in EACH), Counter[Loss]())
    assert [row.told for row in table() if not used[row]] == []


@pytest.mark.parametrize(("document", "case", "release"), EACH)
def test_what_is_named_as_refused_is_refused(document: str, case: str, release: str) -> None:
    _, used = round_trip(document, case, release)
    rows, _ = parted(losses(document, release))
    for row in rows:
        if used[row]:
            others = Losing(other for other in rows if other is not row).document(
                data(document, case), NAMES[document][0]
            )
            with pytest.raises(CannotWrite):
                trip(document, release, others, ())


def said(value: Any, above: Names, bags: set[Names]) -> Iterator[Names]:
    """The paths of nested data; a bag's word is `*`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from said(inner, (*above, "*" if above in bags else key), bags)
    elif isinstance(value, tuple):
        for inner in value:
            yield from said(inner, above, bags)
    yield above


@pytest.mark.parametrize("document", NAMES)
def test_the_cases_say_all_that_a_map_can_read(document: str) -> None:
    carried = {names for release in RELEASES for names in paths(chart_of(document, release))}
    bags = {names[:-1] for names in carried if names[-1] == "*"} | {
        names[:at] for names in carried for at, name in enumerate(names) if name == "*"
    }
    told = {names for case in CASES[document] for names in said(data(document, case), (), bags)}
    assert sorted(".".join(names) for names in carried - told if has(NAMES[document][0], names)) == []


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_word_without_a_code_is_named(standard: str) -> None:
    assert lacking(standard) == named(standard)


@pytest.mark.parametrize(("standard", "pair"), [(one, pair) for one in STANDARDS for pair in pairs(one)], ids=str)
def test_each_word_comes_back_or_is_lent_or_refused(standard: str, pair: Pair) -> None:
    release, model = FIRST[standard], NAMES[pair.document][0]
    refused, others = parted(losses(pair.document, release))
    for word in pair.theirs.spoken:
        document = Losing(refused).document(saying(telling(pair), pair.names, word), model)
        if word in pair.lacking:
            with pytest.raises(CannotWrite):
                trip(pair.document, release, document, others)
            continue
        told, _ = trip(pair.document, release, document, others)
        assert [*told.complaints, *differences(told.wanted, told.got)] == [], word


def telling(pair: Pair) -> dict[str, Any]:
    """The first case that says the path."""
    for case in CASES[pair.document]:
        with contextlib.suppress(KeyError):
            saying(data(pair.document, case), pair.names, "")
            return data(pair.document, case)
    raise AssertionError(f"no case says {pair.names}")


def crossed(document: str, body: dict[str, Any], release: str) -> tuple[list[str], str]:
    """A document of one standard in a release of the other: what differs; why it is refused, unwritable or unsound."""
    model = NAMES[document][0]
    refused, others = parted(losses(document, release))
    private = [Loss("", path, "", Fate("dropped")) for path in PRIVATE]
    allowed = Losing([*refused, *private]).document(plain(model.model_validate(body)), model)
    if document == "shipment" and RELEASES[release] == "x12":  # BSN05 is the engine's, whatever the document says
        packed = allowed.keys() & {"pallets", "cartons"}
        allowed.setdefault("structure", "pick_and_pack" if packed else "no_packs")
    try:
        told, _ = trip(document, release, allowed, others)
    except CannotWrite as error:
        return [], error.message
    return list(differences(told.wanted, told.got)), "; ".join(told.complaints)


@cache
def crossings() -> tuple[tuple[str, str, list[str], str], ...]:
    """Every document of the samples in both releases of the other standard."""
    types = {kind: (document, standard) for document, (_, kinds) in NAMES.items() for standard, kind in kinds.items()}
    found = []
    for path in sorted(ROOT.glob("samples/*/expected.json")):
        rows = json.loads(path.read_text("utf-8"))
        for row in rows if isinstance(rows, list) else ():
            document, standard = types.get(row.get("type", ""), ("", ""))
            body = row.get("document", {}) if row.get("verdict") == "accepted" else {}
            if document and body and body.keys() <= NAMES[document][0].model_fields.keys():  # no return as ORDERS
                for release in RELEASES:
                    if RELEASES[release] != standard:
                        found.append((path.parent.name, release, *crossed(document, body, release)))
    return tuple(found)


def test_a_sample_crosses_to_the_other_standard_or_is_refused_as_named() -> None:
    assert [one for one in crossings() if one[2]] == []
    told = [(name, release, why) for name, release, *_, why in crossings() if why]
    assert len(told) < len(crossings()) / 2
    assert [one for one in told if not any(re.search(pattern, one[2]) for pattern in refusals())] == []
    assert [p for p in refusals() if not any(re.search(p, why) for _, _, why in told)] == []


def pieces(document: str, drawn: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The plain case with one field of a drawn document at a time, or one of its lines'; none of answers to changes."""
    base, model = data(document, "plain"), NAMES[document][0]
    for line in drawn.get("lines", ()):
        told = {**base["lines"][0]}
        yield from ({**base, "lines": ({**told, name: line[name]},)} for name in line if has(model, ("lines", name)))
    yield from ({**base, name: drawn[name]} for name in drawn if name not in HELD and has(model, (name,)))


@pytest.mark.parametrize("document", NAMES)
@pytest.mark.parametrize(("release", "other"), [("004010", "D96A"), ("D96A", "004010"), ("D01B", "005010")])
def test_what_is_drawn_from_one_map_is_lost_by_another_only_as_named(document: str, release: str, other: str) -> None:
    equal = tried = 0
    for seed in range(3):
        for body in pieces(document, plain(draw(chart_of(document, release), Dice(seed)))):
            differ, refused = crossed(document, body, other)
            tried += 1
            equal += not refused
            assert refused or differ == []
    assert equal > tried / 3


def test_the_page_tells_it(expected: Callable[[Path, str | None], None]) -> None:
    expected(ROOT / "docs" / "standards.md", page())

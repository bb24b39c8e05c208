"""Writing in haste writes what the careful writing writes, and refuses what it refuses, in the same words."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from bench import DOCUMENTS, FIRST, ROOT
from bench import declared as chart
from pydantic import ValidationError
from tinymaps import LINES, load, order

from edigw.errors import CannotWrite
from edigw.mapping.cells import cells, planned
from edigw.mapping.draw import draw
from edigw.mapping.rows import DocumentMap
from edigw.mapping.write import write
from edigw.model.base import Model
from edigw.model.order import Order
from edigw.structure.fold import flatten

DRAWN, HARMED = 24, 96
MAPS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("maps/x12", "partners", "samples")
    for path in (ROOT / folder).rglob("*.yaml")
    if path.stem in DOCUMENTS
)


def documents(kind: str) -> dict[str, Any]:
    """What the samples of one type read as, by the sample's name."""
    made = {}
    for path in sorted((ROOT / "samples").glob(f"{kind}-*/expected.json")):
        for at, row in enumerate(json.loads(path.read_text("utf-8"))):
            if row.get("type") == kind and row.get("document"):
                made[f"{path.parent.name} {at}"] = row["document"]
    return made


def careful(document_map: DocumentMap, document: Model) -> list[list[str]] | str:
    try:
        return [[one.tag, *one.elements] for one in flatten(write(document_map, document))[1:]]
    except CannotWrite as error:
        return f"{error.message} | {error.hint}"


def hasty(document_map: DocumentMap, document: Model) -> list[list[str]] | str:
    try:
        return cells(document_map, document)
    except CannotWrite as error:
        return f"{error.message} | {error.hint}"


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every value of a dumped document, as its holder and key."""
    rows = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in rows:
        yield value, key
        if isinstance(inner, (dict, list)):
            yield from places(inner)


def listed(value: Any) -> Any:
    """With lists for tuples, so that they can be changed."""
    if isinstance(value, dict):
        return {key: listed(inner) for key, inner in value.items()}
    return [listed(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def harmed(document: Model, dice: random.Random) -> Model | None:
    """The document with one or two values spoilt; None where the model itself refuses that."""
    value = listed(document.model_dump(mode="python"))
    for _ in range(dice.randrange(1, 3)):
        holder, key = dice.choice(list(places(value)))
        held = holder[key]
        if isinstance(held, Decimal):
            holder[key] = dice.choice([None, Decimal("1E+30"), Decimal("-0.12345678901"), Decimal("-7"), Decimal(0)])
        elif isinstance(held, list):
            holder[key] = dice.choice([[], held * 3, held * 40, [*held, *held[:1]]])
        elif isinstance(held, dict):
            holder[key] = dice.choice([{}, {"no such word": next(iter(held.values()), None)}])
        else:
            holder[key] = dice.choice([None, "", "X" * 99, "no such word", "0", "A\x1fB"])
    try:
        return type(document).model_validate(value)
    except ValidationError:
        return None


@pytest.mark.parametrize("name", MAPS)
def test_what_is_drawn_is_written_alike(name: str) -> None:
    document_map, dice = chart(name), random.Random(name)
    refused = 0
    for number in range(DRAWN):
        document = draw(document_map, dice)
        plain = careful(document_map, document)
        assert isinstance(plain, list), plain
        assert hasty(document_map, document) == plain
        for _ in range(HARMED // DRAWN):
            spoilt = harmed(document, random.Random(f"{name} {number} {dice.random()}"))
            if spoilt is not None:
                told = careful(document_map, spoilt)
                assert hasty(document_map, spoilt) == told
                refused += isinstance(told, str)
    assert refused


@pytest.mark.parametrize("kind", FIRST)
def test_the_samples_are_written_alike(kind: str) -> None:
    document_map = chart(f"maps/x12/004010/{kind}.yaml")
    written = [careful(document_map, document_map.model.model_validate(one)) for one in documents(kind).values()]
    made = [hasty(document_map, document_map.model.model_validate(one)) for one in documents(kind).values()]
    assert made == written and any(isinstance(one, list) for one in made)


def test_plain_rows_have_plans_and_rows_with_constant_parts_have_none() -> None:
    plans = planned(chart("maps/x12/004010/855.yaml").root)
    slow = [plan.row.address for plan in plans.rows if plan.slow]
    assert not slow and len(plans.rows) > 20


def test_a_list_that_spills_over_and_one_that_is_too_long() -> None:
    body = "  N9*L1 -> notes[]:\n    N903: title\n    MSG:\n      MSG01: text[]\n"
    document_map = load(order(body, LINES))
    base = {"number": "1", "purpose": "original", "kind": "stand_alone", "ordered_on": "2024-01-02",
            "lines": [{"no": "1", "qty": "5", "unit": "each", "ids": {"upc": "0123"}}]}  # fmt: skip
    document = Order.model_validate({**base, "notes": [{"title": "x", "text": ["a", "b", "c"]}]})
    made = cells(document_map, document)
    assert [row for row in made if row[0] == "MSG"] == [["MSG", "a"], ["MSG", "b"], ["MSG", "c"]]
    assert made == careful(document_map, document)


def test_nothing_of_the_careful_writing_is_done_for_a_plain_document(monkeypatch: pytest.MonkeyPatch) -> None:
    document_map = chart("maps/x12/004010/855.yaml")
    document = document_map.model.model_validate(documents("855")["855-accepted 0"])
    plain = careful(document_map, document)
    monkeypatch.setattr("edigw.mapping.cells.segments", None)
    assert cells(document_map, document) == plain

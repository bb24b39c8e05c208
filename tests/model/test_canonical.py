"""Canonical JSON: the bytes that pydantic and `json` make together; what was written is kept, and goes on to copies."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from bench import ROOT, chart
from pydantic import field_serializer

from edigw.lifecycle.facts import LedgerLine
from edigw.mapping.draw import draw
from edigw.model import canonical
from edigw.model.answer import OrderAnswer, Outcome
from edigw.model.base import Model, Number, Party, known
from edigw.model.order import Order, OrderLine

KINDS = sorted(path.stem for path in (ROOT / "maps" / "x12" / "004010").glob("*.yaml"))


def due(model: Model, **more: Any) -> str:
    said = model.model_dump(mode="json", exclude_defaults=True, **more)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@pytest.mark.parametrize("kind", KINDS)
def test_what_pydantic_and_json_make(kind: str) -> None:
    map_, dice = chart(kind), Random(kind)
    for _ in range(15):
        document = draw(map_, dice)
        assert canonical.text(document) == due(document)
        assert type(document).model_validate_json(canonical.text(document)) == document


class Odd(Model):
    word: str
    when: date | None = None
    size: Number = Decimal(1)
    yes: bool = True
    count: int = 3
    bare: Decimal | None = None

    @field_serializer("word")
    def loud(self, word: str) -> str:
        return word.upper()


@pytest.mark.parametrize("model", [
    LedgerLine(no='"\\\n\x1f', factor=Decimal("1E+3"), ordered=Decimal("0.0"), price=Decimal("-1.50")),
    Order(number="ÄÖ 木", own={"z": "1", "a": "2"}, lines=(OrderLine(no="1"), OrderLine(qty=Decimal("1E-9")))),
    Odd(word="x", when=date(2026, 1, 2), size=Decimal(1), yes=False, count=4, bare=Decimal("1E+2")),
    OrderAnswer(order_number=""),
])  # fmt: skip
def test_odd_values(model: Model) -> None:
    assert canonical.text(model) == due(model)


def test_without_some_and_with_what_is_made() -> None:
    order = Order(number="1", channel="x12", kind="new", purpose="original")
    assert canonical.text(order, without=("purpose", "channel")) == due(order, exclude={"purpose", "channel"})
    assert (
        canonical.text(order, made={"own": '{"a":1}'})
        == '{"channel":"x12","kind":"new","number":"1","own":{"a":1},"purpose":"original"}'
    )
    assert canonical.text(Odd(word="x"), made={"when": "7"}) == '{"when":7,"word":"X"}'
    assert canonical.text(order) == due(order)


def test_what_was_written_goes_on_to_copies_but_for_what_changes() -> None:
    order = Order(number="1", kind="new", lines=(OrderLine(no="1"),))
    assert canonical.text(order) == due(order)
    copy = order.model_copy(update={"channel": "x12", "kind": None, "ship_to": Party(id="7")})
    again = copy.model_copy(update={"lines": ()}).model_copy(deep=True)
    assert canonical.text(copy) == due(copy) and '"lines":[{"no":"1"}]' in canonical.text(copy)
    assert canonical.text(again) == due(again) and canonical.text(order) == due(order)


def test_what_is_known_is_what_pydantic_makes() -> None:
    one, other = known(Outcome)(status="accepted", qty=Decimal(2)), Outcome(status="accepted", qty=Decimal(2))
    assert one == other and repr(one) == repr(other) and one.model_fields_set == other.model_fields_set
    assert list(one.__dict__) == list(other.__dict__) and canonical.text(one) == due(other)
    assert one.ids is not known(Outcome)(status="accepted").ids


@pytest.mark.parametrize("kind", KINDS)
def test_plain_data_is_what_pydantic_makes(kind: str) -> None:
    map_, dice = chart(kind), Random(kind)
    for _ in range(15):
        document = draw(map_, dice)
        assert canonical.data(document) == document.model_dump(mode="python")
        assert repr(canonical.data(document)) == repr(document.model_dump(mode="python"))

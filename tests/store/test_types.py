"""Instants, decimals and odd text come back as they went in, and sort alike on both back-ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select

from edigw.store.engine import Store
from edigw.store.types import Exact, Instant, Words, all_storable, exact_texts, id_type, plain_json, storable

TRY = Table(
    "try_types", MetaData(), Column("id", id_type(), primary_key=True), Column("at", Instant), Column("n", Exact),
    Column("words", Words), Column("data", plain_json()),
)  # fmt: skip


@pytest.fixture
def keep(store: Store):
    with store.begin() as c:
        TRY.drop(c, checkfirst=True)
        TRY.create(c)

    def there_and_back(column: str, *values: object) -> list[object]:
        with store.begin() as c:
            c.execute(TRY.delete())
            c.execute(insert(TRY), [{"id": f"{n:03}", column: value} for n, value in enumerate(values)])
        with store.read() as c:
            return list(c.execute(select(TRY.c[column]).order_by(TRY.c.id)).scalars())

    yield there_and_back
    with store.begin() as c:
        TRY.drop(c)


@pytest.mark.parametrize(
    "text", ["123456789012345678.91", "0.10", "-0.0000000000000000001", "1E+3", "12345678901234567890"]
)
def test_a_decimal_keeps_every_digit(keep, text: str) -> None:
    (back,) = keep("n", Decimal(text))
    assert back == Decimal(text)
    assert isinstance(back, Decimal)
    assert format(back, "f") == format(Decimal(text), "f")


def test_a_float_is_refused(keep) -> None:
    with pytest.raises(Exception, match="takes a Decimal"):
        keep("n", 1.5)


def test_an_instant_comes_back_in_utc_to_the_microsecond(keep) -> None:
    tokyo = datetime(2026, 1, 1, 3, tzinfo=timezone(timedelta(hours=9)))
    plain, exact = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
    assert keep("at", tokyo, plain, exact, None) == [tokyo, plain, exact, None]
    assert keep("at", tokyo)[0].tzinfo is UTC


def test_an_instant_without_zone_is_refused(keep) -> None:
    with pytest.raises(Exception, match="needs its zone"):
        keep("at", datetime(2026, 1, 1))


def test_instants_sort_and_compare_in_the_database(keep, store: Store) -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    keep("at", noon, noon + timedelta(microseconds=1), noon - timedelta(seconds=1), noon.replace(year=999))
    with store.read() as c:
        assert list(c.execute(select(TRY.c.id).order_by(TRY.c.at)).scalars()) == ["003", "002", "000", "001"]
        assert c.execute(select(TRY.c.id).where(TRY.c.at > noon)).scalar_one() == "001"


def test_text_off_the_wire_can_always_be_stored(keep) -> None:
    odd = "a\0b", "caf\udce9.edi", "naïve \u202e \x1c\x1d", "plain"
    assert keep("words", *odd) == ["a␀b", "caf\\udce9.edi", "naïve \u202e \x1c\x1d", "plain"]


def test_storable_is_settled() -> None:
    assert storable(storable("\0\udcff")) == storable("\0\udcff")


def test_json_holds_text_with_nul_and_decimals_as_text(keep) -> None:
    value = [{"z": 1, "a": "x\0y", "n": Decimal("1.50")}]
    assert keep("data", value, None) == [[{"z": 1, "a": "x\0y", "n": "1.50"}], None]


@pytest.mark.parametrize(
    ("texts", "sure"),
    [(["a", "b"], True), ([], True), (["a", None], True), (["a", "\0"], False), (["a", "\udcff"], False)],
)
def test_texts_that_need_no_care_are_known_together(texts: list[str | None], sure: bool) -> None:
    assert all_storable(texts) is sure


def test_plain_decimals_become_text_together() -> None:
    assert exact_texts([Decimal("1.00"), Decimal(-2), Decimal(0)]) == ["1.00", "-2", "0"]
    assert exact_texts([Decimal("1E+2"), Decimal(1)]) is None
    assert exact_texts([Decimal(1), None]) is None

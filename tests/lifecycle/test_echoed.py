"""What answers, changes of answers and invoices repeat of the order."""

from __future__ import annotations

import pytest

from edigw.lifecycle import echoed
from edigw.lifecycle.echoed import money
from edigw.model.answer import OrderAnswer
from edigw.model.base import Party
from edigw.model.change import ChangeAnswer
from edigw.model.invoice import Invoice
from edigw.model.order import Order

ORDER = Order(number="1", department="041", ship_to=Party(id="0099"), own={"season": "W"})


def test_fields_as_the_order_says_them() -> None:
    said = echoed.echoed(ORDER, ("department", "ship_to", "own", "vendor"))
    assert said == {"department": "041", "ship_to": Party(id="0099"), "own": {"season": "W"}, "vendor": None}


@pytest.mark.parametrize(
    ("model", "names"), [(OrderAnswer, echoed.ANSWER), (ChangeAnswer, echoed.ANSWER), (Invoice, echoed.INVOICE)]
)
def test_whoever_repeats_a_field_has_it(model: type[OrderAnswer | Invoice], names: tuple[str, ...]) -> None:
    assert set(names) <= set(model.model_fields)


def test_a_currency_that_nobody_claims_is_ours() -> None:
    assert money(ORDER) == {"currency": None, "currency_party": None}
    assert money(ORDER.model_copy(update={"currency": "USD"})) == {"currency": "USD", "currency_party": "seller"}
    assert money(ORDER.model_copy(update={"currency": "USD", "currency_party": "buyer"}))["currency_party"] == "buyer"

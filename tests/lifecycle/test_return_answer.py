"""The answering 180: its verdict from the lines, what it echoes."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from edigw.lifecycle.return_answer import answer, of_ours
from edigw.model.returns import Return, ReturnLine

ASKED = ReturnLine(no="1", qty=D(5), unit="each", id_type="upc", id="1", reason="damaged", own={"claim": "7"})
CAME = Return(number="RT1", order_number="4711", vendor="88", lines=(ASKED,))


@pytest.mark.parametrize(
    ("refused", "goods", "word"),
    [
        ([None, None], "return", "returned"),
        ([None, "quantity"], "return", "returned_in_part"),
        (["quantity", "time_limit"], "return", "refused"),
        ([None], "keep", "kept_with_allowance"),
        ([None], "destroy", "destroyed"),
    ],
)
def test_the_verdict_follows_from_the_lines(shop, refused, goods, word) -> None:
    made = answer(CAME, [(ASKED, why, None) for why in refused], goods, "RMA1", shop.now.date(), None)
    assert (made.disposition, made.number, made.request) == (word, "RMA1", "RT1")
    assert (made.authorization is None) == (word == "refused")
    assert all(line.reason is None for line in made.lines)  # RDR02 and RDR03 exclude each other


def test_a_line_shows_what_was_allowed_and_echoes_the_rest(shop) -> None:
    less, none = answer(
        CAME, [(ASKED, None, D(3)), (ASKED, "quantity", D(3))], "return", "R", shop.now.date(), None
    ).lines
    assert (less.qty, less.own, less.id) == (3, {"claim": "7"}, "1")
    assert (none.qty, none.response) == (5, "quantity")


def test_a_return_that_nobody_asked_for(shop) -> None:
    made = of_ours(shop.partner(), "RMA1", shop.now.date(), shop.order(vendor="88"), [ASKED])
    assert (made.number, made.purpose, made.order_number, made.vendor) == ("RMA1", "request", "4711", "88")

"""The 865: its verdict, which lines it shows, and the line as it stands."""

from __future__ import annotations

import pytest

from edigw.lifecycle.change_answer import listed, verdict, without_order
from edigw.lifecycle.change_lines import Changed
from edigw.model.change import ChangeLine, OrderChange
from edigw.model.partner import Answers


def made(*results: str) -> tuple[Changed, ...]:
    return tuple(Changed(ChangeLine(no=str(no)), result) for no, result in enumerate(results, 1))


@pytest.mark.parametrize(
    ("results", "purpose", "rules", "word", "lines"),
    [
        (("accepted", "accepted"), "change", {}, "accepted_unchanged", 2),
        (("accepted", "modified"), "change", {}, "changed", 2),
        (("accepted", "rejected"), "change", {}, "changed", 2),
        (("rejected", "rejected"), "change", {}, "rejected_with_detail", 2),
        (("accepted", "rejected"), "change", {"send": "exceptions"}, "exceptions", 1),
        (("accepted",), "change", {"send": "exceptions"}, "accepted", 0),
        (("rejected",), "change", {"line_detail": False}, "rejected", 0),
        (("accepted",), "cancel", {}, "accepted", 0),
        (("accepted", "modified"), "cancel", {}, "exceptions", 1),
        (("rejected",), "cancel", {}, "rejected", 0),
        ((), "change", {}, "accepted_unchanged", 0),
    ],
)
def test_the_verdict_and_what_it_shows(results, purpose, rules, word, lines) -> None:
    told = made(*results)
    assert verdict(told, purpose, Answers(**rules)) == word
    assert len(listed(told, word)) == lines


def test_a_refusal_without_an_order_echoes_what_was_asked(shop) -> None:
    known = {
        "sequence": "1",
        "department": "07",
        "request_reference": "C-1",
        "buyer": {"id": "4"},
        "seller": {"id": "5"},
    }
    said = OrderChange.model_validate({"number": "9", "purpose": "cancel", **known})
    body = without_order(said, shop.now.date())
    assert (body.order_number, body.sequence, body.department, body.status) == ("9", "1", "07", "rejected")
    assert (body.request_reference, body.buyer, body.seller) == ("C-1", said.buyer, said.seller)
    assert body.ordered_on == shop.now.date()

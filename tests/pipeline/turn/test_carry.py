"""Effects carried out: counters, steps that follow, steps that are refused."""

from __future__ import annotations

import pytest
from yard import Yard, orders

from edigw.errors import Refused


def test_invoice_numbers_have_no_gap_even_where_one_is_refused(yard: Yard) -> None:
    for n in (1, 2):
        yard.take(orders(str(n), control=n), f"{n}.edi")
        yard.app.orders_decide("ship", str(n))
    yard.app.orders_decide("invoice", "1")
    with pytest.raises(Refused):
        yard.app.orders_decide("invoice", "1")
    yard.app.orders_decide("invoice", "2")
    numbers = [row["number"] for n in "12" for row in yard.app.orders_show(n)["invoices"]]
    assert [number[-1] for number in numbers] == ["1", "2"]


def test_a_number_that_is_given_is_used_once(yard: Yard, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("x") / "n.json"
    file.write_text('{"number": "R-1"}')
    for n in (1, 2):
        yard.take(orders(str(n), control=n), f"{n}.edi")
    yard.app.orders_decide("ship", "1", file=file)
    with pytest.raises(Refused, match="R-1"):
        yard.app.orders_decide("ship", "2", file=file)
    assert yard.app.orders_show("2")["lines"][0]["shipped"] == "0"


def test_each_carton_has_its_own_sscc(yard: Yard) -> None:
    yard.tell("lifecycle:\n  ships: at_once\nshipment:\n  carton_qty: 10\n")
    yard.take(orders("1", "2", "3"))
    codes = [code for n in "123" for row in yard.app.orders_show(n)["shipments"] for code in row["cartons"]]
    assert len(codes) == len(set(codes)) >= 3
    assert all(len(code) == 18 for code in codes)


def test_a_step_that_is_refused_waits_and_is_tried_again_on_release(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    from edigw.pipeline.turn import carry

    yard.tell("lifecycle:\n  ships: at_once\n")
    with monkeypatch.context() as patch:
        patch.setattr(carry.decide, "sscc_needed", _refuse)
        yard.take(orders("1"))
    held = yard.docs(type="850")[0]
    assert (held["state"], held["reason"]) == ("WAITING", "REFUSED")
    assert len(yard.docs(type="855")) == 1 and yard.docs(type="856") == []
    yard.app.docs_release(held["id"], reason="the label printer works again")
    assert yard.docs(type="850")[0]["state"] == "DONE"
    assert len(yard.docs(type="855")) == len(yard.docs(type="856")) == 1


def _refuse(*_: object) -> int:
    raise Refused("no labels today")


def test_business_dates_are_those_of_our_zone(yard: Yard) -> None:
    toml = yard.base / "edigw.toml"
    text = toml.read_text("utf-8")
    zone = 'time_zone = "Pacific/Kiritimati"'
    assert "[identity.main]" in text
    toml.write_text(text.replace("[identity.main]", f"[identity.main]\n{zone}"), "utf-8")
    yard.now = yard.now.replace(hour=13)  # already tomorrow there
    yard.take(orders("1"))
    assert "*20261102~" in yard.text("855") and "*261102*" in yard.text("855")

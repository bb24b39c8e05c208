"""Outbound documents before their envelope."""

from __future__ import annotations

import pytest
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.mapping import write as writing
from edigw.pipeline import outbound


def test_addresses_are_those_that_are_written_first(yard: Yard) -> None:
    partner = Workspace(yard.base).configuration.partner("acme")
    assert outbound.addresses(partner) == ("01:SUPPLIER001", "08:6123830000")
    assert outbound.group_ids(partner) == ("SUPPLIER001", "6123830000")
    named = partner.model_copy(update={"ids": partner.ids.model_copy(update={"group": ("THEM",), "our_group": "US"})})
    assert outbound.group_ids(named) == ("US", "THEM")


def test_what_is_not_traded_is_not_written(bare: Yard) -> None:
    yard = bare.partner(documents=("850", "855", "997"))
    yard.take(orders("1"))
    yard.app.orders_decide("ship", "1")
    assert yard.docs(type="856") == []
    shown = yard.app.orders_show("1")
    assert shown["lines"][0]["shipped"] == "24"
    assert "document.not_traded" in str(shown["timeline"])


def test_our_own_fault_waits_and_a_release_writes_it_once_more(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    from edigw.errors import CannotWrite
    from edigw.pipeline import compose

    def broken(chart: object, document: object) -> None:
        raise CannotWrite("a word without a code", "add it to the table")

    with monkeypatch.context() as patch:
        patch.setattr(compose.writing, "write", broken)
        assert yard.take(orders("1"))["attention"] == 2
    held = [d for d in yard.docs() if d["direction"] == "out"]
    assert {(d["state"], d["reason"], d["waits_for"]) for d in held} == {("WAITING", "CANNOT_WRITE", "configuration")}
    assert yard.files() == {} and writing.write is not broken
    for one in held:
        assert "word without" in yard.app.docs_show(one["id"])["findings"][0]["message"]
        yard.app.docs_release(one["id"], reason="the table is mended")
    yard.once()
    assert [name[:3] for name in yard.files()] == ["855", "997"]
    assert sorted(d["interchange_control"] for d in held if d["interchange_control"]) == []

"""Every command of the contract is a method that returns plain data."""

from __future__ import annotations

import json

import pytest
from yard import Yard, orders

from edigw.app import App
from edigw.errors import NotFound, UsageError


def test_everything_that_is_returned_is_json(yard: Yard) -> None:
    yard.take(orders("1"))
    app = yard.app
    row = app.docs_list()[0]
    for told in (app.docs_list(), app.docs_show(row["id"]), app.orders_list(), app.orders_show("1"), app.status(),
                 app.partners_list(), app.partners_show("acme"), app.partners_check(), app.maps_check("x12/004010/997"),
                 app.maps_show("x12/004010/997"), app.reload()):  # fmt: skip
        assert json.loads(json.dumps(told)) == told


def test_the_list_has_every_key_of_the_contract(yard: Yard) -> None:
    yard.take(orders("1"))
    keys = {"id", "receipt_id", "direction", "partner", "usage", "standard", "type", "release", "state", "answer",
            "answers", "source_sha256", "raw_size", "interchange_control", "group_control", "set_control", "po_number",
            "order_id", "lines", "reason", "code_type", "code", "waits_for", "due_at", "map", "created_at",
            "updated_at"}  # fmt: skip
    for row in yard.docs():
        assert keys <= set(row)


def test_an_existing_workspace_is_not_made_again(yard: Yard) -> None:
    assert App(yard.base).exists() and not App(yard.base / "other").exists()
    with pytest.raises(UsageError):
        App(yard.base).init()


def test_what_does_not_exist_is_said(yard: Yard) -> None:
    for ask in (
        yard.app.docs_show,
        yard.app.docs_raw,
        yard.app.orders_show,
        yard.app.partners_show,
        yard.app.maps_show,
    ):
        with pytest.raises(NotFound):
            ask("nothing")

"""Partners whose files are faulty: what they send waits, and goes on once the files are in order."""

from __future__ import annotations

import json

import pytest
from yard import Yard, order, orders

from edigw.errors import ConfigError


def break_files(yard: Yard, name: str = "acme") -> str:
    path = yard.base / "partners" / name / "partner.yaml"
    text = path.read_text("utf-8")
    path.write_text(text + "lenience: strict\n", "utf-8")
    return text


def mend(yard: Yard, text: str, name: str = "acme") -> None:
    (yard.base / "partners" / name / "partner.yaml").write_text(text, "utf-8")


def test_what_comes_meanwhile_waits_under_ids_that_stay(yard: Yard) -> None:
    text = break_files(yard)
    yard.drop(orders("1", "2"), "a.edi")
    yard.drop(orders("3", control=2), "b.edi")
    assert yard.once()["attention"] == 3
    before = yard.docs()
    assert {(d["state"], d["reason"], d["waits_for"]) for d in before} == {("WAITING", "CONFIG", "configuration")}
    assert all(d["due_at"] for d in before) and len(before) == 3
    assert not yard.app.status()["ok"]
    yard.once()
    with pytest.raises(ConfigError):
        yard.app.docs_release(before[0]["id"], reason="please")
    mend(yard, text)
    yard.once()
    assert [d["id"] for d in yard.docs(type="850")] == [d["id"] for d in before]
    assert [row["number"] for row in yard.app.orders_list()] == ["1", "2", "3"]
    assert yard.app.status()["ok"]
    assert len(yard.docs(type="997")) == 2


def test_others_trade_on(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    break_files(yard)
    yard.drop(orders("1"))
    yard.take(orders("2", sender="08:2222222222"), "b.edi", "other")
    assert [(d["partner"], d["state"]) for d in yard.docs(type="850")] == [("acme", "WAITING"), ("other", "DONE")]


def test_our_own_entries_for_it_wait_too(yard: Yard) -> None:
    yard.take(orders("4711"))
    text = break_files(yard)
    body = {"order": "4711"}
    yard.take(
        json.dumps({"kind": "shipment", "id": "1", "partner": "acme", "usage": "P", "body": body}), "s.json", "erp"
    )
    assert [(d["state"], d["reason"]) for d in yard.docs(type="shipment")] == [("WAITING", "CONFIG")]
    mend(yard, text)
    yard.once()
    assert [d["state"] for d in yard.docs(type="shipment")] == ["DONE"]
    assert len(yard.docs(type="856")) == 1


def test_strict_configuration_refuses_to_start(yard: Yard) -> None:
    break_files(yard)
    yard.drop(orders("1"))
    with pytest.raises(ConfigError):
        yard.app.once(strict_config=True)
    assert yard.docs() == []


def test_a_file_that_holds_other_partners_too_is_parsed_again_for_the_one(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[mailbox.hub]\ntransport = "folder"\n', "utf-8")
    text = break_files(yard, "other")
    yard.take(orders("1") + orders("2", control=2, sender="08:2222222222") + "garbage", "hub.edi", "hub")
    first = yard.docs()
    assert [(d["partner"], d["state"]) for d in first if d["direction"] == "in"] == [
        ("acme", "DONE"), ("other", "WAITING"), (None, "QUARANTINED"),
    ]  # fmt: skip
    mend(yard, text, "other")
    yard.once()
    again = [d for d in yard.docs() if d["direction"] == "in"]
    assert [d["id"] for d in again] == [d["id"] for d in first if d["direction"] == "in"]
    assert [d["state"] for d in again] == ["DONE", "DONE", "QUARANTINED"]
    assert [d["po_number"] for d in yard.docs(type="855")] == ["1", "2"]
    assert order("1")

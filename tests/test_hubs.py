"""Networks and hubs: one mailbox brings many partners, several in one file, and takes what goes to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from edifact_yard import orders as edifact_orders
from edifact_yard import trading
from yard import Yard, orders

BOLT = "08:7700000001"


@pytest.fixture
def hub(yard: Yard) -> Yard:
    """Two partners of X12 and one of EDIFACT; a mailbox of a network beside their own."""
    trading(yard.partner("bolt", BOLT))
    return yard


def carry(yard: Yard, carries: str) -> Yard:
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8") + f"\n[mailbox.van]\ncarries = {carries}\n", "utf-8")
    return yard


def came(yard: Yard) -> list[tuple[str | None, str | None, str]]:
    return [(row["partner"], row["type"], row["state"]) for row in yard.docs() if row["direction"] == "in"]


def several(yard: Yard) -> bytes:
    return (orders("1") + orders("2", sender=BOLT)).encode() + edifact_orders("3") + orders("4", sender="08:9").encode()


def test_several_senders_in_one_file_are_known_each_by_its_envelope(hub: Yard) -> None:
    carry(hub, '"any"').drop(several(hub), "all.edi", "van")
    hub.once()
    assert came(hub) == [
        ("acme", "850", "DONE"), ("bolt", "850", "DONE"), ("rewe", "ORDERS", "DONE"), (None, "850", "QUARANTINED"),
    ]  # fmt: skip
    assert len({row["receipt_id"] for row in hub.docs() if row["direction"] == "in"}) == 1
    for name, first, second in (("acme", "855", "997"), ("bolt", "855", "997"), ("rewe", "CON", "ORD")):
        assert sorted(file[:3] for file in hub.files(name)) == [first, second]


def test_what_goes_to_them_goes_by_the_network_where_their_files_say_so(hub: Yard) -> None:
    carry(hub, '"any"')
    for name in ("acme", "bolt"):
        for document in ("855", "997"):
            hub.rewrite(f"  {document} out:", f"  {document} out:\n    mailbox: van", name)
    hub.drop(several(hub), "all.edi", "van")
    hub.once()
    assert sorted(name[:3] for name in hub.files("van")) == ["855", "855", "997", "997"]
    assert hub.files("acme") == hub.files("bolt") == {}


def test_who_is_not_carried_is_quarantined_told_how_and_goes_its_way_once_it_is_mended(hub: Yard) -> None:
    carry(hub, '["acme", "rewe"]').drop(several(hub), "all.edi", "van")
    hub.once()
    assert came(hub)[1] == (None, "850", "QUARANTINED")
    lost = hub.docs()[1]
    (finding,) = hub.app.docs_show(lost["id"])["findings"]
    assert (lost["reason"], finding["rule"]) == ("NOT_CARRIED", "NOT_CARRIED")
    assert finding["message"] == "the mailbox van does not carry partner bolt, only acme, rewe"
    assert "`carries`" in finding["hint"] and "edigw reprocess" in finding["hint"]
    assert hub.files("bolt") == {}
    toml = hub.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace('["acme", "rewe"]', '["acme", "bolt", "rewe"]'), "utf-8")
    assert hub.app.docs_again("reprocess", [lost["id"]], reason="a new partner of the network")["counts"] == {
        "reopened": 1
    }
    hub.once()
    assert ("bolt", "850", "DONE") in came(hub) and len(hub.files("bolt")) == 2
    assert {row["number"] for row in hub.app.orders_list()} == {"1", "2", "3"}


def test_a_mailbox_of_one_partner_carries_that_one_unless_it_says_more(hub: Yard, tmp_path: Path) -> None:
    hub.drop(orders("1", sender=BOLT), "a.edi", "acme")
    hub.once()
    assert [row["reason"] for row in hub.docs()] == ["NOT_CARRIED"]
    hub.tell("mailboxes:\n  acme:\n    carries: [acme, bolt]\n")
    hub.drop(orders("2", control=2, sender=BOLT), "b.edi", "acme")
    hub.once()
    assert ("bolt", "850", "DONE") in came(hub)


def test_a_name_that_is_nobodys_is_told_by_doctor(hub: Yard) -> None:
    carry(hub, '["acme", "blot"]')
    (told,) = [one for one in hub.app.doctor()["troubles"] if one["code"] == "CARRIES_NOBODY"]
    assert told["message"] == "mailbox van carries blot, and there is no such partner"

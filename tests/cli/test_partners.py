"""partners add, list, show, check as a person calls them."""

from __future__ import annotations

from shop import Shop


def test_a_partner_is_added_once(shop: Shop) -> None:
    assert [row["name"] for row in shop.edigw("partners", "list")] == ["acme"]
    assert (shop.base / "data/acme/in").is_dir()
    code, out = shop.call("partners", "add", "acme", "--id", "08:1", "--our-id", "01:SUPPLIER001", "--documents", "850",
                          "--workspace", str(shop.base))  # fmt: skip
    assert code == 2
    assert "acme" in out


def test_every_setting_has_a_value_and_an_origin(shop: Shop) -> None:
    rows = {row["setting"]: row for row in shop.edigw("partners", "show", "acme")}
    assert rows["leniency"]["value"] == "business"
    assert rows["leniency"]["origin"] == "default"
    assert "partner.yaml" in rows["ids.interchange"]["origin"]


def test_a_fault_is_listed_with_its_place_and_a_fix_and_parks_the_partner_alone(shop: Shop) -> None:
    path = shop.base / "partners/acme/partner.yaml"
    path.write_text(path.read_text() + "lenience: strict\n")
    code, out = shop.call("partners", "check", "--workspace", str(shop.base))
    assert code == 2
    assert "partner.yaml:" in out and "lenience" in out and "fix:" in out
    shop.drop()
    shop.call("once", "--workspace", str(shop.base))
    assert [(d["state"], d["reason"]) for d in shop.edigw("docs", "list")] == [("WAITING", "CONFIG")]
    assert shop.edigw("status")["ok"] is False
    path.write_text(path.read_text().replace("lenience: strict\n", ""))
    assert shop.edigw("partners", "check") == []
    shop.edigw("once")
    assert [d["state"] for d in shop.edigw("docs", "list", "--type", "850")] == ["DONE"]


def test_a_mailbox_is_tested_step_by_step(shop: Shop) -> None:
    told = shop.edigw("partners", "test", "acme")
    assert told["ok"] and [step["step"] for step in told["mailboxes"][0]["steps"]] == [
        "inbox",
        "outbox",
        "write outbox",
    ]
    (shop.base / "data/acme/out").rmdir()
    code, out = shop.call("partners", "test", "acme", "--only-look", "--workspace", str(shop.base))
    assert code == 3 and "outbox" in out and "FAILS" in out and "make " in out
    assert shop.call("partners", "test", "nobody", "--workspace", str(shop.base))[0] == 2

"""docs reprocess, reissue, redeliver as a person calls them."""

from __future__ import annotations

from shop import Shop


def at(shop: Shop) -> tuple[str, str]:
    return "--workspace", str(shop.base)


def test_a_reason_must_be_given_and_something_named(shop: Shop) -> None:
    for verb in ("reprocess", "reissue", "redeliver"):
        assert shop.call("docs", verb, "x", *at(shop))[0] == 2
        code, out = shop.call("docs", verb, "--reason", "y", *at(shop))
        assert (code, "nothing is named" in out) == (2, True)


def test_a_plan_is_drawn_for_people_and_ends_with_0(shop: Shop) -> None:
    shop.drop()
    shop.edigw("once")
    path = shop.base / "partners" / "acme" / "850.yaml"
    path.write_text("extends: x12/004010/850\nbody:\n  PO1:\n    PO102: price | dec\n    PO104: qty | dec\n", "utf-8")
    code, out = shop.call("docs", "reprocess", "--type", "850", "--reason", "y", "--plan", *at(shop))
    assert code == 0
    for told in ("changed", "lines[0].qty: 24 -> 1.25", "acme would be sent 1 x 855", "plan, nothing was done"):
        assert told in out
    assert "order 4711 line 1 confirmed: 24 -> 1.25" in out
    shop.edigw("once")
    assert len(shop.edigw("docs", "list", "--type", "855")) == 1


def test_what_was_not_done_ends_with_1(shop: Shop) -> None:
    shop.drop()
    shop.edigw("once")
    ack = shop.edigw("docs", "list", "--type", "997")[0]["id"]
    code, out = shop.call("docs", "reissue", ack, "--reason", "y", *at(shop))
    assert (code, "answered once" in out) == (1, True)
    assert shop.call("docs", "reissue", ack, "--reason", "y", "--plan", *at(shop))[0] == 0
    code, out = shop.call("docs", "redeliver", ack, "--reason", "y", *at(shop))
    assert (code, "acme is sent 1 x 997" in out) == (0, True)

"""Order keys never collide; fingerprints see content, not the way it came."""

from __future__ import annotations

from edigw.lifecycle.keys import fingerprint, order_key


def test_the_key_is_partner_usage_number_and_what_the_partner_adds(shop) -> None:
    assert order_key(shop.order(), shop.partner()) == "buyer/P/4711"
    by_release = shop.partner(usage="T", duplicates={"order_key": ("department", "release")})
    assert order_key(shop.order(release="7"), by_release) == "buyer/T/4711//7"


def test_a_number_with_a_slash_is_not_two_parts(shop) -> None:
    plain, added = shop.partner(), shop.partner(duplicates={"order_key": ("release",)})
    assert order_key(shop.order(number="4711/7"), plain) != order_key(shop.order(release="7"), added)
    assert order_key(shop.order(number="a%2Fb"), plain) != order_key(shop.order(number="a/b"), plain)


def test_channel_and_purpose_do_not_count_everything_else_does(shop) -> None:
    order = shop.order()
    same = order.model_copy(update={"channel": "edifact", "purpose": "duplicate"})
    assert fingerprint(same) == fingerprint(order)
    assert fingerprint(order.model_copy(update={"department": "7"})) != fingerprint(order)
    assert fingerprint(shop.order(shop.line(qty=101))) != fingerprint(order)

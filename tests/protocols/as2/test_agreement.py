"""Certificates count in their dates and warn thirty days before they end."""

from dataclasses import replace
from datetime import timedelta

from openssl_peer import NOW, agreement, key

from edigw.protocols.as2.agreement import Pin, expiring


def test_36_a_certificate_counts_between_its_dates_narrowed_by_what_was_agreed() -> None:
    certificate = key("them", "them").pin.certificate
    assert Pin(certificate).counts(NOW)
    assert not Pin(certificate, since=NOW + timedelta(seconds=1)).counts(NOW)
    assert not Pin(certificate, until=NOW - timedelta(seconds=1)).counts(NOW)


def test_36_the_warning_begins_thirty_days_before() -> None:
    ends = agreement().their_pins[0].ends()
    assert not expiring(agreement(our_keys=()), ends - timedelta(days=30, seconds=1))
    assert len(expiring(agreement(our_keys=()), ends - timedelta(days=30))) == 1


def test_a_certificate_may_serve_one_use_alone_and_is_warned_of_once() -> None:
    signs, opens = key("us", "us"), key("us too", "us")
    seals, verifies = key("them", "them").pin, key("them too", "them").pin
    agreed = agreement(our_keys=(opens, signs), sign_with=(signs,), their_pins=(verifies,), seal_for=(seals,))
    assert (agreed.keys(NOW), agreed.signing(NOW)) == ((opens, signs), (signs,))
    assert (agreed.pins(NOW), agreed.sealing(NOW)) == ((verifies,), (seals,))
    later = replace(signs, pin=Pin(signs.pin.certificate, since=NOW + timedelta(days=1)))
    assert replace(agreed, sign_with=(later, opens)).signing(NOW) == (opens,)
    assert agreement().signing(NOW) == agreement().keys(NOW)
    assert len(expiring(agreed, signs.pin.ends())) == 4

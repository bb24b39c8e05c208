"""Certificates count in their dates and warn thirty days before they end."""

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

"""A station is a mailbox that says how it travels by AS2."""

import pytest
from openssl_peer import agreement

from edigw.model.partner import As2, Mailbox
from edigw.pipeline.as2.stations import Station


def test_what_the_partner_file_says() -> None:
    said = As2(owner="acme", their_name="THEM", our_name="US")
    assert Station(Mailbox(name="x", transport="as2", as2=said), agreement()).said == said
    with pytest.raises(AssertionError):
        _ = Station(Mailbox(name="x"), agreement()).said

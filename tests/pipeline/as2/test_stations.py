"""A station is a mailbox that says how it travels by AS2."""

import pytest
from as2_yard import station

from edigw.model.partner import Mailbox
from edigw.pipeline.as2.stations import Station


def test_what_the_partner_file_says() -> None:
    assert station().said.their_name == "THEM"
    with pytest.raises(AssertionError):
        _ = Station(Mailbox(name="x"), station().agreement).said

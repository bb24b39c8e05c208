"""Stations are found by the names of both sides, and have what the workspace keeps for them."""

from as2_yard import As2Yard

from edigw.config.configuration import load
from edigw.config.secret import resolve_secret
from edigw.pipeline.as2.directory import Directory


def test_a_station_is_found_by_names_and_by_mailbox(yard: As2Yard) -> None:
    configuration = load(yard.base, False)
    directory = Directory(yard.base, configuration, resolve_secret)
    station = directory.named("THEM", "US", yard.now)
    assert station is not None and station.said.owner == "acme"
    assert [pin.certificate for pin in station.agreement.pins(yard.now)] == [yard.their_certificate]
    assert len(station.agreement.keys(yard.now)) == 1
    assert station.agreement.limits.size == configuration.settings.limits.file
    assert directory.named("them", "US", yard.now) is None
    assert directory.named("US", "THEM", yard.now) is None
    assert directory.at(configuration.mailboxes["erp"], yard.now) is None

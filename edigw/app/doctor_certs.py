"""What `edigw doctor` says of certificates: those that lack or end, altered files, keys that do not open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from edigw.config.certs.entries import Entry, read_entries
from edigw.config.certs.needs import ailing
from edigw.config.secret import stands
from edigw.errors import ConfigError, Fault
from edigw.model.ailment import Ailment

if TYPE_CHECKING:
    from edigw.config.configuration import Configuration


def certificates(configuration: Configuration, now: datetime) -> tuple[str, list[Ailment]]:
    """What was looked at, what was found. What ended long ago is not looked into."""
    entries, faults = read_entries(configuration.settings.workspace)
    ills = [_spoilt(fault) for fault in faults]
    ills += [one for _, one in ailing(configuration.needs, now)]
    ills += _files(configuration, [one for one in entries if one.last >= now])
    return f"{len(entries)} certificates, ours and theirs", ills


def _files(configuration: Configuration, entries: list[Entry]) -> Iterator[Ailment]:
    if not entries:
        return
    from edigw.config.certs.shelf import Shelf

    shelf = Shelf(configuration.settings.workspace)
    for entry in entries:
        try:
            shelf.certificate(entry)
            if entry.ours and stands(entry.passphrase):  # that it does not, is told of all references
                shelf.key(entry)
        except ConfigError as error:
            yield from map(_spoilt, error.faults)


def _spoilt(fault: Fault) -> Ailment:
    return Ailment("CERTIFICATE_SPOILT", f"{fault.file}: {fault.message}", fault.fix)

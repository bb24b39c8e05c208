"""What we show on TLS, and whom we believe there: by the certificates of the workspace that are for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from edigw.config.certs.entries import Entry
from edigw.config.certs.shelf import Shelf
from edigw.model.partner import As2, Mailbox
from edigw.model.tls import Tls


def dialling(as2: As2, shelf: Shelf, now: datetime) -> Tls:
    """How we post to a partner: their `tls` certificates alone are believed where there are any that count.

    Raises ConfigError where one of ours cannot be opened.
    """
    ours = _first(shelf.held(as2.identity, True, as2.keys, "tls"), now)
    return _tls(ours, _theirs(as2, shelf, now), shelf)


def listening(identity: str, mailboxes: Iterable[Mailbox], shelf: Shelf, now: datetime) -> Tls:
    """How we listen as an identity: the `tls` certificates of all partners are believed, each for its own."""
    ours = _first(shelf.held(identity, True, (), "tls"), now)
    theirs = [one for box in mailboxes if box.as2 for one in _theirs(box.as2, shelf, now)]
    return _tls(ours, theirs, shelf)


def shown_fits(as2: As2, der: bytes | None, shelf: Shelf, now: datetime) -> bool:
    """Whether a client that showed `der` on TLS (None: nothing) may speak for this partner."""
    if not as2.client_certificate:
        return True
    if der is None:
        return False
    digest = hashlib.sha256(der).hexdigest()
    return any(one.sha256 == digest for one in _theirs(as2, shelf, now))


def _theirs(as2: As2, shelf: Shelf, now: datetime) -> list[Entry]:
    """Those that count from their own beginning on: a partner may change before the agreed day."""
    rows = shelf.held(as2.owner, False, as2.certificates, "tls")
    return [one for one in rows if one.begins <= now <= one.last]


def _first(entries: Iterable[Entry], now: datetime) -> Entry | None:
    return next((one for one in entries if one.first <= now <= one.last), None)


def _tls(ours: Entry | None, theirs: Iterable[Entry], shelf: Shelf) -> Tls:
    certificates = dict.fromkeys(shelf.certificate(one) for one in theirs)
    trusted = tuple(one.public_bytes(Encoding.PEM).decode("ascii") for one in certificates)
    if ours is None:
        return Tls(trusted=trusted)
    shelf.key(ours)  # told here, with its name, rather than by the handshake
    key, passphrase = shelf.key_file(ours)
    return Tls(str(shelf.certificate_file(ours)), str(key), passphrase, trusted)

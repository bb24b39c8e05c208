"""An AS2 mailbox and the certificates of the workspace become the agreement that AS2 works by."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from edigw.config.certs.entries import Entry
from edigw.config.certs.shelf import Shelf
from edigw.errors import ConfigError, Fault
from edigw.model.partner import As2, Mailbox
from edigw.protocols.as2.agreement import Agreement, Cipher, Digest, Key, Limits, Order, Pin, Receipt, Version

STRONG_DIGESTS: tuple[Digest, ...] = ("sha256", "sha384", "sha512")
STRONG_CIPHERS: tuple[Cipher, ...] = (
    "aes256-gcm", "aes192-gcm", "aes128-gcm", "aes256-cbc", "aes192-cbc", "aes128-cbc",
)  # fmt: skip


def agreement_for(mailbox: Mailbox, shelf: Shelf, now: datetime, limits: Limits | None = None) -> Agreement:
    """The agreement of an AS2 mailbox; what is over at `now` is left out, what begins later is in it.

    Signing and sealing begin with `since` of each certificate, the latest first; opening and verifying accept each
    from its own beginning to its end. Raises ConfigError where a certificate or key of it cannot be used.
    """
    as2 = _as2(mailbox)
    return Agreement(
        our_name=as2.our_name,
        their_name=as2.their_name,
        our_keys=tuple(_key(one, shelf, since=False) for one in _ours(as2, shelf, "decrypt", now)),
        sign_with=tuple(_key(one, shelf, since=True) for one in _ours(as2, shelf, "sign", now)),
        their_pins=tuple(_pin(one, shelf, since=False) for one in _theirs(as2, shelf, "verify", now)),
        seal_for=tuple(_pin(one, shelf, since=True) for one in _theirs(as2, shelf, "encrypt", now)),
        must_be_signed=as2.must_be_signed,
        must_be_encrypted=as2.must_be_encrypted,
        digests=(*STRONG_DIGESTS, "sha1") if "sha1" in as2.weak else STRONG_DIGESTS,
        ciphers=(*STRONG_CIPHERS, "3des-cbc") if "3des" in as2.weak else STRONG_CIPHERS,
        receipt_hosts=as2.mdn_hosts,
        keep_file_names=as2.file_names,
        version=cast(Version, as2.version),
        limits=limits or Limits(),
        sign=as2.sign != "none",
        encrypt=as2.encrypt != "none",
        compress=None if as2.compress == "none" else cast(Order, as2.compress),
        digest="sha256" if as2.sign == "none" else cast(Digest, as2.sign),
        cipher="aes256-cbc" if as2.encrypt == "none" else cast(Cipher, as2.encrypt),
        pss=as2.pss,
        oaep=as2.oaep,
        ask=cast(Receipt, as2.mdn),
        receipt_url=as2.mdn_url,
    )


def _as2(mailbox: Mailbox) -> As2:
    if mailbox.as2 is None:
        fault = Fault(mailbox.name, 1, 1, f"mailbox {mailbox.name} does not travel by AS2", "say `transport: as2`")
        raise ConfigError([fault])
    return mailbox.as2


def _ours(as2: As2, shelf: Shelf, use: str, now: datetime) -> list[Entry]:
    return [one for one in shelf.held(as2.identity, True, as2.keys, use) if one.last >= now]


def _theirs(as2: As2, shelf: Shelf, use: str, now: datetime) -> list[Entry]:
    return [one for one in shelf.held(as2.owner, False, as2.certificates, use) if one.last >= now]


def _pin(entry: Entry, shelf: Shelf, *, since: bool) -> Pin:
    return Pin(shelf.certificate(entry), entry.since if since else None, entry.until)


def _key(entry: Entry, shelf: Shelf, *, since: bool) -> Key:
    key = shelf.key(entry)
    if not isinstance(key, RSAPrivateKey):
        fix = f"make one with `edigw certs create --as {entry.whose}`"
        raise ConfigError([Fault(f"certs/{entry.name}.key", 1, 1, "a key of AS2 must be RSA", fix)])
    return Key(key, _pin(entry, shelf, since=since))

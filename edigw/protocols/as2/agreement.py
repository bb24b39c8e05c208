"""What two partners agreed on for AS2: names, dated certificates, what is signed, sealed, receipted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Receipt = Literal["none", "unsigned", "signed"]
Order = Literal["compress then sign", "sign then compress"]
Digest = Literal["sha1", "sha256", "sha384", "sha512"]
Cipher = Literal["3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc", "aes128-gcm", "aes192-gcm", "aes256-gcm"]

Version = Literal["1.2", "1.3"]

WEAK = ("sha1", "3des-cbc")
WARN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pin:
    """A certificate, and the time it counts in: its own dates, narrowed by what was agreed (both ends included)."""

    certificate: x509.Certificate
    since: datetime | None = None
    until: datetime | None = None
    _begins: datetime = field(init=False, repr=False, compare=False)  # looked at in each message
    _ends: datetime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        begins, ends = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        object.__setattr__(self, "_begins", max(begins, self.since) if self.since else begins)
        object.__setattr__(self, "_ends", min(ends, self.until) if self.until else ends)

    def ends(self) -> datetime:
        """The last moment that the certificate counts at, UTC."""
        return self._ends

    def counts(self, now: datetime) -> bool:
        """Whether the certificate may be used at `now` (UTC)."""
        return self._begins <= now <= self._ends


@dataclass(frozen=True, slots=True)
class Key:
    """One of our keys with its certificate."""

    private: RSAPrivateKey = field(repr=False)
    pin: Pin


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one message may unfold to."""

    size: int = 100_000_000  # bytes, of anything inflated
    ratio: int = 500  # inflated bytes per compressed one, above the first mebibyte
    parts: int = 50  # attachments


@dataclass(frozen=True, slots=True)
class Agreement:
    """One partner: overlapping certificates are tried in order, the first that counts now is the one to send with."""

    our_name: str
    their_name: str
    our_keys: tuple[Key, ...] = ()
    their_pins: tuple[Pin, ...] = ()
    must_be_signed: bool = True
    must_be_encrypted: bool = True
    digests: tuple[Digest, ...] = ("sha256", "sha384", "sha512")  # sha1 only where it is named
    ciphers: tuple[Cipher, ...] = (
        "aes256-gcm", "aes192-gcm", "aes128-gcm", "aes256-cbc", "aes192-cbc", "aes128-cbc",
    )  # 3des-cbc only where it is named  # fmt: skip
    receipt_hosts: tuple[str, ...] = ()  # hosts that a receipt may be posted to later
    keep_file_names: bool = False
    version: Version = "1.2"
    limits: Limits = Limits()
    # what we send
    sign: bool = True
    encrypt: bool = True
    compress: Order | None = None
    digest: Digest = "sha256"
    cipher: Cipher = "aes256-cbc"
    pss: bool = False
    oaep: bool = False
    ask: Receipt = "signed"
    receipt_url: str = ""  # ours; empty: the receipt comes in the answer
    sign_with: tuple[Key, ...] | None = None  # None: what decrypts signs as well
    seal_for: tuple[Pin, ...] | None = None  # None: what verifies is sealed for as well

    @property
    def digests_taken(self) -> tuple[Digest, ...]:
        """The digests of signatures that count; in AS2 1.3 none that is weak, whatever was named."""
        return self.digests if self.version != "1.3" else tuple(each for each in self.digests if each not in WEAK)

    @property
    def ciphers_taken(self) -> tuple[Cipher, ...]:
        """The ciphers that are opened; in AS2 1.3 none that is weak, whatever was named."""
        return self.ciphers if self.version != "1.3" else tuple(each for each in self.ciphers if each not in WEAK)

    def pins(self, now: datetime) -> tuple[Pin, ...]:
        """The partner's certificates whose signatures count now."""
        return tuple(pin for pin in self.their_pins if pin.counts(now))

    def keys(self, now: datetime) -> tuple[Key, ...]:
        """Our keys that open envelopes now."""
        return tuple(key for key in self.our_keys if key.pin.counts(now))

    def signing(self, now: datetime) -> tuple[Key, ...]:
        """Our keys that sign now, the first before the others."""
        held = self.our_keys if self.sign_with is None else self.sign_with
        return tuple(key for key in held if key.pin.counts(now))

    def sealing(self, now: datetime) -> tuple[Pin, ...]:
        """The partner's certificates that envelopes are for now, the first before the others."""
        held = self.their_pins if self.seal_for is None else self.seal_for
        return tuple(pin for pin in held if pin.counts(now))


def expiring(agreement: Agreement, now: datetime) -> tuple[str, ...]:
    """A warning for each certificate that is over, or ends within 30 days."""
    ours = [("our", key.pin) for key in (*agreement.our_keys, *(agreement.sign_with or ()))]
    theirs = [("their", pin) for pin in (*agreement.their_pins, *(agreement.seal_for or ()))]
    rows = [(whose, pin) for whose, pin in ours + theirs if pin.ends() - now <= WARN]
    last = {(whose, pin.certificate): pin for whose, pin in rows}
    return tuple(
        f"{whose} certificate {pin.certificate.serial_number:x} "
        f"{'ended' if pin.ends() < now else 'ends'} {pin.ends():%Y-%m-%d %H:%M}Z"
        for (whose, _), pin in last.items()
    )

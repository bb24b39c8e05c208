"""`edigw certs create, import, rotate, retire, export`: how certificates come into the workspace and out of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from edigw.config import kinds, stamps
from edigw.config.certs.entries import FOLDER, OURS, THEIRS, Entry, entry_text, read_entries
from edigw.config.certs.fit import unfit
from edigw.config.certs.issue import SIZES, Wanted, issue
from edigw.config.certs.look import certificate_of, find
from edigw.config.certs.read import leaf, read_material
from edigw.config.certs.seal import sealed
from edigw.config.secret import Unfit, resolve_secret
from edigw.config.settings import read_settings
from edigw.errors import TemporaryError, UsageError

SHORTEST = 8  # signs of a passphrase
NOTICE = timedelta(days=14)  # that a partner has to put in a certificate of ours before we use it
LONGEST_DAYS = 3660
SKEW = timedelta(hours=1)  # that a partner's clock may be behind
FORMS = ("pem", "der", "p7b")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a certificate goes, and how it counts there."""

    ours: bool
    whose: str  # identity, or partner or mailbox of edigw.toml
    uses: tuple[str, ...] = ()  # none: what AS2 needs
    name: str = ""  # none: whose, and the next number
    since: datetime | None = None
    until: datetime | None = None
    passphrase: str = ""  # reference: what seals our key here


@dataclass(frozen=True, slots=True)
class Cut:
    """What a certificate that we make says of itself."""

    days: int = 730
    bits: int = 3072
    common_name: str = ""  # none: the identity's name in AS2, else its own
    hosts: tuple[str, ...] = ()


def create(workspace: Path, place: Place, cut: Cut, now: datetime) -> Entry:
    """A key and certificate of our own. Raises UsageError; then nothing is written."""
    place = _placed(workspace, place)
    identity = read_settings(workspace).identities[place.whose]
    if cut.bits not in SIZES:
        raise UsageError(f"a key of {cut.bits} bits", f"one of: {', '.join(map(str, SIZES))}")
    if not 1 <= cut.days <= LONGEST_DAYS:
        raise UsageError(f"a certificate for {cut.days} days", f"say --days from 1 to {LONGEST_DAYS}")
    if cut.hosts and "tls" not in place.uses:
        raise UsageError("hosts of a certificate that is not for TLS", "say --use tls as well, or drop --host")
    secret = _passphrase(place.passphrase)
    start = max(now, place.since) if place.since else now
    common = cut.common_name or identity.as2 or identity.name or identity.key
    begins = (now - SKEW).replace(microsecond=0)
    ends = (start + timedelta(days=cut.days)).replace(microsecond=0)
    key, certificate = issue(Wanted(common, identity.name, place.uses, begins, ends, cut.bits, cut.hosts))
    return _keep(workspace, place, certificate, (key, secret))


def import_file(
    workspace: Path, place: Place, files: Sequence[tuple[str, bytes]], password: str, now: datetime
) -> Entry:
    """A certificate from files (name, content); ours with its key. `password` is a reference. Raises UsageError."""
    place = _placed(workspace, place)
    opened = _resolved(password, "--password") if password else None
    held = [read_material(data, label, opened) for label, data in files]
    label = files[0][0]
    key = next((one.key for one in held if one.key is not None), None)
    certificates = [certificate for one in held for certificate in one.certificates]
    _own_key(place, key, label)
    if not certificates:
        raise UsageError(f"{label} holds a key and no certificate", "name the certificate, and the key by --key")
    certificate = leaf(certificates, key, label)
    wrong = [f"{message}: {hint}" for message, hint in unfit(certificate, place.uses, now)]
    if wrong:
        raise UsageError(f"{label} cannot be used:\n" + "\n".join(wrong), "nothing was imported")
    return _keep(workspace, place, certificate, (key, _passphrase(place.passphrase)) if key is not None else None)


def _own_key(place: Place, key: PrivateKeyTypes | None, label: str) -> None:
    if not place.ours and key is not None:
        hint = "tell the partner: a private key must never leave them; import their certificate alone"
        raise UsageError(f"{label} holds the partner's private key", hint)
    if place.ours and key is None:
        hint = "a certificate of ours has its key beside it: a .p12, or --key FILE; a partner's: --partner NAME"
        raise UsageError(f"{label} holds no private key", hint)


def rotate(workspace: Path, name: str, place: Place, cut: Cut, now: datetime) -> Entry:
    """A new key of ours that we use from `place.since` on; the one before is accepted until its end.

    Where that is over already, it is used at once.
    """
    before = find(workspace, name)
    if not before.ours:
        hint = f"`edigw certs import FILE --partner {before.whose} --from DATE`: both are accepted meanwhile"
        raise UsageError(f"{name} is partner {before.whose}'s, who makes the new one", hint)
    since = place.since or min(now + NOTICE, max(before.last, now))
    after = replace(
        place, ours=True, whose=before.whose, uses=place.uses or before.uses, since=since,
        passphrase=place.passphrase or before.passphrase,
    )  # fmt: skip
    if since > before.last >= now:
        message = f"{name} ends {before.last:%Y-%m-%d %H:%M}Z, before the new one begins"
        raise UsageError(message, "say an earlier --from")
    old = certificate_of(workspace, before)
    named = old.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    hosts = cut.hosts or (_hosts(old) if "tls" in after.uses else ())
    return create(workspace, after, replace(cut, common_name=cut.common_name or _text(named), hosts=hosts), now)


def _text(attributes: Sequence[x509.NameAttribute[str | bytes]]) -> str:
    return str(attributes[0].value) if attributes else ""


def _hosts(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return (*names.get_values_for_type(x509.DNSName), *addresses)


def retire(workspace: Path, name: str, until: datetime, now: datetime) -> Entry:
    """Nothing counts by it after `until`: for a key that was lost, or a partner's change. Raises UsageError."""
    entry = find(workspace, name)
    if until > entry.ends:
        raise UsageError(f"{name} ends {entry.ends:%Y-%m-%d} by itself", "say an earlier --until")
    changed = replace(entry, until=max(until, entry.begins))
    _written(workspace / FOLDER / f"{name}.toml", entry_text(changed).encode(), over=True)
    return changed


def export(workspace: Path, name: str, form: str) -> bytes:
    """The certificate for the partner, never a key; `form`: pem, der, p7b."""
    if form not in FORMS:
        raise UsageError(f"`{form}` is no form of a certificate", f"one of: {', '.join(FORMS)}")
    certificate = certificate_of(workspace, find(workspace, name))
    if form == "p7b":
        return pkcs7.serialize_certificates([certificate], Encoding.DER)
    return certificate.public_bytes(Encoding.PEM if form == "pem" else Encoding.DER)


def _placed(workspace: Path, place: Place) -> Place:
    """The place with what it leaves to us. Raises UsageError with everything that is wrong with it."""
    known = OURS if place.ours else THEIRS
    uses = tuple(dict.fromkeys(place.uses)) or tuple(use for use in known if use != "tls")
    placed = replace(place, uses=uses, name=place.name or _next(workspace, place.whose))
    wrong = list(_wrong(workspace, placed, known))
    if wrong:
        raise UsageError("\n".join(message for message, _ in wrong), "; ".join(dict.fromkeys(fix for _, fix in wrong)))
    return placed


def _wrong(workspace: Path, place: Place, known: Sequence[str]) -> Iterator[tuple[str, str]]:
    settings = read_settings(workspace)
    if place.ours and place.whose not in settings.identities:
        yield f"edigw.toml has no identity {place.whose}", f"known: {', '.join(settings.identities) or 'none'}"
    if not place.ours and place.whose not in settings.mailboxes and place.whose not in stamps.partner_names(workspace):
        yield f"there is no partner {place.whose}", "`edigw partners list` shows them"
    for use in place.uses:
        if use not in known:
            yield f"`{use}` is no use of a certificate of {'ours' if place.ours else 'theirs'}", f"{', '.join(known)}"
    if place.ours and not place.passphrase:
        yield "our key would lie open", "say --passphrase env:NAME, file:/path or keyring:SERVICE/NAME"
    try:
        kinds.name(place.name)
        kinds.secret(place.passphrase)
    except Unfit as unfit_text:
        yield unfit_text.message, unfit_text.fix
    if (workspace / FOLDER / f"{place.name}.toml").exists():
        yield f"there is a certificate {place.name} already", "say another --name"
    if place.since and place.until and place.since >= place.until:
        yield "it would end before it begins", "say --until after --from"


def _next(workspace: Path, whose: str) -> str:
    numbers = [int(found[1]) for path in (workspace / FOLDER).glob(f"{whose}-*.toml")
               if (found := re.fullmatch(rf"{re.escape(whose)}-([0-9]{{1,9}})", path.stem))]  # fmt: skip
    return f"{whose}-{max(numbers, default=0) + 1}"


def _resolved(reference: str, option: str) -> str:
    try:
        kinds.secret(reference)
        return resolve_secret(reference)
    except Unfit as wrong:
        raise UsageError(f"{option}: {wrong.message}", wrong.fix) from None


def _passphrase(reference: str) -> str:
    if not reference:
        return ""
    secret = _resolved(reference, "--passphrase")
    if len(secret) < SHORTEST:
        raise UsageError(
            f"the passphrase has fewer than {SHORTEST} signs", "`openssl rand -base64 24` makes a good one"
        )
    return secret


def _keep(
    workspace: Path, place: Place, certificate: x509.Certificate, key: tuple[PrivateKeyTypes, str] | None
) -> Entry:
    sha256 = certificate.fingerprint(SHA256()).hex()
    for one in read_entries(workspace)[0]:
        if (one.ours, one.whose, one.sha256) == (place.ours, place.whose, sha256):
            raise UsageError(f"it is there already: {one.name}", "`edigw certs list` shows it")
    if place.until and place.until < certificate.not_valid_before_utc:
        raise UsageError("it would end before it begins", "say a later --until")
    entry = Entry(
        name=place.name, ours=place.ours, whose=place.whose, uses=place.uses, sha256=sha256,
        subject=certificate.subject.rfc4514_string(), serial=f"{certificate.serial_number:x}",
        begins=certificate.not_valid_before_utc, ends=certificate.not_valid_after_utc,
        since=_whole(place.since), until=_whole(place.until), passphrase=place.passphrase if key else "",
    )  # fmt: skip
    base = workspace / FOLDER
    try:
        base.mkdir(mode=0o700, exist_ok=True)
        if key is not None:
            _written(base / f"{entry.name}.key", sealed(*key), over=True)
        _written(base / f"{entry.name}.crt", certificate.public_bytes(Encoding.PEM), over=True)
        _written(base / f"{entry.name}.toml", entry_text(entry).encode(), over=False)
    except OSError as error:
        raise TemporaryError(f"{base} cannot be written: {error.strerror}", "free space or permissions") from None
    return entry


def _whole(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(microsecond=0) if moment else None


def _written(path: Path, data: bytes, *, over: bool) -> None:
    """A file for us alone that appears whole; `over`: in place of one that is there."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with suppress(FileNotFoundError):
        temporary.unlink()
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        if over:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)
    finally:
        temporary.unlink(missing_ok=True)

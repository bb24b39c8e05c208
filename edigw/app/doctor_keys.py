"""What `edigw doctor` says of secrets: that references stand for something, that keys open, and who may read them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from edigw.config.certs.entries import FOLDER, read_entries
from edigw.config.secret import REFERENCE, Unfit, resolve_secret, reveal, stands
from edigw.errors import TemporaryError
from edigw.model.ailment import Ailment
from edigw.transports.sftp_far import Terms
from edigw.transports.sftp_modern import private_key

if TYPE_CHECKING:
    from edigw.config.configuration import Configuration
    from edigw.model.partner import Mailbox

OTHERS = 0o077  # rights of anybody but the owner


def keys(configuration: Configuration) -> tuple[str, list[Ailment]]:
    """What was looked at, what was found."""
    told = list(_references(configuration))
    ills = [ill for what, reference in told for ill in _stands(what, reference)]
    for box in configuration.mailboxes.values():
        if box.sftp is not None:
            ills += _server(box)
    files = sorted((configuration.settings.workspace / FOLDER).glob("*.key"))
    ills += [ill for path in files for ill in _closed(f"the key {path.name}", path)]
    return f"{len(told)} references to secrets, {len(files)} keys of ours", ills


def _references(configuration: Configuration) -> Iterator[tuple[str, str]]:
    """Where each stands, and the reference."""
    for box in configuration.mailboxes.values():
        far = box.sftp
        for row in ("key", "passphrase", "password") if far is not None else ():
            if reference := getattr(far, row):
                yield f"mailbox {box.name}: {row}", reference
        for row in ("url", "password", "token") if box.http is not None else ():
            if REFERENCE.fullmatch(reference := getattr(box.http, row)):
                yield f"mailbox {box.name}: http.{row}", reference
    alerts = configuration.settings.alerts
    if alerts.mail is not None and alerts.mail.password:
        yield "alerts.mail.password", alerts.mail.password
    for row in ("url", "secret") if alerts.webhook is not None else ():
        if REFERENCE.fullmatch(reference := getattr(alerts.webhook, row)):
            yield f"alerts.webhook.{row}", reference
    for entry in read_entries(configuration.settings.workspace)[0]:
        if entry.passphrase:
            yield f"certificate {entry.name}: passphrase", entry.passphrase


def _stands(what: str, reference: str) -> Iterator[Ailment]:
    try:
        if not resolve_secret(reference):
            yield Ailment("SECRET_GONE", f"{what}: {reference} is empty", f"write the secret to {reference}")
    except Unfit as unfit:
        yield Ailment("SECRET_GONE", f"{what}: {unfit.message}", unfit.fix)
    if reference.startswith("file:"):
        yield from _closed(what, Path(reference.removeprefix("file:")))


def _closed(what: str, path: Path) -> Iterator[Ailment]:
    """A secret that others may read is none. Whoever owns it may be another than us, as root."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return
    if mode & OTHERS:
        rights = f"{mode & 0o777:o}"
        yield Ailment("SECRET_OPEN", f"{what}: {path} may be used by others ({rights})", f"`chmod 600 {path}`")


def _server(box: Mailbox) -> Iterator[Ailment]:
    far = box.sftp
    if far is None:
        return
    if not far.host_keys and not far.ftps:
        message = f"mailbox {box.name}: no host key of {far.host} is pinned, so it is never believed"
        yield Ailment("HOST_KEY_LACKS", message, "`edigw partners test` shows it, and the command that pins it")
    if far.key and stands(far.key) and (not far.passphrase or stands(far.passphrase)):
        try:
            private_key(Terms(box.name, far, reveal))
        except TemporaryError as error:
            yield Ailment("KEY_UNUSABLE", error.message, error.hint)

"""The rows of a mailbox on a partner's server: what they make, and which of them do not belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from edigw.config.said import Said, default
from edigw.config.workspace_rows import WORKSPACE_ROWS
from edigw.errors import Fault
from edigw.model.partner import Mailbox, Sftp

FIELDS = {
    "host": "host", "port": "port", "user": "user", "key": "key", "passphrase": "passphrase", "password": "password",
    "host_keys": "host_keys", "archive": "archive", "pattern": "pattern", "every": "every_s", "timeout": "timeout_s",
}  # fmt: skip
"""The rows that only `transport: sftp` has, and their fields."""

_DEFAULTS: Mapping[str, Any] = {
    row.path.removeprefix("mailbox.*."): default(row) for row in WORKSPACE_ROWS if row.path.startswith("mailbox.*.")
}


def sftp(said: Said, base: str) -> Sftp | None:
    """The server of the mailbox whose rows stand under `base`; None when its files travel otherwise, or say too little.

    A secret stands in it as its reference.
    """
    if _value(said, base, "transport") != "sftp" or not all(_value(said, base, row) for row in ("host", "user")):
        return None
    fields = {field: _value(said, base, row) for row, field in FIELDS.items()}
    fields |= {row: _value(said, base, row) or usual for row, usual in (("inbox", "in"), ("outbox", "out"))}
    return Sftp(**{field: value for field, value in fields.items() if value is not None})


def faults(said: Said, base: str) -> Iterable[Fault]:
    """Rows that are missing with sftp, and rows of sftp that another transport would pass over."""
    if _value(said, base, "transport") != "sftp":
        for row in FIELDS:
            if _value(said, base, row) != _DEFAULTS[row]:
                yield said.settings[f"{base}.{row}"].spot.fault(
                    f"`{row}` belongs to `transport: sftp`", "say the transport, or drop the row"
                )
        return
    spot = said.spot(f"{base}.transport")
    for row in ("host", "user"):
        if not _value(said, base, row):
            yield spot.fault(f"an sftp mailbox without `{row}`", f"write `{row}:` beside the transport")
    if not _value(said, base, "key") and not _value(said, base, "password"):
        yield spot.fault("an sftp mailbox without `key` and `password`", "write `key: file:/path`, or the other")


def shown(mailbox: Mailbox) -> dict[str, str]:
    """The rows of a mailbox on a server, as a person writes them."""
    far = mailbox.sftp
    if far is None:
        return {}
    return {
        "inbox": far.inbox, "outbox": far.outbox, "host": far.host, "port": str(far.port), "user": far.user,
        "key": far.key or "none", "passphrase": far.passphrase or "none", "password": far.password or "none",
        "host_keys": ", ".join(far.host_keys) or "none", "archive": far.archive or "none", "pattern": far.pattern,
        "every": f"{far.every_s:g} s", "timeout": f"{far.timeout_s:g} s",
    }  # fmt: skip


def _value(said: Said, base: str, row: str) -> Any:
    setting = said.settings.get(f"{base}.{row}")
    return setting.value if setting else _DEFAULTS[row]

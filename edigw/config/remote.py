"""The rows of a mailbox on a partner's server: what they make, and which of them do not belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from edigw.config.said import Said, default
from edigw.config.workspace_rows import WORKSPACE_ROWS
from edigw.errors import Fault
from edigw.model.partner import Mailbox, Sftp

FIELDS = {
    "host": "host", "port": "port", "user": "user", "key": "key", "passphrase": "passphrase", "password": "password",
    "host_keys": "host_keys", "archive": "archive", "pattern": "pattern", "except": "excepted", "files": "files",
    "order": "order", "fetch": "fetch", "remove": "remove", "send": "send", "partial": "partial", "confirm": "confirm",
    "upper_case_names": "upper_case_names", "every": "every_s", "timeout": "timeout_s", "legacy": "legacy",
    "implicit": "implicit", "pins": "pins",
}  # fmt: skip
"""The rows that only `transport: sftp` and `ftps` have, and their fields."""

ONLY: Mapping[str, tuple[str, ...]] = {
    "sftp": ("key", "passphrase", "host_keys", "legacy"), "ftps": ("implicit", "pins"),
}  # fmt: skip
"""The rows that one of the two alone has."""

BESIDE: tuple[tuple[str, Callable[[Callable[[str], Any]], bool], str], ...] = (
    ("partial", lambda of: of("send") == "rename", "belongs to `send: rename`"),
    ("archive", lambda of: of("remove"), "and `remove: no` do not go together"),
    ("pattern", lambda of: not of("files"), "and `files` do not go together"),
    ("except", lambda of: not of("files"), "and `files` do not go together"),
    ("order", lambda of: of("fetch"), "and `fetch: no` do not go together"),
    ("remove", lambda of: of("fetch"), "and `fetch: no` do not go together"),
    ("archive", lambda of: of("fetch"), "and `fetch: no` do not go together"),
    ("files", lambda of: of("fetch"), "and `fetch: no` do not go together"),
)
"""Rows that would do nothing unless another says so: the row, what the others must say, what is wrong otherwise."""

_DEFAULTS: Mapping[str, Any] = {
    row.path.removeprefix("mailbox.*."): default(row) for row in WORKSPACE_ROWS if row.path.startswith("mailbox.*.")
}


def sftp(said: Said, base: str) -> Sftp | None:
    """The server of the mailbox whose rows stand under `base`; None when its files travel otherwise, or say too little.

    A secret stands in it as its reference.
    """
    way = _value(said, base, "transport")
    if way not in ONLY or not all(_value(said, base, row) for row in ("host", "user")):
        return None
    fields = {field: _value(said, base, row) for row, field in FIELDS.items()}
    fields["ftps"] = way == "ftps"
    fields["port"] = fields["port"] or (22 if way == "sftp" else 990 if fields["implicit"] else 21)
    fields |= {row: _value(said, base, row) or usual for row, usual in (("inbox", "in"), ("outbox", "out"))}
    return Sftp(**{field: value for field, value in fields.items() if value is not None})


def faults(said: Said, base: str) -> Iterable[Fault]:
    """Rows that are missing with sftp or ftps, and rows of theirs that another transport would pass over."""
    way = _value(said, base, "transport")
    for row in FIELDS:
        ways = [one for one in ONLY if row in ONLY[one]] or list(ONLY)
        if way not in ways and _value(said, base, row) != _DEFAULTS[row]:
            message = f"`{row}` belongs to `transport: {ways[0]}`"
            yield said.settings[f"{base}.{row}"].spot.fault(message, "say the transport, or drop the row")
    if way not in ONLY:
        return
    spot = said.spot(f"{base}.transport")
    for row in ("host", "user"):
        if not _value(said, base, row):
            yield spot.fault(f"an {way} mailbox without `{row}`", f"write `{row}:` beside the transport")
    for row, fits, why in BESIDE:
        if _value(said, base, row) != _DEFAULTS[row] and not fits(partial(_value, said, base)):
            yield said.settings[f"{base}.{row}"].spot.fault(f"`{row}` {why}", "drop one of the two")
    if way == "ftps" and not _value(said, base, "password"):
        yield spot.fault("an ftps mailbox without `password`", "write `password: env:NAME` beside the transport")
    if way == "sftp" and not _value(said, base, "key") and not _value(said, base, "password"):
        yield spot.fault("an sftp mailbox without `key` and `password`", "write `key: file:/path`, or the other")


def shown(mailbox: Mailbox) -> dict[str, str]:
    """The rows of a mailbox on a server, as a person writes them."""
    far = mailbox.sftp
    if far is None:
        return {}
    said = {"inbox": far.inbox, "outbox": far.outbox}
    other = ONLY["sftp" if far.ftps else "ftps"]
    return said | {row: _text(getattr(far, field), field) for row, field in FIELDS.items() if row not in other}


def _text(value: Any, field: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return f"{value:g} s" if field.endswith("_s") else str(value or "none")


def _value(said: Said, base: str, row: str) -> Any:
    setting = said.settings.get(f"{base}.{row}")
    return setting.value if setting else _DEFAULTS[row]

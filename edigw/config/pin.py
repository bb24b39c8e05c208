"""Pinning a host key: one more row in the partner file that a person wrote; every other byte of it stays."""

from __future__ import annotations

import re
from pathlib import Path

from edigw import carrier, disk
from edigw.carrier import Entry, Items, Table, Text, Value
from edigw.config import kinds
from edigw.config.settings import read_settings
from edigw.config.stamps import partner_names
from edigw.errors import ConfigError, NotFound, UsageError

ROW = "host_keys"


def pin(workspace: Path, mailbox: str, key: str) -> tuple[Path, tuple[str, ...]]:
    """The file, and what is pinned in it now; nothing changes where it was pinned already.

    Raises NotFound, UsageError with the row to write where the file is written in another way than row by row.
    """
    try:
        kinds.host_key(key)
    except kinds.Unfit as unfit:
        raise UsageError(unfit.message, unfit.fix) from None
    for name in partner_names(workspace):
        path = workspace / "partners" / name / "partner.yaml"
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        try:
            entry = _mailbox(carrier.read(text, path.name), mailbox)
        except ConfigError:
            continue  # `partners check` tells its faults
        if entry is not None:
            return path, _pinned(path, text, mailbox, entry, key)
    if mailbox in read_settings(workspace).mailboxes:
        raise UsageError(f"mailbox {mailbox} stands in edigw.toml", f'write {ROW} = ["{key}"] in [mailbox.{mailbox}]')
    raise NotFound(f"no partner file names a mailbox {mailbox}", "`edigw mailboxes list` shows them")


def _mailbox(table: Table, name: str) -> Entry | None:
    boxes = table.get("mailboxes")
    return _row(boxes, name) if isinstance(boxes, Table) else None


def _row(value: Value, key: str) -> Entry | None:
    return next((entry for entry in value if entry.key == key), None) if isinstance(value, Table) else None


def _pinned(path: Path, text: str, mailbox: str, entry: Entry, key: str) -> tuple[str, ...]:
    transport = _row(entry.value, "transport")
    if transport is None or not isinstance(transport.value, Text) or transport.value.value != "sftp":
        raise UsageError(f"mailbox {mailbox} does not travel by SFTP", "say `transport: sftp` first")
    said = _row(entry.value, ROW)
    before = _texts(said.value) if said is not None else ()
    if key in before:
        return before
    wanted = (*before, key)
    lines = text.splitlines(keepends=True)
    at = (said or transport).spot.line - 1
    margin = " " * (transport.spot.column - 1)
    row = f"{margin}{ROW}: {key}\n" if len(wanted) == 1 else f"{margin}{ROW}: [{', '.join(wanted)}]\n"
    if said is None:
        lines.insert(at + 1, row)
    else:
        lines[at] = row
    new = "".join(lines)
    if not _says(new, path.name, mailbox, wanted) or not re.match(rf"{margin}[a-z_]+:", text.splitlines()[at]):
        raise UsageError(f"{path} is not written row by row there", f"write `{row.strip()}` yourself")
    data = new.encode("utf-8", "surrogateescape")
    with disk.temporary(path.parent, path.stat().st_mode & 0o777) as (written, handle):
        disk.write_all(handle, data)
        disk.settle(written, handle, path)
    return wanted


def _texts(value: Value) -> tuple[str, ...]:
    items = value.items if isinstance(value, Items) else (value,)
    return tuple(one.value for one in items if isinstance(one, Text) and one.value)


def _says(text: str, file: str, mailbox: str, wanted: tuple[str, ...]) -> bool:
    """Whether the new file reads as it should."""
    try:
        entry = _mailbox(carrier.read(text, file), mailbox)
    except ConfigError:
        return False
    said = _row(entry.value, ROW) if entry is not None else None
    return said is not None and _texts(said.value) == wanted

"""The rows of a mailbox whose files are posted to a web address: what they make, and which do not belong together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from edigw.config.said import Said, default
from edigw.config.workspace_rows import WORKSPACE_ROWS
from edigw.errors import Fault
from edigw.model.partner import HERE, Http, Mailbox

_DEFAULTS: Mapping[str, Any] = {
    row.path.removeprefix("mailbox.*.http."): default(row)
    for row in WORKSPACE_ROWS
    if row.path.startswith("mailbox.*.http.")
}


def http(said: Said, base: str) -> Http | None:
    """Where the files of the mailbox under `base` are posted; None where they travel otherwise."""
    get = {row: _value(said, base, row) for row in _DEFAULTS}
    if not _travels(said, base) or not get["url"]:
        return None
    texts = {row: get[row] or "" for row in ("url", "user", "password", "token")}
    return Http(**texts, timeout_s=get["timeout"])


def faults(said: Said, base: str) -> Iterable[Fault]:
    """Rows that are missing with http, that another transport would pass over, that contradict each other."""
    get = {row: _value(said, base, row) for row in _DEFAULTS}
    if not _travels(said, base):
        for row, value in get.items():
            if value != _DEFAULTS[row]:
                spot = said.settings[f"{base}.http.{row}"].spot
                yield spot.fault(f"`http.{row}` belongs to `transport: http`", "say the transport, or drop the row")
        return
    spot = said.spot(f"{base}.http.url", f"{base}.transport")
    if not get["url"]:
        yield spot.fault("an http mailbox without `http.url`", "write `url:` below `http:`")
    if bool(get["user"]) != bool(get["password"]):
        lacks = "password" if get["user"] else "user"
        yield spot.fault(f"`http.{lacks}` is not said", "say both, or neither")
    if get["token"] and get["password"]:
        yield spot.fault("`http.token` and `http.password` do not go together", "drop one of the two")
    url = urlsplit(get["url"] or "")
    if url.scheme == "http" and (get["token"] or get["password"]) and url.hostname not in HERE:
        yield spot.fault("the secret would travel where anybody can read it", "write https://")


def shown(mailbox: Mailbox) -> dict[str, str]:
    """The rows of such a mailbox, as a person writes them."""
    held = mailbox.http
    if held is None:
        return {}
    values = {"url": held.url, "user": held.user, "password": held.password, "token": held.token}
    return {f"http.{row}": value or "none" for row, value in values.items()} | {"http.timeout": f"{held.timeout_s:g} s"}


def _travels(said: Said, base: str) -> bool:
    setting = said.settings.get(f"{base}.transport")
    return setting is not None and setting.value == "http"


def _value(said: Said, base: str, row: str) -> Any:
    setting = said.settings.get(f"{base}.http.{row}")
    return setting.value if setting else _DEFAULTS[row]

"""The rows by which partners come to our own SFTP server: a mailbox's login and keys, and the server of edigw.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from edigw.config.said import Said, default
from edigw.config.workspace_rows import WORKSPACE_ROWS
from edigw.errors import Fault
from edigw.model.partner import Mailbox
from edigw.model.served import Served

FIELDS = {
    "listen": "listen", "connections": "connections", "newcomers": "newcomers", "sessions": "sessions",
    "login_within": "login_within_s", "idle": "idle_s", "quota": "quota", "files": "files", "partial": "partial_s",
    "archive": "archive_days",
}  # fmt: skip
"""The rows of [sftp], and their fields."""


def served(said: Said) -> Served:
    """The SFTP server of ours; its `listen` is "" where there is none."""
    defaults: Mapping[str, Any] = {row.path: default(row) for row in WORKSPACE_ROWS}

    def get(path: str) -> Any:
        setting = said.settings.get(path)
        return setting.value if setting else defaults[path]

    fields = {field: get(f"sftp.{row}") for row, field in FIELDS.items()}
    return Served(**{**fields, "listen": fields["listen"] or "", "file": get("limits.file")})


def fields(said: Said, base: str) -> dict[str, Any]:
    """Those of the mailbox whose rows stand under `base`."""
    login, keys = (said.settings.get(f"{base}.{row}") for row in ("login", "authorized_keys"))
    return {"login": login.value if login else "", "authorized_keys": keys.value if keys else ()}


def faults(said: Said, base: str) -> Iterable[Fault]:
    """One of the two rows without the other, or with a transport that has no folders for them to see."""
    login, keys = (said.settings.get(f"{base}.{row}") for row in ("login", "authorized_keys"))
    transport = said.settings.get(f"{base}.transport")
    if login and not (keys and keys.value):
        yield login.spot.fault("a login that no key opens", "write `authorized_keys:` beside it: their public keys")
    if keys and keys.value and not login:
        yield keys.spot.fault("keys without a login", "write `login:` beside them: the name that they log in by")
    if login and transport and transport.value != "folder":
        fix = "drop the row, or `transport`: they see the folders `in` and `out` of this mailbox"
        yield login.spot.fault("`login` belongs to `transport: folder`", fix)


def twice(said: Said, block: str, others: Iterable[Mailbox] = ()) -> Iterable[Fault]:
    """A login of this file that another mailbox has: nobody could tell whose folders to show."""
    taken = {box.login: box.name for box in others if box.login}
    for path, setting in said.settings.items():
        if setting.row.path == f"{block}.*.login":
            name = path.split(".")[1]
            if (first := taken.setdefault(setting.value, name)) != name:
                told = f"the login {setting.value} is the mailbox {first}'s already"
                yield setting.spot.fault(told, "give each its own")


def shown(mailbox: Mailbox) -> dict[str, str]:
    """The rows as a person writes them."""
    keys = ", ".join(" ".join((key[:24] + "…").split()) for key in mailbox.authorized_keys)
    return {"login": mailbox.login or "none", "authorized_keys": keys or "none"}

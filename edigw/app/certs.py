"""`edigw certs`: what is there and how it counts; certificates made, imported, rotated, retired, handed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.shown import instant
from edigw.app.workspace import Workspace
from edigw.errors import ConfigError, NotFound, TemporaryError

if TYPE_CHECKING:
    from edigw.config.certs.entries import Entry
    from edigw.config.certs.keep import Cut, Place

Json = dict[str, Any]


def create(workspace: Workspace, said: Json) -> Json:
    from edigw.config.certs import keep

    return _row(keep.create(workspace.path, _place(said), _cut(said), workspace.clock()), workspace.clock())


def import_file(workspace: Workspace, files: Sequence[Path], said: Json) -> Json:
    from edigw.config.certs import keep

    given = [(path.name, _read(path)) for path in files]
    now = workspace.clock()
    return _row(keep.import_file(workspace.path, _place(said), given, said.get("password") or "", now), now)


def rotate(workspace: Workspace, name: str, said: Json) -> Json:
    from edigw.config.certs import keep

    now = workspace.clock()
    return _row(keep.rotate(workspace.path, name, _place(said), _cut(said), now), now)


def retire(workspace: Workspace, name: str, until: str | None) -> Json:
    from edigw.config.certs import keep

    now = workspace.clock()
    return _row(keep.retire(workspace.path, name, instant(until) or now, now), now)


def export(workspace: Workspace, name: str, form: str, out: Path | None) -> bytes:
    """The certificate; written to `out` where it is named."""
    from edigw.config.certs import keep

    data = keep.export(workspace.path, name, form)
    if out is not None:
        try:
            out.write_bytes(data)
        except OSError as error:
            raise TemporaryError(f"{out} cannot be written: {error.strerror}", "name another --out") from None
    return data


def listed(workspace: Workspace, whose: str | None) -> list[Json]:
    """Every certificate, of one partner or identity where it is named. Raises ConfigError for files that are faulty."""
    from edigw.config.certs.entries import read_entries
    from edigw.config.settings import read_settings

    read_settings(workspace.path)
    entries, faults = read_entries(workspace.path)
    if faults:
        raise ConfigError(faults)
    return [_row(one, workspace.clock()) for one in entries if whose in (None, one.whose)]


def _row(entry: Entry, now: datetime) -> Json:
    return {
        "name": entry.name, "side": "ours" if entry.ours else "theirs", "whose": entry.whose, "uses": list(entry.uses),
        "state": entry.state(now), "first": _told(entry.first), "last": _told(entry.last), "since": _told(entry.since),
        "until": _told(entry.until), "begins": _told(entry.begins), "ends": _told(entry.ends),
        "days_left": max((entry.last - now).days, 0), "subject": entry.subject, "serial": entry.serial,
        "sha256": entry.sha256, "passphrase": entry.passphrase or None,
    }  # fmt: skip


def _told(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def _place(said: Json) -> Place:
    from edigw.config.certs.keep import Place

    partner = said.get("partner")
    return Place(
        ours=partner is None, whose=partner or said.get("identity") or "main", uses=tuple(said.get("uses") or ()),
        name=said.get("name") or "", since=instant(said.get("since")), until=instant(said.get("until")),
        passphrase=said.get("passphrase") or "",
    )  # fmt: skip


def _cut(said: Json) -> Cut:
    from edigw.config.certs.keep import Cut

    names = ("days", "bits", "common_name", "hosts")
    return Cut(**{name: said[name] for name in names if said.get(name)})


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}", "check the path and its permissions") from None

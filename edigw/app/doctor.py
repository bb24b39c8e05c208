"""`edigw doctor`: what is broken in the workspace and how to mend it. It looks, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.doctor_certs import certificates
from edigw.app.doctor_keys import keys
from edigw.app.doctor_sftp import sftp_server
from edigw.errors import TemporaryError
from edigw.model.ailment import Ailment
from edigw.pipeline.locks import taken
from edigw.store import connect, soundness
from edigw.transports import condition as folders
from edigw.work.daemon import LOCK

if TYPE_CHECKING:
    from edigw.app.workspace import Workspace
    from edigw.store.engine import Store

Json = dict[str, Any]
Looked = tuple[str, list[Ailment]]  # what was looked at, what was found

UNREADABLE = ("DATABASE_AWAY", "DATABASE_GONE", "DATABASE_DAMAGED", "DATABASE_OLD", "DATABASE_NEWER", "DATABASE_EMPTY")


def doctor(workspace: Workspace, *, everything: bool) -> Json:
    """{"ok", "exit", "summary", "checks": [{"check", "ok", "looked_at"}], "troubles": [{"check", "code", "message",
    "hint"}]}. Raises ConfigError and NotFound where edigw.toml or a map that all share is wrong."""
    settings = workspace.configuration.settings
    looks: dict[str, Callable[[], Looked]] = {
        "configuration": lambda: _configuration(workspace),
        "mailboxes": lambda: _mailboxes(workspace),
        "disk": lambda: _disk(workspace),
        "leftovers": lambda: _leftovers(workspace),
        "keys": lambda: keys(workspace.configuration),
        "ports": lambda: _ports(workspace),
        "sftp server": lambda: sftp_server(workspace),
        "certificates": lambda: certificates(workspace.configuration, workspace.clock()),
    }
    found = {name: look() for name, look in looks.items()}
    blobs = settings.data_dir / "blobs"
    ill = list(soundness.database(settings.database_url, blobs))
    found["database"] = ("reach, version, integrity", ill)
    if not any(one.code in UNREADABLE for one in ill) and _there(settings.database_url):
        try:
            with soundness.opened(settings.database_url, blobs) as store:
                found |= _store(store, workspace, everything)
        except TemporaryError as error:
            found["database"][1].append(Ailment("DATABASE_AWAY", error.message, error.hint, passing=True))
    return _told(found)


def _there(url: str) -> bool:
    path = connect.embedded(url)
    return path is None or path.exists()


def _told(found: dict[str, Looked]) -> Json:
    troubles = [{"check": name, "code": one.code, "message": one.message, "hint": one.hint}
                for name, (_, ills) in found.items() for one in ills]  # fmt: skip
    passing = [one.passing for _, ills in found.values() for one in ills]
    checks = [{"check": name, "ok": not ills, "looked_at": what} for name, (what, ills) in found.items()]
    summary = f"{len(troubles)} things need attention" if troubles else "sound"
    return {"ok": not troubles, "exit": 0 if not troubles else 3 if all(passing) else 1, "summary": summary,
            "checks": checks, "troubles": troubles}  # fmt: skip


def _store(store: Store, workspace: Workspace, everything: bool) -> dict[str, Looked]:
    now = workspace.clock()
    with store.read() as connection:
        count, broken = soundness.chains(connection)
        read, changed = soundness.stored(connection, store.archive, everything)
        return {
            "journal": (f"the chains of {count} lanes", broken),
            "stored bytes": (f"{read} files{'' if everything else ', by chance; --all reads each'}", changed),
            "lanes": ("pauses, work that nobody takes", list(soundness.lanes(connection, now))),
            "clock": ("the newest arrival", list(soundness.clock(connection, now, store.embedded))),
        }


def _configuration(workspace: Workspace) -> Looked:
    ills = []
    for name, faults in workspace.configuration.parked.items():
        message = f"partner {name} is parked: {len(faults)} faults in its files"
        ills.append(Ailment("PARKED", message, f"`edigw partners check {name}`"))
    return f"edigw.toml, {len(workspace.configuration.partners)} partners", ills


def _mailboxes(workspace: Workspace) -> Looked:
    boxes, now = workspace.configuration.mailboxes, workspace.clock()
    ills = [one for _, box in sorted(boxes.items()) for one in folders.mailbox(box, now)]
    ills += _carried_by_name(workspace)
    return f"{len(boxes)} mailboxes: folders, permissions, what was left in them", ills


def _carried_by_name(workspace: Workspace) -> Iterator[Ailment]:
    """A name under `carries` that is no partner's: whoever was meant is quarantined when it comes."""
    known = {*workspace.configuration.partners, *workspace.configuration.parked}
    for name, box in sorted(workspace.configuration.mailboxes.items()):
        for stranger in (one for one in box.carries if one not in known):
            hint = "mend the name, or drop it; `edigw partners list` shows the names"
            yield Ailment("CARRIES_NOBODY", f"mailbox {name} carries {stranger}, and there is no such partner", hint)


def _disk(workspace: Workspace) -> Looked:
    settings = workspace.configuration.settings
    held = connect.embedded(settings.database_url)
    boxes = workspace.configuration.mailboxes.values()
    places = [settings.workspace, settings.data_dir, *([held.parent] if held else []),
              *(Path(place) for box in boxes for place in (box.inbox, box.outbox))]  # fmt: skip
    return "space and inodes of each disk", list(folders.space(places))


def _ports(workspace: Workspace) -> Looked:
    settings = workspace.configuration.settings
    ours = {"sftp.listen": settings.sftp.listen}
    if settings.http is not None:
        host = settings.http.address
        ours["http.listen"] = f"[{host}]:{settings.http.port}" if ":" in host else f"{host}:{settings.http.port}"
    places = {row: place for row, place in ours.items() if place}
    running = taken(workspace.run_folder / LOCK)
    ills = [ill for row, place in places.items() for ill in folders.port(row, place, running)]
    return f"{len(places)} ports of ours", ills


def _leftovers(workspace: Workspace) -> Looked:
    settings, now = workspace.configuration.settings, workspace.clock()
    held = connect.embedded(settings.database_url)
    places = {settings.data_dir / "blobs", workspace.run_folder, *([held.parent] if held else [])}
    ills = [one for place in sorted(places) for one in folders.left_behind(place, now)]
    return "temporary files, crash reports", [*ills, *_crashes(settings.data_dir / "crash")]


def _crashes(folder: Path) -> Iterator[Ailment]:
    reports: Iterable[Path] = sorted(folder.glob("*")) if folder.is_dir() else ()
    for path in reports:
        message = f"{path} reports an internal error"
        yield Ailment("CRASHED", message, "read it, report it, then remove it; `edigw status` tells what stopped")

"""For integration engineers: check a file, add and show partners."""

from __future__ import annotations

import mmap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.workspace import Workspace
from edigw.errors import NotFound

if TYPE_CHECKING:
    from edigw.formats.mapped import Data

READ = 4_194_304  # bytes of a file that is read whole

Json = dict[str, Any]


def check(workspace: Workspace, file: Path, partner: str | None, leniency: str | None, second_opinion: bool) -> Json:
    """The contract's `check` JSON. Needs no workspace unless a partner is named.

    Of a large file, lists of sets and long answers do not lie in memory: they are read back as they are iterated.
    """
    from edigw.config.configuration import shipped_only
    from edigw.formats.events import Limits
    from edigw.pipeline.inspect.report import report
    from edigw.pipeline.read.routing import Router

    data = _bytes(file)
    bare = partner is None and not workspace.exists
    configuration = shipped_only(workspace.path) if bare else workspace.configuration
    whose = configuration.partner(partner) if partner else None
    limits = configuration.settings.limits
    router = Router(configuration, None, whose, leniency, ask_nobody=whose is None)
    most = Limits(limits.segment, limits.set, limits.sets_per_group)
    told = report(data, router, most, workspace.clock())
    if second_opinion:
        from edigw.app.second_opinion import compared

        told["second_opinion"] = compared(data, told, router, most)
    return told


def _bytes(file: Path) -> Data:
    """A large file is mapped, not read."""
    try:
        with file.open("rb") as source:
            if file.is_file() and file.stat().st_size > READ:
                return mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
            return source.read()
    except OSError as error:
        raise NotFound(f"{file} cannot be read: {error.strerror}", "check the path and its permissions") from None


def partners_add(workspace: Workspace, name: str, said: Json) -> Json:
    from edigw.config.add import NewPartner, add_partner

    id_ = said.pop("id")
    added = add_partner(workspace.path, NewPartner(name=name, ids=(id_,) if id_ else (), **said))
    return {"name": added.name, "file": str(added.file), "inbox": str(added.inbox), "outbox": str(added.outbox)}


def partners_list(workspace: Workspace) -> list[Json]:
    from edigw.config.show import listed

    return [
        {**asdict(row), "faults": [asdict(fault) for fault in row.faults]} for row in listed(workspace.configuration)
    ]


def partners_show(workspace: Workspace, name: str) -> list[Json]:
    from edigw.config.show import show

    return [asdict(row) for row in show(workspace.path, name)]


def partners_check(workspace: Workspace, name: str | None) -> list[Json]:
    from edigw.config.show import check as faults_of

    return [asdict(fault) for fault in faults_of(workspace.path, workspace.clock(), name)]


__all__ = [
    "check", "partners_add", "partners_check", "partners_list", "partners_show",
]  # fmt: skip


def mailboxes_pin(workspace: Workspace, name: str, key: str) -> Json:
    """{"file", "mailbox", "host_keys"}: all that are pinned now."""
    from edigw.config.pin import pin

    file, keys = pin(workspace.path, name, key)
    return {"file": str(file), "mailbox": name, "host_keys": list(keys)}

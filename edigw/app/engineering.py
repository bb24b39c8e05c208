"""For integration engineers: check a file, add and show partners."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from edigw.app.workspace import Workspace
from edigw.errors import NotFound

Json = dict[str, Any]


def check(workspace: Workspace, file: Path, partner: str | None, leniency: str | None, second_opinion: bool) -> Json:
    """The contract's `check` JSON. Needs no workspace unless a partner is named."""
    from edigw.config.configuration import shipped_only
    from edigw.formats.x12.events import Limits
    from edigw.pipeline.report import report
    from edigw.pipeline.routing import Router

    try:
        data = file.read_bytes()
    except OSError as error:
        raise NotFound(f"{file} cannot be read: {error.strerror}") from None
    bare = partner is None and not workspace.exists
    configuration = shipped_only(workspace.path) if bare else workspace.configuration
    whose = configuration.partner(partner) if partner else None
    limits = configuration.settings.limits
    router = Router(configuration, None, whose, leniency, ask_nobody=whose is None)
    told = report(data, router, Limits(limits.segment, limits.set, limits.sets_per_group), workspace.clock())
    if second_opinion:
        from edigw.app.second_opinion import compared

        told["second_opinion"] = compared(data, told, configuration)
    return told


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

    return [asdict(fault) for fault in faults_of(workspace.path, name)]


__all__ = [
    "check", "partners_add", "partners_check", "partners_list", "partners_show",
]  # fmt: skip

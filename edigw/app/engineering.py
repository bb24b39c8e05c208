"""For integration engineers: check a file, add and show partners."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.workspace import Workspace
from edigw.errors import NotFound

if TYPE_CHECKING:
    from edigw.config.configuration import Configuration
    from edigw.pipeline.opinion import Opinion

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
        told["second_opinion"] = _second_opinion(data, told, configuration)
    return told


def _second_opinion(data: bytes, told: Json, configuration: Configuration) -> list[str]:
    """A line a set: pyx12's verdict, ours too where it differs, and what pyx12 found."""
    from edigw.formats.x12.envelope import read
    from edigw.pipeline.opinion import ask
    from edigw.structure.releases import RELEASES, nearest_release
    from edigw.tree import Group, Message

    sets, near = [], RELEASES[0]
    for event in read(data):
        if isinstance(event, Group):
            near = nearest_release(event.release) or RELEASES[0]
        elif isinstance(event, Message):
            sets.append((near, (event.type, event.control, tuple(event.segments))))
    ours = [one["verdict"] for at in told["interchanges"] for group in at["groups"] for one in group["sets"]]
    books = {release: configuration.dictionary(release) for release, _ in sets}
    opinions = {release: iter(ask([one for of, one in sets if of == release], book)) for release, book in books.items()}
    return [
        _compared(f"set {kind} {control}", next(opinions[of]) if kind in books[of].sets else None, verdict)
        for (of, (kind, control, _)), verdict in zip(sets, ours, strict=False)
    ]


def _compared(title: str, opinion: Opinion | None, ours: str) -> str:
    if opinion is None:
        return f"{title}: pyx12 is not asked, there is no dictionary for it; edigw: {ours}"
    same = opinion.verdict == ours
    said = f"{title}: pyx12: {opinion.verdict}" + (", as edigw" if same else f"; edigw: {ours}")
    return " ".join((said, *(f"[{fault}]" for fault in opinion.faults)))


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

"""For integration engineers: what others (pyx12, pydifact) say of a file; our dictionary in pyx12's form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.workspace import Workspace
from edigw.errors import NotFound, Refused

if TYPE_CHECKING:
    from edigw.config.configuration import Configuration
    from edigw.formats.events import Limits
    from edigw.formats.mapped import Data
    from edigw.pipeline.inspect.opinion import Judged, Opinion
    from edigw.pipeline.read.routing import Router

Json = dict[str, Any]


def compared(data: Data, told: Json, router: Router, limits: Limits) -> list[str]:
    """What the others say, in the order of the file, which is read again as it was read for the report `told`.

    A line for each X12 set: pyx12's verdict, ours too where it differs, and what pyx12 found. A line for each EDIFACT
    interchange: how many segments pydifact reads, and where they are not ours.
    """
    from edigw.formats.events import InterchangeEnd
    from edigw.formats.files import read
    from edigw.pipeline.inspect import opinion_edifact
    from edigw.structure.releases import RELEASES, nearest_release
    from edigw.tree import Group, Interchange, Message

    lines: list[str | None] = []  # None: of a set, not known yet
    sets: list[tuple[str, Judged]] = []
    messages: list[Message] = []
    edifact, near = False, RELEASES[0]
    for event in read(data, limits=limits, terms=router.terms):
        if isinstance(event, Interchange):
            edifact, messages = event.standard == "edifact", []
        elif isinstance(event, Group):
            near = nearest_release(event.release) or RELEASES[0]
        elif isinstance(event, Message) and edifact:
            messages.append(event)
        elif isinstance(event, Message):
            lines.append(None)
            sets.append((near, (event.type, event.control, tuple(event.segments))))
        elif isinstance(event, InterchangeEnd) and edifact:
            lenient = router.terms(event.interchange).lenient
            opinion = opinion_edifact.ask(data, event.interchange, messages, lenient, limits)
            lines.append(opinion_edifact.told(opinion))
    judged = iter(_judged(sets, told, router.configuration))
    return [next(judged) if line is None else line for line in lines]


def _judged(sets: list[tuple[str, Judged]], told: Json, configuration: Configuration) -> list[str]:
    """A line for each X12 set, by the dictionary of the release that stands before it."""
    from edigw.pipeline.inspect.opinion import ask

    x12 = [at for at in told["interchanges"] if at["standard"] == "x12"]
    ours = [one["verdict"] for at in x12 for group in at["groups"] for one in group["sets"]]
    books = {release: configuration.dictionary(release) for release, _ in sets}
    opinions = {release: iter(ask([one for of, one in sets if of == release], book)) for release, book in books.items()}
    return [
        _said(f"set {kind} {control}", next(opinions[of]) if kind in books[of].sets else None, verdict)
        for (of, (kind, control, _)), verdict in zip(sets, ours, strict=True)
    ]


def _said(title: str, opinion: Opinion | None, ours: str) -> str:
    if opinion is None:
        return f"{title}: pyx12 is not asked, there is no dictionary for it; edigw: {ours}"
    same = opinion.verdict == ours
    said = f"{title}: pyx12: {opinion.verdict}" + (", as edigw" if same else f"; edigw: {ours}")
    return " ".join((said, *(f"[{fault}]" for fault in opinion.faults)))


def export(workspace: Workspace, release: str, folder: Path) -> Json:
    """Writes pyx12's map directory for every set of a release; the folder is made, or empty."""
    from edigw.config.configuration import shipped_only
    from edigw.pipeline.inspect import opinion_maps
    from edigw.structure.releases import RELEASES

    if release not in RELEASES:
        raise NotFound(f"there is no dictionary of {release}", hint=f"there are {', '.join(RELEASES)}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is not empty", hint="name a folder that does not exist yet")
    book = (workspace.configuration if workspace.exists else shipped_only(workspace.path)).dictionary(release)
    folder.mkdir(parents=True, exist_ok=True)
    version = opinion_maps.VERSIONS[RELEASES.index(release)]
    told = opinion_maps.write(book, sorted(book.sets), folder, version)
    return {"folder": str(folder), "release": release, "sets": told, "left_out": sorted(set(book.sets) - set(told))}

"""For integration engineers: check a file, check, test and show maps, add and show partners."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.workspace import Workspace
from edigw.errors import ConfigError, Fault, NotFound, UsageError

if TYPE_CHECKING:
    from edigw.config.configuration import Configuration
    from edigw.mapping.rows import DocumentMap
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
    from edigw.tree import Message

    dictionary = configuration.dictionary("004010")
    sets = [(one.type, one.control, one.segments) for one in read(data) if isinstance(one, Message)]
    ours = [one["verdict"] for at in told["interchanges"] for group in at["groups"] for one in group["sets"]]
    opinions = iter(ask(sets, dictionary))
    return [
        _compared(f"set {type_} {control}", next(opinions) if type_ in dictionary.sets else None, verdict)
        for (type_, control, _), verdict in zip(sets, ours, strict=False)
    ]


def _compared(title: str, opinion: Opinion | None, ours: str) -> str:
    if opinion is None:
        return f"{title}: pyx12 is not asked, there is no dictionary for it; edigw: {ours}"
    same = opinion.verdict == ours
    said = f"{title}: pyx12: {opinion.verdict}" + (", as edigw" if same else f"; edigw: {ours}")
    return " ".join((said, *(f"[{fault}]" for fault in opinion.faults)))


def maps_check(workspace: Workspace, name: str | None) -> Json:
    """Every fault of one map, or of all of them."""
    faults: list[Fault] = []
    checked: list[str] = []
    for title, load in _maps(workspace, name):
        checked.append(title)
        try:
            load()
        except ConfigError as error:
            faults.extend(error.faults)
    return {"maps": checked, "faults": [asdict(fault) for fault in dict.fromkeys(faults)]}


def maps_show(workspace: Workspace, name: str) -> list[Json]:
    """The merged rows of a map, each with the file and line that it comes from."""
    chart: DocumentMap = _maps(workspace, name)[0][1]()
    return [{"address": "  " * row.depth + row.address, "meaning": row.meaning, "origin": row.origin}
            for row in chart.shown]  # fmt: skip


def maps_test(workspace: Workspace, name: str | None, documents: int, seed: int) -> list[Json]:
    """The laws over documents drawn from each map; failures are sentences."""
    from edigw.mapping.laws import check_laws

    results = []
    for title, load in _maps(workspace, name):
        try:
            told = check_laws(load(), (), documents, seed)
        except ConfigError as error:
            results.append({"map": title, "documents": 0, "rows": 0, "least_hits": 0, "samples": 0, "state": "FAULTY",
                            "failures": [str(fault) for fault in error.faults]})  # fmt: skip
            continue
        results.append({"map": title, "documents": told.documents, "rows": told.rows, "least_hits": told.least_hits,
                        "samples": told.samples, "state": "FAILED" if told.failures else "OK",
                        "failures": list(told.failures)})  # fmt: skip
    return results


class Loader:
    """Loads one map when it is called. Raises ConfigError with its faults."""

    def __init__(self, configuration: Configuration, title: str) -> None:
        self.configuration = configuration
        self.title = title

    def __call__(self) -> DocumentMap:
        parts = self.title.split("/")
        if len(parts) == 3:
            return self.configuration.base_map(parts[2], parts[1])
        partner = self.configuration.partner(parts[0])
        ways = (row.direction for row in partner.agreements if row.document == parts[1])
        return self.configuration.map_for(partner, parts[1], next(ways, "in"))


def _maps(workspace: Workspace, name: str | None) -> list[tuple[str, Loader]]:
    """(title, loader) of the base map or partner's map that is named, `x12/004010/850` or `acme/850`; else of all."""
    from edigw.config.configuration import shipped_only

    configuration = workspace.configuration if workspace.exists else shipped_only(workspace.path)
    known = [*configuration.library.base_maps(), *_own_maps(configuration)]
    if name is None:
        return [(title, Loader(configuration, title)) for title in known]
    wanted = name.removesuffix(".yaml").removeprefix("maps/").removeprefix("partners/")
    partner = wanted.partition("/")[0]
    whose = "/" in wanted and partner in (*configuration.partners, *configuration.parked)
    if wanted not in known and not whose:
        raise NotFound(f"there is no map {name}", f"known: {', '.join(known)}")
    return [(wanted, Loader(configuration, wanted))]


def _own_maps(configuration: Configuration) -> list[str]:
    """The maps that stand beside partner files; a parked partner stands for its own."""
    titles = [f"{name}/{documents[0] if (documents := _faulty(configuration, name)) else '*'}"
              for name in configuration.parked]  # fmt: skip
    for name in configuration.partners:
        partner = configuration.partners.without_rows(name)
        for row in partner.agreements:
            if configuration.has_map(partner, row.document, row.direction):
                found = configuration.map_name(partner, row.document, row.direction)
                titles += [f"{name}/{row.document}"] if found.startswith("partners/") else []
    return list(dict.fromkeys(titles))


def _faulty(configuration: Configuration, name: str) -> list[str]:
    """The documents whose map files have the faults that park a partner."""
    files = (Path(fault.file) for fault in configuration.parked[name])
    return [file.stem for file in files if file.suffix == ".yaml" and file.stem != "partner"]


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
    "UsageError", "check", "maps_check", "maps_show", "maps_test", "partners_add", "partners_check", "partners_list",
    "partners_show",
]  # fmt: skip

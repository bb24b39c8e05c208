"""Maps for those who write them: which there are, their faults, the laws, their merged rows."""

from __future__ import annotations

from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.workspace import Workspace
from edigw.errors import ConfigError, Fault, NotFound

if TYPE_CHECKING:
    from edigw.config.configuration import Configuration
    from edigw.mapping.laws import Sample
    from edigw.mapping.rows import DocumentMap

Json = dict[str, Any]


def maps_check(workspace: Workspace, name: str | None) -> Json:
    """Every fault of one map, or of all of them, and what they do not carry both ways."""
    faults: list[Fault] = []
    checked: list[str] = []
    losses: list[Json] = []
    for title, load in _maps(workspace, name):
        checked.append(title)
        try:
            losses += [{"map": title, **asdict(loss)} for loss in load().loss]
        except ConfigError as error:
            faults.extend(error.faults)
    return {"maps": checked, "faults": [asdict(fault) for fault in dict.fromkeys(faults)], "losses": losses}


def maps_show(workspace: Workspace, name: str) -> list[Json]:
    """The merged rows of a map, each with the file and line that it comes from."""
    chart: DocumentMap = _maps(workspace, name)[0][1]()
    return [{"address": "  " * row.depth + row.address, "meaning": row.meaning, "origin": row.origin}
            for row in chart.shown]  # fmt: skip


def maps_test(workspace: Workspace, name: str | None, documents: int, seed: int) -> list[Json]:
    """The laws over documents drawn from each map, and over the partner's samples; failures are sentences."""
    from edigw.pipeline.inspect.trial import trial

    results = []
    for title, load in _maps(workspace, name):
        try:
            chart = load()
            told = trial(chart, _samples(workspace, load, chart), documents, seed)
        except ConfigError as error:
            results.append({"map": title, "documents": 0, "rows": 0, "least_hits": 0, "seldom": [], "samples": 0,
                            "state": "FAULTY", "failures": [str(fault) for fault in error.faults]})  # fmt: skip
            continue
        results.append({"map": title, "documents": told.documents, "rows": told.rows, "least_hits": told.least_hits,
                        "seldom": list(told.seldom), "samples": told.samples,
                        "state": "FAILED" if told.failures else "OK", "failures": list(told.failures)})  # fmt: skip
    return results


def _samples(workspace: Workspace, load: Loader, chart: DocumentMap) -> tuple[Sample, ...]:
    """What a partner's samples folder holds for its map; a base map has none."""
    from edigw.pipeline.inspect.trial import samples_of
    from edigw.pipeline.read.routing import Router

    if load.partner is None:
        return ()
    router = Router(load.configuration, None, load.configuration.partner(load.partner))
    return samples_of(workspace.path / "partners" / load.partner / "samples", chart, router)


class Loader:
    """Loads one map when it is called. Raises ConfigError with its faults."""

    def __init__(self, configuration: Configuration, title: str) -> None:
        self.configuration = configuration
        self.title = title
        parts = title.split("/")
        self.partner = parts[0] if len(parts) == 2 else None

    def __call__(self) -> DocumentMap:
        parts = self.title.split("/")
        if len(parts) == 3:
            return self.configuration.base_map(parts[2], parts[1])
        partner = self.configuration.partner(parts[0])
        ways = (row.direction for row in partner.agreements if row.document == parts[1])
        return self.configuration.map_for(partner, parts[1], next(ways, "in"))


def _maps(workspace: Workspace, name: str | None) -> list[tuple[str, Loader]]:
    """(title, loader) of the base map or partner's map that is named, `x12/004010/850` or `acme/850`; else of all."""
    configuration = workspace.maps
    known = [*configuration.library.base_maps(), *_own_maps(configuration)]
    if name is None:
        return [(title, Loader(configuration, title)) for title in known]
    wanted = name.removesuffix(".yaml").removeprefix("maps/").removeprefix("partners/")
    partner = wanted.partition("/")[0]
    whose = "/" in wanted and partner in (*configuration.partners, *configuration.parked)
    if wanted not in known and not whose:
        close = get_close_matches(wanted, known, 1)
        raise NotFound(
            f"there is no map {name}", f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"
        )
    return [(wanted, Loader(configuration, wanted))]


def loader(workspace: Workspace, name: str) -> Loader:
    """The one that loads the named map. Raises NotFound."""
    return _maps(workspace, name)[0][1]


def loader_or_none(workspace: Workspace, name: str) -> Loader | None:
    """The same; None where there is no map of that name."""
    try:
        return loader(workspace, name)
    except NotFound:
        return None


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

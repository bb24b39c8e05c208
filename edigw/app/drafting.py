"""A partner map drafted from sample files, and two maps compared by their meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edigw.app.charts import loader, loader_or_none
from edigw.app.workspace import Workspace
from edigw.errors import NotFound, UsageError

if TYPE_CHECKING:
    from edigw.config.configuration import Configuration
    from edigw.mapping.rows import DocumentMap
    from edigw.mapping.survey import Sighted, Survey
    from edigw.model.partner import Partner

Json = dict[str, Any]


def maps_diff(workspace: Workspace, a: str, b: str) -> list[Json]:
    """How B differs from A; each is a map's name or a file. A lone file is read with the other's private fields."""
    from edigw.mapping.diff import diff

    partner = next((whole for whole in (_partner(workspace, name) for name in (a, b)) if whole), None)
    return [asdict(change) for change in diff(*(_chart(workspace, name, partner) for name in (a, b)))]


def _partner(workspace: Workspace, name: str) -> Partner | None:
    found = loader_or_none(workspace, name)
    return found.configuration.partner(found.partner) if found and found.partner else None


def _chart(workspace: Workspace, name: str, partner: Partner | None) -> DocumentMap:
    """The map of a name or of a file anywhere, by the partner's fields and its rule for unknown codes."""
    found = loader_or_none(workspace, name)
    if found is not None and (found.partner or partner is None):
        return found()
    if found is not None:
        title = f"maps/{found.title}.yaml"
        return _load(workspace, title, workspace.maps.library.text(title) or "", partner)
    if Path(name).is_file():
        from edigw.config.shipped import read_text

        return _load(workspace, name, read_text(Path(name), name), partner)
    return loader(workspace, name)()


def _load(workspace: Workspace, file: str, text: str, partner: Partner | None) -> DocumentMap:
    from edigw.carrier import Text, read
    from edigw.mapping.language import load
    from edigw.structure.releases import own_directory, own_release

    head, library = read(text, file), workspace.maps.library
    named = next((word.value for key in ("standard", "extends") if isinstance(word := head.get(key), Text)), "")
    parts = named.replace("/", " ").split()
    release = next((part for part in parts if own_release(part) or own_directory(part)), "004010")
    return load(
        lambda name: text if name == file else library.text(name), file, workspace.maps.dictionary(release),
        partner.fields if partner else (), partner.unknown_codes if partner else "refuse",
    )  # fmt: skip


def maps_new(workspace: Workspace, partner: str, files: Sequence[Path]) -> list[Json]:
    """Drafts partners/PARTNER/<document>.yaml from sample files, a row a document; one that exists is left alone."""
    from edigw.mapping.draft import draft
    from edigw.mapping.survey import survey

    configuration = workspace.maps
    known = sorted((*configuration.partners, *configuration.parked))
    if partner not in known:
        close = get_close_matches(partner, known, 1)
        hint = f"did you mean {close[0]}?" if close else f"edigw partners add {partner} --id … makes it"
        raise NotFound(f"there is no partner {partner}", hint)
    seen: dict[str, tuple[DocumentMap, list[Sighted]]] = {}
    for file in files:
        for chart, sighted in _sets(configuration, file):
            seen.setdefault(chart.document, (chart, []))[1].append(sighted)
    told = []
    for document, (chart, sets) in sorted(seen.items()):
        found = survey(chart, sets)
        path = workspace.path / "partners" / partner / f"{document}.yaml"
        written = not path.exists()
        if written:
            names = ", ".join(file.name for file in files)
            title = f"{document} of {partner}, drafted from {names}: {found.sets} sets"
            path.write_text(draft(chart, found, title), "utf-8", newline="\n")
        told.append({"partner": partner, "document": document, "file": str(path), "written": written,
                     **_facts(found)})  # fmt: skip
    return told


def _facts(found: Survey) -> Json:
    from edigw.mapping.draft import element_name, not_taken

    places = [
        {"address": "/".join(chain), "times": place.times, "of": place.parents, "in": place.turns,
         "codes": {element_name(chain, at): dict(codes) for at, codes in sorted(place.codes.items())}}
        for chain, place in found.places.items()
    ]  # fmt: skip
    lost = [{"address": where, "times": times, "examples": examples} for where, times, examples in not_taken(found)]
    codes = [
        {"table": table, "code": code, "element": number, "times": times}
        for table, counted in sorted(found.wordless.items())
        for (code, number), times in sorted(counted.items())
    ]
    return {"sets": found.sets, "segments": places, "not_taken": lost, "codes_without_word": codes}


def _sets(configuration: Configuration, file: Path) -> Iterator[tuple[DocumentMap, Sighted]]:
    """The sets of a file with their base maps. Raises UsageError for a file that holds none."""
    from edigw.formats.events import LIMITS
    from edigw.formats.files import FORMATS
    from edigw.formats.sniff import sniff
    from edigw.mapping.survey import Sighted
    from edigw.pipeline.read.examine import SetSeen, examine
    from edigw.pipeline.read.routing import Router
    from edigw.structure.fold import fold

    try:
        data = file.read_bytes()
    except OSError as error:
        raise NotFound(f"{file} cannot be read: {error.strerror}") from None
    kind = sniff(data)
    if kind not in FORMATS:
        told = f"it looks like {kind}" if kind else "it is no EDI"
        hint = "draft from files as the partner sends them, ISA to IEA or UNB to UNZ"
        raise UsageError(f"{file} holds no X12 and no EDIFACT: {told}", hint)
    count, strange = 0, set()
    for seen in examine(data, Router(configuration, ask_nobody=True), LIMITS):
        if isinstance(seen, SetSeen) and seen.map is not None and seen.read is not None:
            count += 1
            known = seen.map.dictionary
            root = fold(seen.message.segments, known.sets[seen.message.type], known.segments).root
            yield seen.map, Sighted(root, seen.read, seen.findings)
        elif isinstance(seen, SetSeen):
            strange.add(seen.message.type)
    if not count:
        held = f"only {', '.join(sorted(strange))}" if strange else "none"
        known_maps = ", ".join(configuration.library.base_maps())
        raise UsageError(f"{file} holds no set that a base map reads: {held}", f"there is: {known_maps}")

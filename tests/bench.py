"""A bench to lay documents on: the shipped dictionary and base maps, with overlays, and the reader of the pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from edigw import carrier
from edigw.formats.x12.events import LIMITS, Terms
from edigw.mapping import language, read, write
from edigw.mapping.language import DocumentMap
from edigw.model.base import Model
from edigw.model.partner import FieldRule
from edigw.pipeline.read import examine
from edigw.pipeline.read.routing import document_of
from edigw.pipeline.read.standards import STANDARDS, Standard
from edigw.structure import fold
from edigw.structure.dictionary import Dictionary, parse
from edigw.structure.releases import OWN, RELEASES
from edigw.tree import COMPONENT, Finding, Interchange, Segment

ROOT = Path(__file__).parent.parent
BASE_MAPS = frozenset((path.parent.name, path.stem) for path in ROOT.glob("maps/[xe]*/*/*.yaml"))  # release, document
DOCUMENTS = tuple(sorted({document for release, document in BASE_MAPS if release in RELEASES}))
FIRST = tuple(sorted(document for release, document in BASE_MAPS if release == "004010"))


@cache
def shipped(name: str) -> str | None:
    """The text of a file of the repository, None where there is none."""
    path = ROOT / name
    return path.read_text("utf-8") if path.is_file() else None


@cache
def dictionary(release: str = "004010") -> Dictionary:
    standard = standard_of(release)
    base = ROOT / "maps" / standard / release
    return parse(standard, release, {p.relative_to(base).as_posix(): p.read_text("utf-8") for p in base.rglob("*.txt")})


def standard_of(release: str) -> str:
    return "x12" if release in RELEASES else "edifact"


def chart(
    document: str, folder: Path | None = None, unknown: str = "refuse", release: str = "004010"
) -> DocumentMap:  # fmt: skip
    """The map of a document: the folder's overlay where it has one, else the base of the release."""
    overlay = folder / f"{document}.yaml" if folder else None
    if overlay is not None and overlay.is_file():
        return _overlay(overlay, unknown)
    return _base(document, unknown, release)


@cache
def _base(document: str, unknown: str, release: str) -> DocumentMap:
    name = f"{standard_of(release)}/{release}/{document}"
    return language.load(shipped, name, dictionary(release), unknown_codes=unknown)


@cache
def _overlay(overlay: Path, unknown: str) -> DocumentMap:
    texts = {overlay.name: overlay.read_text("utf-8")}
    return language.load(lambda name: texts.get(name) or shipped(name), overlay.name,
                         dictionary(extended(overlay)), unknown_codes=unknown)  # fmt: skip


@cache
def declared(name: str) -> DocumentMap:
    """A map of the repository by its file, with the fields that the partner's file beside it declares."""
    path = ROOT / name
    if name.startswith("maps/"):
        return chart(path.stem, release=path.parent.name)
    told = path.parent / "partner.yaml"
    found = carrier.read(told.read_text("utf-8"), str(told)).get("fields") if told.is_file() else None
    rows = found.entries if isinstance(found, carrier.Table) else ()
    own = [FieldRule(name=row.key, type=row.value.value) for row in rows if isinstance(row.value, carrier.Text)]
    return language.load(shipped, name, dictionary(extended(path)), own)


def extended(overlay: Path) -> str:
    """The release of the base map that an overlay extends."""
    found = re.search(r"^extends: \w+/(\w+)/", overlay.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else "004010"


@dataclass(frozen=True)
class Bench:
    """Stands where the pipeline has its router and its rules: one partner, whatever the envelope says."""

    leniency: str = "strict"
    folder: Path | None = None  # of overlays
    partner: None = None
    configuration: None = None
    reason: None = None
    findings: tuple[Finding, ...] = ()
    standard: str = "x12"
    application: str = ""

    @property
    def words(self) -> Standard:
        return STANDARDS[self.standard]

    def terms(self, interchange: Interchange) -> Terms:
        return Terms(self.leniency == "lenient", "latin-1")

    def rules(self, interchange: Interchange) -> Bench:
        return replace(self, standard=interchange.standard, application=interchange.application)

    def dictionary(self, release: str, functional_id: str = "") -> Dictionary | None:
        own = OWN[self.standard](release)
        return dictionary(own) if own else None

    def own(self, found: Dictionary, release: str) -> bool:
        return OWN[self.standard](release) == found.release

    def document(self, kind: str) -> str:
        return document_of(kind, self.application, None, "in")

    def map_for(self, document: str, release: str = "004010") -> DocumentMap | None:
        return chart(document, self.folder, release=release) if (release, document) in BASE_MAPS else None

    def look(self, data: bytes) -> Iterator[Any]:
        """What the pipeline sees in a file."""
        return examine.examine(data, self, LIMITS)  # type: ignore[arg-type]


def segments(map_: DocumentMap, document: Model) -> tuple[Segment, ...]:
    """The document on the wire, from ST to the last before SE."""
    return fold.flatten(write.write(map_, document))


def text(rows: Iterable[Segment]) -> str:
    """Segments for people: one a line, `*` between elements, `>` between components."""
    return "".join("*".join((row.tag, *row.elements)).replace(COMPONENT, ">") + "~\n" for row in rows)


def canonical(document: Model) -> dict[str, Any]:
    return document.model_dump(mode="json", exclude_defaults=True)


def again(map_: DocumentMap, document: Model) -> Model | None:
    """The document, written and read once more."""
    return read.read(map_, write.write(map_, document)).document

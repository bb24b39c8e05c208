"""Small maps for tests of the map language: a body of rows, loaded over the shipped dictionary."""

from __future__ import annotations

from collections.abc import Sequence

from bench import dictionary, shipped

from edigw.errors import ConfigError, Fault
from edigw.mapping import language
from edigw.mapping.laws import Report, Sample, check_laws
from edigw.mapping.rows import DocumentMap
from edigw.model.partner import FieldRule
from edigw.structure.fold import fold
from edigw.tree import COMPONENT, Message, Node, Segment
from edigw.validation.diagnose import diagnose

ORDER = """\
map: tiny
standard: X12 004010 850
model: Order
tables:
  purpose: {00: original, 01: cancel, 05: replace}
  kind: {SA: stand_alone, RL: release, BK: blanket}
  unit:
    EA: each
    CA: case
    also: {PC: each}
    else: keep
  product: {UP: upc, BP: buyer_part, VN: vendor_part, else: keep}
body:
  BEG:
    BEG01: purpose | code purpose | required
    BEG02: kind | code kind | required
    BEG03: number | required
    BEG05: ordered_on | date | required
"""
LINES = """\
  PO1 -> lines[]:
    PO101: no
    PO102: qty | dec
    PO103: unit | code unit
    PO106..PO125: ids | pairs product
  CTT: {CTT01: = count(lines)}
"""
HEAD = ["BEG*00*SA*4711**20240102"]


def order(body: str = "", lines: str = LINES) -> str:
    """An 850 with further body rows, indented by two."""
    return ORDER + body + lines


def load(
    *texts: str, own: Sequence[str | FieldRule] = (), unknown: str = "refuse", **files: str
) -> DocumentMap:  # fmt: skip
    """The last text over the ones before it, each extending the one before by the name `base0`, `base1`."""
    named = {f"base{at}": text for at, text in enumerate(texts)}
    named |= {f"maps/codes/{name}.yaml": text for name, text in files.items()}
    return language.load(
        lambda name: named.get(name) or (shipped(name) if name.startswith("maps/x12") else None),
        f"base{len(texts) - 1}", dictionary(), own, unknown,
    )  # fmt: skip


def faults(*texts: str, **options: object) -> list[Fault]:
    """What a load refuses."""
    try:
        load(*texts, **options)  # type: ignore[arg-type]
    except ConfigError as error:
        return list(error.faults)
    return []


def tree(wire: Sequence[str] | str, kind: str = "850") -> Node:
    """Segments written as `PO1*1*2*EA` (`>` between components), folded into their message."""
    rows = wire.strip().splitlines() if isinstance(wire, str) else wire
    made = [Segment("ST", (kind, "0001"), 1)]
    for at, row in enumerate(rows, 2):
        tag, *elements = row.strip().rstrip("~").split("*")
        made.append(Segment(tag, tuple(text.replace(">", COMPONENT) for text in elements), at))
    made.append(Segment("SE", (str(len(made) + 1), "0001"), len(made) + 1))
    return fold(made, dictionary().sets[kind], dictionary().segments).root


def wire(root: Node) -> list[str]:
    """A tree as segments, without ST."""
    rows: list[str] = []

    def walk(node: Node) -> None:
        text = "*".join((node.segment.tag, *node.segment.elements)).replace(COMPONENT, ">")
        rows.append(text)
        for child in node.children:
            walk(child)

    for child in root.children:
        walk(child)
    return rows


def complaints(chart: DocumentMap, segments: Sequence[Segment]) -> list[str]:
    """What the dictionary and the map's guide say against a written set without its SE."""
    kind = chart.document
    rows = [Segment("ST", (kind, "0001")), *segments[1:], Segment("SE", (str(len(segments) + 1), "0001"))]
    numbered = tuple(Segment(row.tag, row.elements, at) for at, row in enumerate(rows, 1))
    found = diagnose(Message(kind, "0001", numbered, 0, 0), chart.dictionary, chart.guide).findings
    return [f"{finding.rule} {finding.path} {finding.element or ''} {finding.message}" for finding in found]


def laws(chart: DocumentMap, samples: Sequence[Sample] = (), count: int = 100, seed: int = 1) -> Report:
    """The laws over a map, with the project's own validation for the third."""
    return check_laws(chart, samples, count, seed, lambda segments: complaints(chart, segments))

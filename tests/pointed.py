"""A small message whose levels are told by what stands in them, with items inside: CPS, PAC and LIN."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from edigw.errors import ConfigError, Fault
from edigw.mapping import language
from edigw.mapping.read import read
from edigw.mapping.rows import DocumentMap
from edigw.mapping.write import write
from edigw.model.base import Model
from edigw.model.shipment import Shipment
from edigw.structure.dictionary import Dictionary, parse
from edigw.structure.fold import fold
from edigw.tree import Node, Segment

TEXTS = {
    "elements.txt": "1082 AN 1..6\n1 AN 1..12\n2 AN 1..3\n3 AN 1..18\n4 R 1..9\n",
    "segments.txt": (
        "ST 3 3\nSE 3 3\nBGM 3!\nRFF 2! 3 2\nNAD 2! 3\nCPS 1! 1 2 | pointer 1 2\nFTX 3\nPAC 4 2\nGIN 2! 3\n"
        "LIN 1082 3\nLOC 2! 3\nQTY 4!\nCNT 4!\n"
    ),
    "sets/NOTICE.txt": (
        "NOTICE\n  ST!\n  BGM!\n  RFF 9\n  NAD 9\n  CPS SG1 999\n    FTX\n    PAC SG2 9\n      GIN 9\n"
        "    LIN SG3 999\n      QTY\n      LOC\n      RFF 9\n  CNT\n  SE!\n"
    ),
}
NOTICE = """\
map: tiny
standard: X12 004010 NOTICE
model: Shipment
levels: S T? P? I
tables:
  pallet: {201: pallet, 202: half_pallet, else: refuse}
  carton: {CT: carton, PK: package, else: keep}
body:
  BGM: {BGM01: number | required}
  RFF*ON: {RFF02: order.number}
  NAD*BY -> order.buyer: {NAD02: id}
  CPS:
    PAC -> lading[]: {PAC01: count | int, PAC02: packaging}
  CPS[PAC.PAC01=1][PAC.PAC02=201] -> pallet:
    PAC: {PAC01: count | int, PAC02: packaging | code pallet, GIN*BJ: {GIN02: sscc | sscc18}}
  CPS[PAC.PAC01=1][PAC.PAC02=CT] -> carton:
    PAC: {PAC01: count | int, PAC02: packaging | code carton, GIN*BJ: {GIN02: sscc | sscc18}}
  LIN -> items[]:
    LIN02: description
    QTY: {QTY01: qty | dec | required}
    LOC*7: {LOC02: destination}
    RFF*ON: {RFF02: order.number, RFF03: line_no}
  CNT: {CNT01: = count(items)}
"""


@cache
def dictionary() -> Dictionary:
    return parse("x12", "004010", TEXTS)


def load(text: str = NOTICE) -> DocumentMap:
    return language.load({"map": text}, "map", dictionary(), unknown_codes="refuse")


def faults(text: str) -> list[Fault]:
    """What a load refuses."""
    try:
        load(text)
    except ConfigError as error:
        return list(error.faults)
    return []


def tree(*rows: str) -> Node:
    """Segments written as `LIN*1*2`, folded."""
    made = [Segment("ST", ("NOTICE",), 1)]
    for at, row in enumerate(rows, 2):
        tag, *elements = row.split("*")
        made.append(Segment(tag, tuple(elements), at))
    made.append(Segment("SE", (str(len(made) + 1),), len(made) + 1))
    return fold(made, dictionary().sets["NOTICE"], dictionary().segments).root


def wire(chart: DocumentMap, document: Model) -> list[str]:
    """A document as its segments, without ST."""
    rows: list[str] = []

    def walk(node: Node) -> None:
        rows.append("*".join((node.segment.tag, *node.segment.elements)))
        for child in node.children:
            walk(child)

    for child in write(chart, document).children:
        walk(child)
    return rows


def seen(*rows: str, text: str = NOTICE) -> tuple[Shipment, list[str]]:
    """The shipment that these segments say, and the rules of what was found."""
    got = read(load(text), tree("BGM*77", *rows))
    assert isinstance(got.document, Shipment), got.findings
    return got.document, [finding.rule for finding in got.findings]


def items(shipment: Shipment) -> Sequence[tuple[object, ...]]:
    return [(i.order, i.pallet, i.carton, i.qty) for i in shipment.items]

"""A small map of an EDIFACT order for tests of the map language, and its segments."""

from __future__ import annotations

from bench import dictionary

from edigw.errors import ConfigError, Fault
from edigw.mapping import language
from edigw.mapping.rows import DocumentMap, Leaf
from edigw.structure.fold import fold
from edigw.tree import COMPONENT, Node, Segment

ORDERS = """\
map: tiny
standard: EDIFACT D96A ORDERS
model: Order
tables:
  sign: {A: allowance, C: charge}
  period: {616: week, else: keep}
  product: {EN: ean, IN: buyer_item, else: keep}
  reference: {CT: contract, else: keep}
  date: {2: delivery_requested, else: keep}
body:
  BGM: {1004: number | required}
  DTM+137: {C507.2380: ordered_on | date by 2379 | required}
  DTM -> dates by C507.2005: {C507.2380: moment by 2379}
  FTX+AAI -> notes[]:
    C108.4440#1..C108.4440#5: text[]
  RFF -> refs by C506.1153: {C506.1154: value}
  LIN -> lines[]:
    1082: no
    PIA[4347=5 or 1]:
      C212#1.7140..C212#5.7140: ids | pairs product by 7143
    QTY+21: {C186.6060: qty | dec, C186.6411: unit}
  UNS: {0081: is S}
  CNT+2: {C270.6066: = count(lines)}
  SG54/ALC -> charges[]:
    5463: sign | code sign
    MOA+8: {C516.5004: amount | dec}
"""
HEAD = ["BGM+220+O1", "DTM+137:20240102:102"]


def loaded(text: str = ORDERS) -> DocumentMap:
    return language.load({"base": text}, "base", dictionary("D96A"))


def refused(text: str) -> list[Fault]:
    """The faults of a map that cannot be loaded."""
    try:
        loaded(text)
    except ConfigError as error:
        return list(error.faults)
    return []


def segments(*texts: str) -> list[Segment]:
    """UNH, these and UNT; `:` stands between components."""
    made = [Segment("UNH", ("1", COMPONENT.join(("ORDERS", "D", "96A", "UN"))), 1)]
    for at, text in enumerate(texts, 2):
        tag, *elements = text.replace(":", COMPONENT).split("+")
        made.append(Segment(tag, tuple(elements), at))
    return [*made, Segment("UNT", (str(len(made) + 1), "1"), len(made) + 1)]


def message(*texts: str) -> Node:
    book = dictionary("D96A")
    return fold(segments(*texts), book.sets["ORDERS"], book.segments).root


def leaf(chart: DocumentMap, meaning: str) -> Leaf:
    """The row on elements that says this."""
    todo = list(chart.root.rows)
    for row in todo:
        todo += row.children.rows
    return next(one for row in todo for one in row.leaves if one.meaning == meaning)

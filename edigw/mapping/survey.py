"""What occurs in a partner's sample sets: segments by address, their codes, and what a base map does not take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from edigw.mapping.address import leading
from edigw.mapping.diff import rows_of
from edigw.mapping.frame import LAST
from edigw.mapping.notes import Reading
from edigw.mapping.rows import DocumentMap, Fixed, Leaf, Listing, Pairs, Single, Tuples
from edigw.mapping.stock import blocks
from edigw.tree import COMPONENT, Finding, Node

APART = frozenset({"REF", "N1", "DTM", "N9", "AMT", "MAN", "PER", "HL", "PID", "SAC", "LQ", "MEA", "QTY"})  # by code
Chain = tuple[str, ...]  # addresses from the root: ("PO1", "REF*DP")


@dataclass(frozen=True, slots=True)
class Sighted:
    """One sample set: its tree, what the base map reads of it, and what the dictionary says against it."""

    root: Node
    reading: Reading
    findings: Sequence[Finding] = ()


@dataclass(slots=True)
class Place:
    """What was seen at one address."""

    times: int = 0
    turns: int = 0  # of the segments above, in how many it stands
    parents: int = 0  # how many segments above there were
    codes: dict[int, Counter[str]] = field(default_factory=dict)  # element -> code -> times, of coded elements
    unlisted: set[int] = field(default_factory=set)  # elements that held a code which the dictionary does not have
    lost: dict[int, list[str]] = field(default_factory=dict)  # element -> the values that the base map does not take


@dataclass(slots=True)
class Survey:
    """The counts over all sample sets of one document."""

    sets: int = 0
    places: dict[Chain, Place] = field(default_factory=dict)
    foreign: dict[tuple[Chain, int], Counter[str]] = field(default_factory=dict)  # codes the dictionary lacks
    wordless: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)  # table -> (code, where) -> times


def survey(chart: DocumentMap, sets: Iterable[Sighted]) -> Survey:
    """Counts over sample sets that are read by this base map."""
    found, known = Survey(), set(rows_of(chart))
    tables = _tables(chart)
    for one in sets:
        found.sets += 1
        chains: dict[int, Chain] = {}
        _walk(found, chart, known, one.root, (), chains)
        _lost(found, one.reading, chains)
        _foreign(found, chart, one, chains, tables)
    for chain, place in found.places.items():
        above = found.places.get(chain[:-1])
        place.parents = above.times if above else found.sets
    return found


def _walk(
    found: Survey, chart: DocumentMap, known: set[str], node: Node, above: Chain, chains: dict[int, Chain]
) -> None:  # fmt: skip
    seen = set()
    for child in node.children:
        if child.tag in LAST:
            continue
        chain = (*above, _address(chart, known, above, child))
        chains[child.segment.position] = chain
        place = found.places.setdefault(chain, Place())
        place.times += 1
        place.turns += chain not in seen
        seen.add(chain)
        _codes(place, chart, child)
        _walk(found, chart, known, child, chain, chains)


def _address(chart: DocumentMap, known: set[str], above: Chain, node: Node) -> str:
    """`REF*DP` where the first element is a code that tells segments of the tag apart, else `REF`."""
    at = leading(node.tag)
    value = node.segment.get(at)
    told = f"{node.tag}*{value}"
    if "/".join((*above, told)) in known:
        return told
    definition = chart.dictionary.segments[node.tag]
    coded = len(definition.elements) >= at and definition.elements[at - 1].type == "ID"
    return told if value and coded and node.tag in APART and COMPONENT not in value else node.tag


def _codes(place: Place, chart: DocumentMap, node: Node) -> None:
    elements = chart.dictionary.segments[node.tag].elements
    for at, (text, element) in enumerate(zip(node.segment.elements, elements, strict=False), 1):
        listed = chart.dictionary.codes.get(element.number) if text and element.type == "ID" else None
        if listed:
            place.codes.setdefault(at, Counter())[text] += 1
            if text not in listed:
                place.unlisted.add(at)


def _lost(found: Survey, reading: Reading, chains: Mapping[int, Chain]) -> None:
    for lost in reading.unmapped:
        chain = chains.get(lost.position)
        if chain is not None:
            found.places[chain].lost.setdefault(lost.element, []).append(lost.value)


def _foreign(
    found: Survey, chart: DocumentMap, one: Sighted, chains: Mapping[int, Chain], tables: Mapping[str, tuple[str, ...]]
) -> None:  # fmt: skip
    for finding in one.findings:
        chain = chains.get(finding.position or 0)
        if (finding.code_type, finding.code) == ("AK403", "7") and chain and finding.element and finding.value:
            found.foreign.setdefault((chain, finding.element), Counter())[finding.value] += 1
    kept = [tuple(word.split(":", 2)[1:]) for word in one.reading.kept]
    refused = [(f.element_id or "", f.value or "") for f in one.reading.findings if f.rule == "CODE_NOT_AGREED"]
    for number, code in [*kept, *refused]:
        listed = code in chart.dictionary.codes.get(number, ())  # others take a table of the row's own
        for table in tables.get(number, ())[: int(listed)]:
            found.wordless.setdefault(table, Counter())[code, number] += 1


def _tables(chart: DocumentMap) -> dict[str, tuple[str, ...]]:
    """Data element -> the code lists that its codes go through."""
    found: dict[str, dict[str, None]] = {}
    for block in blocks(chart):
        for row in block.rows:
            if row.key is not None:
                found.setdefault(row.key.number, {})[row.key.table.name] = None
            for leaf in row.leaves:
                for number, name in _leaf_tables(leaf):
                    found.setdefault(number, {})[name] = None
    return {number: tuple(names) for number, names in found.items()}


def _leaf_tables(leaf: Leaf) -> Iterator[tuple[str, str]]:
    if isinstance(leaf, Pairs):
        yield leaf.number, leaf.table.name
    elif isinstance(leaf, Single | Listing) and leaf.codec.table is not None:
        yield leaf.element.number, leaf.codec.table.name
    elif isinstance(leaf, Fixed | Tuples):
        for one in leaf.fields:
            if one.codec.table is not None:
                yield one.element.number, one.codec.table.name

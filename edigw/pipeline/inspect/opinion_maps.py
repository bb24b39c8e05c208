"""Our dictionary in the form that the independent validator pyx12 reads: an index, elements, a map a set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path

from lxml import etree

from edigw.structure.dictionary import Dictionary, ElementDef, Position, SegmentDef, SetDef

ENVELOPE = ("ISA", "IEA", "GS", "GE", "ST", "SE")
UNBOUNDED = ">1"
VERSIONS = ("00401", "00501")  # of ISA12: those that it can be told of


def write(dictionary: Dictionary, types: Sequence[str], folder: Path, version: str = VERSIONS[0]) -> list[str]:
    """Write what pyx12 needs to judge sets of these types into an existing folder. Returns the types that it can tell.

    `version`: ISA12 of what it will be asked about, one of VERSIONS.
    It tells maps apart by GS01 and GS08 alone: of types with the same GS01 the first is written.
    """
    named = {dictionary.sets[kind].functional_id: kind for kind in reversed(types)}
    told = [kind for kind in types if named[dictionary.sets[kind].functional_id] == kind]
    index = etree.Element("maps")
    listed = etree.SubElement(index, "version", icvn=version)
    codes = _Codes(dictionary)
    for kind in told:
        found = dictionary.sets[kind]
        row = {"vriic": dictionary.release, "fic": found.functional_id, "abbr": kind}
        etree.SubElement(listed, "map", row).text = f"{kind}.xml"
        _save(_transaction(dictionary, found, codes), folder / f"{kind}.xml")
    _save(index, folder / "maps.xml")
    _save(etree.Element("codes"), folder / "codes.xml")
    _save(_data_elements(dictionary, [dictionary.sets[kind] for kind in told]), folder / "dataele.xml")
    for each in VERSIONS:
        _save(_envelope(dictionary, "X12")[0], folder / f"x12.control.{each}.xml")
    return told


class _Codes:
    """The list of an element's codes as a map holds it: made once, however often the element stands there."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._made: dict[str, etree._Element] = {}

    def list_in(self, parent: etree._Element, number: str) -> None:
        """The codes of the element with this number, below its row; nothing where it has none."""
        codes = self._dictionary.codes.get(number)
        if not codes:
            return
        if number not in self._made:
            self._made[number] = etree.Element("valid_codes")
            for code in sorted(codes):
                etree.SubElement(self._made[number], "code").text = code
        parent.append(deepcopy(self._made[number]))


def _save(root: etree._Element, path: Path) -> None:
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _tags(children: Iterable[Position]) -> set[str]:
    return {tag for child in children for tag in ({child.tag} | _tags(child.children))}


def _data_elements(dictionary: Dictionary, sets: Iterable[SetDef]) -> etree._Element:
    root = etree.Element("data_elements")
    seen: set[str] = set()

    def add(element: ElementDef) -> None:
        for part in element.components:
            add(part)
        if element.type == "composite" or element.number in seen:
            return
        seen.add(element.number)
        etree.SubElement(
            root, "data_ele", ele_num=element.number, data_type=element.type, min_len=str(element.min),
            max_len=str(element.max), name=element.number,
        )  # fmt: skip

    for tag in sorted({tag for found in sets for tag in _tags(found.children)} | set(ENVELOPE)):
        for element in dictionary.segments[tag].elements:
            add(element)
    return root


def _transaction(dictionary: Dictionary, found: SetDef, codes: _Codes) -> etree._Element:
    root, one = _envelope(dictionary, found.type)
    _members(one, dictionary, found.children, codes)
    return root


def _envelope(dictionary: Dictionary, name: str) -> tuple[etree._Element, etree._Element]:
    """Interchange and group around a loop that has a set's place; its members are not there yet."""
    root = etree.Element("transaction", xid=name)
    interchange = _loop(root, "ISA_LOOP", 10, True, UNBOUNDED)
    _segment(interchange, dictionary.segments["ISA"], 10, True, "1")
    group = _loop(interchange, "GS_LOOP", 20, True, UNBOUNDED)
    _segment(interchange, dictionary.segments["IEA"], 30, True, "1")
    _segment(group, dictionary.segments["GS"], 10, True, "1")
    one = _loop(group, "ST_LOOP", 20, True, UNBOUNDED)
    _segment(group, dictionary.segments["GE"], 30, True, "1")
    return root, one


def _members(
    parent: etree._Element, dictionary: Dictionary, children: tuple[Position, ...], codes: _Codes
) -> None:  # fmt: skip
    for at, child in enumerate(children, 1):
        if child.loop:
            often = UNBOUNDED if child.repeat is None else str(child.repeat)
            inner = _loop(parent, child.tag, at * 10, child.required, often)
            _members(inner, dictionary, child.children, codes)
        else:
            often = UNBOUNDED if child.max is None else str(child.max)
            _segment(parent, dictionary.segments[child.tag], at * 10, child.required, often, codes)


def _loop(parent: etree._Element, name: str, position: int, required: bool, repeat: str) -> etree._Element:
    loop = etree.SubElement(parent, "loop", xid=name, type="explicit")
    _facts(loop, name=name, usage="R" if required else "S", pos=f"{position:05d}", repeat=repeat)
    return loop


def _segment(
    parent: etree._Element, found: SegmentDef, position: int, required: bool, most: str,
    codes: _Codes | None = None,
) -> None:  # fmt: skip
    segment = etree.SubElement(parent, "segment", xid=found.tag)
    usage = "R" if required else "S"
    _facts(segment, name=found.tag, usage=usage, pos=f"{position:05d}", max_use=most)
    for note in found.notes:
        etree.SubElement(segment, "syntax").text = str(note)
    for at, element in enumerate(found.elements, 1):
        _element(segment, element, at, f"{found.tag}{at:02d}", codes)


def _element(parent: etree._Element, found: ElementDef, at: int, name: str, codes: _Codes | None) -> None:
    kind = "composite" if found.components else "element"
    element = etree.SubElement(parent, kind, xid=name)
    usage = "R" if found.required else "S"
    _facts(element, data_ele=found.number, name=name, usage=usage, seq=f"{at:02d}", refdes=name)
    for part_at, part in enumerate(found.components, 1):
        _element(element, part, part_at, f"{name}-{part_at:02d}", codes)
    if codes is not None and not found.components:
        codes.list_in(element, found.number)


def _facts(element: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        etree.SubElement(element, name).text = text

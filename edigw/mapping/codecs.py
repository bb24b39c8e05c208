"""What an element can hold, and the lenses of a row in one: checked against the dictionary and the model's type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from edigw.mapping.address import Place, SegmentAddress
from edigw.mapping.context import Context, Scope, codes_admitted
from edigw.mapping.faults import Wrong, near
from edigw.mapping.lenses import LENSES, TEXT, Choose, Lens, either_mark, sample_text
from edigw.mapping.named import called
from edigw.mapping.paths import Shape
from edigw.mapping.rows import Codec
from edigw.mapping.tables import CodeTable
from edigw.structure.dictionary import ElementDef, SegmentDef

TYPE_LENS = {
    "DT": "date",
    "TM": "time",
    "R": "dec",
    "N0": "int",
    "N": "int",
    "N2": "cents",
    "N4": "n4",
    "N6": "n6",
    "n": "dec",
}


@dataclass(frozen=True, slots=True)
class Site:
    """Where a row is compiled: its scope, its segment, and the addresses that lead there."""

    context: Context
    scope: Scope
    segment: SegmentDef
    steps: tuple[SegmentAddress, ...]

    def also(self, element: int) -> frozenset[str]:
        """The codes that the guide admits besides."""
        return self.context.admitted(self.steps, element)


def element_at(site: Site, place: Place) -> ElementDef:
    """The dictionary's element. Raises Wrong."""
    elements = site.segment.elements
    if place.element > len(elements) or place.element < 1:
        raise Wrong(
            f"{site.segment.tag} has {len(elements)} elements, no {place}",
            f"the last is {site.segment.tag}{len(elements):02d}",
        )
    element = elements[place.element - 1]
    if place.component == 0:
        if element.components:
            last = called(site.segment, place.element, len(element.components))
            first = called(site.segment, place.element, 1)
            raise Wrong(f"{place} is a composite", f"name a component: {first} to {last}")
        return element
    if not element.components:
        raise Wrong(f"{place.tag}{place.element:02d} has no components", f"write {place.tag}{place.element:02d}")
    if place.component > len(element.components):
        raise Wrong(f"{place.tag}{place.element:02d} has {len(element.components)} components", "take one of them")
    return element.components[place.component - 1]


def codec(site: Site, place: Place, element: ElementDef, pipes: tuple[str, ...], shape: Shape, path: str) -> Codec:
    """The lenses of a row in one, checked against element and model. Raises Wrong."""
    if len(pipes) == 1 and pipes[0].startswith("code "):
        made = _coded(site, place, element, pipes[0].removeprefix("code ").strip())
    else:
        made = _lensed(site, element, place, pipes)
    if shape.kind != made.gives:
        wanted = TYPE_LENS.get(element.type) if made.gives == "text" else None
        fix = (
            f"add `| {wanted}`"
            if wanted and LENSES[wanted].gives == shape.kind
            else f"take a path that holds {made.gives}"
        )
        if shape.kind == "text":
            fix = "take the lens out, or a path of its type"
        elif shape.kind in ("bag", "words", "object", "objects", "texts"):
            fix = {"texts": f"write `{path}[]`", "objects": f"write `-> {path}[]`"}.get(
                shape.kind, f"go on: `{path}.…`"
            )
        raise Wrong(f"`{path}` holds {shape.kind}, the row gives {made.gives}", fix)
    return _private(made) if shape.own else made


def _coded(site: Site, place: Place, element: ElementDef, name: str) -> Codec:
    table = site.context.table(name)
    check_codes(site, place, element, table)
    number = element.number
    words = table.spoken
    if not words and not table.keep:
        raise Wrong(f"table `{name}` is empty", "add `code: word` rows")

    @cache  # looked up when one is first drawn: only then the guide is whole
    def foreign() -> list[str] | None:
        return _fitting(site, place, element)

    def sample(choose: Choose, narrowed: ElementDef) -> Any:
        if not words or (table.keep and choose.randrange(8) == 0):
            codes = foreign()
            code = sample_text(choose, element) if codes is None else codes[choose.randrange(len(codes))]
            return table.word(code, number)
        return words[choose.randrange(len(words))]

    return Codec(lambda text: table.word(text, number), lambda word: table.code(word, number), sample, "text", table)


def _fitting(site: Site, place: Place, element: ElementDef) -> list[str] | None:
    """The codes that the element can hold; None where any text will do."""
    codes = codes_admitted(site.context, element, site.also(place.element))
    return None if codes is None else sorted(code for code in codes if element.min <= len(code) <= element.max)


def check_codes(site: Site, place: Place, element: ElementDef, table: CodeTable) -> None:
    """A table's codes must be ones that the element can hold."""
    admitted = codes_admitted(site.context, element, site.also(place.element))
    for code in table.codes.values():
        long = not element.min <= len(code) <= element.max
        if long or (admitted is not None and code not in admitted):
            what = f"has {len(code)} characters" if long else f"is not in the list of data element {element.number}"
            fix = f"take the row out, move it to `also`, or admit it: `guide: {{{place}: also {code}}}`"
            site.context.faults.add(table.spot, f"code `{code}` of table `{table.name}`, used at {place}, {what}", fix)


def _lensed(site: Site, element: ElementDef, place: Place, pipes: tuple[str, ...]) -> Codec:
    chain: list[Lens] = []
    for name in pipes:
        if name.startswith("code "):
            raise Wrong("`code` stands alone", "let one lens or one table read the value")
        if name not in LENSES:
            raise Wrong(f"there is no lens `{name}`", near(name, list(LENSES)))
        if chain and chain[-1].gives != "text":
            raise Wrong(f"`{name}` reads text, `{pipes[len(chain) - 1]}` gives {chain[-1].gives}", "turn them round")
        chain.append(LENSES[name])
    first = chain[0] if chain else TEXT
    if site.context.dictionary.standard == "edifact" and first.gives == "number":
        first = chain[0] = replace(first, read=either_mark(first.read))
    if element.type not in first.elements:
        wanted = TYPE_LENS.get(element.type)
        fix = f"use `| {wanted}`" if wanted else f"{place} is {element.type}: take a lens that fits"
        raise Wrong(f"{place} is of type {element.type}; {_named(pipes)} does not fit", fix)
    lenses = tuple(chain) or (TEXT,)
    sample = _sampler(_text_source(site, element, place) if first is TEXT else first.sample, lenses)
    if len(lenses) == 1:
        return Codec(first.read, first.write, sample, first.gives)
    return Codec(_through(lenses), _back(lenses), sample, lenses[-1].gives)


def _named(pipes: tuple[str, ...]) -> str:
    return f"`{pipes[0]}`" if pipes else "no lens"


def _through(lenses: tuple[Lens, ...]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        value: Any = text
        for lens in lenses:
            value = lens.read(value)
        return value

    return read


def _back(lenses: tuple[Lens, ...]) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        for lens in reversed(lenses):
            value = lens.write(value)
        return str(value)

    return write


def _sampler(
    source: Callable[[Choose, ElementDef], str], lenses: tuple[Lens, ...]
) -> Callable[[Choose, ElementDef], Any]:
    read = _through(lenses)
    return lambda choose, element: read(source(choose, element))


def _text_source(site: Site, element: ElementDef, place: Place) -> Callable[[Choose, ElementDef], str]:
    """Where plain text is drawn from: the element's code list, or the lens of its type."""
    fits = _fitting(site, place, element)
    if fits is not None:
        return lambda choose, narrowed: fits[choose.randrange(len(fits))]
    return LENSES[TYPE_LENS[element.type]].sample if element.type in TYPE_LENS else sample_text


def _private(made: Codec) -> Codec:
    """For `own.x`: the model holds text whatever the kind."""
    if made.gives == "date":
        return Codec(
            lambda text: made.read(text).isoformat(),
            lambda value: made.write(date.fromisoformat(value)),
            lambda choose, element: made.sample(choose, element).isoformat(),
            "text",
        )
    if made.gives == "number":
        return Codec(
            lambda text: format(made.read(text), "f"),
            lambda value: made.write(Decimal(value)),
            lambda choose, element: format(made.sample(choose, element), "f"),
            "text",
        )
    return made


def check_constant(site: Site, place: Place, element: ElementDef, text: str) -> None:
    """A constant must be a value that the element can hold. Raises Wrong."""
    if not element.min <= len(text) <= element.max:
        raise Wrong(
            f"`{text}` has {len(text)} characters, {place} holds {element.min} to {element.max}: it can never match",
            "write a value that fits",
        )
    codes = codes_admitted(site.context, element, site.also(place.element))
    if codes is not None and text not in codes:
        fix = f"{near(text, sorted(codes))} Or admit it: `guide: {{{place}: also {text}}}`"
        raise Wrong(f"`{text}` is not in the list of data element {element.number}: it can never match", fix)

"""The `guide` block of a map: what a partner narrows, checked against the dictionary and turned into guide rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from edigw.carrier import Spot
from edigw.mapping import address, words
from edigw.mapping.address import Address, ElementAddress, Place, SegmentAddress, Test
from edigw.mapping.context import Context, may_be_coded
from edigw.mapping.faults import Wrong, near
from edigw.mapping.named import settled
from edigw.mapping.narrowing import check, check_values, definition, tags_of
from edigw.mapping.pattern import pattern
from edigw.structure import guide
from edigw.structure.dictionary import Position
from edigw.structure.guide import Guide, Row, Step

Steps = tuple[SegmentAddress, ...]


def place(context: Context, steps: tuple[Address, ...]) -> tuple[Steps, ElementAddress | None]:
    """A guide's address, its loops filled in where only one place can be meant. Raises Wrong."""
    last = steps[-1]
    element = last if isinstance(last, ElementAddress) else None
    segments = [step for step in (steps[:-1] if element else steps) if isinstance(step, SegmentAddress)]
    if element is not None and not element.tag and segments:
        element = _tagged(element, segments[-1].tag)
    if len(segments) != len(steps) - (element is not None):
        raise Wrong("an element stands inside an address", "the element comes last: PO1/PID*F/PID05")
    if element is not None and (not segments or segments[-1].tag != element.tag):
        segments.append(SegmentAddress(element.tag))
    if [step.tag for step in segments] in (["ST"], ["UNH"]):
        return (), element
    segments = [one for step in segments if isinstance(one := settled(context.dictionary, step, ""), SegmentAddress)]
    settled_element = settled(context.dictionary, element, "") if element is not None else None
    element = settled_element if isinstance(settled_element, ElementAddress) else None
    grouped = next((step for step in segments if step.group), None)
    if grouped is not None:
        told = f"a guide speaks of every {grouped.tag} under one parent"
        raise Wrong(told, f"write `{replace(grouped, group='')}`, or narrow it by a row of the body")
    chains = list(dict.fromkeys(_chains(context.set_def.children, [step.tag for step in segments])))
    if not chains:
        raise Wrong(
            f"{'/'.join(step.tag for step in segments)} does not stand in {context.set_def.type}",
            near(segments[-1].tag, tags_of(context.set_def.children)),
        )
    short = [chain for chain in chains if len(chain) == len(segments)] or chains
    if len(short) > 1:
        names = ", ".join("/".join(chain) for chain in short)
        raise Wrong(f"{segments[0].tag} stands at several places: {names}", "write the loops before it")
    chain = short[0]
    filled = [SegmentAddress(tag) for tag in chain[: len(chain) - len(segments)]]
    if element is not None:
        definition(context, element)
    return (*filled, *segments), element


def _tagged(element: ElementAddress, tag: str) -> ElementAddress:
    """`1004` below BGM."""
    last = replace(element.last, tag=tag) if element.last is not None else None
    return ElementAddress(replace(element.first, tag=tag), last)


def _chains(positions: tuple[Position, ...], tags: list[str]) -> list[tuple[str, ...]]:
    """Every way of loops that ends in these tags."""
    found: list[tuple[str, ...]] = []
    todo: list[tuple[tuple[str, ...], Position]] = [((p.tag,), p) for p in positions]
    while todo:
        chain, position = todo.pop()
        if list(chain[-len(tags) :]) == tags:
            found.append(chain)
        todo += [((*chain, child.tag), child) for child in position.children[1:]]
    return sorted(found, key=lambda chain: (len(chain), chain))


def narrow(context: Context, rows: list[tuple[tuple[Address, ...], str, Spot]]) -> list[tuple[Row, Callable[[], Row]]]:
    """Reads the guide's rows; `not used` and `also` reach the context. Each comes with what must wait for the map."""
    done = []
    for steps, text, spot in rows:
        try:
            where, element = place(context, steps)
            done += [_row(context, where, one, text, spot) for one in _each(context, element, text)]
        except Wrong as wrong:
            context.faults.wrong(spot, wrong)
    return done


def _each(context: Context, element: ElementAddress | None, text: str) -> list[ElementAddress | None]:
    """A range's elements one by one; where codes are named, those that hold what the first one holds."""
    if element is None or element.last is None or "not used" in text:
        return [element]
    elements = context.dictionary.segments[element.tag].elements
    held, coded = elements[element.first.element - 1].number, re.search(r"\b(only|also)\b", text)
    same = [at for at in element.positions if not coded or elements[at - 1].number == held]
    return [ElementAddress(Place(element.tag, at)) for at in same]


def finish(rows: list[tuple[Row, Callable[[], Row]]], context: Context, spots: dict[str, Spot]) -> Guide:
    """The guide, its conditions turned into codes once the map is compiled."""
    made = []
    for row, later in rows:
        try:
            made.append(later())
        except Wrong as wrong:
            context.faults.wrong(spots[row.where], wrong)
    return Guide(tuple(made))


def _row(
    context: Context, where: Steps, element: ElementAddress | None, text: str, spot: Spot
) -> tuple[Row, Callable[[], Row]]:
    at = element.first if element else None
    here = guide.Address(tuple(map(_step, where)), at.element if at else None, at.component or None if at else None)
    row, condition = Row(here, where=str(spot)), ""
    for part in re.split(r"\s*;\s*", text.strip()):
        match = _FORM.fullmatch(part)
        if match is None:
            raise Wrong(f"`{part}` is no guide's word", f"write {_FORMS}")
        word, rest = match[1], (match[2] or "").strip()
        if word == "required when":
            condition = rest
        row = _WORDS[word](context, row, where, element, rest)
    check(context, row, where, element)
    if row.not_used:
        context.silenced.append((where, element.first.element if element else None))

    def later() -> Row:
        check_values(context, row, where, element)
        return replace(row, when=_condition(context, condition)) if condition else row

    return row, later


_FORMS = (
    "required, not used, only A B, also A B, at least N, at most N, length A..B, pattern A B, one of X Y, "
    "required when path is word"
)
_FORM = re.compile(r"(required when|required|not used|only|also|at least|at most|length|pattern|one of)(\s+.*)?")


def _step(step: SegmentAddress) -> Step:
    if not step.tests:
        return Step(step.tag)
    test: Test = step.tests[0]
    return Step(step.tag, test.values, test.place.element, test.place.component or None, test.child)


def _required(context: Context, row: Row, where: Steps, element: ElementAddress | None, rest: str) -> Row:
    return replace(row, required=True)


def _not_used(context: Context, row: Row, where: Steps, element: ElementAddress | None, rest: str) -> Row:
    if element is not None and element.last is not None:
        raise Wrong(f"`not used` wants single elements, not {element}", "one row for each")
    return replace(row, not_used=True)


def _codes(row: Row, element: ElementAddress | None, rest: str) -> tuple[str, ...]:
    if element is None or not rest:
        raise Wrong("`only` and `also` want an element and its codes", "write BEG02: only SA DS")
    return tuple(rest.split())


def _only(context: Context, row: Row, where: Steps, element: ElementAddress | None, rest: str) -> Row:
    return replace(row, only=_codes(row, element, rest))


def _also(context: Context, row: Row, where: Steps, element: ElementAddress | None, rest: str) -> Row:
    codes = _codes(row, element, rest)
    assert element is not None
    found = definition(context, element)
    if not may_be_coded(found):
        raise Wrong(f"{element} holds no codes, so `also` changes nothing", "take the row out")
    known = context.dictionary.codes.get(found.number, frozenset())
    if set(codes) <= known:
        raise Wrong(f"`also {rest}` changes nothing: the dictionary has them", "take the row out")
    context.also.append((where, element.first.element, frozenset(codes)))
    return replace(row, also=codes)


def _at_most(context: Context, row: Row, where: Steps, element: ElementAddress | None, rest: str) -> Row:
    return replace(row, at_most=_turns("at most", rest))


def _at_least(context: Context, row: Row, where: Steps, element: ElementAddress | None, rest: str) -> Row:
    return replace(row, at_least=_turns("at least", rest))


def _turns(word: str, rest: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", rest) is None:
        raise Wrong(f"`{word}` wants a segment or a repeated element, and a number", f"write PO1: {word} 2")
    return int(rest)


def _length(context: Context, row: Row, where: Steps, element: ElementAddress | None, rest: str) -> Row:
    match = re.fullmatch(r"(\d+)(?:\.\.(\d+))?", rest)
    if element is None or match is None:
        raise Wrong("`length` wants an element and two numbers", "write BEG03: length 8..10")
    low, high = int(match[1]), int(match[2] or match[1])
    return replace(row, length=(low, high))


def _pattern(context: Context, row: Row, where: Steps, element: ElementAddress | None, rest: str) -> Row:
    if element is None or not rest:
        raise Wrong("`pattern` wants an element and what its value looks like", "write BEG03: pattern PO[0-9]{6}")
    return replace(row, patterns=tuple(map(pattern, rest.split())))


def _one_of(context: Context, row: Row, where: Steps, element: ElementAddress | None, rest: str) -> Row:
    if element is not None or not rest:
        raise Wrong(
            "`one of` wants a loop and the addresses inside it", "write PO1: one of PO107 PID*F (ST: the whole set)"
        )
    inside = []
    for part in rest.split():
        steps = tuple(address.address(text) for text in part.split("/"))
        segment = steps[-1]
        if isinstance(segment, ElementAddress):
            head = SegmentAddress(segment.tag)
            own = bool(where) and where[-1].tag == segment.tag and len(steps) == 1
            chain = where if own else (*where, *_segments(steps[:-1]), head)
            inside.append(guide.Address(tuple(map(_step, chain)), segment.first.element))
        else:
            inside.append(guide.Address(tuple(map(_step, (*where, *_segments(steps))))))
    return replace(row, one_of=tuple(inside))


def _segments(steps: tuple[Address, ...]) -> Steps:
    return tuple(step for step in steps if isinstance(step, SegmentAddress))


def _condition(context: Context, text: str) -> guide.Condition:
    found = words.when(text)
    carried = context.carried.get(found.path)
    if carried is None:
        raise Wrong(f"no row carries `{found.path}`", near(found.path, list(context.carried)))
    table = carried.table
    missing = [word for word in found.words if table is not None and word not in table.spoken]
    if table is None or missing:
        known = table.spoken if table else []
        raise Wrong(
            f"`{text}` can never match", near(missing[0], known) if missing else "take a path with `code TABLE`"
        )
    at = carried.place
    where = guide.Address(tuple(map(_step, carried.steps)), at.element, at.component or None)
    return guide.Condition(where, frozenset(table.codes[word] for word in found.words), text)


_WORDS = {
    "required": _required,
    "required when": _required,
    "not used": _not_used,
    "only": _only,
    "also": _also,
    "at least": _at_least,
    "at most": _at_most,
    "length": _length,
    "pattern": _pattern,
    "one of": _one_of,
}

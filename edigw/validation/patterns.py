"""One segment as a regular expression over normalised bytes: its elements in order, required ones, relational notes.

The form: what separates elements and segments are control characters (edigw/formats/x12/whole.py), so that one
compiled form serves whatever delimiters a sender chose. Elements are nested from the right, `(?:\\x1d first(?:\\x1d
second …|)|)`, so that a segment may end early and matching never goes back by more than one value. A note among
elements that stand close together becomes part of that chain; one that reaches far is a look ahead over which elements
are filled, and nothing else. Possessive repetition is used on single characters alone: on groups Python 3.11.0 to
3.11.4 gets it wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edigw.structure.dictionary import ElementDef, NoteDef, SegmentDef
from edigw.validation.agencies import contents
from edigw.validation.notes import Notes
from edigw.validation.values import TEXT, content

SEGMENT, ELEMENT, REPEAT, COMPONENT = r"\x1c", r"\x1d", r"\x1e", r"\x1f"
ENDS = r"(?<![\x1c-\x1f])"  # no separator with nothing after it
NEAR = 3  # elements from the first to the last of a note up to which it is part of the chain
FEW = 6  # elements that one look ahead asks about
ENVELOPE = ("ST", "SE", "UNH", "UNT")  # the reader has judged their values

Codes = Mapping[str, frozenset[str]]
Masks = frozenset[int]  # numbers whose bit n says that element n is filled


@dataclass(frozen=True, slots=True)
class Syntax:
    """What stands between the parts of a segment, or of a composite, and what a part does not hold."""

    separator: str
    ends: str  # what follows the last part
    inner: str  # class of a part's characters
    leads: bool  # a separator stands before the first part too


OF_SEGMENT = Syntax(ELEMENT, SEGMENT, r"[^\x1c\x1d]", True)
OF_COMPOSITE = Syntax(COMPONENT, r"[\x1c-\x1e]", r"[^\x1c-\x1f]", False)


def segment(definition: SegmentDef, codes: Codes, decimal: str = ".") -> str:
    """A whole segment, its tag included, up to but without its terminator. `decimal`: as `values.content` has it."""
    if definition.tag in ENVELOPE:
        return rf"{definition.tag}(?:\x1d[ -\x7f\x1f]*+){{1,{len(definition.elements)}}}(?={SEGMENT})"
    values = [_element(each, codes, decimal) for each in definition.elements]
    required = [each.required for each in definition.elements]
    return f"{definition.tag}(?={ELEMENT}){_parts(values, required, definition.notes, OF_SEGMENT)}"


def _element(element: ElementDef, codes: Codes, decimal: str) -> str:
    value = _composite(element, codes, decimal) if element.components else content(element, codes, decimal)
    if element.max_repeat > 1:
        return f"{value}(?:{REPEAT}{value}){{0,{element.max_repeat - 1}}}"
    return value


def _composite(element: ElementDef, codes: Codes, decimal: str) -> str:
    values = contents(element, codes, decimal)
    required = [each.required for each in element.components]
    return rf"(?=[^\x1c-\x1e]){_parts(values, required, element.notes, OF_COMPOSITE)}"


def _parts(values: Sequence[str], required: Sequence[bool], notes: Sequence[NoteDef], syntax: Syntax) -> str:
    """The chain, with a look ahead where the first element stands of notes that reach far."""
    spans = _spans(notes)
    near = {low: high for low, high in spans if high - low < NEAR}
    of_span = {low: [note for note in notes if low <= min(note.positions) <= high] for low, high in spans}
    runs = {near[low]: (low, _allowed(range(low, near[low] + 1), of_span[low], required)) for low in near}
    groups = [group for low, group in of_span.items() if low not in near for group in _groups(group)]
    behind = f"(?={syntax.ends})" if syntax.leads else ""  # of a composite whatever follows asks
    return f"{_chain(values, required, runs, groups, syntax)}{ENDS}{behind}"


def _spans(notes: Sequence[NoteDef]) -> list[tuple[int, int]]:
    """Runs of elements that notes tie together, none reaching into another."""
    made: list[tuple[int, int]] = []
    for low, high in sorted((min(note.positions), max(note.positions)) for note in notes):
        if made and low <= made[-1][1]:
            made[-1] = made[-1][0], max(high, made[-1][1])
        else:
            made.append((low, high))
    return made


def _groups(notes: Sequence[NoteDef]) -> list[list[NoteDef]]:
    """Notes that share elements, together as long as the elements are few."""
    made: list[list[NoteDef]] = []
    for note in notes:
        kin = [group for group in made if _elements(group) & set(note.positions)]
        whole = [note, *(one for group in kin for one in group)]
        if kin and len(_elements(whole)) <= FEW:
            made = [group for group in made if group not in kin] + [whole]
        else:
            made.append([note])
    return made


def _elements(notes: Sequence[NoteDef]) -> set[int]:
    return {position for note in notes for position in note.positions}


def _allowed(places: Iterable[int], notes: Sequence[NoteDef], required: Sequence[bool] = ()) -> Masks:
    """Which of these elements may be filled together."""
    masks = [0]
    for place in places:
        filled = [mask | 1 << place for mask in masks]
        masks = filled if place <= len(required) and required[place - 1] else masks + filled
    own = Notes(notes)
    return frozenset(mask for mask in masks if own.kept(mask))


def _chain(
    values: Sequence[str],
    required: Sequence[bool],
    runs: Mapping[int, tuple[int, Masks]],
    groups: Sequence[Sequence[NoteDef]],
    syntax: Syntax,
) -> str:
    """Every part in its order, made from the right. `runs`: by its last element, where a run begins and its masks."""
    rest, must, at = "", False, len(values)
    while at:
        low, masks = runs.get(at, (at, frozenset()))
        separator = syntax.separator if syntax.leads or low > 1 else ""
        if at in runs:
            must = must or 0 not in masks
            patterns = {place: values[place - 1] for place in range(low, at + 1)}
            here = _run(low, at, masks, patterns, syntax) + rest
        else:
            must = must or required[at - 1]
            value = values[at - 1]
            here = separator + (value if required[at - 1] else _perhaps(value)) + rest
        for group in groups:
            if min(_elements(group)) == low:
                must = must or 0 not in _allowed(_elements(group), group)
                here = _far(group, syntax) + here
        rest = here if must else f"(?:{here}|)"
        at = low - 1
    return rest


def _perhaps(value: str) -> str:
    """The value, or nothing: for a run of one class the shorter form."""
    head, brace, tail = value.partition("{1,")
    if brace and head == TEXT and tail.endswith("}+") and tail[:-2].isdigit():
        return f"{head}{{0,{tail}"
    return f"(?:{value}|)"


def _run(low: int, high: int, masks: Masks, values: Mapping[int, str], syntax: Syntax, filled: int = 0) -> str:
    """Elements from low to high in every way that the masks allow; ends early only where the whole ends."""
    if low > high:
        return ""
    separator = syntax.separator if syntax.leads or low > 1 else ""
    ended = [f"(?={syntax.ends})"] if separator and filled in masks else []
    if low not in values:  # nobody asks about it
        rest = _run(low + 1, high, masks, values, syntax, filled)
        return _either([f"{separator}{syntax.inner}*+{rest}", *ended])
    with_it = frozenset(mask for mask in masks if mask >> low & 1)
    without = masks - with_it
    branches = []
    if with_it:
        rest = _run(low + 1, high, with_it, values, syntax, filled | 1 << low)
        branches.append(f"{separator}{values[low]}{rest}")
    if without:
        branches.append(separator + _run(low + 1, high, without, values, syntax, filled))
    return _either([*branches, *ended])


def _either(branches: Sequence[str]) -> str:
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _far(notes: Sequence[NoteDef], syntax: Syntax) -> str:
    """A look ahead over which elements are filled, from the first to the last that these notes name."""
    places = sorted(_elements(notes))
    values = dict.fromkeys(places, f"{syntax.inner}++")
    return f"(?={_run(places[0], places[-1], _allowed(places, notes), values, syntax)}(?!{syntax.inner}))"

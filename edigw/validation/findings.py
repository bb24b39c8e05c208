"""How a finding about an element is made: where, what, why, how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from edigw.structure.dictionary import ElementDef
from edigw.tree import COMPONENT, Finding, Segment
from edigw.validation.codes import choices
from edigw.validation.rules import RULES

SHOWN = 99  # characters of a value that a finding carries, as AK404 does


class Spot(NamedTuple):
    """Where in a segment a finding stands."""

    element: int  # 1 is the first
    component: int | None = None
    repetition: int | None = None

    def name(self, tag: str) -> str:
        text = f"{tag}{self.element:02d}"
        return text if self.component is None else f"{text}-{self.component:02d}"


def on_element(
    segment: Segment,
    path: str,
    spot: Spot,
    code: str,
    rule: str,
    text: str = "",
    *,
    value: str | None = None,
    number: str | None = None,
    hint: str = "",
) -> Finding:
    """An AK403 finding. A value that holds what is no text is not repeated."""
    shown = value[:SHOWN] if value and rule != "BAD_CHARACTER" and value.isprintable() else None
    known = RULES[rule]
    at, component, repetition = spot
    return Finding(
        "AK403",
        code,
        rule,
        f"{spot.name(segment.tag)}: {text or known[0]}",
        segment.tag,
        segment.position,
        at,
        component,
        repetition,
        segment.offset_of(at) if component is None else segment.offset_within(at, component),
        shown,
        hint or known[1],
        path,
        number,
        qualifier(segment),
    )


def qualifier(segment: Segment) -> str:
    """What tells a segment from its like: its first element, of a composite the first component."""
    return segment.get(1).partition(COMPONENT)[0]


def missing_element(segment: Segment, path: str, spot: Spot, number: str) -> Finding:
    return on_element(segment, path, spot, "1", "MANDATORY_ELEMENT", "mandatory and empty", number=number)


def wrong_content(
    segment: Segment,
    path: str,
    spot: Spot,
    wrong: tuple[str, str],
    value: str,
    element: ElementDef,
    codes: frozenset[str] | None,
) -> Finding:
    """The finding for what `elements.wrong_value` said of a value."""
    code, rule = wrong
    shown = value if len(value) <= 40 else value[:40] + "…"
    text = WORDING[rule](shown, value, element, codes or ())
    return on_element(segment, path, spot, code, rule, text, value=value, number=element.number)


def _length(element: ElementDef) -> str:
    return f"{element.min} to {element.max}" if element.min != element.max else str(element.max)


WORDING: dict[str, Callable[[str, str, ElementDef, Collection[str]], str]] = {  # of (value as shown, value, …)
    "BAD_CHARACTER": lambda shown, value, of, codes: "the value holds a character that is no text",
    "TOO_SHORT": lambda shown, value, of, codes: f"`{shown}` is too short: {_length(of)} characters must stand",
    "TOO_LONG": lambda shown, value, of, codes: f"`{shown}` has {len(value)} characters: {_length(of)} may stand",
    "PADDED_VALUE": lambda shown, value, of, codes: f"`{shown}` has blanks around it",
    "NOT_A_NUMBER": lambda shown, value, of, codes: f"`{shown}` is no number of type {of.type}",
    "NOT_LETTERS": lambda shown, value, of, codes: f"`{shown}` holds a digit where letters alone may stand",
    "DECIMAL_NOTATION": lambda shown, value, of, codes: f"`{shown}` has a decimal mark that may not stand there",
    "MISSING_DIGIT": lambda shown, value, of, codes: f"`{shown}` has no digit before its decimal mark",
    "INVALID_CODE": lambda shown, value, of, codes: (
        f"`{shown}` is not {choices(codes, value)} (data element {of.number})"
    ),
    "INVALID_DATE": lambda shown, value, of, codes: f"`{shown}` is no calendar date",
    "INVALID_TIME": lambda shown, value, of, codes: f"`{shown}` is no time of day",
}

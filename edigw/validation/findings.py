"""How a finding about an element is made: where, what, why, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from edigw.structure.dictionary import ElementDef
from edigw.tree import COMPONENT, Finding, Segment
from edigw.validation.codes import choices
from edigw.validation.rules import RULES

SHOWN = 99  # characters of a value that a finding carries, as AK404 does


@dataclass(frozen=True, slots=True)
class Spot:
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
    return Finding(
        "AK403",
        code,
        rule,
        f"{spot.name(segment.tag)}: {text or RULES[rule][0]}",
        segment.tag,
        segment.position,
        spot.element,
        spot.component,
        spot.repetition,
        _offset(segment, spot),
        shown,
        hint or RULES[rule][1],
        path,
        number,
        segment.get(1),
    )


def _offset(segment: Segment, spot: Spot) -> int:
    start = segment.offset_of(spot.element)
    before = (spot.component or 1) - 1
    if not before:
        return start
    return start + sum(len(part) + 1 for part in segment.get(spot.element).split(COMPONENT)[:before])


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
    text = WORDING[rule].format(
        value=value[:40] + ("…" if len(value) > 40 else ""),
        size=len(value),
        length=f"{element.min} to {element.max}" if element.min != element.max else str(element.max),
        type=element.type,
        number=element.number,
        choices=choices(codes or (), value) if rule == "INVALID_CODE" else "",
    )
    return on_element(segment, path, spot, code, rule, text, value=value, number=element.number)


WORDING = {
    "BAD_CHARACTER": "the value holds a character that is no text",
    "TOO_SHORT": "`{value}` is too short: {length} characters must stand",
    "TOO_LONG": "`{value}` has {size} characters: {length} may stand",
    "PADDED_VALUE": "`{value}` has blanks around it",
    "NOT_A_NUMBER": "`{value}` is no number of type {type}",
    "INVALID_CODE": "`{value}` is not {choices} (data element {number})",
    "INVALID_DATE": "`{value}` is no calendar date",
    "INVALID_TIME": "`{value}` is no time of day",
}

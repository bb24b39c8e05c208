"""The rules that a message can break: our stable code -> what is wrong, and how to mend it (docs/findings.md)."""

from __future__ import annotations

from edigw.structure.rules import RULES as PLACEMENT

RULES: dict[str, tuple[str, str]] = {
    **PLACEMENT,
    "SET_NOT_SUPPORTED": (
        "there is no dictionary for this set or message in this release",
        "agree on one that `edigw maps list` names",
    ),
    "FINDINGS_NOT_LISTED": (
        "more faults than are listed, of kinds that are",
        "mend the faults that are listed and all others like them",
    ),
    "TOO_MANY_FINDINGS": (
        "the set or message has more faults than are listed; it was not looked at any further",
        "mend the faults that are listed and send it again",
    ),
    "BARE_SEGMENT": ("the segment has a tag and no data", "fill the segment, or leave it out"),
    "MANDATORY_ELEMENT": ("a mandatory element or component is empty", "fill it"),
    "CONDITIONAL_ELEMENT": (
        "an element is empty that others in the segment call for",
        "fill it, or leave out what calls for it",
    ),
    "EXCLUDED_ELEMENT": ("two elements are filled of which only one may be", "leave one of them empty"),
    "TOO_MANY_ELEMENTS": (
        "the segment has more elements than the release gives it",
        "end the segment after its last element; look for an element separator inside data",
    ),
    "TRAILING_SEPARATOR": (
        "separators stand at the end of a segment or composite with nothing after them",
        "end the segment after its last filled element",
    ),
    "TOO_MANY_COMPONENTS": (
        "the element has more components than the release gives it",
        "look for a component separator inside data, or agree on another separator",
    ),
    "TOO_MANY_REPETITIONS": (
        "the element is repeated more often than the release lets it",
        "look for a repetition separator inside data",
    ),
    "TOO_SHORT": (
        "the value is shorter than the element's least length",
        "pad it as agreed (numbers with zeros, text with blanks)",
    ),
    "TOO_LONG": ("the value is longer than the element's greatest length", "shorten it"),
    "PADDED_VALUE": ("blanks before or after the value make it wrong", "send the value without blanks around it"),
    "BAD_CHARACTER": (
        "the value holds a control character, or bytes that are no text in the agreed character set",
        "remove the character, or agree on the character set (`envelope: charset:` in partner.yaml)",
    ),
    "NOT_A_NUMBER": (
        "the value is not a number as the element's type wants it",
        "send digits with at most one leading minus (and, in type R alone, one decimal point)",
    ),
    "NOT_LETTERS": ("an alphabetic value holds a digit", "send letters"),
    "DECIMAL_NOTATION": (
        "the number has more than one decimal mark, none behind which a digit stands, or one that was not agreed",
        "send digits with at most one decimal mark between two of them: the one that UNA names",
    ),
    "MISSING_DIGIT": ("no digit stands before the decimal mark", "send 0 before it"),
    "INVALID_CODE": (
        "the value is not in the element's code list",
        "send a code of the list; a private code of this partner is admitted by `also CODE` in its guide",
    ),
    "INVALID_DATE": ("the value is no calendar date", "send CCYYMMDD (or YYMMDD where the element is six long)"),
    "INVALID_TIME": ("the value is no time of day", "send HHMM, HHMMSS or HHMMSS with decimals"),
    "POINTER_REPEATED": (
        "two segments of the hierarchy have the same number",
        "number the levels 1, 2, 3 … through the set",
    ),
    "POINTER_UNKNOWN": (
        "a level names a parent that stands nowhere before it",
        "send parents before their children, and name the parent's number",
    ),
    "GUIDE_REQUIRED": (
        "the partner's guide requires what is not there",
        "send it, or change the `guide` row in the partner's map",
    ),
    "GUIDE_NOT_USED": (
        "the partner's guide does not use what is there",
        "leave it out, or change the `guide` row in the partner's map",
    ),
    "GUIDE_ONLY": (
        "the value is none of those that the partner's guide allows",
        "send one of them, or change the `guide` row in the partner's map",
    ),
    "GUIDE_AT_MOST": (
        "the segment or loop stands, or the element is repeated, more often than the partner's guide allows",
        "send fewer, or change the `guide` row in the partner's map",
    ),
    "GUIDE_AT_LEAST": (
        "the segment stands, or the element is repeated, less often than the partner's guide wants",
        "send more, or change the `guide` row in the partner's map",
    ),
    "GUIDE_LOOP_AT_LEAST": (
        "the loop stands less often than the partner's guide wants",
        "send more, or change the `guide` row in the partner's map",
    ),
    "GUIDE_PATTERN": (
        "the value does not look as the partner's guide wants",
        "send it in this form, or change the `guide` row in the partner's map",
    ),
    "GUIDE_LENGTH": (
        "the value is shorter or longer than the partner's guide allows",
        "send it within these lengths, or change the `guide` row in the partner's map",
    ),
    "GUIDE_ONE_OF": (
        "of several things exactly one must be there, by the partner's guide",
        "send exactly one of them, or change the `guide` row in the partner's map",
    ),
}

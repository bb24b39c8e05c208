"""The rules that a map can find broken in a document: business findings, never a fault of the standard."""

from __future__ import annotations

RULES: dict[str, tuple[str, str]] = {  # rule -> (what it means, what to do)
    "CODE_NOT_AGREED": (
        "a code that the map's table does not have, in a list that refuses what it does not know",
        "add the code to the table, or let the table (or `unknown_codes` of partner.yaml) keep such codes",
    ),
    "VALUE_UNREADABLE": ("a value that its lens cannot read", "ask the partner, or give the row another lens"),
    "CONSTANT_DIFFERS": ("another value where the map has a constant", "ask the partner, or change the map's `is`"),
    "REQUIRED_MISSING": (
        "a value that the map marks as required is not there",
        "ask the partner for it, or drop `required` in the overlay",
    ),
    "DERIVED_DIFFERS": (
        "a count or sum that differs from what the document holds",
        "look whether lines are missing; the lines count, the total does not",
    ),
    "ECHO_DIFFERS": ("a second place for a value says something else than the first", "ask the partner which holds"),
    "FACT_CONFLICT": ("two places that state the same fact disagree", "ask the partner which holds"),
    "WHEN_FALSE": ("a segment that stands there although its condition is false", "ask the partner, or mend `when`"),
    "LEVEL_PARENT": (
        "a level of the shipment whose parent is missing, later, or itself",
        "HL02 names the HL01 of a level above it",
    ),
    "LEVEL_MISSING": ("an item that stands under no order", "put an order level above the item"),
    "UNIT_EMPTY": ("a carton or pallet that holds nothing", "leave it out, or say what is in it"),
    "UNIT_MOVED": ("a carton that stands on two pallets", "name it on one of them"),
    "DOCUMENT_INCOMPLETE": (
        "the canonical document cannot be built: something that it must have is missing",
        "the message names it",
    ),
}

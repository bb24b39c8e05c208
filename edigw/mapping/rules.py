"""The rules that a map can find broken in a document: business findings, never a fault of the standard."""

from __future__ import annotations

RULES = {
    "CODE_NOT_AGREED": "a code that the map's table does not have, in a list that refuses what it does not know",
    "VALUE_UNREADABLE": "a value that its lens cannot read",
    "CONSTANT_DIFFERS": "another value where the map has a constant",
    "REQUIRED_MISSING": "a value that the map marks as required is not there",
    "DERIVED_DIFFERS": "a count or sum that differs from what the document holds",
    "ECHO_DIFFERS": "a second place for a value says something else than the first",
    "FACT_CONFLICT": "two places that state the same fact disagree",
    "WHEN_FALSE": "a segment that stands there although its condition is false",
    "LEVEL_PARENT": "a level of the shipment whose parent is missing, later, or itself",
    "LEVEL_MISSING": "an item that stands under no order",
    "UNIT_EMPTY": "a carton or pallet that holds nothing",
    "UNIT_MOVED": "a carton that stands on two pallets",
    "DOCUMENT_INCOMPLETE": "the canonical document cannot be built: something that it must have is missing",
}

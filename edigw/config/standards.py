"""What X12 and EDIFACT say differently in a partner file: rows, defaults, documents, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from edigw.config.rows import DOCUMENTS, ROWS, Row
from edigw.structure.releases import nearest_directory

EDIFACT_DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "ORDERS": ("in",), "ORDCHG": ("in",), "ORDRSP": ("out",), "DESADV": ("out",), "INVOIC": ("out",),
    "RECADV": ("in",), "INVRPT": ("in",), "SLSRPT": ("in",), "PRICAT": ("out",),
    "RETANN": ("in",), "RETINS": ("out",), "ORDERSRTV": ("in",),
    "APERAK": ("in", "out"), "CONTRL": ("in", "out"),
}  # fmt: skip

DOCUMENTS_OF: Mapping[str, Mapping[str, tuple[str, ...]]] = {"x12": DOCUMENTS, "edifact": EDIFACT_DOCUMENTS}
"""standard -> document -> the directions in which a supplier exchanges it."""

WITHIN: Mapping[str, tuple[str, str]] = {"ORDERSRTV": ("ORDERS", "ORDERSRTV")}
"""document -> the message type that it comes as, and the UNB 0026 by which it is known: returns sent as orders."""

ANSWER: Mapping[str, str] = {"x12": "855", "edifact": "ORDRSP"}
ACKNOWLEDGEMENTS: Mapping[str, tuple[str, ...]] = {"x12": ("997", "999"), "edifact": ("CONTRL",)}

EXAMPLES: Mapping[str, tuple[str, str]] = {
    "x12": ("08:6123830000", "850,855,856,810,997"),
    "edifact": ("14:9012345000004", "ORDERS,ORDRSP,DESADV,INVOIC,CONTRL"),
}
"""standard -> an interchange id, documents: as they would be written."""

_DIFFERS: Mapping[str, Mapping[str, Any]] = {
    "release": {"default": "D96A", "kind": "directory", "doc": "directory of the messages, as D96A"},
    "ids.interchange": {"kind": "party id"},
    "ids.aliases": {"kind": "party id"},
    "ids.ours": {"kind": "party id"},
    "ids.group": {"kind": "UNG id"},
    "ids.our_group": {"kind": "UNG id"},
    "envelope.element": {"default": "+"},
    "envelope.segment": {"default": "'"},
    "envelope.component": {"default": ":", "doc": "between components"},
    "envelope.repetition": {"default": "*", "doc": "between repetitions, in syntax version 4 alone; or none"},
    "envelope.delimiters_in_data": {"doc": "what cannot be released becomes a blank, or stops"},
    "agreements.*.release": {
        "kind": "directory",
        "doc": "directory; a neighbour is read by the nearest; none: the partner's `release`",
    },
    "agreements.*.conventions": {"kind": "association code", "doc": "UNH 0057 of what comes in; none: any"},
    "acknowledge.send": {"default": "CONTRL", "words": ("CONTRL", "none"), "doc": "what answers their interchanges"},
    "acknowledge.expect": {"default": "CONTRL", "words": ("CONTRL", "none"), "doc": "what must answer ours"},
    "duplicates.answer": {
        "words": ("again", "refuse", "silent"),
        "doc": "what answers a repeated interchange: the first answer again, CONTRL with 26",
    },
    "answers.send": {"doc": "ORDRSP: every line, only lines that we change, or none"},
    "changes.mode": {"doc": "ORDCHG: carried out on arrival, or by a person"},
    "returns.decides": {"doc": "RETANN: who allows it; automatic: what was shipped, within the window"},
}
"""path -> the fields of its Row that EDIFACT has otherwise."""


def rows_of(standard: str) -> tuple[Row, ...]:
    """The rows of a partner file of this standard."""
    rows = (row for row in ROWS if row.only in ("", standard))
    return tuple(replace(row, **_DIFFERS.get(row.path, {})) if standard == "edifact" else row for row in rows)


ROWS_OF: Mapping[str, tuple[Row, ...]] = {standard: rows_of(standard) for standard in DOCUMENTS_OF}

INSTEAD: Mapping[str, Mapping[str, str]] = {
    "x12": {
        "envelope.syntax": "say envelope.charset",
        "envelope.syntax_version": "say envelope.release, ISA12",
        "envelope.request_ack": "say envelope.request_ta1, ISA14",
        "acknowledge.when": "a 997 answers every group; acknowledge.ta1 says when a TA1 does",
    },
    "edifact": {
        "envelope.charset": "UNB names the character set: say envelope.syntax, as UNOC",
        "envelope.release": "say envelope.syntax and envelope.syntax_version, UNB 0001 and 0002",
        "envelope.request_ta1": "say envelope.request_ack, UNB 0031",
        "envelope.group_release": "each message says its own: `release`",
        "acknowledge.ta1": "there is no TA1: say acknowledge.when",
    },
}
"""standard -> a setting of the other one -> what to say instead; nothing takes the place of those not named."""

NAMES: Mapping[str, str] = {"x12": "X12", "edifact": "EDIFACT"}


def others(standard: str) -> Mapping[str, str]:
    """The settings that this standard does not have, each with what to do."""
    here = {row.path for row in ROWS_OF[standard]}
    return {row.path: INSTEAD[standard].get(row.path, "take it out") for row in ROWS if row.path not in here}


def default_release(standard: str) -> str:
    """That of documents where nothing says it."""
    return next(row.default for row in ROWS_OF[standard] if row.path == "release")


def standard_of(release: str) -> str:
    """Whose a release is: "004010VICS" X12's, "D96A" or "D:96A:UN:EAN008" EDIFACT's."""
    return "x12" if nearest_directory(release) is None else "edifact"

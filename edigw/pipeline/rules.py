"""What the pipeline finds wrong with who sent what, and the reasons that a document can bear (docs/findings.md)."""

from __future__ import annotations

from typing import Any

from edigw.tree import Finding

RULES: dict[str, tuple[str, str]] = {  # rule -> (what it means, what to do)
    "UNKNOWN_PARTNER": ("nobody trades with us under this sender", "`edigw partners add` makes one"),
    "NOT_CARRIED": (
        "the mailbox does not carry the partner whose interchange came in it",
        "name the partner under `carries` of the mailbox and `edigw reload`; the bytes are kept: then "
        "`edigw reprocess ID --reason …` takes it its whole way",
    ),
    "UNKNOWN_RECEIVER": (
        "the receiver is none of the ids that we use with this sender",
        "the sender has a wrong receiver, or the partner file lacks `our-id`",
    ),
    "USAGE_MISMATCH": (
        "production where test is traded, or the other way round",
        "P is production, T is test; a partner's `usage` says which is traded",
    ),
    "CONFIG": (
        "a fault in the partner's files: its documents wait",
        "`edigw partners check` names the fault; mend it and `edigw reload`",
    ),
    "SET_NOT_TRADED": (
        "this transaction set is not traded with this partner",
        "add it under `agreements` of the partner file, and a map for it",
    ),
    "CONVENTION_NOT_AGREED": (
        "the set or message names a convention (ST03, else GS08 behind the release; UNH 0057) that is not agreed",
        "name it under `conventions` of the agreement in the partner file, or have one sent that is named there",
    ),
    "RELEASE_NOT_SUPPORTED": (
        "the release in GS08 is none that is traded with this partner, or there is no dictionary near it",
        "004010 and 005010 are known, and their neighbours by the agreement's `release`",
    ),
    "RELEASE_NEAREST": (
        "there is no dictionary for the release in GS08, or the directory in UNH; the nearest one reads it",
        "what the releases say differently is judged by the nearest: a partner's agreement must name this `release`, "
        "or it is refused (AK905 2; of EDIFACT 0085 14)",
    ),
    "GROUP_SENDER": (
        "GS02 is none of the partner's group ids, nor its interchange id",
        "name it under `ids.group` of the partner file; only `strict` minds",
    ),
    "GROUP_RECEIVER": (
        "GS03 is none of our group ids, nor our interchange id",
        "name it under `ids.our_group` of the partner file; only `strict` minds",
    ),
    "GROUP_USED": (
        "GS06 came before in another interchange, and the partner file says that a number counts once",
        "give each group its own number; `duplicates.groups: any` lets numbers start anew with each interchange",
    ),
    "NOT_JSON": ("a file of the ERP door is no JSON", "write UTF-8 JSON; docs/operations.md shows the form"),
    "BAD_ENTRY": ("an entry of the ERP door has not the agreed keys or values", "docs/operations.md shows the form"),
    "UNKNOWN_KIND": (
        "an entry of the ERP door is of no known kind",
        "answer, shipment, invoice, change, return, credit, stock and order are",
    ),
    "UNKNOWN_VERSION": ("an entry of the ERP door is of another version", "write version 1"),
    "CANNOT_WRITE": (
        "a document of ours cannot be written by the partner's map",
        "the message names the value and the map's row: mend the map, then `edigw docs release`",
    ),
    "POISON": (
        "an internal error of edigw stopped the reading of a file",
        "its report in data/crash/ is for those who mend edigw; the bytes are kept",
    ),
    "NOT_REGULAR": ("not a plain file but a link, a pipe, a device", "nothing was opened; send a plain file"),
    "CHECKSUM": ("stored bytes differ from their sha256: the disk changed them", "restore the file from a backup"),
    "LIMIT_FILE": ("the file is larger than `limits.file` of edigw.toml", "raise the limit, or have it split"),
    "INVALID": ("a body of the ERP door is not as its schema says", "docs/schemas/ holds the schemas"),
}

REASONS: dict[str, str] = {  # what else stands in `reason` of a document, besides the rule of its first finding
    "ACK_CONFLICT": "an acknowledgement says another thing than an earlier one did",
    "ACK_STRANGE_SET": "an acknowledgement names a set that its group never held",
    "CONFLICT": "the same key with other content: a control number, an order key, an entry's id; a person decides",
    "CONTROL_USED": "the control number came before with other bytes; the partner was told",
    "EARLIER_CHANGE": "a change of an order that waits for the one before it, by the buyer's count",
    "EARLIER_DOCUMENT": "waits behind an earlier document of the same order",
    "GROUP_EMPTY": "a group without a set",
    "GROUP_REJECTED": "the group was refused, and all of it with it",
    "ITEM": "the answer waits: an item is unknown",
    "MANUAL": "the answer waits for a person, as the partner file says",
    "NO_GROUP": "an interchange without a group",
    "NO_LINES": "an order without a line",
    "NOT_ADDRESSABLE": "the interchange's header cannot be read well enough to answer it",
    "NOT_SUPPORTED": "what the document asks for is left to a person",
    "ORDER_EXISTS": "the order key is taken, and the partner file says `reject`",
    "ORDER_REPEATED": "the order came before with the same content",
    "ORDER_UNKNOWN": "a change of an order that has not come: it waits for the order; released, it is refused",
    "ORPHAN_ACK": "an acknowledgement of what we never sent",
    "POISON": "an internal error stopped this one document; a report is in data/crash/",
    "PRICE": "the answer waits: a price is not ours",
    "QUANTITY": "the answer waits: a quantity is not above zero, or changes the other way than is said",
    "TOTAL": "the total that an invoice states is not the sum of its lines, charges and taxes: nothing is sent",
    "REFUSED": "the rules of the order's life refuse it; the finding holds the arithmetic",
    "REPROCESSED": "it was read again by a later map: what came of that stands in its place",
    "REPEATED": "the same interchange came before",
    "RETURN": "a return waits for who allows it: `edigw orders return`; released, it is decided by the rules",
    "RETURN_RECEIVED": "a return is cancelled whose goods have come",
    "RETURN_UNKNOWN": "a return is cancelled that we do not know",
    "SELF_VALIDATION": "a document of ours would break the standard or the partner's guide; it is not sent",
    "UNREADABLE": "the stored file cannot be read back",
}


def fault(rule: str, message: str = "", code_type: str = "", code: str = "", **place: Any) -> Finding:
    """A finding of the pipeline's own; `place` are further fields of Finding."""
    meaning, hint = RULES[rule]
    return Finding(code_type, code, rule, message or meaning, **{"hint": hint, **place})

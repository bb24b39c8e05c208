"""What an APERAK says, as the items of an advice: of which documents of ours, by which numbers, and how they fared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from edigw.model.advice import AdviceItem, ApplicationAdvice
from edigw.model.base import Ref

KINDS: Mapping[str, str] = {"acknowledgement": "accepted", "application_error": "rejected"}
PURPOSES: Mapping[str, str] = {"accepted": "accepted", "accepted_with_amendment": "changed",
                               "accepted_with_detail_changed": "changed", "rejected": "rejected"}  # fmt: skip
"""Word of BGM 1001, of BGM 1225 -> verdict; where neither says one, a fault rejects."""

NAMED: Mapping[str, str | None] = {
    "seller_invoice": "INVOIC", "ship_notice": "DESADV", "delivery_note": "DESADV", "vendor_order": "ORDRSP",
    "original_message": None, "previous_message": None, "related_document": None, "document": None,
    "transaction": None, "order_number": None,
}  # fmt: skip
"""Word of a reference, the most telling first -> the message that it names; None: it may be any."""
DOCUMENTS: Mapping[str, str] = {"ship_notice": "DESADV", "debit_invoice": "INVOIC", "credit_memo": "INVOIC",
                                "debit_memo": "INVOIC", "order_response": "ORDRSP"}  # fmt: skip
ENVELOPE = ("original_message", "previous_message", "related_document", "document", "transaction")
"""References that may be an interchange's."""


def items_of(advice: ApplicationAdvice) -> tuple[AdviceItem, ...]:
    """Those of an 824; of an APERAK one for each document that DOC names, else one for all its references."""
    if advice.items:
        return advice.items
    status = f"set_{verdict_of(advice)}"
    if advice.documents:
        return tuple(
            AdviceItem(status=status, reference_kind=one.kind or "document", reference=one.number,
                       document=DOCUMENTS.get(one.kind or ""), faults=advice.faults)
            for one in advice.documents
        )  # fmt: skip
    found = sorted(_named(advice), key=_rank)
    if not found:
        return ()
    kind, first = found[0]
    return (
        AdviceItem(status=status, reference_kind=kind, reference=first.value or "", document=NAMED.get(kind),
                   refs=advice.refs, faults=advice.faults),
    )  # fmt: skip


def verdict_of(advice: ApplicationAdvice) -> str:
    """accepted, changed, accepted_with_errors or rejected. ERC's codes are agreed: what a table calls `accepted` is no
    fault."""
    said = KINDS.get(advice.kind or "") or PURPOSES.get(advice.purpose or "")
    faulty = any(one.reason != "accepted" for one in advice.faults)
    if said == "accepted" and faulty:
        return "accepted_with_errors"
    return said or ("rejected" if faulty else "accepted")


def interchanges_of(item: AdviceItem) -> tuple[str, ...]:
    """Numbers of it that may be those of an interchange of ours."""
    first = [Ref(value=item.reference)] if item.reference_kind in ENVELOPE else []
    refs = chain(first, *(item.refs.get(kind, ()) for kind in ENVELOPE))
    return tuple(dict.fromkeys(ref.value for ref in refs if ref.value))


def _named(advice: ApplicationAdvice) -> Iterator[tuple[str, Ref]]:
    """What the message names as a whole, then what its faults name."""
    yield from ((kind, ref) for kind, refs in advice.refs.items() for ref in refs if ref.value)
    for fault in advice.faults:
        if fault.reference and fault.reference_kind and fault.reference_kind in NAMED:
            yield fault.reference_kind, Ref(value=fault.reference)


def _rank(named: tuple[str, Ref]) -> int:
    order = list(NAMED)
    return order.index(named[0]) if named[0] in order else len(order)


__all__ = ["interchanges_of", "items_of", "verdict_of"]

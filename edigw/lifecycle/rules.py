"""What an order's life notes on a document: our stable code -> what it means, and what to do (docs/findings.md)."""

from __future__ import annotations

from edigw.tree import Finding

RULES: dict[str, tuple[str, str]] = {
    "LINE_QUANTITY": (
        "a line has no quantity, or one that is not above zero",
        "`lifecycle: bad_quantity` of partner.yaml rejects the line or holds the answer",
    ),
    "LINE_REPEATED": (
        "a line number stands more than once; the lines are not merged",
        "treated like a bad quantity; in requests the second one is called `2#2`",
    ),
    "ITEM_UNKNOWN": (
        "a line's item stands in no row of items.csv",
        "add the item, or set `lifecycle: unknown_item` of partner.yaml",
    ),
    "PRICE_DIFFERS": ("the price is not that of items.csv", "`lifecycle: price` of partner.yaml says whose holds"),
    "STORES_SUM": (
        "the quantities of the stores do not add up to the line's",
        "ask the buyer; `stores: unit` of partner.yaml says what the stores' quantities count",
    ),
    "COUNT_DIFFERS": (
        "a control total of the order is not what its lines make",
        "look whether lines are missing; the lines count, the total does not",
    ),
    "SSCC_MISSING": (
        "cartons or pallets went out without an SSCC",
        "give the identity `gs1_prefixes` in edigw.toml, or each unit its `sscc`",
    ),
}


def note(rule: str, message: str, value: str | None = None) -> Finding:
    """A finding that stops nothing."""
    return Finding("", "", rule, message, value=value, hint=RULES[rule][1], severity="note")

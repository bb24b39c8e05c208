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
    "LINE_UNKNOWN": (
        "a change or a return names a line that the order does not have",
        "the line is refused and our answer says so; `edigw orders show` lists the lines",
    ),
    "ITEM_DIFFERS": (
        "a change calls a line by its number and gives the number of another item",
        "the line is refused; the buyer has to send the item that the line has, or a new line",
    ),
    "UNIT_DIFFERS": (
        "a change counts a line in another unit than the order does",
        "the line is refused; ask the buyer for the order's unit, or give the item a `pack` in items.csv",
    ),
    "CHANGE_QUANTITY": (
        "a quantity is said to grow and shrinks, or the other way round",
        "`changes: poc03` of partner.yaml says what the quantity counts; correct it, then `edigw docs release`",
    ),
    "CHANGE_SHIPPED": (
        "a change takes away what has left or was billed",
        "what has left stands, our answer says so; it comes back as a return",
    ),
    "CHANGE_PRICE": (
        "a price changes while goods that left at the old one are not invoiced",
        "`edigw orders invoice`, then `edigw docs release`: the rest goes at the new price",
    ),
    "CHANGE_DIFFERS": (
        "a line is said to be unchanged and is not what we have",
        "nothing was changed; ask the buyer which of the two holds",
    ),
    "RETURN_REFUSED": (
        "a line of a return is not taken back",
        "our answer gives the reason; `edigw orders return --file` takes back what the rules do not",
    ),
    "SSCC_MISSING": (
        "cartons or pallets went out without an SSCC",
        "give the identity `gs1_prefixes` in edigw.toml, or each unit its `sscc`",
    ),
}


def note(rule: str, message: str, value: str | None = None) -> Finding:
    """A finding that stops nothing."""
    return Finding("", "", rule, message, value=value, hint=RULES[rule][1], severity="note")

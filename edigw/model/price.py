"""A price and what it is for (PRI): of stock, of sales, of a catalogue."""

from __future__ import annotations

from pydantic import Field

from edigw.model.base import Dates, Model, Number


class Price(Model):
    """What one item costs, or is sold for (PRI)."""

    kind: str | None = None  # net, gross, informative …
    amount: Number | None = None  # in `currency`, else the document's; for `per` units
    type: str | None = None  # catalogue, contract …
    use: str | None = None  # what it is for: suggested_retail, retail …
    per: Number | None = None  # so many units; 1 where it is absent
    unit: str | None = None
    currency: str | None = None  # where it is not the document's
    range_kind: str | None = None
    range_unit: str | None = None
    low: Number | None = None  # the least quantity or amount that it is for
    high: Number | None = None
    dates: Dates = Field(default_factory=dict)

"""Derived numbers: counts and sums over lists, the same when read and when written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from edigw.mapping.paths import across
from edigw.mapping.rows import Derived


def derive(leaf: Derived, obj: Mapping[str, Any], level_count: int | None = None) -> Decimal | None:
    """The number; None for a sum of nothing."""
    if leaf.names == ("levels",) and level_count is not None:
        return Decimal(level_count)
    found = across(obj, leaf.names)
    if leaf.how == "count":
        return Decimal(len(found))
    numbers = [number for number in found if isinstance(number, Decimal)]
    return sum(numbers, Decimal(0)) if numbers else None

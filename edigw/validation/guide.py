"""What a partner's guide narrows, as validation obeys it; its rows are structure's, since the map language builds them."""

from __future__ import annotations

from edigw.structure.guide import Address, Condition, Guide, Row, Step

__all__ = ["Address", "Condition", "Guide", "Row", "Step"]

"""Drawing canonical documents from a map itself: whatever its rows can carry, and nothing else (law 1)."""

from __future__ import annotations

from collections import Counter

from edigw.mapping.draw_levels import draw_levels
from edigw.mapping.drawer import Drawer, Obj
from edigw.mapping.lenses import Choose
from edigw.mapping.rows import DocumentMap
from edigw.model.base import Model


def draw(document_map: DocumentMap, choose: Choose, hits: Counter[int] | None = None) -> Model:
    """A canonical document that the map can carry. Raises pydantic's ValidationError when the map misses a must.

    `hits` counts how often rows were met (by id): those met seldom are drawn more often.
    """
    drawer = Drawer(document_map, choose, hits)
    value: Obj = {}
    drawer.choose_one(())
    drawer.block(document_map.root, value, True)
    if document_map.levels:
        draw_levels(drawer, value)
    return document_map.model.model_validate(value)

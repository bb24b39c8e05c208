"""Groups are known again by their number, within the window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from edigw.store import group_keys
from edigw.store.engine import Store
from edigw.store.group_keys import SeenGroup

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
KEY = dict(zip(group_keys.KEY, ("l" * 26, "x12", "08:1", "01:2", "PO", "7"), strict=True))


def test_the_earlier_group_is_told_within_the_window(store: Store) -> None:
    with store.begin() as c:
        assert group_keys.remember(c, KEY, "i1", 2, NOW, YEAR) is None
        assert group_keys.remember(c, KEY, "i1", 2, NOW, YEAR) is None
        assert group_keys.remember(c, KEY, "i2", 1, NOW, YEAR) == SeenGroup("i1", 2)
        assert group_keys.remember(c, {**KEY, "functional_id": "PC"}, "i2", 1, NOW, YEAR) is None
        assert group_keys.remember(c, KEY, "i3", 1, NOW + timedelta(days=366), YEAR) is None
        assert group_keys.remember(c, KEY, "i4", 1, NOW + timedelta(days=367), YEAR) == SeenGroup("i3", 1)
        group_keys.take_over(c, KEY, "i4", 1, NOW)
        assert group_keys.remember(c, KEY, "i5", 1, NOW, YEAR) == SeenGroup("i4", 1)

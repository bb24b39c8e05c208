"""The conditions of the tables' indexes are those that are asked for."""

from __future__ import annotations

from edigw.store import glance
from edigw.store.alert_tables import DUE, OWED
from edigw.store.columns import one_of


def test_the_counts_ask_in_the_words_of_the_index() -> None:
    assert set(DUE) < set(OWED)
    for text in (glance.NUMBERS["dead_alerts"], glance.UNTOLD, glance.ALERTS_DUE):
        assert one_of("state", OWED) in text
    assert one_of("state", DUE) in glance.ALERTS_DUE

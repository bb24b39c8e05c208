"""An entry of our own systems takes effect once."""

from __future__ import annotations

from datetime import datetime

from edigw.store import erp
from edigw.store.engine import Store


def test_an_entry_id_is_remembered_per_partner_and_usage(store: Store, now: datetime) -> None:
    with store.begin() as c:
        assert erp.remember(c, "acme", "P", "e1", "sha", "d1", now) is None
        assert erp.remember(c, "acme", "P", "e1", "sha", "d1", now) is None  # the same document, tried again
        assert erp.remember(c, "acme", "T", "e1", "sha", "d2", now) is None
        earlier = erp.remember(c, "acme", "P", "e1", "other", "d3", now)
        assert earlier is not None and (earlier.sha256, earlier.document_id) == ("sha", "d1")
        assert erp.get(c, "acme", "P", "e2") is None

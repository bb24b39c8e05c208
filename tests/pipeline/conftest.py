"""What tests of the pipeline share."""

from __future__ import annotations

import pytest

from edigw.pipeline import process
from edigw.pipeline.outbound import piecewise
from edigw.store import archive, documents


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every interchange held too many documents for memory, and every acknowledgement were too long for a row."""
    monkeypatch.setattr(process, "HELD", 0)
    monkeypatch.setattr(documents, "PAGE", 2)
    monkeypatch.setattr(piecewise, "PIECE", 1)
    monkeypatch.setattr(archive, "IN_ROW", 16)

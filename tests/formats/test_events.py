"""What an interchange's end tells about answering it, in any format."""

from __future__ import annotations

import pytest

from edigw.formats.events import LIMITS, InterchangeEnd
from edigw.tree import Interchange

HEADER = Interchange("edifact", "14:1", "14:2", "1", "UNOC:3", "P")


@pytest.mark.parametrize(
    ("ids", "ta1s", "only"),
    [
        (("FA",), 0, True),
        (("CONTRL",), 0, True),
        (("CONTRL", "ORDERS"), 0, False),
        ((), 1, True),
        (("FA", "PO"), 1, False),
        ((), 0, False),
    ],
)
def test_only_acknowledgements(ids: tuple[str, ...], ta1s: int, only: bool) -> None:
    assert InterchangeEnd(HEADER, ids, ta1s).only_acknowledgements is only


def test_limits_are_those_that_the_contract_names() -> None:
    assert (LIMITS.segment, LIMITS.set) == (2**20, 2**26)

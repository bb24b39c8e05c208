"""What an interchange's end tells about answering it."""

from __future__ import annotations

import pytest
from wire import ends, group, interchange, transaction

FA = group(transaction("AK1*PO*1", "AK9*A*1*1*1", kind="997"), kind="FA")
TA1 = "TA1*000000007*260102*1253*A*000~"


@pytest.mark.parametrize(
    ("held", "only"),
    [
        ((FA,), True),
        ((TA1,), True),
        ((TA1, FA), True),
        ((FA, group(control="2")), False),
        ((group(),), False),
        (("",), False),
    ],
)
def test_only_acknowledgements(held: tuple[str, ...], only: bool) -> None:
    groups = sum(text.startswith("GS") for text in held)
    (end,) = ends(interchange(*held, claimed=groups))
    assert end.only_acknowledgements is only

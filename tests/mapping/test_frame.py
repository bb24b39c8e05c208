"""A message's first segment bears its type."""

from __future__ import annotations

from tinyedifact import loaded
from tinymaps import load, order

from edigw.mapping.frame import head
from edigw.tree import COMPONENT


def test_the_first_segment_says_what_the_message_is() -> None:
    assert head(load(order())) == ("ST", ("850",), 0, 0, None, ())
    assert head(loaded()).elements == ("", COMPONENT.join(("ORDERS", "D", "96A", "UN")))

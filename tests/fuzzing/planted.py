"""Faults planted on purpose: one for each target, which fuzzing must find."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

from edigw.formats.x12 import groups, interchange, sets
from edigw.validation import acknowledge
from edigw.validation.shape import Shape


def foreign_digits() -> None:
    """Counts are taken for numbers although Python alone takes them for digits: reader."""
    for module in (groups, interchange, sets):
        patch.object(module, "whole", lambda text: int(text) if text.isdigit() else None).start()


def any_order() -> None:
    """The accept path asks no more in which order segments stand: validator."""
    patch.object(Shape, "fits", lambda self, tokens: True).start()


def uncut_values() -> None:
    """A bad value is told in full, however long: acknowledgement."""
    patch.object(acknowledge, "_value", lambda value: value or None).start()


PLANTED: dict[str, tuple[str, Callable[[], None]]] = {  # name -> the target that must find it
    "foreign-digits": ("reader", foreign_digits),
    "any-order": ("validator", any_order),
    "uncut-values": ("acknowledgement", uncut_values),
}

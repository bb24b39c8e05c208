"""Faults planted on purpose: one or more for each target, which fuzzing must find."""

from __future__ import annotations

import re
from collections.abc import Callable
from unittest.mock import patch

from edigw.formats import stream
from edigw.formats.edifact import groups as edifact_groups
from edigw.formats.edifact import interchange as edifact_interchange
from edigw.formats.edifact import messages, whole, write
from edigw.formats.x12 import groups, interchange, sets
from edigw.validation import acknowledge
from edigw.validation.shape import Shape


def foreign_digits() -> None:
    """Counts are taken for numbers although Python alone takes them for digits: reader."""
    for module in (groups, interchange, sets):
        patch.object(module, "whole", lambda text: int(text) if text.isdigit() else None).start()


def foreign_digits_in_edifact() -> None:
    """The same of EDIFACT's counts: edifact."""
    for module in (edifact_groups, edifact_interchange, messages):
        patch.object(module, "whole", lambda text: int(text) if text.isdigit() else None).start()


def anything_whole() -> None:
    """A message is cut out whole whatever stands in it: edifact."""
    patch.object(whole, "_UNUSUAL", dict.fromkeys(whole._UNUSUAL, re.compile(rb"(?!)"))).start()


def repetition_unreleased() -> None:
    """What would separate repetitions leaves as data does: edifact."""

    def on_wire(text: str, style: write.Style) -> bytes:
        return written(text, style).replace(b"?*", b"*")

    written = write.on_wire
    patch.object(write, "on_wire", on_wire).start()


def first_format_alone() -> None:
    """Behind what is no interchange only those of the first format are looked for: files."""
    patch.object(stream._Between, "_next", lambda self, start: self.formats[0].next_header(self.data, start)).start()


def any_order() -> None:
    """The accept path asks no more in which order segments stand: validator."""
    patch.object(Shape, "fits", lambda self, tokens: True).start()


def uncut_values() -> None:
    """A bad value is told in full, however long: acknowledgement."""
    patch.object(acknowledge, "_value", lambda value: value or None).start()


PLANTED: dict[str, tuple[str, Callable[[], None]]] = {  # name -> the target that must find it
    "foreign-digits": ("reader", foreign_digits),
    "foreign-digits-in-edifact": ("edifact", foreign_digits_in_edifact),
    "anything-whole": ("edifact", anything_whole),
    "repetition-unreleased": ("edifact", repetition_unreleased),
    "first-format-alone": ("files", first_format_alone),
    "any-order": ("validator", any_order),
    "uncut-values": ("acknowledgement", uncut_values),
}

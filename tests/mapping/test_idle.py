"""Names of an overlay that nothing uses are mistakes, and the nearest name is said."""

from __future__ import annotations

import pytest
from tinymaps import faults, load, order

BASE = order().replace("body:", "blocks:\n  party: {N102: name}\nbody:") + "  N1*ST -> ship_to: use party\n"


@pytest.mark.parametrize(
    ("overlay", "told", "fix"),
    [
        ("tables:\n  unti: {PK: pack}\n", "no row uses a table `unti`", "did you mean `unit`?"),
        ("blocks:\n  parti: {N104: id}\n", "no row uses a block `parti`", "did you mean `party`?"),
    ],
)
def test_a_table_or_block_that_no_row_uses_is_refused(overlay: str, told: str, fix: str) -> None:
    (fault,) = faults(BASE, f"extends: base0\n{overlay}")
    assert (fault.message, fault.fix, fault.file, fault.line) == (told, fix, "base1", 3)


def test_what_a_row_of_the_overlay_uses_is_taken() -> None:
    rows = "body:\n  REF -> refs by REF01 | code mine: {REF02: value}\n  N1*BY -> buyer: use short\n"
    text = f"extends: base0\ntables:\n  mine: {{IA: vendor}}\nblocks:\n  short: {{N102: name}}\n{rows}"
    assert load(BASE, text).tables["mine"].words == {"IA": "vendor"}


def test_a_base_map_may_hold_what_only_overlays_use() -> None:
    assert load(order().replace("  unit:", "  spare: {A: b}\n  unit:"))

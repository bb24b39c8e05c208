"""Names of an overlay that nothing uses are mistakes, and the nearest name is said."""

from __future__ import annotations

import pytest
from bench import dictionary
from tinyedifact import ORDERS
from tinymaps import faults, load, order

from edigw.mapping import language

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


def test_a_table_of_pairs_in_composites_is_used() -> None:
    texts = {"base": ORDERS, "over": "extends: base\ntables:\n  product: {UP: upc}\n"}
    assert language.load(texts, "over", dictionary("D96A")).tables["product"].codes["upc"] == "UP"


def test_a_base_map_may_hold_what_only_overlays_use() -> None:
    assert load(order().replace("  unit:", "  spare: {A: b}\n  unit:"))


@pytest.mark.parametrize(
    ("row", "told", "fix"),
    [
        ("PO1 -> line[]: {PO101: no}", "Order has no `line`", "did you mean `lines`?"),
        ("REF*IA: {REF02: vendro}", "Order has no `vendro`", "did you mean `vendor`?"),
        ("REF*IA: {REF02: own.x | code unti}", "there is no table `unti`", "did you mean `unit`?; or add it"),
        ("N1*BY -> buyer: use parti", "there is no block `parti`", "did you mean `party`?"),
        ("REG*DP: {REF02: department}", "has no segment REG", "did you mean `REF`?"),
        ("BEG: {BEG13: contract}", "BEG has 12 elements, no BEG13", "the last is BEG12"),
        ("BEG: {BEG06: contract | datee}", "there is no lens `datee`", "did you mean `date`?"),
    ],
)
def test_an_overlay_on_what_does_not_exist_is_told_once_and_the_nearest_name_said(
    row: str, told: str, fix: str
) -> None:
    (fault,) = faults(BASE, f"extends: base0\nbody:\n  {row}\n", own=("x",))
    assert told in fault.message and fix in fault.fix, fault
    assert (fault.file, fault.line) == ("base1", 3)

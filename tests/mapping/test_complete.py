"""What the dictionary demands must have a row."""

from __future__ import annotations

import pytest
from tinymaps import faults, order


@pytest.mark.parametrize(
    "body",
    [
        "  CUR: {CUR01: is BY, CUR02: currency}\n",
        "  CUR*BY: {CUR02: currency}\n",
        "  REF -> refs by REF01: {REF02: value}\n",
        "  CUR: {CUR01: currency_party | read only}\n",
        "  CTP: {CTP05-01: currency}\n",
        "  FOB -> freight[]:\n    FOB01..FOB02: payment, location_type\n",
    ],
)
def test_rows_constants_addresses_and_keys_all_write(body: str) -> None:
    assert faults(order(body)) == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("  CUR: {CUR02: currency}\n", "CUR01"),
        ("  CUR: {CUR01: currency_party | read only, CUR02: currency}\n", "CUR01"),
        ("  CTP: {CTP05-02: hash_total | dec}\n", "CTP05-01"),
        ("  N9 -> notes[]: {N902: number}\n", "N901"),
    ],
)
def test_a_mandatory_element_that_nothing_writes_is_refused(body: str, place: str) -> None:
    (fault,) = faults(order(body))
    assert fault.message == f"{place} is mandatory, and no row writes it"
    assert place in fault.fix


def test_a_mandatory_segment_of_a_loop_needs_a_row_too() -> None:
    body = "    LS:\n      LS01: is LDT\n"
    (fault,) = faults(order("", "  PO1 -> lines[]:\n    PO101: no\n" + body))
    assert fault.message == "LE is mandatory under PO1/LS, and no row writes it"

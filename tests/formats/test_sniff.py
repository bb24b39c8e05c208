"""Formats told from first bytes."""

from __future__ import annotations

import pytest
from wire import interchange

from edigw.formats.sniff import sniff


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (interchange(), "x12"),
        (b"\xef\xbb\xbf\r\n" + interchange(), "x12"),
        (b"Subject: order\n\n" + interchange(), "x12"),
        (b"ISA*00*          *00*", "x12"),
        (b"UNA:+.? 'UNB+UNOC:3", "edifact"),
        (b"UNB+UNOC:3+1:14", "edifact"),
        (b' {"kind": "order"}', "json"),
        (b"[]", "json"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "xml"),
        (b"", None),
        (b"isa*00*", None),
        (b"ISAAC NEWTON", None),
        (interchange().decode().encode("utf-16"), None),
    ],
)
def test_sniff(data: bytes, format_: str | None) -> None:
    assert sniff(data) == format_

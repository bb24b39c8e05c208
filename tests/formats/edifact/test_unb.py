"""UNB's elements, each with a fault and its code."""

from __future__ import annotations

from typing import Any

import pytest
from edifact_wire import codes, findings, interchange


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"_1": "UNOZ:3"}, ["2 SYNTAX_IDENTIFIER"]),
        ({"_1": "UNOC:9"}, ["2 SYNTAX_VERSION"]),
        ({"_1": "UNOC"}, ["2 SYNTAX_VERSION"]),
        ({"_1": "UNOX:3"}, ["46 CHARSET_NOT_SUPPORTED"]),
        ({"_2": ""}, ["13 SENDER_ID"]),
        ({"_2": ":14"}, ["13 SENDER_ID"]),
        ({"_3": " "}, ["13 RECEIVER_ID"]),
        ({"_2": "1" * 36}, ["39 HEADER_ELEMENT_LENGTH"]),
        ({"_3": "1:ABCDE"}, ["39 HEADER_ELEMENT_LENGTH"]),
        ({"_4": "991332:1253"}, ["12 INTERCHANGE_DATE"]),
        ({"_4": "260102:2460"}, ["12 INTERCHANGE_TIME"]),
        ({"_4": "260102:125300"}, ["12 INTERCHANGE_TIME"]),
        ({"_4": ""}, ["13 HEADER_ELEMENT_MISSING"]),
        ({"_4": "260102"}, ["13 HEADER_ELEMENT_MISSING"]),
        ({"_4": "20260102:1253"}, ["DATE_LENGTH"]),
        ({"_1": "UNOC:4", "_4": "260102:1253"}, ["DATE_LENGTH"]),
        ({"_1": "UNOC:4", "_4": "20260102:1253"}, []),
        ({"_5": ""}, ["13 INTERCHANGE_CONTROL"]),
        ({"_5": "R" * 15}, ["39 HEADER_ELEMENT_LENGTH"]),
        ({"_9": "7"}, ["12 ACK_REQUESTED"]),
        ({"_11": "X"}, ["12 USAGE"]),
        ({"_12": "X"}, ["16 HEADER_ELEMENTS"]),
        ({"_6": "PASS:AA", "_7": "ORDERS", "_8": "A", "_9": "1", "_10": "EANCOM", "_11": "1"}, []),
    ],
)
def test_each_fault_has_its_code(values: dict[str, Any], told: list[str]) -> None:
    assert codes(interchange(**values)) == told


def test_a_fault_names_its_place() -> None:
    data = interchange(_3="1:ABCDE", una="UNA:+.? '\n")
    (one,) = findings(data)
    assert (one.segment, one.element, one.component, one.value) == ("UNB", 3, 2, "ABCDE")
    assert one.offset is not None and data[one.offset :].startswith(b"1:ABCDE+")

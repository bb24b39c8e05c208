"""Codes of another's list: by 1131 and 3055 behind them, found soon and by the closer look alike."""

from __future__ import annotations

import pytest
from breed_edifact import directory
from edifact_wire import interchange, message, messages

from edigw.structure.dictionary import ElementDef
from edigw.validation.accept import Acceptor
from edigw.validation.agencies import contents, elsewhere
from edigw.validation.diagnose import diagnose

PARTS = tuple(ElementDef(number, "an", 1, 4) for number in ("7009", "1131", "3055", "7008"))
ITEM = ElementDef("C273", "composite", components=PARTS)


@pytest.mark.parametrize(
    ("values", "theirs"),
    [("CU:::", ()), ("CU::6:", ()), ("CU::9:", (0, 1)), ("CU:69::", (0,)), ("CU:69:6:", (0,)), (":69:9:", (0, 1)),
     ("CU::66:", (0, 1))],
)  # fmt: skip
def test_which_components_are_of_anothers_list(values: str, theirs: tuple[int, ...]) -> None:
    assert tuple(elsewhere(ITEM, values.split(":"))) == theirs


def test_what_kind_of_number_it_is_says_the_directory() -> None:
    parts = tuple(ElementDef(number, "an", 1, 4) for number in ("7140", "7143", "1131", "3055"))
    assert tuple(elsewhere(ElementDef("C212", "composite", components=parts), ["123", "QQ", "69", "9"])) == (2,)


def test_without_a_list_there_is_nothing_to_leave() -> None:
    assert contents(ITEM, {}) == [r"[ -\x7f]{1,4}+"] * 4


ROWS = [  # a segment behind LIN, what is wrong with it
    ("IMD+C++CU::9", []), ("IMD+C++CU", ["12 IMD 3 1"]), ("IMD+C++CU::6", ["12 IMD 3 1"]), ("IMD+C++2::6", []),
    ("IMD+C++CU:69", []), ("IMD+C++CU:QQ", ["12 IMD 3 2"]), ("IMD+C++CU:QQ:9", []), ("IMD+C++CU::QQ", ["12 IMD 3 3"]),
    ("IMD+C++CU:QQ:6", ["12 IMD 3 2"]), ("IMD+C++:QQ:9", []), (f"IMD+C++{'C' * 18}::9", ["39 IMD 3 1"]),
    ("PIA+5+X:QQ::91", ["12 PIA 2 2"]), ("PIA+5+X:SA::91", []), ("PIA+5+X:SA:QQ:91", []),
]  # fmt: skip


@pytest.mark.parametrize(("row", "wrong"), ROWS)
def test_the_directorys_list_is_asked_only_for_codes_that_are_of_it(row: str, wrong: list[str]) -> None:
    body = ("BGM+220+PO1+9", "DTM+137:20260102:102", "NAD+BY+1::9", "LIN+1++5410000900164:EN", row, "UNS+S")
    book = directory("D01B")
    (one,) = messages(interchange(message(*body, kind="ORDERS:D:01B:UN:EAN010")))
    found = diagnose(one, book).findings
    assert [f"{each.code} {each.segment} {each.element} {each.component}" for each in found] == wrong
    acceptor = Acceptor(book, book.sets["ORDERS"], patience=0)
    assert acceptor.accepts(one.text or b"") is (not wrong)


def test_a_document_name_of_a_subset_is_one() -> None:
    body = ("BGM+22E::9+PO1+9", "DTM+137:20260102:102", "NAD+BY+1::9", "UNS+S")
    (one,) = messages(interchange(message(*body)))
    assert diagnose(one, directory("D96A")).findings == ()

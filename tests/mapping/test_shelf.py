"""The shelf: texts by name, code lists shared and own, read once, remembered for the map's hash."""

from __future__ import annotations

from edigw.mapping.faults import Faults
from edigw.mapping.shelf import Shelf
from edigw.mapping.source import read_table

SHARED = {"maps/codes/unit.yaml": "EA: each\nCA: case\n"}


def shelf(texts: dict[str, str]) -> Shelf:
    return Shelf(texts, Faults(), "refuse", "x12")


def test_a_shared_list_is_found_and_its_file_is_remembered() -> None:
    found = shelf(SHARED)
    table = found.table("unit")
    assert table and table.words == {"EA": "each", "CA": "case"}
    assert found.used == SHARED
    assert found.table("unit") is table


def test_a_maps_own_rows_stand_over_the_shared_ones() -> None:
    found = shelf(SHARED)
    found.sources["unit"] = read_table("PC: each\n", "own.yaml", found.faults)
    table = found.table("unit")
    assert table and table.codes == {"each": "PC", "case": "CA"}
    assert found.names() == ["unit"]


def test_what_nobody_has_is_none() -> None:
    assert shelf({}).table("unit") is None
    assert shelf({}).text(("nowhere.yaml",)) is None


def test_a_shared_list_of_several_maps_is_read_once_and_its_faults_are_told_each() -> None:
    one, two = shelf(SHARED), shelf(SHARED | {"maps/codes/odd.yaml": "EA: Each\n"})
    assert one._shared("unit") is two._shared("unit")
    changed = shelf({"maps/codes/unit.yaml": "EA: piece\n"}).table("unit")
    assert changed and changed.words == {"EA": "piece"}
    for _ in range(2):
        again = shelf(two.texts)
        again.table("odd")
        assert [fault.message for fault in again.faults.found] == ["`Each` is no word of the model"]

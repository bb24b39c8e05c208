"""Which dictionary reads a GS08: its own, else by agreement the nearest."""

from __future__ import annotations

import pytest

from edigw.structure.releases import (
    DIRECTORIES,
    KNOWN,
    NEAREST,
    OWN,
    RELEASES,
    SAME,
    SERVICE,
    nearest_directory,
    nearest_release,
    own_directory,
    own_release,
    same_directory,
    same_release,
)


@pytest.mark.parametrize(
    ("gs08", "own", "nearest"),
    [
        ("004010", "004010", "004010"),
        ("004010VICS", "004010", "004010"),
        ("004010UCS", "004010", "004010"),
        ("005010", "005010", "005010"),
        ("005010X220A1", "005010", "005010"),
        ("003060", None, "004010"),
        ("004011", None, "004010"),
        ("004030VICS", None, "004010"),
        ("004040", None, "004010"),  # as near to both: the earlier
        ("004050", None, "005010"),
        ("004060", None, "005010"),
        ("005020", None, "005010"),
        ("005040UCS", None, "005010"),
        ("007030", None, "005010"),
        ("009999", None, None),
        ("999999", None, None),
        ("004000", None, None),
        ("00401", None, None),
        ("004", None, None),
        ("00401\xb2", None, None),
        ("T", None, None),
        ("", None, None),
    ],
)
def test_a_release_is_read_by_its_own_dictionary_else_by_the_nearest(gs08, own, nearest):
    assert own_release(gs08) == own
    assert nearest_release(gs08) == nearest


def test_every_release_is_nearest_to_itself():
    assert all(nearest_release(release) == own_release(release) == release for release in RELEASES)


def test_an_industry_code_does_not_make_another_release():
    assert same_release("004030VICS", "004030")
    assert not same_release("004030", "004010")


@pytest.mark.parametrize(
    ("release", "own", "nearest"),
    [
        ("D96A", "D96A", "D96A"),
        ("D:96A", "D96A", "D96A"),
        ("D:96A:UN:EAN008", "D96A", "D96A"),
        ("D:01B:UN:EAN010", "D01B", "D01B"),
        ("D:93A:UN:EAN007", "D93A", "D93A"),
        ("D:93A:UN", "D93A", "D93A"),
        ("S:93A:UN", None, "D93A"),
        ("D96B", None, "D96A"),
        ("D:94B:UN", None, "D93A"),  # as near to both: the earlier
        ("D:95A:UN", None, "D96A"),
        ("D97A", None, "D96A"),
        ("D99B", None, "D01B"),
        ("D01C", None, "D01B"),
        ("D:16B:UN", None, "D01B"),
        ("90:1:UN", None, "D93A"),
        ("901", None, "D93A"),
        ("912", None, "D93A"),
        ("2912", None, "D93A"),
        ("21", "D96A", "D96A"),
        ("2:912:UN", None, "D93A"),
        ("1:911:UN", None, "D93A"),
        ("2:1:UN", "D96A", "D96A"),  # CONTRL
        ("D:3:UN:EAN002", "D96A", "D96A"),
        ("4:1:UN", "D01B", "D01B"),
        ("9:9:UN", None, None),
        ("D96", None, None),
        ("D96Z", None, None),
        ("X96A", None, None),
        ("D:9\xb2A", None, None),
        ("D::96A", None, None),
        ("D", None, None),
        (":", None, None),
        ("", None, None),
    ],
)
def test_a_directory_is_found_by_version_and_release(release, own, nearest):
    assert own_directory(release) == own
    assert nearest_directory(release) == nearest


def test_every_directory_is_nearest_to_itself():
    assert all(nearest_directory(each) == own_directory(each) == each for each in DIRECTORIES)
    assert set(SERVICE.values()) <= set(DIRECTORIES)


def test_an_association_does_not_make_another_directory():
    assert same_directory("D:96A:UN:EAN008", "D96A")
    assert same_directory("D:96A:UN", "D:96A:ZZ:A1")
    assert same_directory("90:1:UN", "901")
    assert not same_directory("D:96A", "D:96B")
    assert not same_directory("D:93A", "S:93A")


def test_each_standard_has_its_row():
    assert OWN["x12"]("004010VICS") == NEAREST["x12"]("004010VICS") == "004010"
    assert OWN["edifact"]("D:96A:UN") == NEAREST["edifact"]("D:96B:UN") == "D96A"
    assert SAME["edifact"]("D:96A:UN", "D96A") and SAME["x12"]("004010VICS", "004010")
    assert KNOWN.keys() == OWN.keys() == NEAREST.keys() == SAME.keys()
    assert OWN["x12"]("D96A") is None and OWN["edifact"]("004010") is None

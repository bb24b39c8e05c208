"""Which dictionary reads a GS08: its own, else by agreement the nearest."""

from __future__ import annotations

import pytest

from edigw.structure.releases import RELEASES, nearest_release, own_release, same_release


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

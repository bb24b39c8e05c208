"""The shipped base maps and code lists: they load, carry both ways, share one wording, and no list lies idle."""

from __future__ import annotations

import re

import pytest
from bench import BASE_MAPS, ROOT, chart, dictionary

from edigw.lifecycle import answer
from edigw.structure.releases import DIRECTORIES, RELEASES
from edigw.validation import fault_words

CODES = sorted((ROOT / "maps" / "codes").glob("*.yaml"))
PARTNERS = sorted(path for path in (ROOT / "samples" / "partners").iterdir() if path.is_dir())

OTHERWISE = {("004010", "set_fault"): frozenset({"19"})}  # there it is a security segment that is missing

REPEATED = {  # what others say a second time, and we do not
    "856": [("read only", "SN101")],
    "INVOIC": [("read only", "MOA.C516.6345")] * 5,
}


@pytest.mark.parametrize(("release", "document"), sorted(BASE_MAPS))
def test_a_base_map_carries_everything_both_ways(release: str, document: str) -> None:
    told = chart(document, release=release).loss
    losses = [(loss.kind, loss.address) for loss in told if loss.kind not in ("sleeps", "written as", "otherwise")]
    assert losses == REPEATED.get(document, [])


@pytest.mark.parametrize("path", CODES, ids=lambda path: path.stem)
def test_every_shared_code_list_is_used_and_says_of_which_element(path: str) -> None:
    text = path.read_text("utf-8")
    charts = [chart(document) for release, document in sorted(BASE_MAPS) if release == "004010"]
    used = [one for one in charts if path.stem in one.tables]
    assert used
    number = re.match(r"# .*\(X12 (\d+)\)", text)
    assert number
    table = used[0].tables[path.stem]
    if number[1] != "103":  # a code of two halves: no list holds them all
        assert set(table.words) <= dictionary().codes[number[1]]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("segment_fault", fault_words.SEGMENT_FAULT),
        ("element_fault", fault_words.ELEMENT_FAULT),
        ("set_fault", fault_words.SET_FAULT),
        ("group_fault", fault_words.GROUP_FAULT),
        ("set_verdict", fault_words.SET_VERDICT),
        ("group_verdict", fault_words.GROUP_VERDICT),
    ],
)
@pytest.mark.parametrize("release", RELEASES)
def test_the_997_speaks_the_words_of_the_acknowledgement(table: str, words: dict[str, str], release: str) -> None:
    number = {"segment_fault": "720", "element_fault": "723", "set_fault": "718", "group_fault": "716"}
    codes = dictionary(release).codes[number[table]] if table in number else set(words)
    codes = codes - OTHERWISE.get((release, table), frozenset())
    said = chart("997", release=release).tables[table].words
    assert said == {code: word for code, word in words.items() if code in codes}


@pytest.mark.parametrize("release", DIRECTORIES)
def test_contrl_speaks_the_words_of_the_acknowledgement(release: str) -> None:
    tables = chart("CONTRL", release=release).tables
    assert tables["action"].words == fault_words.ACTION
    assert tables["fault"].words == fault_words.EDIFACT_FAULT


@pytest.mark.parametrize(
    ("table", "code_type", "number"),
    [
        ("segment_fault", "AK304", "620"),
        ("element_fault", "AK403", "621"),
        ("set_fault", "AK502", "618"),
        ("group_fault", "AK905", "716"),
    ],
)
def test_the_999_speaks_the_words_of_its_own_lists(table: str, code_type: str, number: str) -> None:
    codes = dictionary("005010").codes[number]
    words = fault_words.IMPLEMENTATION[code_type]
    assert chart("999", release="005010").tables[table].words == {c: word for c, word in words.items() if c in codes}
    assert {fault_words.GUIDED[key] for key in fault_words.GUIDED if key[0] == code_type} <= codes


@pytest.mark.parametrize(
    ("release", "nearest", "code_type", "number"),
    [
        ("004010", fault_words.NEAREST_004010, "AK403", "723"),
        ("004010", fault_words.NEAREST_004010, "AK502", "718"),
        ("004010", fault_words.NEAREST_004010, "AK905", "716"),
        ("005010", fault_words.NEAREST_005010, "AK905", "716"),
    ],
)
def test_the_nearest_code_stands_in_the_list_of_the_release(
    release: str, nearest: dict[str, dict[str, str]], code_type: str, number: str
) -> None:
    table = {"AK403": "element_fault", "AK502": "set_fault", "AK905": "group_fault"}[code_type]
    codes = dictionary(release).codes[number] - OTHERWISE.get((release, table), frozenset())
    assert not set(nearest[code_type]) & codes
    assert set(nearest[code_type].values()) <= codes
    assert set(fault_words.WORDS[code_type]) <= codes | set(nearest[code_type])


def test_lifecycle_books_outcomes_and_derives_answers_that_the_855_can_write() -> None:
    tables = chart("855").tables
    assert set(answer.MOVES) <= set(tables["outcome"].codes)
    assert {*answer.STATUS.values(), "exceptions"} <= set(tables["answer"].codes)


@pytest.mark.parametrize("code", ["CTN", "CTN25", "CTN31", "PLT94", "PAT90"])
def test_a_packaging_goes_back_as_it_came_its_material_with_it(code: str) -> None:
    table = chart("856").tables["packaging"]
    assert table.code(table.word(code, "103"), "103") == code
    theirs = chart("DESADV", release="D96A").tables["packaging"]
    if code in table.words:
        assert theirs.code(table.words[code], "7065") in ("CT", "PX")
    else:
        with pytest.raises(ValueError, match="was kept from another code list"):
            theirs.code(table.word(code, "103"), "7065")


@pytest.mark.parametrize("folder", PARTNERS, ids=lambda path: path.name)
def test_the_overlays_of_the_sample_partners_load(folder: str) -> None:
    assert all(chart(document, folder).name for release, document in BASE_MAPS if release == "004010")

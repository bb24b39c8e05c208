"""One set, element by element: what became of each, with its path, its row and its findings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bench import BASE_MAPS, chart
from bench import dictionary as book
from ground import message, x12

from edigw.formats.packed import packed, parted
from edigw.mapping.draw import draw
from edigw.mapping.laws import Dice
from edigw.mapping.write import write
from edigw.pipeline.inspect.annotate import BECAME, annotate, plain, short_name
from edigw.pipeline.outbound.wire import WIRES
from edigw.structure.fold import flatten
from edigw.tree import Message

ORDER = """
ST*850*0001~
BEG*00*SA*4711**20260105~
REF*DP*071~
REF*ZZ*88~
N1*ST*STORE 12*92*0012~
PO1*1*10*EA*9.25**UP*012345678905~
CTT*1~
SE*8*0001~
"""


def told(text: str, folder: Path | None = None, direction: str = "in") -> dict[str, Any]:
    one = message(text)
    return annotate(one, chart(one.type, folder), x12(), direction)


def elements(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By position and designator, `6:PO104`."""
    return {f"{s['position']}:{e['designator']}": e for s in found["segments"] for e in s["elements"]}


def test_each_element_has_designator_path_row_and_what_became_of_it() -> None:
    found = told(ORDER)
    by = elements(found)
    price = by["6:PO104"]
    assert (price["raw"], price["path"], price["value"], price["name"]) == ("9.25", "lines[0].price", "9.25", "price")
    assert price["became"] == "taken" and price["row"].startswith("maps/x12/004010/850.yaml:")
    assert (by["6:PO103"]["raw"], by["6:PO103"]["value"]) == ("EA", "each")
    assert by["3:REF01"]["became"] == "constant" and by["3:REF01"]["meaning"] == "REF*DP"
    assert by["1:ST01"]["became"] == by["8:SE01"]["became"] == "engine"
    assert by["7:CTT01"]["became"] == "derived" and by["7:CTT01"]["meaning"] == "= count(lines)"
    assert by["5:N102"]["path"] == "ship_to.name" and by["5:N102"]["name"] == "ship to name"
    order = found["segments"][5]
    assert (order["loops"], order["path"], order["depth"], order["placed"]) == ("PO1", "lines[0]", 0, True)
    assert found["document"]["lines"][0]["price"] == "9.25" and found["findings"] == [] and found["untaken"] == []


def test_a_code_of_no_table_is_kept() -> None:
    by = elements(told(ORDER.replace("REF*ZZ", "REF*WH")))
    assert by["4:REF01"]["became"] in ("taken", "kept")
    by = elements(told(ORDER.replace("*EA*", "*Z8*")))
    assert by["6:PO103"]["became"] == "kept" and by["6:PO103"]["value"] == "x12:355:Z8"


def test_a_fault_is_told_with_its_element_and_a_missing_one_has_its_row() -> None:
    bad = ORDER.replace("*10*EA", "*TEN*EA").replace("STORE 12*92*0012", "STORE 12*92")
    found = told(bad)
    by = elements(found)
    assert by["6:PO102"]["became"] == "faulty" and by["6:PO102"]["value"] is None
    assert [one["rule"] for one in by["6:PO102"]["findings"]] == ["NOT_A_NUMBER"]
    missing = by["5:N104"]
    assert (missing["raw"], missing["became"], missing["untaken"]) == ("", "faulty", False)
    assert missing["row"].startswith("maps/x12/004010/850.yaml:") and missing["meaning"] == "id"
    assert found["document"] is not None


def test_what_no_row_takes_is_counted_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "850.yaml").write_text(
        "extends: x12/004010/850\nguide:\n  PO1/PID: not used\n  CUR: not used\n", "utf-8"
    )
    text = ORDER.replace("REF*DP", "CUR*BY*USD~\nREF*DP").replace("CTT", "PID*F****A~\nPID*F****B~\nCTT")
    text = text.replace("SE*8", "SE*11").replace("*88~", "*88***9~")
    found = told(text, tmp_path)
    places = {row["place"]: (row["count"], row["values"]) for row in found["untaken"]}
    assert places["CUR02"] == (1, ["USD"]) and places["PO1/PID05"] == (2, ["A", "B"])
    by = elements(found)
    assert by["3:CUR02"]["untaken"] and by["3:CUR02"]["row"] is None


def test_an_unknown_segment_has_no_place_and_a_missing_one_is_told_of_the_set() -> None:
    found = told(ORDER.replace("REF*ZZ*88", "QQQ*88"))
    lost = found["segments"][3]
    assert not lost["placed"] and lost["row"] is None and lost["elements"][0]["became"] == "unmapped"
    assert [one["code"] for one in lost["findings"]] == ["1"]
    shorter = told(ORDER.replace("PO1*1*10*EA*9.25**UP*012345678905~\n", "").replace("SE*8", "SE*7"))
    assert any(one["rule"] for segment in shorter["segments"] for one in segment["findings"]) or shorter["findings"]


def test_without_map_or_dictionary_the_places_are_told() -> None:
    one = message(ORDER)
    for dictionary in (x12(), None):
        found = annotate(one, None, dictionary)
        assert found["document"] is None and set(found["totals"]) <= {"unread", "faulty"}
        assert elements(found)["6:PO104"]["raw"] == "9.25"


def test_components_have_designators_of_their_own() -> None:
    text = "ST*997*1~\nAK1*PO*1~\nAK2*850*0001~\nAK3*BEG*2**8~\nAK4*3>1*324*1~\nAK5*R*5~\nAK9*R*1*1*0~\nSE*8*1~\n"
    by = elements(told(text))
    assert (by["5:AK401-01"]["raw"], by["5:AK401-02"]["raw"]) == ("3", "1")
    assert by["5:AK401-02"]["path"] == "sets[0].segments[0].elements[0].component"


def test_a_row_that_only_writes_is_told_of_what_we_send(tmp_path: Path) -> None:
    overlay = "extends: x12/004010/850\nbody:\n  BEG:\n    BEG04: number | write only\n"
    (tmp_path / "850.yaml").write_text(overlay, "utf-8")
    text = ORDER.replace("*4711**", "*4711*4711*")
    for direction, became in (("in", "unmapped"), ("out", "written")):
        element = elements(told(text, tmp_path, direction))["2:BEG04"]
        assert element["became"] == became, direction
    assert element["row"] is not None and element["row"].endswith("850.yaml:4")


@pytest.mark.parametrize(("release", "kind"), sorted(BASE_MAPS))
def test_nothing_of_a_drawn_document_is_untaken_or_faulty(release: str, kind: str) -> None:
    base = chart(kind, release=release)
    for seed in range(10):
        body = flatten(write(base, draw(base, Dice(seed))))[1:]
        placed = parted(WIRES[base.standard].framed(base.document, release, packed(body)), 1)
        found = annotate(Message(base.document, "1", placed, 0, 0), base, book(release))
        assert set(found["totals"]) <= set(BECAME) - {"unmapped", "faulty", "unread", "written"}
        assert sum(found["totals"].values()) == sum(len(s["elements"]) for s in found["segments"])


@pytest.mark.parametrize(
    ("path", "name"),
    [("lines[0].price", "price"), ("ship_to.name", "ship to name"),
     ("dates.ship_requested[0].on", "dates ship requested"),
     ("lines[2].notes[0].text[1]", "text"), ("lines[0].ids.upc[1]", "ids upc"), ("ordered_on", "ordered on")],
)  # fmt: skip
def test_our_own_name_is_the_end_of_the_path(path: str, name: str) -> None:
    assert short_name(path) == name


def test_values_as_json_shows_them() -> None:
    assert plain({"a": [Decimal("1.50"), date(2026, 1, 2)], "b": None}) == {"a": ["1.50", "2026-01-02"], "b": None}

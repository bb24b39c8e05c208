"""Layers: a partner's rows over the base's."""

from __future__ import annotations

import pytest
from bench import dictionary
from tinymaps import HEAD, faults, load, order, tree

from edigw.errors import ConfigError
from edigw.mapping import language
from edigw.mapping.read import read
from edigw.model.order import Order

BODY = "  REF*DP: {REF02: department}\n  N1*ST -> ship_to: use party\n"
BLOCKS = "blocks:\n  party: {N102: name, N4: {N401: city, N403: postcode}}\n"
BASE = order(BODY).replace("body:", BLOCKS + "body:")


def over(text: str) -> str:
    return "extends: base0\n" + text


def document(overlay: str, *rows: str) -> Order:
    seen = read(load(BASE, over(overlay)), tree([*HEAD, *rows]))
    assert isinstance(seen.document, Order), seen.findings
    return seen.document


def test_a_row_replaces_the_bases_row_of_its_address() -> None:
    made = document("body:\n  REF*DP: {REF02: division}\n", "REF*DP*7")
    assert (made.department, made.division) == (None, "7")


def test_a_new_row_stands_beside_the_bases() -> None:
    made = document("body:\n  REF*DP: {REF03: division}\n  REF*IA: {REF02: vendor}\n", "REF*DP*7*8", "REF*IA*9")
    assert (made.department, made.division, made.vendor) == ("7", "8", "9")


def test_an_arrow_may_be_left_out_or_turned() -> None:
    assert (
        document("body:\n  N1*ST: {N104: id}\n", "N1*ST*x**y").ship_to
        == document("body:\n  N1*ST -> ship_to: {N104: id}\n", "N1*ST*x**y").ship_to
    )
    turned = document("body:\n  N1*ST -> buyer: {N102: name}\n", "N1*ST*x", "N4*Aachen")
    assert turned.ship_to is None and turned.buyer is not None and turned.buyer.city is None


def test_rows_reach_into_a_block_where_it_is_used() -> None:
    made = document("body:\n  N1*ST -> ship_to:\n    N4: {N401: region}\n", "N1*ST*x", "N4*NY**10001")
    assert made.ship_to is not None
    assert (made.ship_to.city, made.ship_to.region, made.ship_to.postcode) == (None, "NY", "10001")


def test_a_block_changes_everywhere() -> None:
    made = document("blocks:\n  party: {N4: {N401: region}}\n", "N1*ST*x", "N4*NY**10001")
    assert made.ship_to is not None and (made.ship_to.region, made.ship_to.postcode) == ("NY", "10001")


def test_a_table_row_takes_the_place_of_the_bases_for_its_word() -> None:
    chart = load(BASE, over("tables:\n  product: {VP: vendor_part}\n  unit: {PC: each}\n"))
    assert chart.tables["product"].codes["vendor_part"] == "VP"
    assert "VN" not in chart.tables["product"].words
    assert chart.tables["unit"].codes == {"case": "CA", "each": "PC"}
    assert chart.tables["unit"].words == {"CA": "case", "PC": "each"}


def test_a_code_may_move_to_also_and_change_its_word() -> None:
    chart = load(
        BASE,
        over("tables:\n  product: {VP: vendor_part, also: {VN: vendor_part}}\n  kind: {RL: blanket, BK: release}\n"),
    )
    assert chart.tables["product"].words["VN"] == "vendor_part"
    assert chart.tables["product"].codes["vendor_part"] == "VP"
    assert chart.tables["kind"].codes == {"stand_alone": "SA", "blanket": "RL", "release": "BK"}


LENT = BASE.replace("also: {PC: each}", "also: {PC: each}\n    as: {piece: each}")


def test_a_word_of_as_may_be_lent_another_code_or_get_its_own() -> None:
    units = [
        load(LENT, over(f"tables:\n  unit: {said}\n")).tables["unit"]
        for said in ("{PK: pack}", "{as: {piece: case}}", "{PC: piece}", "{as: {case: each}}")
    ]
    assert [unit.codes.get("piece") for unit in units] == ["EA", "CA", "PC", "EA"]
    assert [dict(unit.lent) for unit in units] == [
        {"piece": "each"}, {"piece": "case"}, {}, {"piece": "each", "case": "each"},
    ]  # fmt: skip
    assert "CA" not in units[3].words  # a row for a word takes the place of the base's, `as` too


def test_a_word_loses_the_code_that_it_was_lent_where_the_lender_goes() -> None:
    with pytest.raises(ConfigError, match="writes `piece` by the code of `each`, which has none"):
        load(LENT, over("tables:\n  unit: {EA: unit, also: {PC: unit}}\n"))


def test_three_layers() -> None:
    chart = load(
        BASE, over("body:\n  REF*DP: {REF02: division}\n"), "extends: base1\nbody:\n  REF*IA: {REF02: vendor}\n"
    )
    seen = read(chart, tree([*HEAD, "REF*DP*7", "REF*IA*8"]))
    assert isinstance(seen.document, Order)
    assert (seen.document.division, seen.document.vendor) == ("7", "8")
    assert chart.files == ("base0", "base1", "base2")


@pytest.mark.parametrize(
    "overlay",
    [
        "body:\n  REF*DP: {REF02: department}\n",
        "body:\n  REF*DP: {}\n",
        "body:\n  N1*ST -> ship_to: use party\n",
        "body:\n  BEG:\n    BEG01: purpose | code purpose | required\n",
        "tables:\n  unit: {EA: each}\n",
        "tables:\n  unit: {also: {PC: each}}\n",
        "tables:\n  unit: {as: {piece: each}}\n",
        "tables:\n  unit: {else: keep}\n",
        "blocks:\n  party: {N102: name}\n",
    ],
)
def test_what_changes_nothing_is_refused(overlay: str) -> None:
    found = faults(LENT, over(overlay))
    assert found
    assert all("changes nothing" in fault.message and fault.file == "base1" and fault.fix for fault in found)


def test_a_condition_that_changes_nothing_is_refused() -> None:
    base = order("  REF*IA:\n    when: kind is release\n    REF02: vendor\n")
    same = over("body:\n  REF*IA:\n    when: kind is release\n    REF03: department\n")
    (fault,) = faults(base, same)
    assert (fault.line, "changes nothing" in fault.message) == (4, True)
    other = over("body:\n  REF*IA:\n    when: kind is blanket\n")
    assert not faults(base, other)


def test_an_overlay_does_not_turn_to_another_model() -> None:
    messages = [fault.message for fault in faults(BASE, over("standard: X12 004010 855\nmodel: Invoice\n"))]
    assert messages == ["`standard` is the base's", "`model` is the base's"]


def test_a_guide_row_replaces_the_bases_and_may_not_repeat_it() -> None:
    base = BASE + "guide:\n  BEG02: only SA RL\n"
    assert load(base, over("guide:\n  BEG02: only SA\n")).guide.rows[0].only == ("SA",)
    assert "changes nothing" in faults(base, over("guide:\n  BEG02: only SA RL\n"))[0].message


def test_an_overlays_path_may_not_be_one_that_the_base_reads_elsewhere() -> None:
    (fault,) = faults(BASE, over("body:\n  REF*IA: {REF02: department}\n"))
    assert "read twice" in fault.message


def test_an_overlay_takes_a_row_out() -> None:
    assert document("body:\n  REF*DP: not used\n", "REF*DP*7").department is None
    made = document("blocks:\n  party: {N4: not used}\n", "N1*ST*x", "N4*NY**10001")
    assert made.ship_to is not None and (made.ship_to.name, made.ship_to.city) == ("x", None)
    made = document("body:\n  REF*DP: {REF02: not used, REF03: department}\n", "REF*DP*7*8")
    assert made.department == "8"


@pytest.mark.parametrize("row", ["REF*IA: not used", "REF*DP: {REF03: not used}", "N9 -> notes[]: {N902: not used}"])
def test_a_row_that_takes_nothing_out_is_refused(row: str) -> None:
    assert any("no base has that row" in fault.message for fault in faults(BASE, over(f"body:\n  {row}\n")))
    assert any("no base has that row" in fault.message for fault in faults(order(f"  {row}\n")))


def test_an_overlay_carries_a_map_to_another_release() -> None:
    body = "body:\n  N9*L1 -> notes[]:\n    N902: number\n    MTX:\n      MTX02: text[]\n"
    texts = {"base": BASE, "later": "extends: base\nstandard: X12 005010 850\n" + body}
    made = language.load(texts, "later", dictionary("005010"))
    assert (made.release, made.dictionary.release) == ("005010", "005010")
    with pytest.raises(ConfigError, match="the dictionary for X12 004010"):
        language.load(texts, "later", dictionary())
    with pytest.raises(ConfigError, match="the dictionary for X12 005010"):
        language.load(texts, "base", dictionary("005010"))


@pytest.mark.parametrize("standard", ["X12 004010 850", "X12 005010 855"])
def test_but_never_to_another_document(standard: str) -> None:
    assert any("`standard` is the base's" in fault.message for fault in faults(BASE, over(f"standard: {standard}\n")))

"""Loading: every refusal of the map language with its place and a fix, all at once."""

from __future__ import annotations

import re

import pytest
from bench import dictionary
from tinymaps import HEAD, LINES, faults, load, order, tree

from edigw.errors import ConfigError
from edigw.mapping import language
from edigw.mapping.read import read

HEADER = "map: x\nstandard: X12 004010 850\nmodel: Order\n"
BEG = order().partition("body:\n")[2]

STORES = "    SDQ:\n      SDQ01: destinations_unit\n      SDQ03..SDQ21 -> destinations[]: location, qty | dec\n"

REFUSED = {
    "an unknown segment": (order("  XYZ: {XYZ01: number}\n"), "no segment XYZ"),
    "a segment at another place": (order("  N3: {N301: department}\n"), "N3 does not stand at the message's root"),
    "a segment under the wrong loop": (order("", "  PO1 -> lines[]:\n    PO101: no\n    BEG: {BEG03: no}\n"), "BEG"),
    "an unknown element": (order("  REF*DP: {REF09: department}\n"), "REF has 4 elements"),
    "an unknown component": (order("  MEA -> measures[]: {MEA03: value | dec, MEA04-99: unit}\n"), "components"),
    "a composite without component": (order("  MEA -> measures[]: {MEA04: unit}\n"), "MEA04 is a composite"),
    "a component of a plain element": (order("  REF*DP: {REF02-01: department}\n"), "has no components"),
    "an element under another segment": (order("  REF*DP: {BEG04: department}\n"), "BEG04 stands under REF"),
    "an element outside its segment": (order("  REF02: department\n"), "outside its segment"),
    "a path that the model lacks": (order("  REF*DP: {REF02: departmnet}\n"), "Order has no `departmnet`"),
    "a text path with a lens": (order("  REF*DP: {REF02: department | dec}\n"), "`department` holds text"),
    "a number without its lens": (order("", "  PO1 -> lines[]: {PO102: qty}\n"), "`qty` holds number"),
    "a lens for another element": (
        order("  SAC -> charges[]: {SAC01: sign, SAC05: amount | dec}\n"),
        "SAC05 is of type N2",
    ),
    "no lens on implied decimals": (order("  SAC -> charges[]: {SAC01: sign, SAC05: text}\n"), "SAC05 is of type N2"),
    "an unknown lens": (order("  REF*DP: {REF02: department | upper}\n"), "no lens `upper`"),
    "an unknown table": (order("  CUR: {CUR01: currency_party | code party, CUR02: currency}\n"), "no table `party`"),
    "two rows with one address": (
        order("  REF*DP: {REF02: department}\n  REF[REF01=DP]: {REF02: division}\n"),
        "stands twice",
    ),
    "two rows for one element": (
        order("  REF*DP:\n    REF02: department\n    REF02..REF03: division, vendor\n"),
        "is taken by",
    ),
    "a row on the address's constant": (
        order("  REF*DP: {REF01: department, REF02: division}\n"),
        "is taken by the address",
    ),
    "one path read twice": (
        order("  REF*DP: {REF02: department}\n  REF*19: {REF02: department}\n"),
        "`department` is read twice",
    ),
    "one list read twice": (
        order("  N9*L1 -> notes[]: {N902: number}\n  N9*AH -> notes[]: {N902: number}\n"),
        "`notes[]` is read twice",
    ),
    "a mandatory element without a row": (
        order("  CUR: {CUR02: currency}\n"),
        "CUR01 is mandatory, and no row writes it",
    ),
    "a mandatory segment without a row": (HEADER + "body:\n" + LINES.replace("| code unit", ""), "BEG is mandatory"),
    "a constant that the list lacks": (order("  REF*QQQ: {REF02: department}\n"), "it can never match"),
    "a constant that does not fit": (order("  CUR: {CUR01: is BUYERS, CUR02: currency}\n"), "holds 2 to 3"),
    "a word that its table lacks": (
        order("  REF*IA:\n    when: kind is realease\n    REF02: vendor\n"),
        "can never match",
    ),
    "a condition on an uncarried path": (
        order("  REF*IA:\n    when: release is x\n    REF02: vendor\n"),
        "carries `release`",
    ),
    "a condition on open text": (order("  REF*IA:\n    when: number is x\n    REF02: vendor\n"), "open text"),
    "a condition on a number": (order("  REF*IA:\n    when: line_count is x\n    REF02: vendor\n"), "no word"),
    "a template without a literal": (order("  REF*DP: {REF02: 'like {department}{division}'}\n"), "cannot be reversed"),
    "a template without a path": (order("  REF*DP: {REF02: like department}\n"), "names no path"),
    "a template of one path twice": (order("  REF*DP: {REF02: 'like {department}/{department}'}\n"), "twice"),
    "a table of two codes for a word": (
        order().replace("05: replace", "05: replace, 07: replace"),
        "`replace` has two codes",
    ),
    "a code that the list lacks": (
        order().replace("RL: release", "QQ: release"),
        "is not in the list of data element 92",
    ),
    "a code that is too long": (order().replace("RL: release", "RLX: release"), "has 3 characters"),
    "an `as` to a word that has no code": (
        order().replace("also: {PC: each}", "also: {PC: each}\n    as: {piece: eech}"),
        "writes `piece` by the code of `eech`, which has none in table `unit`",
    ),
    "an `as` to another word of `as`": (
        order().replace("also: {PC: each}", "also: {PC: each}\n    as: {piece: each, item: piece}"),
        "writes `item` by the code of `piece`, which has none",
    ),
    "an `as` of a word that has a code": (
        order().replace("also: {PC: each}", "also: {PC: each}\n    as: {case: each}"),
        "`case` has the code CA in table `unit`, and stands under `as` too",
    ),
    "an `as` of what is no word": (
        order().replace("also: {PC: each}", "also: {PC: each}\n    as: {Piece: each}"),
        "`Piece` is no word of the model",
    ),
    "a condition on a word of `as`": (
        order("  REF*DP: {when: kind is spot, REF02: department}\n").replace(
            "BK: blanket}", "BK: blanket, as: {spot: stand_alone}}"
        ),
        "`kind is spot` can never match",
    ),
    "an `also` without its word": (order().replace("{PC: each}", "{PC: piece}"), "has no code of its own"),
    "an unknown policy": (order().replace("else: keep}", "else: drop}"), "`else: drop`"),
    "a word that is no word": (order().replace("05: replace", "05: Replace It"), "is no word of the model"),
    "an arrow to a list as an object": (order("  TD5 -> carrier: {TD503: scac}\n"), "`carrier` is no object"),
    "an arrow to an object as a list": (order("  N1*ST -> ship_to[]: {N102: name}\n"), "`ship_to` is no list"),
    "a path across a list": (order("  TD5: {TD503: carrier.scac}\n"), "crosses a list"),
    "a bag that is none": (order("  REF -> ship_to by REF01: {REF02: name}\n"), "is no bag"),
    "a bag's key elsewhere": (order("  REF -> refs by N101: {REF02: value}\n"), "N101 is no element of REF"),
    "an odd range of pairs": (order("", LINES.replace("PO125", "PO124")), "odd number"),
    "a `first` of what is no word of the table": (
        order("", LINES.replace("pairs product", "pairs product | first upd vendor_part")),
        "table `product` has no code for `upd`",
    ),
    "a `first` that says a word twice": (
        order("", LINES.replace("pairs product", "pairs product | first upc upc")),
        "`first upc upc` names no order",
    ),
    "a `first` without a word": (order("", LINES.replace("pairs product", "pairs product | first")), "names no order"),
    "a range that a tuple does not fill": (
        order("", LINES.replace("    PO106", STORES + "    PO106")),
        "not a multiple of 2",
    ),
    "one path over a range": (order("  REF*DP: {REF02..REF03: department}\n"), "cannot fill a range"),
    "a count of no list": (order("", LINES.replace("count(lines)", "count(number)")), "is no list"),
    "a sum of no number": (order("", LINES.replace("count(lines)", "sum(lines.no)")), "no numbers"),
    "an unknown block": (order("  N1*ST -> ship_to: use party\n"), "no block `party`"),
    "an element that says nothing": (order("  REF*DP: {REF02: }\n"), "says nothing"),
    "a private field that nobody declared": (order("  REF*ZZ: {REF02: own.promise}\n"), "is not declared"),
    "an unknown key": (order() + "bdoy: {}\n", "`bdoy` is no key of a map"),
    "an unknown model": (order().replace("model: Order", "model: Ordr"), "no model `Ordr`"),
    "an unknown set": (order().replace("004010 850", "004010 851"), "no set 851"),
    "another release": (order().replace("004010 850", "005010 850"), "the dictionary for X12 004010"),
    "no standard": (order().replace("standard: X12 004010 850\n", ""), "names no standard"),
    "levels in a set without them": (
        order().replace("model: Order\n", "model: Order\nlevels: S O I\n"),
        "850 has no HL",
    ),
    "a row that is no address": (order("  ref dp: {REF02: department}\n"), "is no address"),
    "a duplicate key": (order("  REF*DP: {REF02: department, REF02: division}\n"), "stands twice"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_refused_with_place_and_fix(case: str) -> None:
    text, message = REFUSED[case]
    found = [fault for fault in faults(text) if message in fault.message]
    assert found, [str(fault) for fault in faults(text)]
    assert found[0].fix
    assert found[0].file == "base0"
    assert re.match(r"base0:\d+:\d+: ", str(found[0]))


def test_the_fault_stands_at_its_row() -> None:
    (fault,) = faults(order("  REF*DP: {REF02: departmnet}\n"))
    assert order("  REF*DP: {REF02: departmnet}\n").splitlines()[fault.line - 1] == "  REF*DP: {REF02: departmnet}"
    assert fault.column == 12
    assert "`department`" in fault.fix


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = order("  REF*DP: {REF02: departmnet}\n  XYZ: {XYZ01: a}\n  CUR: {CUR02: currency}\n")
    lines = [fault.line for fault in faults(text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_a_missing_map_and_a_missing_base_are_faults() -> None:
    assert "no map" in faults()[0].message
    (fault,) = faults("extends: x12/004010/nothing\n")
    assert (fault.line, "no map `x12/004010/nothing`" in fault.message) == (1, True)
    assert "extends itself" in faults("extends: base0\n")[0].message


def test_exclusive_conditions_let_two_rows_read_one_path() -> None:
    rows = (
        "  REF*IA:\n    when: kind is release\n    REF02: vendor\n  REF*VR:\n    when: kind is {}\n    REF02: vendor\n"
    )
    assert not faults(order(rows.format("stand_alone or blanket")))
    assert "read twice" in faults(order(rows.format("release or blanket")))[0].message


def test_an_echo_and_a_write_only_row_do_not_read_a_path() -> None:
    assert not faults(order("  REF*PO: {REF02: number | echo}\n  REF*CO: {REF02: number | write only}\n"))


def test_enrichment_may_set_what_a_condition_asks() -> None:
    rows = "  N1*ST -> ship_to: {N102: name}\n  REF*IA:\n    when: ship_to.kind is %s\n    REF02: vendor\n"
    assert load(order(rows % "distribution_center")).unknown == ("ship_to.kind",)
    assert "can never match" in faults(order(rows % "depot"))[0].message


def test_shared_code_lists_stand_below_the_maps_own() -> None:
    text = order("  CUR: {CUR01: currency_party | code side, CUR02: currency}\n")
    made = load(text, side="BY: buyer\nSE: seller\n")
    assert made.tables["side"].codes == {"buyer": "BY", "seller": "SE"}
    assert "maps/codes/side.yaml" in made.files
    over = load(text.replace("tables:", "tables:\n  side: {BT: buyer}"), side="BY: buyer\nSE: seller\n")
    assert over.tables["side"].codes == {"buyer": "BT", "seller": "SE"}


def test_the_partners_rule_for_unknown_codes_stands_in_for_else() -> None:
    assert not load(order()).tables["kind"].keep
    assert load(order(), unknown="keep").tables["kind"].keep


def test_the_hash_changes_with_any_text_that_the_map_is_made_of() -> None:
    first, again, other = load(order()), load(order()), load(order() + "# a word more\n")
    assert first.hash == again.hash != other.hash


def test_what_is_loaded_reads() -> None:
    seen = read(load(order()), tree([*HEAD, "PO1*1*5*EA***UP*0123", "CTT*1"]))
    assert seen.document is not None
    assert not seen.unmapped and not seen.findings


def test_a_map_is_called_as_commands_name_it_and_says_nothing_else_of_itself() -> None:
    texts = {"maps/x12/004010/850.yaml": ORDER_OF.format("x12/004010/850"),
             "partners/acme/850.yaml": "extends: x12/004010/850\nbody:\n  BEG:\n    BEG06: release\n"}  # fmt: skip
    for name, called in (("x12/004010/850", "x12/004010/850"), ("partners/acme/850", "acme/850")):
        assert language.load(texts.get, name, dictionary()).name == called
    texts["maps/x12/004010/850.yaml"] = ORDER_OF.format("x12-850")
    with pytest.raises(ConfigError) as caught:
        language.load(texts.get, "x12/004010/850", dictionary())
    (fault,) = caught.value.faults
    assert fault.message == "`map: x12-850` is not what the map is called"
    assert fault.fix == "write `map: x12/004010/850`, as its file is called"


ORDER_OF = """\
map: {}
standard: X12 004010 850
model: Order
body:
  BEG:
    BEG01: is 00
    BEG02: is SA
    BEG03: number | required
    BEG05: ordered_on | date | required
  PO1 -> lines[]: {{PO102: qty | dec}}
"""

"""Writing: which segments, which elements, in which order, and what cannot be written."""

from __future__ import annotations

from typing import Any

import pytest
from tinymaps import HEAD, LINES, load, order, tree, wire

from edigw.errors import CannotWrite
from edigw.mapping.read import read
from edigw.mapping.write import write
from edigw.model.order import Order

BASE = {"number": "4711", "purpose": "original", "kind": "stand_alone", "ordered_on": "2024-01-02"}
LINE = {"no": "1", "qty": "5", "unit": "each", "ids": {"upc": "0123"}}


def written(body: str = "", lines: str = LINES, **facts: Any) -> list[str]:
    document = Order.model_validate({**BASE, "lines": [LINE], **facts})
    return wire(write(load(order(body, lines)), document))


def refused(body: str = "", lines: str = LINES, **facts: Any) -> str:
    with pytest.raises(CannotWrite) as error:
        written(body, lines, **facts)
    return f"{error.value.message} | {error.value.hint}"


def test_an_order_on_the_wire() -> None:
    assert written() == [*HEAD, "PO1*1*5*EA***UP*0123", "CTT*1"]


def test_segments_stand_in_the_dictionarys_order_whatever_the_maps() -> None:
    body = "  N1*ST -> ship_to: {N102: name}\n  DTM*010: {DTM02: dates.ship_requested | date}\n"
    body += "  REF*DP: {REF02: department}\n"
    rows = written(body, ship_to={"name": "x"}, department="7", dates={"ship_requested": {"on": "2024-01-05"}})
    assert rows[1:4] == ["REF*DP*7", "DTM*010*20240105", "N1*ST*x"]


def test_rows_of_one_position_keep_the_maps_order_and_the_bag_comes_last() -> None:
    body = (
        "  REF -> refs by REF01 | code ref: {REF02: value}\n  REF*IA: {REF02: vendor}\n  REF*DP: {REF02: department}\n"
    )
    text = order(body).replace("tables:", "tables:\n  ref: {ZZ: other}")
    made = Order.model_validate(
        {**BASE, "lines": [LINE], "vendor": "1", "department": "2", "refs": {"other": {"value": "3"}}}
    )
    assert wire(write(load(text), made))[1:4] == ["REF*IA*1", "REF*DP*2", "REF*ZZ*3"]


def test_a_bag_writes_what_its_one_value_rows_leave() -> None:
    body = "  DTM*010: {DTM02: dates.ship_requested | date}\n  DTM -> dates by DTM01: {DTM02: on | date}\n"
    rows = written(
        body,
        dates={"ship_requested": [{"on": "2024-01-05"}, {"on": "2024-01-06"}], "x12:374:002": {"on": "2024-01-07"}},
    )
    assert rows[1:4] == ["DTM*010*20240105", "DTM*010*20240106", "DTM*002*20240107"]


def test_constants_alone_do_not_make_a_segment() -> None:
    body = "  CUR: {CUR01: is BY, CUR02: currency}\n"
    assert written(body) == written()
    assert written(body, currency="USD")[1] == "CUR*BY*USD"


def test_a_required_constant_makes_a_segment() -> None:
    assert written("  CUR: {CUR01: is BY | required, CUR02: is USD}\n")[1] == "CUR*BY*USD"


def test_a_segment_that_its_loop_demands_comes_with_it() -> None:
    lines = """\
  PO1 -> lines[]:
    PO101: no
    LS:
      LS01: is LDT
      LDT: {LDT01: is AF, LDT02: qty | dec, LDT03: is DA}
      LE: {LE01: is LDT}
"""
    assert written("", lines)[1:] == ["PO1*1", "LS*LDT", "LDT*AF*5*DA", "LE*LDT"]


def test_a_count_of_nothing_writes_no_segment() -> None:
    document = Order.model_validate(BASE)
    assert wire(write(load(order()), document)) == HEAD


def test_sums_and_counts() -> None:
    lines = LINES.replace("= count(lines)", "= count(lines), CTT02: = sum(lines.qty)")
    document = Order.model_validate({**BASE, "lines": [LINE, {**LINE, "qty": "2.5"}]})
    assert wire(write(load(order("", lines)), document))[-1] == "CTT*2*7.5"


def test_a_condition_decides() -> None:
    body = "  REF*IA:\n    when: kind is release\n    REF02: vendor\n"
    assert "REF*IA*7" not in written(body, vendor="7")
    assert "REF*IA*7" in written(body, vendor="7", kind="release")


def test_what_enrichment_sets_decides_too() -> None:
    body = "  N1*ST -> ship_to: {N102: name}\n  REF*IA:\n    when: ship_to.kind is store\n    REF02: vendor\n"
    assert "REF*IA*7" in written(body, vendor="7", ship_to={"name": "x", "kind": "store"})
    assert "REF*IA*7" not in written(body, vendor="7", ship_to={"name": "x"})


def test_templates_echoes_and_one_way_rows() -> None:
    body = "  REF*DP: {REF02: 'like {department}/{division}'}\n  REF*PO: {REF02: number | echo}\n"
    body += "  REF*CO: {REF02: number | write only}\n  REF*IA: {REF02: vendor | read only}\n"
    rows = written(body, department="1", division="2", vendor="3")
    assert rows[1:4] == ["REF*DP*1/2", "REF*PO*4711", "REF*CO*4711"]
    assert "REF*IA*3" not in rows


def test_ranges_spill_over() -> None:
    lines = """\
  PO1 -> lines[]:
    PO101: no
    SDQ:
      SDQ01: destinations_unit | code unit
      SDQ03..SDQ06 -> destinations[]: location, qty | dec
"""
    stores = [{"location": name, "qty": "1"} for name in ("AA", "BB", "CC")]
    document = Order.model_validate(
        {**BASE, "lines": [{"no": "1", "destinations": stores, "destinations_unit": "each"}]}
    )
    assert wire(write(load(order("", lines)), document))[1:] == ["PO1*1", "SDQ*EA**AA*1*BB*1", "SDQ*EA**CC*1"]


def test_components_and_trailing_empties() -> None:
    body = "  MEA -> measures[]: {MEA03: value | dec, MEA04-01: unit | code unit, MEA05: low | dec}\n"
    assert written(body, measures=[{"value": "1", "unit": "each"}])[1] == "MEA***1*EA"


def test_a_kept_code_goes_back_to_its_own_list_only() -> None:
    line = {**LINE, "unit": "x12:355:CT", "ids": {"x12:235:ZZ": "9"}}
    document = Order.model_validate({**BASE, "lines": [line]})
    assert wire(write(load(order()), document))[1] == "PO1*1*5*CT***ZZ*9"
    other = Order.model_validate({**BASE, "lines": [{**line, "unit": "x12:235:ZZ"}]})
    with pytest.raises(CannotWrite, match="another code list"):
        write(load(order()), other)


def test_a_word_without_a_code_is_refused_with_path_and_row() -> None:
    told = refused(lines=LINES, kind="spot")
    assert "`kind`: table `kind` has no code for `spot`" in told
    assert "base0:16" in told


def test_a_value_that_does_not_fit_is_refused_with_its_lengths() -> None:
    told = refused(number="4" * 23)
    assert "has 23 characters, BEG03 holds 1 to 22" in told and "base0:17" in told
    document = Order.model_validate({**BASE, "lines": [{**LINE, "ids": {"upc": "9" * 49}}]})
    with pytest.raises(CannotWrite, match="PO107 holds 1 to 48"):
        write(load(order()), document)


def test_signs_and_points_do_not_count_as_length() -> None:
    body = "  AMT*1: {AMT02: hash_total | dec}\n"
    assert written(body, hash_total="-12345678901234567.8")[1] == "AMT*1*-12345678901234567.8"
    assert "holds 1 to 18" in refused(body, hash_total="1234567890123456789")


def test_more_pairs_than_a_segment_holds() -> None:
    ids = {"upc": [str(at) for at in range(11)]}
    document = Order.model_validate({**BASE, "lines": [{**LINE, "ids": ids}]})
    with pytest.raises(CannotWrite, match=r"more than PO106\.\.25 can hold"):
        write(load(order()), document)


def test_what_is_mandatory_or_required_must_be_there() -> None:
    assert "`kind` is empty, and the map requires it" in refused(kind=None)
    assert "`department` is empty" in refused("  REF*DP: {REF02: department | required}\n")
    body = "  N1*ST -> ship_to: {N102: name, N4: {N401: city | required}}\n"
    assert written(body) == written()
    assert "city" in refused(body, ship_to={"name": "x"})
    body = "  AMT -> amounts[]: {AMT01: sign, AMT02: value | dec}\n"
    assert "AMT02 is mandatory" in refused(body, amounts=[{"sign": "1"}])


def test_no_more_segments_than_the_standard_allows() -> None:
    body = "  CSH -> charges[]: {CSH01: text}\n"
    assert "the standard allows 5" in refused(body, charges=[{"text": "SC"}] * 6)


def test_a_value_that_a_template_cannot_take_apart_again() -> None:
    body = "  REF*DP: {REF02: 'like {department}/{division}'}\n"
    assert "cannot be read back" in refused(body, department="1/2", division="3")


def test_what_is_written_is_read_again() -> None:
    chart = load(order("  REF*DP: {REF02: department}\n"))
    document = Order.model_validate({**BASE, "lines": [LINE, LINE], "department": "7"})
    assert read(chart, tree(wire(write(chart, document)))).document == document

"""From a path back to its rows: which carry it, what lies below it, what no model has."""

from __future__ import annotations

import pytest
from bench import FIRST, chart
from tinymaps import LINES, load, order

from edigw.mapping.carried import Step, carriers, check, everything, leads_to, steps_of
from edigw.mapping.draw import draw
from edigw.mapping.faults import Wrong
from edigw.mapping.laws import Dice


def addresses(document: str, path: str) -> list[str]:
    return [one.address for one in carriers(chart(document), steps_of(path))]


def test_a_path_is_cut_into_steps() -> None:
    assert steps_of("lines[2].ids.upc") == (Step("lines", 2), Step("ids"), Step("upc"))
    assert steps_of("lines[].price") == steps_of("lines.price") == (Step("lines"), Step("price"))
    for text in ("", ".", "[0]", "lines..price", "lines[x]", "lines[0"):
        with pytest.raises(Wrong, match="no canonical path"):
            steps_of(text)


def test_the_rows_of_a_path_and_of_what_lies_below() -> None:
    assert addresses("850", "lines[0].price") == addresses("850", "lines.price") == ["PO1/PO104"]
    assert addresses("850", "lines[3].ids.upc") == ["PO1/PO106..PO125"]
    assert {"N1*ST/N102", "N1*ST/N4/N401", "N1*ST/PER/PER03..PER08"} <= set(addresses("850", "ship_to"))
    assert addresses("850", "dates.ship_requested.on") == ["DTM/DTM02"]
    assert "DTM/DTM01" in addresses("850", "dates.ship_requested")
    assert addresses("856", "cartons.sscc") == ["HL*P/MAN*GM/MAN02"]
    assert addresses("856", "items.order") == ["HL*O"] and addresses("856", "structure") == ["BSN05"]


def test_every_kind_of_row_is_met() -> None:
    rows = "    PID*F:\n      PID05: like {currency} / {description}\n"
    rows += "    SDQ:\n      SDQ01: destinations_unit | code unit\n"
    rows += "      SDQ03..SDQ22 -> destinations[]: location, qty | dec\n"
    base = load(order("", LINES.replace("  CTT", f"{rows}  CTT")))
    names = {one.address: one.names for one in everything(base)}
    assert ("lines", "currency") in {one.names for one in everything(base) if one.address == "PO1/PID*F/PID05"}
    assert names["PO1/SDQ/SDQ03..SDQ22"][:2] == ("lines", "destinations")
    assert "CTT/CTT01" not in names


def test_a_unit_below_items_carries_items_facts() -> None:
    (row,) = carriers(chart("856"), steps_of("items[0].qty"))
    assert row.address == "HL*I/SN1/SN102" and row.spot is not None and row.leaf is not None


@pytest.mark.parametrize("document", FIRST)
def test_every_path_that_a_map_carries_is_one_of_its_model(document: str) -> None:
    drawn = draw(chart(document), Dice(1))
    for one in everything(chart(document)):
        check(type(drawn), steps_of(".".join(one.names)))


@pytest.mark.parametrize(
    ("path", "fix"), [("lines.pryce", "price"), ("lines.price.x", "leave `x` out"), ("nubmer", "number")]
)
def test_a_path_that_the_model_lacks_is_refused_with_what_is_near(path: str, fix: str) -> None:
    with pytest.raises(Wrong) as told:
        check(chart("850").model, steps_of(path))
    assert fix in told.value.fix


def test_whether_one_path_leads_to_another() -> None:
    for asked in ("lines", "lines[1]", "lines.price", "lines[1].price"):
        assert leads_to(steps_of(asked), "lines[1].price")
    for asked in ("lines[0]", "lines[1].qty", "lines[1].price.x", "line"):
        assert not leads_to(steps_of(asked), "lines[1].price")

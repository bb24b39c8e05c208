"""A file explained: by whose map, in which direction, which sets, and backwards from a path."""

from __future__ import annotations

from typing import Any

import pytest
from yard import OURS, THEIRS, Yard, group, isa, order, orders, transaction

from edigw.config.configuration import Configuration, load, shipped_only
from edigw.errors import ConfigError, NotFound, UsageError
from edigw.formats.packed import unpack
from edigw.pipeline.inspect.explain import Ask, explain, explain_composed, whose
from edigw.tree import Interchange


def told(data: str, configuration: Configuration, **asked: Any) -> dict[str, Any]:
    return explain(data.encode("latin-1"), configuration, Ask(**asked))


@pytest.fixture
def configuration(yard: Yard) -> Configuration:
    return load(yard.base)


def test_a_partners_file_is_explained_by_its_own_map(yard: Yard) -> None:
    overlay = "extends: x12/004010/850\nguide:\n  BEG05: required\nbody:\n  REF*VR:\n    REF02: refs.ours\n"
    (yard.base / "partners/acme/850.yaml").write_text(overlay, "utf-8")
    (one,) = told(orders("4711").replace("N1*ST", "REF*VR*R1~N1*ST"), load(yard.base))["sets"]
    assert (one["partner"], one["direction"]) == ("acme", "in") and "partners/acme/850.yaml" in one["map"]["files"]
    (ours,) = [e for s in one["segments"] for e in s["elements"] if e["designator"] == "REF02"]
    assert (ours["path"], ours["row"]) == ("refs.ours[0].value", "partners/acme/850.yaml:6")


def test_what_we_send_is_explained_by_the_outbound_map(configuration: Configuration) -> None:
    answer = transaction("855", "BAK*00*AD*4711*20261101~\nPO1*1*24*EA*1.25**BP*065001~\nACK*IA*24*EA~\nCTT*1~\n")
    data = isa([group([answer], kind="PR")], sender=OURS, receiver=THEIRS)
    (one,) = told(data, configuration)["sets"]
    assert (one["partner"], one["direction"], one["notes"]) == ("acme", "out", [])
    assert one["document"]["lines"][0]["qty"] == "24"
    (named,) = told(data, configuration, partner="acme")["sets"]
    assert named["direction"] == "out"


def test_without_a_partner_the_base_map_explains(configuration: Configuration) -> None:
    (one,) = told(orders("4711", sender="ZZ:NOBODY"), configuration)["sets"]
    assert one["partner"] is None and "NOBODY" in one["notes"][0] and one["map"]["name"] == "x12/004010/850"
    (one,) = told(orders("4711"), shipped_only(configuration.settings.workspace))["sets"]
    assert one["notes"] == [] and one["document"]["number"] == "4711"
    (one,) = told(orders("4711", sender="ZZ:NOBODY"), configuration, partner="acme")["sets"]
    assert one["partner"] == "acme" and "not acme's" in one["notes"][0]


def test_what_is_not_agreed_and_what_nobody_knows_is_said(configuration: Configuration) -> None:
    data = orders("4711").replace("ST*850", "ST*856")
    assert "agreement" in told(data, configuration)["sets"][0]["notes"][0]
    (odd,) = told(orders("4711").replace("004010", "009999"), configuration)["sets"]
    assert odd["map"] is None and "no dictionary" in odd["notes"][-1] and odd["document"] is None
    (odd,) = told(orders("4711").replace("ST*850", "ST*999"), configuration)["sets"]
    assert odd["map"] is None and "no set 999" in odd["notes"][-1]


def test_a_wrong_usage_still_finds_the_partner_and_a_parked_one_is_a_fault(yard: Yard) -> None:
    (one,) = told(orders("4711", usage="T"), load(yard.base))["sets"]
    assert one["partner"] == "acme" and "usage" in one["notes"][0]
    yard.tell("lenience: strict\n")
    for asked in ({}, {"partner": "acme"}):
        with pytest.raises(ConfigError):
            told(orders("4711"), load(yard.base), **asked)


def test_sets_are_chosen_by_number_by_place_and_by_limit(configuration: Configuration) -> None:
    data = orders("1", "2", "3")
    (second,) = told(data, configuration, control="0002")["sets"]
    assert second["document"]["number"] == "2" and second["group"]["control"] == "1"
    (again,) = told(data, configuration, span=(second["start"], second["end"]))["sets"]
    assert again["control"] == "0002"
    few = told(data, configuration, limit=2)
    assert [one["control"] for one in few["sets"]] == ["0001", "0002"] and few["left_out"] == 1
    with pytest.raises(NotFound, match="no set 0009"):
        told(data, configuration, control="0009")


def test_backwards_from_a_path(configuration: Configuration) -> None:
    (one,) = told(orders("4711"), configuration, path="lines[1].price")["sets"]
    (row,) = one["asked"]["rows"]
    assert row["address"] == "PO1/PO104" and row["row"].startswith("maps/x12/004010/850.yaml:")
    (place,) = one["asked"]["places"]
    assert (place["designator"], place["raw"], place["path"]) == ("PO104", "1.25", "lines[1].price")
    data = orders("4711")
    assert data[place["offset"] :].startswith("1.25*")
    (every,) = told(data, configuration, path="lines.price")["sets"]
    assert len(every["asked"]["places"]) == 2
    (none,) = told(data, configuration, path="lines[7].price")["sets"]
    assert none["asked"]["rows"] and not none["asked"]["places"]


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("lines[0].pryce", UsageError, "pryce"),
        ("lines[", UsageError, "no canonical path"),
        ("own.x", NotFound, "own.x"),
    ],
)
def test_a_path_that_is_nowhere_is_an_error(
    configuration: Configuration, path: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        told(orders("4711"), configuration, path=path)


@pytest.mark.parametrize(("data", "hint"), [("", "ISA"), ("hello", "ISA"), ('{"a": 1}', "JSON"), ("<a/>", "XML")])
def test_what_is_no_edi_is_an_error(configuration: Configuration, data: str, hint: str) -> None:
    with pytest.raises(UsageError, match="no interchange of X12 or EDIFACT") as error:
        told(data, configuration)
    assert hint in error.value.hint


def test_residue_is_told_beside_the_sets(configuration: Configuration) -> None:
    found = told(orders("4711") + "RUBBISH", configuration)
    assert len(found["sets"]) == 1 and found["residue"][0]["findings"]
    assert told(isa([]), configuration)["sets"] == []


def test_a_composed_set_is_explained_before_it_has_an_envelope(configuration: Configuration) -> None:
    segments = unpack(b"BAK\x1d00\x1dAD\x1d4711\x1d20261101\x1c")
    found = explain_composed(segments, "855", "004010", configuration, Ask(partner="acme", path="order_number"))
    (one,) = found["sets"]
    assert (one["partner"], one["direction"], one["interchange"]) == ("acme", "out", None)
    assert [place["designator"] for place in one["asked"]["places"]] == ["BAK03"]
    assert [segment["tag"] for segment in one["segments"]] == ["ST", "BAK", "SE"]


def test_whose_an_envelope_is(configuration: Configuration) -> None:
    at = Interchange("x12", OURS, THEIRS, "1", "00401", "P")
    found = whose(configuration, at, None)
    assert found.partner is not None and (found.partner.name, found.direction) == ("acme", "out")
    with pytest.raises(NotFound):
        whose(configuration, at, "nobody")


def test_every_kind_of_order_line_is_read(configuration: Configuration) -> None:
    data = isa([group([transaction("850", order("9", [("1", "x")]))])])
    (one,) = told(data, configuration)["sets"]
    assert one["totals"]["faulty"] == 1

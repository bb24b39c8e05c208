from __future__ import annotations

import pytest

from edigw.config.configuration import load
from edigw.config.maps import Maps
from edigw.config.shipped import Library
from edigw.errors import ConfigError, Fault, NotFound

from .conftest import ACME, EDIFACT, Make

OVERLAY = "extends: x12/004010/850\nguide:\n  REF*DP: required\n"


def test_every_shipped_map_is_without_fault(make: Make) -> None:
    maps = Maps(Library(make()))
    assert maps.base_faults() == ()
    assert {"x12/004010/850", "x12/004010/997"} <= set(maps.library.base_maps())


def test_dictionaries_are_made_once_and_read_their_variants(make: Make) -> None:
    maps = Maps(Library(make()))
    assert maps.dictionary("004010VICS") is maps.dictionary("004010")
    assert "850" in maps.dictionary("004010").sets
    assert maps.dictionary("004030VICS") is maps.dictionary("004010")
    assert maps.dictionary("005020") is maps.dictionary("005010")
    with pytest.raises(NotFound, match="no dictionary"):
        maps.dictionary("009999")


def test_edifacts_dictionaries_stand_beside_x12s(make: Make) -> None:
    maps = Maps(Library(make()))
    assert maps.dictionary("D:96A:UN:EAN008", "edifact") is maps.dictionary("D96A", "edifact")
    assert maps.dictionary("D97A", "edifact").release == "D96A"
    assert {"ORDERS", "CONTRL"} <= set(maps.dictionary("D01B", "edifact").sets)
    assert maps.dictionary("004010") is not maps.dictionary("D96A", "edifact")
    with pytest.raises(NotFound, match="edifact 004010"):
        maps.dictionary("004010", "edifact")
    with pytest.raises(NotFound, match="tradacoms 9") as caught:
        maps.dictionary("9", "tradacoms")
    assert caught.value.hint == "known: x12, edifact"


@pytest.mark.usefixtures("trusted_maps")
def test_which_map_an_agreement_uses(make: Make) -> None:
    text = ACME + "  856 out: {map: special.yaml}\n  810 out: {map: x12/004010/810}\n  830 in:\n"
    special = "extends: x12/004010/856\nguide:\n  BSN05: required\n"
    workspace = make({"acme": text, "acme/850.yaml": OVERLAY, "acme/special.yaml": special})
    configuration = load(workspace)
    partner = configuration.partners["acme"]
    names = {
        document: configuration.map_name(partner, document, way)
        for document, way in (("850", "in"), ("855", "out"), ("856", "out"), ("810", "out"), ("997", "in"))
    }
    assert names == {
        "850": "partners/acme/850",
        "855": "x12/004010/855",
        "856": "partners/acme/special",
        "810": "x12/004010/810",
        "997": "x12/004010/997",
    }
    assert not configuration.has_map(partner, "830", "in")
    with pytest.raises(NotFound, match="no map for 830"):
        configuration.map_for(partner, "830", "in")
    with pytest.raises(NotFound, match="no agreement for 180 in"):
        configuration.map_for(partner, "180", "in")


@pytest.mark.usefixtures("trusted_maps")
def test_a_release_tells_whose_maps_and_dictionary_they_are(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make({"rewe": EDIFACT + "  ORDRSP out: {release: D93A}\n  CONTRL out:\n"})
    folder = workspace / "maps/edifact/D96A"
    folder.mkdir(parents=True)
    for document in ("ORDERS", "CONTRL"):
        (folder / f"{document}.yaml").write_text("map: x\n", "utf-8")
    configuration = load(workspace)
    rewe = configuration.partners["rewe"]
    assert configuration.dictionary("D96A") is configuration.dictionary("D:96A:UN:EAN008")
    assert configuration.dictionary("21") is configuration.dictionary("D96A")
    assert configuration.dictionary("004010").standard == "x12"
    assert configuration.map_name(rewe, "ORDERS", "in") == "edifact/D96A/ORDERS"
    assert configuration.map_name(rewe, "CONTRL", "out") == "edifact/D96A/CONTRL"
    assert not configuration.has_map(rewe, "ORDRSP", "out")
    with pytest.raises(NotFound, match="no map for ORDRSP") as caught:
        configuration.map_name(rewe, "ORDRSP", "out")
    assert "maps/edifact/RELEASE/ORDRSP.yaml" in caught.value.hint
    with pytest.raises(NotFound, match="no base map for ORDERS 004010"):
        configuration.base_map("ORDERS", "004010")
    with pytest.raises(NotFound, match="no base map for RETINS D96A"):
        configuration.base_map("RETINS", "D96A")
    monkeypatch.setattr(Maps, "load", lambda maps, name, partner: name)
    for release in ("D96A", "D:96A:UN:EAN008"):
        assert configuration.base_map("ORDERS", release) == "edifact/D96A/ORDERS"
    assert configuration.base_map("CONTRL", "21") == "edifact/D96A/CONTRL"


@pytest.mark.usefixtures("trusted_maps")
def test_a_map_is_loaded_once_for_partners_of_one_kind(make: Make) -> None:
    other = ACME.replace("6123830000", "2")
    configuration = load(
        make({"acme": ACME, "bell": other, "cole": other.replace(":2", ":3") + "unknown_codes: keep\n"})
    )
    acme, bell, cole = (configuration.map_for(name, "850", "in") for name in ("acme", "bell", "cole"))
    assert acme is bell
    assert acme is not cole
    assert configuration.base_map("850") is acme


@pytest.mark.usefixtures("trusted_maps")
def test_a_faulty_overlay_parks_its_partner(make: Make) -> None:
    bad = OVERLAY + "body:\n  ZZZ: {ZZZ01: number}\n"
    configuration = load(make({"acme": ACME, "acme/850.yaml": bad, "bell": ACME.replace("6123830000", "2")}))
    assert list(configuration.partners) == ["bell"]
    assert configuration.parked["acme"][0].file == "partners/acme/850.yaml"


@pytest.fixture
def orders_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all base maps those of the 850: what the others are like is tested above."""
    every = Library.base_maps
    monkeypatch.setattr(Library, "base_maps", lambda self: tuple(n for n in every(self) if n.endswith("/850")))


@pytest.mark.usefixtures("orders_alone")
def test_faults_of_base_maps_and_of_the_settings_stop_everything_at_once(make: Make) -> None:
    workspace = make({"acme": ACME}, toml="foo = 1\n")
    own = workspace / "maps/x12/004010/850.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("map: x\nstandard: X12 004010 850\nmodel: Nothing\nbody: {}\n")
    with pytest.raises(ConfigError) as caught:
        load(workspace)
    assert {fault.file for fault in caught.value.faults} >= {"edigw.toml", "maps/x12/004010/850.yaml"}


def test_shipped_maps_are_not_read_for_a_fault_of_the_settings(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: Maps) -> tuple[Fault, ...]:
        raise AssertionError("they are known to be sound")

    monkeypatch.setattr(Maps, "base_faults", never)
    with pytest.raises(ConfigError) as caught:
        load(make({"acme": ACME}, toml="foo = 1\n"))
    assert {fault.file for fault in caught.value.faults} == {"edigw.toml"}


@pytest.mark.usefixtures("orders_alone")
def test_a_map_of_an_unknown_release_is_a_fault(make: Make) -> None:
    workspace = make()
    own = workspace / "maps/x12/009999/850.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("map: x\n")
    (fault,) = Maps(Library(workspace)).base_faults()
    assert fault.file == "maps/x12/009999/850.yaml"

"""Maps and partners, for those who write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from yard import Yard

from edigw.app import App
from edigw.errors import NotFound


def overlay(yard: Yard, text: str) -> None:
    (yard.base / "partners/acme/850.yaml").write_text(f"extends: x12/004010/850\n{text}", "utf-8")


def test_all_maps_or_one_are_checked(yard: Yard, tmp_path: Path) -> None:
    told = yard.app.maps_check()
    assert told["faults"] == [] and {"x12/004010/850", "x12/004010/997"} <= set(told["maps"])
    assert App(tmp_path / "nowhere").maps_check("x12/004010/997") == {"maps": ["x12/004010/997"], "faults": []}
    overlay(yard, "guide:\n  BEG05: required\n")
    assert "acme/850" in yard.app.maps_check()["maps"]


def test_faults_of_an_overlay_have_their_place(yard: Yard) -> None:
    overlay(yard, "body:\n  BEG:\n    BEG03: nubmer | required\n")
    for name in (None, "acme/850", "partners/acme/850.yaml"):
        faults = yard.app.maps_check(name)["faults"]
        assert ("850.yaml", 4) in [(Path(f["file"]).name, f["line"]) for f in faults]


def test_a_map_is_tested_and_shown(yard: Yard) -> None:
    told = yard.app.maps_test("x12/004010/997", documents=10)
    assert [(one["map"], one["documents"], one["state"]) for one in told] == [("x12/004010/997", 10, "OK")]
    rows = yard.app.maps_show("acme/997")
    assert any("AK1" in row["address"] and "997.yaml:" in row["origin"] for row in rows)
    with pytest.raises(NotFound):
        yard.app.maps_test("x12/004010/000")


def test_partners(yard: Yard) -> None:
    rows = yard.app.partners_list()
    assert [(row["name"], row["id"], row["our_id"], row["state"]) for row in rows] == [
        ("acme", "08:6123830000", "01:SUPPLIER001", "ready"),
    ]  # fmt: skip
    assert yard.app.partners_check("acme") == []
    shown = {row["setting"]: row["value"] for row in yard.app.partners_show("acme")}
    assert shown["leniency"] == "business"

"""Maps of a workspace: which there are, checked, tested, shown."""

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
    assert App(tmp_path / "nowhere").maps_check("x12/004010/997") == {
        "maps": ["x12/004010/997"], "faults": [], "losses": [],
    }  # fmt: skip
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


def test_a_map_is_named_by_its_partner_and_document(yard: Yard) -> None:
    for name in ("acme", "nobody/850", "acme/860/x", "x12/004010"):
        with pytest.raises(NotFound):
            yard.app.maps_check(name)
    with pytest.raises(NotFound, match="no agreement"):
        yard.app.maps_check("acme/860")


def test_a_faulty_map_is_not_tested(yard: Yard) -> None:
    overlay(yard, "body:\n  BEG:\n    BEG03: nubmer | required\n")
    told = {one["map"]: one for one in yard.app.maps_test(documents=1)}
    assert told["acme/850"]["state"] == "FAULTY" and "nubmer" in " ".join(told["acme/850"]["failures"])
    assert told["x12/004010/850"]["state"] == "OK"

"""Samples of a user's partners, checked and updated from the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from edifact_wire import interchange
from edifact_yard import order, trading
from yard import Yard, orders

from edigw.errors import ConfigError, NotFound, UsageError


@pytest.fixture(autouse=True)
def _by_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


def put(yard: Yard, case: str = "plain", partner: str = "acme") -> Path:
    folder = yard.base / "partners" / partner / "samples" / case
    folder.mkdir(parents=True)
    (folder / "input.edi").write_text(orders("1"), "ascii")
    return folder


def states(rows: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(row["case"], row["state"]) for row in rows]


def test_a_case_is_new_updated_and_then_the_same(yard: Yard) -> None:
    assert yard.app.samples_check() == []
    folder = put(yard)
    assert states(yard.app.samples_check()) == [("acme/plain", "NEW")]
    assert not (folder / "expected.json").exists()
    assert states(yard.app.samples_update("acme")) == [("acme/plain", "UPDATED")]
    assert states(yard.app.samples_check("acme/plain")) == [("acme/plain", "OK")]
    (folder / "input.edi").write_text(orders("2"), "ascii")
    (row,) = yard.app.samples_check("partners/acme")
    assert row["state"] == "DIFFERS" and [one["file"] for one in row["changes"]] == ["expected.json", "expected.edi"]


def test_a_case_of_edifact_has_its_contrl_and_edifacts_signs(yard: Yard) -> None:
    trading(yard)
    folder = yard.base / "partners/rewe/samples/bad-quantity"
    folder.mkdir(parents=True)
    bad = order("4712", control="2").replace("QTY+21:24", "QTY+21:2X4")
    noted = order("4711").replace("NAD+BY", "FTX+AAI+++2 ?+ 2'NAD+BY").replace("UNT+15", "UNT+16")
    (folder / "input.edi").write_bytes(interchange(noted, bad))
    assert states(yard.app.samples_update("rewe")) == [("rewe/bad-quantity", "UPDATED")]
    assert states(yard.app.samples_check("rewe")) == [("rewe/bad-quantity", "OK")]
    assert (folder / "expected.answer.txt").read_text("utf-8").splitlines() == [
        "UCI+REF1+5400000000024:14+5412345000013:14+7'", "UCM+2+ORDERS:D:96A:UN:EAN008+4'", "UCS+8'", "UCD+37+2:2'",
    ]  # fmt: skip
    written = (folder / "expected.edi").read_text("utf-8")
    assert written.startswith("UNH++ORDERS:D:96A:UN'\nBGM+220+4711+9'\n") and "\nFTX+AAI+++2 ?+ 2'\n" in written


def test_an_overlay_that_changes_the_meaning_shows_in_the_case(yard: Yard) -> None:
    put(yard)
    yard.app.samples_update()
    overlay = "extends: x12/004010/850\ntables:\n  id_type: {92: duns, also: {1: duns}}\n"
    (yard.base / "partners/acme/850.yaml").write_text(overlay, "utf-8")
    (row,) = yard.app.samples_check()
    lines = {line.strip() for line in row["changes"][0]["lines"] if line.startswith("+ ")}
    assert any('"duns"' in line for line in lines)


def test_names_that_are_not_there(yard: Yard) -> None:
    put(yard)
    with pytest.raises(NotFound) as error:
        yard.app.samples_check("acmee")
    assert error.value.hint == "did you mean acme?"
    with pytest.raises(NotFound, match="no case plian") as error:
        yard.app.samples_check("acme/plian")
    assert error.value.hint == "did you mean plain?"


def test_a_parked_partner_is_said_and_the_others_are_checked(yard: Yard) -> None:
    yard.partner("zeta", "08:6123830999")
    put(yard, partner="zeta")
    yard.tell("lenience: strict\n")
    rows = yard.app.samples_check()
    assert states(rows) == [("acme/*", "FAULTY"), ("zeta/plain", "NEW")]
    assert "lenience" in rows[0]["faults"][0]
    with pytest.raises(ConfigError):
        yard.app.samples_check("acme")


def test_nothing_is_updated_in_ci(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(yard)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(UsageError, match="CI"):
        yard.app.samples_update()
    assert [path.name for path in folder.iterdir()] == ["input.edi"]

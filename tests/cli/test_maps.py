"""maps check, test, show as an integration engineer calls them."""

from __future__ import annotations

from shop import ORDER, Shop


def test_the_shipped_maps_have_no_faults(shop: Shop) -> None:
    checked = shop.edigw("maps", "check")
    assert checked["faults"] == []
    assert {"x12/004010/850", "x12/004010/997"} <= set(checked["maps"])


def test_an_overlays_fault_has_a_place_and_a_fix(shop: Shop) -> None:
    (shop.base / "partners/acme/850.yaml").write_text(
        "extends: x12/004010/850\nbody:\n  BEG:\n    BEG03: nubmer | required\n"
    )
    code, out = shop.call("maps", "check", "acme/850", "--workspace", str(shop.base))
    assert code == 2
    assert "850.yaml:4:" in out and "fix:" in out


def test_a_map_shows_each_row_with_its_origin(shop: Shop) -> None:
    (shop.base / "partners/acme/850.yaml").write_text(
        "extends: x12/004010/850\nbody:\n  REF*19: {REF02: vendor}\n  REF*IA: {REF02: division}\n"
    )
    rows = shop.edigw("maps", "show", "acme/850")
    assert {row["origin"].rpartition(":")[0].rpartition("/")[2] for row in rows} == {"850.yaml"}
    assert any("partners/acme" in row["origin"] for row in rows)


def test_the_laws_run_from_the_users_own_workspace(shop: Shop) -> None:
    results = shop.edigw("maps", "test", "x12/004010/855", "--documents", "20")
    assert [(r["map"], r["failures"]) for r in results] == [("x12/004010/855", [])]


def test_a_map_is_drafted_and_compared(shop: Shop) -> None:
    base = ("--workspace", str(shop.base))
    file = shop.base / "theirs.edi"
    file.write_text(ORDER.format(number="1", control=1).replace("N1*ST", "REF*DP*7*x~\nN1*ST"), "ascii")
    code, out = shop.call("maps", "new", "acme", "--from", str(file), *base)
    assert code == 0 and "REF*DP/REF03" in out and "850.yaml: written" in out
    code, out = shop.call("maps", "new", "acme", "--from", str(file), *base)
    assert code == 0 and "exists already" in out
    assert shop.edigw("maps", "diff", "x12/004010/850", "acme/850") == []
    with (shop.base / "partners/acme/850.yaml").open("a") as text:
        text.write("guide:\n  REF*DP: required\n")
    code, out = shop.call("maps", "diff", "x12/004010/850", "acme/850", *base)
    assert code == 1 and "added guide REF*DP" in out and "+ required" in out and "1 differences" in out
    code, out = shop.call("maps", "new", "acme", "--from", str(shop.base / "edigw.toml"), *base)
    assert code == 2 and "it is no EDI" in out


def test_rows_that_were_seldom_met_are_said(shop: Shop) -> None:
    code, out = shop.call("maps", "test", "x12/004010/997", "--documents", "3", "--workspace", str(shop.base))
    assert code == 0 and "rows were met fewer than 10 times" in out

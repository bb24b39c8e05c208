"""Overlays drafted from a partner's files, and maps compared, from the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from yard import Yard, group, isa, order, orders, transaction

from edigw.app import App
from edigw.errors import ConfigError, NotFound, UsageError


def file_of(yard: Yard, text: str | bytes, name: str = "theirs.edi") -> Path:
    file = yard.base / name
    file.write_bytes(text.encode("latin-1") if isinstance(text, str) else text)
    return file


def overlay(yard: Yard, text: str) -> Path:
    path = yard.base / "partners/acme/850.yaml"
    path.write_text(f"extends: x12/004010/850\n{text}", "utf-8")
    return path


def test_a_draft_is_written_once_and_loads_as_it_is(yard: Yard) -> None:
    body = order("1", (("1", "2"),), "REF*DP*7*more~", "REF*4N*8~")
    file = file_of(yard, isa([group([transaction("850", body)])]))
    (told,) = yard.app.maps_new("acme", [file, file])
    assert (told["document"], told["sets"], told["written"]) == ("850", 2, True)
    assert {"address": "REF*DP", "times": 2, "of": 2, "in": 2, "codes": {"REF01": {"DP": 2}}} in told["segments"]
    assert told["not_taken"] == [{"address": "REF*DP/REF03", "times": 2, "examples": ["more"]}]
    assert told["codes_without_word"] == [{"table": "reference", "code": "4N", "element": "128", "times": 2}]
    text = Path(told["file"]).read_text("utf-8")
    assert text.startswith("# 850 of acme, drafted from theirs.edi, theirs.edi: 2 sets\n")
    assert yard.app.maps_check("acme/850")["faults"] == []
    Path(told["file"]).write_text(text + "guide:\n  REF*DP: required\n", "utf-8")
    (again,) = yard.app.maps_new("acme", [file])
    assert not again["written"] and Path(again["file"]).read_text("utf-8").endswith("REF*DP: required\n")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("Dear partner, please find our order attached.", "holds no X12 and no EDIFACT: it is no EDI"),
        ('{"order": 1}', "it looks like json"), (b"", "it is no EDI"),
        ("UNB+UNOA:1+A+B'", "no set that a base map reads: none"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "it is no EDI"), ("<order/>", "it looks like xml"),
        (orders("1").partition("GS*")[0], "no set that a base map reads: none"),
        (isa([group([transaction("816", "BHT*1~\n")])]), "only 816"),
    ],
    ids=["letter", "json", "empty", "edifact", "picture", "xml", "header", "816"],
)  # fmt: skip
def test_a_file_that_holds_no_set_drafts_nothing(yard: Yard, data: str | bytes, told: str) -> None:
    good = file_of(yard, orders("1"))
    with pytest.raises(UsageError, match=told) as error:
        yard.app.maps_new("acme", [good, file_of(yard, data, "bad.edi")])
    assert error.value.hint
    assert not (yard.base / "partners/acme/850.yaml").exists()


def test_a_draft_wants_a_partner_and_its_file(yard: Yard) -> None:
    file = file_of(yard, orders("1"))
    with pytest.raises(NotFound) as error:
        yard.app.maps_new("acne", [file])
    assert error.value.hint == "did you mean acme?"
    with pytest.raises(NotFound) as error:
        yard.app.maps_new("zzz", [file])
    assert "edigw partners add zzz" in error.value.hint
    with pytest.raises(NotFound, match="cannot be read"):
        yard.app.maps_new("acme", [yard.base / "none.edi"])


def test_a_partners_map_against_its_base_and_against_a_file(yard: Yard) -> None:
    path = overlay(yard, "guide:\n  REF*DP: required\n")
    (change,) = yard.app.maps_diff("x12/004010/850", "acme/850")
    assert (change["kind"], change["what"], change["place"]) == ("added", "guide", "REF*DP")
    assert change["before"] is None and change["after"]["origin"] == "partners/acme/850.yaml:3"
    old = yard.base / "old.yaml"
    old.write_text(path.read_text("utf-8").replace("required", "not used"), "utf-8")
    told = {change["what"]: change for change in yard.app.maps_diff(str(old), "acme/850")}
    assert (told["guide"]["before"]["text"], told["guide"]["after"]["text"]) == ("not used", "required")
    assert yard.app.maps_diff("acme/850", "partners/acme/850.yaml") == []


def test_a_file_is_read_with_the_private_fields_of_the_other(yard: Yard) -> None:
    yard.tell("fields:\n  zone: text\n")
    path = overlay(yard, "body:\n  REF*ZZ: {REF02: own.zone}\n")
    old = yard.base / "old.yaml"
    old.write_text(path.read_text("utf-8").replace("REF02", "REF03"), "utf-8")
    assert [c["place"] for c in yard.app.maps_diff(str(old), "acme/850")] == ["REF*ZZ/REF03", "REF*ZZ/REF02"]


def test_maps_are_compared_without_a_workspace(tmp_path: Path) -> None:
    app = App(tmp_path)
    assert app.maps_diff("x12/004010/850", "x12/004010/850") == []
    with pytest.raises(NotFound) as error:
        app.maps_diff("x12/004010/850", "x12/004010/851")
    assert error.value.hint.startswith("did you mean")
    (tmp_path / "bad.yaml").write_text("extends: x12/004010/850\nbody: {BEG: {BEG03: nubmer}}\n")
    with pytest.raises(ConfigError, match="nubmer"):
        app.maps_diff("x12/004010/850", str(tmp_path / "bad.yaml"))


def test_maps_of_another_release_are_compared_and_drafted(yard: Yard) -> None:
    told = yard.app.maps_diff("x12/004010/850", "x12/005010/850")
    assert next((c["place"], c["after"]["text"]) for c in told) == ("standard", "X12 005010 850")
    copy = yard.base / "copy.yaml"
    copy.write_text("extends: x12/005010/850\n", "utf-8")
    assert yard.app.maps_diff("x12/005010/850", str(copy)) == []
    newer = orders("1").replace("*004010~", "*005010~").replace("*U*00401*", "*^*00501*")
    (drafted,) = yard.app.maps_new("acme", [file_of(yard, newer)])
    assert "extends: x12/005010/850\n" in Path(drafted["file"]).read_text("utf-8")

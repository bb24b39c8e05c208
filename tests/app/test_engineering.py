"""Maps and partners, for those who write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from yard import Yard, group, isa, orders, transaction

from edigw.app import App, engineering
from edigw.errors import ConfigError, NotFound, UsageError
from edigw.pipeline.opinion import Opinion


def test_partners(yard: Yard) -> None:
    rows = yard.app.partners_list()
    assert [(row["name"], row["id"], row["our_id"], row["state"]) for row in rows] == [
        ("acme", "08:6123830000", "01:SUPPLIER001", "ready"),
    ]  # fmt: skip
    assert yard.app.partners_check("acme") == []
    shown = {row["setting"]: row["value"] for row in yard.app.partners_show("acme")}
    assert shown["leniency"] == "business"
    with pytest.raises(NotFound):
        yard.app.partners_check("nobody")
    yard.tell("lenience: strict\n")
    (row,) = yard.app.partners_list()
    assert row["state"] == "parked" and row["id"] == "08:6123830000"
    assert [fault["message"] for fault in row["faults"]] == [fault["message"] for fault in yard.app.partners_check()]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"id": None}, ["--id is missing"]), ({"id": "6123830000"}, ["--id:"]), ({"documents": ()}, ["--documents"]),
        ({"documents": ("850", "999", "123")}, ["999 is not supported", "123 is no document"]),
        ({"leniency": "soft", "usage": "X"}, ["--usage", "--leniency"]), ({"standard": "edifact"}, ["edifact"]),
        ({"name": "erp"}, ["erp"]), ({"name": "../up"}, ["../up"]), ({"name": "acme"}, ["exists already"]),
        ({"name": "twin", "id": "08:6123830000"}, ["same ids", "acme"]),
    ],
    ids=lambda value: ",".join(map(str, value)),
)  # fmt: skip
def test_a_partner_with_faults_is_not_added(yard: Yard, said: dict[str, Any], words: list[str]) -> None:
    asked: dict[str, Any] = {"name": "new", "id": "08:1", "our_id": "01:SUPPLIER001", "documents": ("850",), **said}
    with pytest.raises(UsageError) as told:
        yard.app.partners_add(asked.pop("name"), **asked)
    assert all(word in told.value.message for word in words)
    assert [path.name for path in (yard.base / "partners").iterdir()] == ["acme"]
    assert [row["state"] for row in yard.app.partners_list()] == ["ready"]


def file_of(yard: Yard, text: str) -> Path:
    file = yard.base / "checked.edi"
    file.write_text(text, "latin-1")
    return file


def test_a_partner_needs_its_workspace_and_sound_files(yard: Yard) -> None:
    file = file_of(yard, orders("1"))
    assert App(yard.base / "nowhere").check(file)["verdict"] == "accepted"
    with pytest.raises(NotFound, match="no workspace"):
        App(yard.base / "nowhere").check(file, partner="acme")
    with pytest.raises(NotFound, match="cannot be read"):
        yard.app.check(yard.base)
    assert "second_opinion" not in yard.app.check(file, partner="acme")
    yard.tell("lenience: strict\n")
    with pytest.raises(ConfigError, match="lenience"):
        yard.app.check(file, partner="acme")
    assert yard.app.check(file)["verdict"] == "accepted"


def test_both_opinions_are_told_where_they_differ(yard: Yard) -> None:
    sound = "AK1*PO*7~\nAK9*A*1*1*1~\n"
    bodies = [("997", sound), ("997", sound.replace("AK1*PO*", "AK1*POX*")), ("999", "AK1*PO*1~\n")]
    sets = [transaction(kind, body, f"{n:04d}") for n, (kind, body) in enumerate(bodies, 1)]
    told = yard.app.check(file_of(yard, isa([group(sets, kind="FA")])), leniency="lenient", second_opinion=True)
    ours = [one["verdict"] for one in told["interchanges"][0]["groups"][0]["sets"]]
    assert ours == ["accepted", "accepted_with_errors", "rejected"]
    first, second, last = told["second_opinion"]
    assert first == "set 997 0001: pyx12: accepted, as edigw"
    assert second == "set 997 0002: pyx12: rejected; edigw: accepted_with_errors"
    assert last == "set 999 0003: pyx12 is not asked, there is no dictionary for it; edigw: rejected"


def test_the_other_is_asked_by_the_dictionary_of_each_group(yard: Yard) -> None:
    first = orders("1", control=1)
    later = orders("2", control=2).replace("*X*004010~", "*X*005010~").replace("N1*ST", "N9*L1*X~\nMTX**Ask.~\nN1*ST")
    told = yard.app.check(file_of(yard, first + later.replace("SE*7*", "SE*9*")), second_opinion=True)
    assert told["second_opinion"] == ["set 850 0001: pyx12: accepted, as edigw"] * 2


def test_what_the_other_found_stands_in_the_line() -> None:
    opinion = Opinion("850", "0001", "rejected", ("AK3*BEG*2**8", "AK4*2*92*7*QQ"))
    line = engineering._compared("set 850 0001", opinion, "rejected")
    assert line == "set 850 0001: pyx12: rejected, as edigw [AK3*BEG*2**8] [AK4*2*92*7*QQ]"


@pytest.mark.parametrize("text", ["no edi", orders("1").partition("ST*")[0]])
def test_there_is_no_opinion_where_there_is_no_set(yard: Yard, text: str) -> None:
    assert yard.app.check(file_of(yard, text), second_opinion=True)["second_opinion"] == []

"""Maps and partners, for those who write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from yard import Yard, orders

from edigw.app import App
from edigw.errors import ConfigError, NotFound, UsageError


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
        ({"documents": ("850", "CONTRL", "123")}, ["CONTRL is EDIFACT", "123 is no document"]),
        ({"leniency": "soft", "usage": "X"}, ["--usage", "--leniency"]), ({"standard": "edifact"}, ["850 is X12"]),
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

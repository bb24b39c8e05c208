from __future__ import annotations

import re
from pathlib import Path

import pytest

from edigw import carrier
from edigw.config.partner_file import draft
from edigw.config.settings import read_settings, understand_settings
from edigw.config.shipped import Library
from edigw.config.standards import ROWS_OF
from edigw.config.workspace_rows import WORKSPACE_ROWS
from edigw.config.write import Texts, partner_text, quoted, workspace_text

from .conftest import Make

SAID = {"ids.interchange": ("08:1", "12:2"), "usage": ("T",), "leniency": ("strict",), "envelope.element": ("|",)}


def partner(workspace: Path):  # type: ignore[no-untyped-def]
    found = draft("acme", read_settings(workspace), Library(workspace))
    assert not found.faults
    return found.partner


def test_what_is_said_is_read_back(make: Make) -> None:
    made = partner(make({"acme": partner_text("acme", SAID, ["850 in", "855 out"])}))
    assert (made.ids.interchange, made.usage, made.leniency, made.envelope.element) == (
        ("08:1", "12:2"),
        "T",
        "strict",
        "|",
    )


@pytest.mark.parametrize(
    ("said", "agreements"),
    [(SAID, ["850 in", "855 out"]), ({**SAID, "standard": ("edifact",)}, ["ORDERS in", "ORDRSP out", "CONTRL in"])],
    ids=["x12", "edifact"],
)
def test_a_default_without_its_mark_changes_nothing(make: Make, said: Texts, agreements: list[str]) -> None:
    text = partner_text("acme", said, agreements)
    bare = partner(make({"acme": text}))
    opened = re.sub(r"^(\s*)# (?=\s*[\w-]+:( |$))", r"\1", text, flags=re.MULTILINE)
    opened = re.sub(r"^#   (?=\s*[\w-]+:( |$))", "  ", opened, flags=re.MULTILINE)
    assert opened.count("\n#") < 16
    make({"acme": opened, "acme/items.csv": "sku\n", "acme/locations.csv": "id\n"})
    assert partner(make()).model_copy(update={"fields": ()}) == bare


@pytest.mark.parametrize("standard", ROWS_OF)
def test_every_row_is_shown(standard: str) -> None:
    text = partner_text("acme", {"standard": (standard,)}, [])
    for row in ROWS_OF[standard]:
        assert re.search(
            rf"^[#: ]*{re.escape(row.path.rpartition('.')[2].replace('*', 'promotion'))}:", text, re.MULTILINE
        ), row


def test_a_workspace_file_is_read_back_and_every_row_is_shown() -> None:
    text = workspace_text({"main": {"name": ('A "B"',), "interchange": ("01:A",)}, "west": {}})
    settings = understand_settings(text, Path("/w"))
    assert settings.identities["main"].name == 'A "B"'
    assert settings.identities["main"].interchange == ("01:A",)
    assert list(settings.identities) == ["main", "west"]
    for row in WORKSPACE_ROWS:
        assert f"{re.sub(r'^[^.]*[.]([*][.])?', '', row.path)} = " in text, row
    opened = re.sub(r"^# (?=\[|[\w.]+ = )", "", text, flags=re.MULTILINE).replace("NAME", "van")
    again = understand_settings(opened, Path("/w"))
    assert again.limits == settings.limits
    assert again.identities == settings.identities


@pytest.mark.parametrize(
    "text", ["*", "~", "|", ">", "a: b", "a #b", "x:", "", "yes", "08:1", "0 %", "every 5 min", '"', "é", "- a"]
)
def test_texts_come_back_from_yaml(text: str) -> None:
    value = carrier.read(f"a: {quoted(text)}\n", "f").get("a")
    assert isinstance(value, carrier.Text)
    assert value.value == text

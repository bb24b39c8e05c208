from __future__ import annotations

from pathlib import Path

import pytest

from edigw.config.shipped import DictionaryTexts, Library, read_text, shipped
from edigw.errors import ConfigError


def test_maps_and_partners_are_there() -> None:
    assert (shipped() / "maps" / "x12" / "004010" / "850.yaml").is_file()
    assert (shipped() / "partners" / "_profiles").is_dir()


def test_the_workspaces_maps_come_first(tmp_path: Path) -> None:
    own = tmp_path / "maps" / "x12" / "004010"
    own.mkdir(parents=True)
    (own / "850.yaml").write_text("mine")
    (own / "999.yaml").write_text("new")
    library = Library(tmp_path)
    assert library.text("maps/x12/004010/850.yaml") == "mine"
    assert "model: OrderAnswer" in (library.text("maps/x12/004010/855.yaml") or "")
    assert {"x12/004010/850", "x12/004010/855", "x12/004010/999"} <= set(library.base_maps())
    lists = tmp_path / "maps/codes/edifact"
    lists.mkdir(parents=True)
    (lists / "agency.yaml").write_text("a: b\n", "utf-8")
    assert not [name for name in library.base_maps() if name.startswith("codes/")]
    assert library.base("x12", "004010", "999") == "x12/004010/999"
    assert library.base("x12", "004010", "123") is None


@pytest.mark.parametrize(
    "name",
    [
        "maps/../../etc/passwd",
        "/etc/passwd",
        "edigw.toml",
        "partners/../edigw.toml",
        "maps/x12/004010",
        "maps/.x",
        f"maps/x12/004010/sets/{'9' * 400}.txt",
    ],
)
def test_nothing_else_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "edigw.toml").write_text("")
    assert Library(tmp_path).text(name) is None


def test_a_shipped_partners_map_is_nobodys_map(tmp_path: Path) -> None:
    overlay = next((shipped() / "partners").glob("[!_]*/850.yaml"))
    assert Library(tmp_path).text(f"partners/{overlay.parent.name}/850.yaml") is None


def test_the_dictionary_by_name(tmp_path: Path) -> None:
    texts = DictionaryTexts(Library(tmp_path), "x12", "004010")
    assert "sets/850.txt" in set(texts)
    assert texts["segments.txt"]
    assert texts.get("sets/000.txt") is None
    assert len(texts) == len(list(texts))


def test_text_is_utf_8_with_or_without_its_mark(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfa: b")
    assert read_text(tmp_path / "a", "a") == "a: b"
    (tmp_path / "b").write_bytes(b"a: b\nc: \xff")
    with pytest.raises(ConfigError, match="b:2:1: not UTF-8"):
        read_text(tmp_path / "b", "b")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_text(tmp_path, "folder")


def test_a_workspace_has_maps_of_its_own_where_a_file_lies_there(tmp_path: Path) -> None:
    assert not Library(tmp_path).has_own_maps
    (tmp_path / "maps" / "codes").mkdir(parents=True)
    assert not Library(tmp_path).has_own_maps
    (tmp_path / "maps" / "codes" / "unit.yaml").write_text("{EA: each}\n")
    assert Library(tmp_path).has_own_maps

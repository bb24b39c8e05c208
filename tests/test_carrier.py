from __future__ import annotations

import pytest
import yaml

from edigw import carrier
from edigw.carrier import Items, Table, Text
from edigw.errors import ConfigError


def test_every_scalar_is_text_and_knows_its_place() -> None:
    top = carrier.read("a: NO\nb: {c: 01, d: [1E3, '', ~]}\n", "f.yaml")
    assert [entry.key for entry in top] == ["a", "b"]
    a, b = top.get("a"), top.get("b")
    assert isinstance(a, Text)
    assert (a.value, str(a.spot), a.spot.column) == ("NO", "f.yaml:1", 4)
    assert isinstance(b, Table)
    d = b.get("d")
    assert isinstance(d, Items)
    assert [item.value for item in d if isinstance(item, Text)] == ["1E3", "", "~"]
    assert top.get("none") is None


def test_an_empty_file_says_nothing() -> None:
    assert carrier.read("# only a remark\n", "f").entries == ()


@pytest.mark.parametrize("loader", [carrier.LOADER, yaml.SafeLoader])
@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\na: 2\n", "2:1", "`a` stands twice, first on line 1"),
        ("a: *x\n", "1:4", "an alias"),
        ("a: &x 1\n", "1:4", "an anchor"),
        ("a: !!python/object/apply:os.system [ls]\n", "1:4", "a tag"),
        ("a: |\n  x\n", "1:4", "a block scalar"),
        ("<<: {a: b}\n", "1:1", "a merge key"),
        ("[a]: b\n", "1:1", "a key that is not plain text"),
        ("- a\n", "1:1", "must hold `key: value` rows"),
        ("a: b\n---\nc: d\n", "2:1", "a second document"),
        ("a: 1\nb: \x01\n", "2:1", "a character that text must not hold"),
        ("a: " + "[" * 60 + "]" * 60, "1:53", "levels deep"),
    ],
)
def test_what_the_subset_refuses(
    text: str, place: str, message: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "LOADER", loader)
    with pytest.raises(ConfigError) as caught:
        carrier.read(text, "f")
    fault = caught.value.faults[0]
    assert f"{fault.line}:{fault.column}" == place
    assert message in fault.message


@pytest.mark.parametrize("text", ["a: [b\n", "a: b: c\n", "\ta: b\n", "a: 'b\n", "a: [" + "[" * 5000])
def test_what_is_no_yaml_has_its_line(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        carrier.read(text, "f")
    assert caught.value.faults[0].line in (1, 2)


def test_a_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "MAX_NODES", 100)
    with pytest.raises(ConfigError, match="more than 100 nodes"):
        carrier.read("a: [" + "1, " * 200 + "1]", "f")

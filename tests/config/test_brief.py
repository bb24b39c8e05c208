"""The brief tells the truth or is not believed: each change of each file and of each reference ends it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import edigw
from edigw.config import brief, stamps
from edigw.config.configuration import load

from .conftest import ACME, TOML, Make

pytestmark = pytest.mark.usefixtures("trusted_maps")
SECRET = ACME + "envelope:\n  security_qualifier: '01'\n  security: env:EDIGW_TEST_SECRET\n"


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file had been written long ago."""
    monkeypatch.setattr(stamps, "RACE_NS", -(10**18))


@pytest.mark.usefixtures("at_rest")
def test_it_says_what_the_configuration_says(make: Make) -> None:
    workspace = make({"acme": ACME, "bad": "nonsense: 1\n"})
    configuration = load(workspace)
    told = brief.read(str(workspace))
    assert told is not None
    assert told.partners == 1 and told.parked == {"bad": len(configuration.parked["bad"])}
    assert told.database == configuration.settings.database_url
    boxes = configuration.mailboxes.values()
    assert told.mailboxes == [[box.transport, box.inbox, box.outbox] for box in boxes] and len(told.mailboxes) >= 2


def touch(path: Path) -> None:
    os.utime(path)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a partner's file": lambda base: (base / "partners/acme/partner.yaml").write_text(ACME + " "),
    "its time alone": lambda base: touch(base / "partners/acme/partner.yaml"),
    "a new file of a partner": lambda base: (base / "partners/acme/850.yaml").write_text(""),
    "a file less": lambda base: (base / "partners/acme/partner.yaml").unlink(),
    "a new partner": lambda base: (base / "partners/next").mkdir(),
    "a partner less": lambda base: (base / "partners/acme").rename(base / "partners/.acme"),
    "edigw.toml": lambda base: (base / "edigw.toml").write_text(TOML + "\n"),
    "no edigw.toml": lambda base: (base / "edigw.toml").unlink(),
    "a profile": lambda base: (base / "partners/_profiles/shop.yaml").write_text("\n"),
    "a map": lambda base: (base / "maps/x12/004010/850.yaml").write_text("\n"),
    "damage": lambda base: (base / "data" / brief.NAME).write_text("{"),
    "nothing kept": lambda base: (base / "data" / brief.NAME).unlink(),
    "other things kept": lambda base: (base / "data" / brief.NAME).write_text("[1]"),
}


@pytest.mark.usefixtures("at_rest")
@pytest.mark.parametrize("change", CHANGES)
def test_any_change_ends_it(make: Make, change: str) -> None:
    workspace = make({"acme": ACME, "_profiles/shop.yaml": ""})
    (workspace / "maps/x12/004010").mkdir(parents=True)
    load(workspace)
    assert brief.read(str(workspace)) is not None
    CHANGES[change](workspace)
    assert brief.read(str(workspace)) is None


@pytest.mark.usefixtures("at_rest")
def test_another_version_of_the_program_ends_it(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make({"acme": ACME})
    load(workspace)
    monkeypatch.setattr(edigw, "__version__", "0.0.0")
    assert brief.read(str(workspace)) is None


@pytest.mark.usefixtures("at_rest")
def test_a_reference_that_comes_or_goes_ends_it_and_no_secret_is_kept(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make({"acme": SECRET}, TOML + "[database]\nurl = 'env:EDIGW_TEST_URL'\n")
    monkeypatch.setenv("EDIGW_TEST_URL", "postgresql://u:hush@h/d")
    monkeypatch.setenv("EDIGW_TEST_SECRET", "hush")
    load(workspace)
    told = brief.read(str(workspace))
    assert told is not None and told.parked == {} and told.database is None
    assert "hush" not in (workspace / "data" / brief.NAME).read_text("utf-8")
    monkeypatch.delenv("EDIGW_TEST_SECRET")
    assert brief.read(str(workspace)) is None
    load(workspace)
    told = brief.read(str(workspace))
    assert told is not None and told.parked == {"acme": 1}
    monkeypatch.setenv("EDIGW_TEST_SECRET", "hush")
    assert brief.read(str(workspace)) is None


def test_what_changed_just_now_is_not_believed(make: Make) -> None:
    workspace = make({"acme": ACME})
    load(workspace)
    assert brief.read(str(workspace)) is None
    later = os.stat(workspace / "edigw.toml").st_mtime + 10
    os.utime(workspace / "data" / brief.NAME, (later, later))
    assert brief.read(str(workspace)) is not None


@pytest.mark.usefixtures("at_rest")
def test_it_is_written_only_when_it_changes(make: Make) -> None:
    workspace = make({"acme": ACME})
    load(workspace)
    first = os.stat(workspace / "data" / brief.NAME).st_ino
    load(workspace)
    assert os.stat(workspace / "data" / brief.NAME).st_ino == first
    load(make({"acme": ACME + "usage: T\n"}))
    assert os.stat(workspace / "data" / brief.NAME).st_ino != first
    assert json.loads((workspace / "data" / brief.NAME).read_text("utf-8"))["version"] == edigw.__version__


def test_a_folder_that_cannot_be_written_is_no_harm(make: Make) -> None:
    workspace = make({"acme": ACME})
    (workspace / "data").write_text("in the way")
    assert len(load(workspace).partners) == 1
    assert (workspace / "data").read_text() == "in the way"

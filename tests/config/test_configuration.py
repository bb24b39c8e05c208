from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edigw.config.configuration import load
from edigw.config.init import init
from edigw.config.write import partner_text
from edigw.errors import ConfigError, NotFound

from .conftest import ACME, TOML, Make

pytestmark = pytest.mark.usefixtures("trusted_maps")
OURS, THEIRS = "01:SUPPLIER001", "08:6123830000"
BELL = ACME.replace("6123830000", "2")


def test_a_workspace_without_partners(make: Make) -> None:
    configuration = load(make())
    assert len(configuration.partners) == 0
    assert list(configuration.mailboxes) == ["erp"]


def test_partners_have_their_rows_when_asked_for(make: Make) -> None:
    configuration = load(make({"acme": ACME, "acme/items.csv": "sku\nA\n"}))
    assert configuration.partners.without_rows("acme").items == ()
    assert configuration.partners["acme"].items[0].sku == "A"
    assert configuration.partners["acme"].items is configuration.partners["acme"].items
    assert "none" not in configuration.partners


def test_whose_envelope_it_is(make: Make) -> None:
    test = ACME + "usage: T\n"
    configuration = load(make({"acme": ACME, "acme-test": test, "bell": BELL}))
    found = configuration.find_partner(THEIRS, OURS, "P")
    assert (found.name, found.partner, found.reason) == ("acme", configuration.partners["acme"], "")
    assert configuration.find_partner(THEIRS, OURS, "T").name == "acme-test"
    assert configuration.find_partner("08:2", OURS, "T").reason == "USAGE_MISMATCH"
    assert configuration.find_partner("08:2", OURS, "T").name == "bell"
    assert configuration.find_partner("08:2", OURS, "").reason == "USAGE_MISMATCH"
    assert configuration.find_partner("08:2", "01:OTHER", "P").reason == "UNKNOWN_RECEIVER"
    assert configuration.find_partner("ZZ:2", OURS, "P").reason == "UNKNOWN_PARTNER"


def test_one_pair_of_ids_may_be_a_partner_in_each_standard(make: Make) -> None:
    both = {"acme": "ids: {interchange: 14:9012345000004, ours: 14:5412345000013}\n"}
    both["rewe"] = "standard: edifact\n" + both["acme"]
    configuration = load(make(both))
    assert not configuration.parked
    pair = ("14:9012345000004", "14:5412345000013", "P")
    assert configuration.find_partner(*pair).name == "acme"
    assert configuration.find_partner(*pair, standard="edifact").name == "rewe"
    again = load(configuration.settings.workspace)  # from what was kept
    assert again.find_partner(*pair, standard="edifact").name == "rewe"


def test_two_of_one_standard_with_one_pair_are_refused_by_name(make: Make) -> None:
    text = "standard: edifact\nids: {interchange: 14:9012345000004, ours: 14:5412345000013}\n"
    configuration = load(make({"one": text, "two": text, "three": text.replace("standard: edifact\n", "")}))
    assert sorted(configuration.parked) == ["one", "two"]
    (fault,) = configuration.parked["one"]
    assert fault.message == "same ids and usage as partner two, and EDIFACT as well"


def test_an_id_that_another_standard_knows_is_unknown_and_told_whose_it_is(make: Make) -> None:
    configuration = load(make({"acme": ACME}))
    found = configuration.find_partner(THEIRS, OURS, "P", standard="edifact")
    assert (found.reason, found.message) == ("UNKNOWN_PARTNER", "partner acme trades x12, and this is edifact")


def test_groups_tell_partners_of_one_id_apart(make: Make) -> None:
    one, two = (ACME.replace("ids:\n", f"ids:\n  group: {group}\n") for group in ("GA", "GB"))
    configuration = load(make({"one": one, "two": two}))
    assert not configuration.parked
    assert configuration.find_partner(THEIRS, OURS, "P", ["GB"]).name == "two"
    assert configuration.find_partner(THEIRS, OURS, "P", ["GA"]).name == "one"


def test_aliases_and_several_ids(make: Make) -> None:
    text = "ids: {interchange: [08:1, 12:2], aliases: ZZ:3, ours: 01:US}\n"
    configuration = load(make({"acme": text}))
    for sender in ("08:1", "12:2", "ZZ:3"):
        assert configuration.find_partner(sender, "01:US", "P").name == "acme"
    assert configuration.find_partner("08:1", OURS, "P").reason == "UNKNOWN_RECEIVER"


def test_a_fault_parks_one_partner_and_its_arrivals_are_known(make: Make) -> None:
    workspace = make({"acme": ACME + "usge: P\n", "bell": BELL})
    configuration = load(workspace)
    assert list(configuration.partners) == ["bell"]
    assert configuration.parked["acme"][0].line == 6
    found = configuration.find_partner(THEIRS, OURS, "P")
    assert (found.name, found.partner, found.reason) == ("acme", None, "CONFIG")
    assert "acme" in configuration.mailboxes
    with pytest.raises(ConfigError):
        configuration.partner("acme")
    with pytest.raises(NotFound) as unknown:
        configuration.partner("none")
    assert unknown.value.hint == "known: bell"
    with pytest.raises(ConfigError) as caught:
        load(workspace, strict=True)
    assert len(caught.value.faults) == 1


def test_faulty_rows_park_too(make: Make) -> None:
    configuration = load(make({"acme": ACME, "acme/items.csv": "sku\nA\nA\n"}))
    assert str(configuration.parked["acme"][0]).startswith("partners/acme/items.csv:3:1")


def test_partners_that_nothing_tells_apart_are_both_parked(make: Make) -> None:
    configuration = load(make({"acme": ACME, "bell": ACME, "cole": BELL}))
    assert set(configuration.parked) == {"acme", "bell"}
    assert "partner bell" in configuration.parked["acme"][0].message
    assert configuration.find_partner(THEIRS, OURS, "P").reason == "CONFIG"


def test_a_parked_partner_parks_nobody_else(make: Make) -> None:
    configuration = load(make({"acme": ACME, "bell": ACME + "usge: P\n"}))
    assert set(configuration.parked) == {"bell"}
    assert configuration.find_partner(THEIRS, OURS, "P").name == "acme"


def test_folders_and_mailboxes_belong_to_one_partner(make: Make) -> None:
    box = "mailboxes:\n  box: {inbox: /srv/in}\n"
    configuration = load(make({"acme": ACME + box, "bell": BELL + box}))
    assert set(configuration.parked) == {"bell"}
    assert "is partner acme's already" in configuration.parked["bell"][0].message


def test_a_secret_is_resolved_and_never_kept(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make({"acme": ACME + "envelope: {security_qualifier: 01, security: env:EDIGW_TEST_PW}\n"})
    assert "the environment has no EDIGW_TEST_PW" in load(workspace).parked["acme"][0].message
    monkeypatch.setenv("EDIGW_TEST_PW", "hunter2")
    for _ in range(2):
        assert load(workspace).partners["acme"].envelope.security == ("01", "hunter2")
    assert b"hunter2" not in b"".join(path.read_bytes() for path in (workspace / "data").iterdir())


def aged(workspace: Path) -> None:
    """As if what is kept had been written long after the partners' files."""
    late = time.time() + 60
    os.utime(workspace / "data" / ".partners.json", (late, late))


def test_only_what_changed_is_read_again(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make({"acme": ACME, "bell": BELL, "cole": BELL.replace(":2", ":3") + "usge: P\n"})
    first = load(workspace)
    aged(workspace)
    read: list[str] = []
    from edigw.config import configuration as module

    honest = module.draft
    monkeypatch.setattr(module, "draft", lambda name, *rest: read.append(name) or honest(name, *rest))
    second = load(workspace)
    assert read == []
    assert second.partners["acme"] == first.partners["acme"]
    assert (second.parked, second.hash) == (first.parked, first.hash)
    make({"bell": BELL + "leniency: strict\n"})
    third = load(workspace)
    assert read == ["bell"]
    assert third.partners["bell"].leniency == "strict"
    assert third.hash != first.hash
    assert third.find_partner(THEIRS, OURS, "P").name == "acme"
    aged(workspace)
    make(toml=TOML + "[work]\npoll = '2 s'\n")
    load(workspace)
    assert read == ["bell", "acme", "bell", "cole"]


def test_a_partner_that_went_is_gone(make: Make) -> None:
    workspace = make({"acme": ACME, "bell": BELL})
    load(workspace)
    (workspace / "partners/bell/partner.yaml").unlink()
    (workspace / "partners/bell").rmdir()
    assert list(load(workspace).partners) == ["acme"]


def test_hidden_and_profile_folders_are_no_partners(make: Make) -> None:
    workspace = make({"acme": ACME, "_profiles/x.yaml": "", ".git/x": ""})
    (workspace / "partners" / "notes.txt").write_text("")
    assert list(load(workspace).partners) == ["acme"]
    assert not load(workspace).parked


def test_how_long_500_partners_take(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(tmp_path, False, datetime.now(UTC))
    documents = ["850 in", "855 out", "856 out", "810 out", "997 in", "997 out"]
    for number in range(500):
        name, said = f"p{number}", {"ids.interchange": (f"08:{number:010d}",), "ids.ours": (OURS,)}
        (tmp_path / "partners" / name).mkdir()
        (tmp_path / "partners" / name / "partner.yaml").write_text(partner_text(name, said, documents), "utf-8")
    times = []
    for _ in range(2):
        began = time.perf_counter()
        configuration = load(tmp_path)
        times.append(time.perf_counter() - began)
        aged(tmp_path)
    assert len(configuration.partners) == 500
    with capsys.disabled():
        print(f"\n500 partner files: {times[0]:.2f} s read, {times[1]:.2f} s kept")

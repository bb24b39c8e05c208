"""certs/NAME.toml: what is written is read back, anything else is told; dates decide what counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edigw.config.certs.entries import WARN, Entry, chosen, entry_text, held, read_entries

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ENTRY = Entry(
    name="acme-1", ours=False, whose="acme", uses=("encrypt", "verify"), sha256=64 * "a", subject="CN=Ac\"me\\ \x7f€😀",
    serial="1f", begins=NOW - timedelta(days=100), ends=NOW + timedelta(days=100), passphrase="",
)  # fmt: skip


def kept(workspace: Path, name: str, text: str) -> Path:
    (workspace / "certs").mkdir(exist_ok=True)
    path = workspace / "certs" / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    ours = replace(
        ENTRY, name="main-1", ours=True, whose="main", uses=("sign", "tls"), passphrase="env:P", since=NOW, until=NOW
    )
    for entry in (ENTRY, ours):
        kept(tmp_path, entry.name, entry_text(entry))
    assert read_entries(tmp_path) == ((ENTRY, ours), ())
    assert read_entries(tmp_path / "none") == ((), ())


@pytest.mark.parametrize(
    "change",
    [
        ("uses = [", "uses = 1 #"), ('"encrypt"', '"decrypt"'), ("ours = false", "ours = 0"), (64 * "a", "aa"),
        ("Z\n", "\n"), ('whose = "acme"', "whose = 1"), ("serial =", "other ="), ("ours", "[ours"),
    ],
)  # fmt: skip
def test_a_file_that_somebody_altered_is_told(tmp_path: Path, change: tuple[str, str]) -> None:
    text = entry_text(ENTRY)
    assert change[0] in text
    kept(tmp_path, "acme-1", text.replace(change[0], change[1]))
    entries, (fault,) = read_entries(tmp_path)
    assert not entries and fault.file == "certs/acme-1.toml" and "import the certificate again" in fault.fix


def test_dates_tell_its_state() -> None:
    ends = ENTRY.ends
    assert [ENTRY.state(moment) for moment in (NOW, ends - WARN, ends, ends + timedelta(seconds=1))] == [
        "counts", "ends soon", "ends soon", "ended",
    ]  # fmt: skip
    assert replace(ENTRY, since=NOW + timedelta(seconds=1)).state(NOW) == "not yet"
    assert replace(ENTRY, until=NOW - timedelta(seconds=1)).state(NOW) == "ended"
    assert replace(ENTRY, begins=NOW + timedelta(days=1)).state(NOW) == "not yet"


def test_for_a_use_the_latest_comes_first_and_names_narrow_it() -> None:
    later = replace(ENTRY, name="acme-2", sha256=64 * "b", since=NOW)
    ours = replace(ENTRY, name="main-1", ours=True, whose="acme", uses=("tls",))
    rows = (ENTRY, later, ours, replace(ENTRY, name="else", whose="else", sha256=64 * "c"))
    assert held(rows, "acme", False, (), "verify") == (later, ENTRY)
    assert held(rows, "acme", False, ("acme-1",), "verify") == (ENTRY,)
    assert held(rows, "acme", False, (f"SHA256:{64 * 'b'}", "main-1"), "verify") == (later,)
    assert held(rows, "acme", False, (), "tls") == ()
    assert chosen(rows, ("main-1", "none"), True) == (ours,)


def test_a_file_that_changed_is_read_again_and_no_other(tmp_path: Path) -> None:
    kept(tmp_path, "acme-1", entry_text(ENTRY))
    (first,), _ = read_entries(tmp_path)
    assert read_entries(tmp_path)[0][0] is first
    kept(tmp_path, "acme-1", entry_text(replace(ENTRY, serial="2f")))
    assert read_entries(tmp_path)[0][0].serial == "2f"
    (tmp_path / "certs/acme-1.toml").unlink()
    assert read_entries(tmp_path) == ((), ())

"""What a partner can reach by a path, and what becomes of files under every name that they may try."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edigw.model.served import Served
from edigw.transports.sftpd import wire
from edigw.transports.sftpd.home import ARCHIVE, BESIDE, Home, Place, fit, passing, path_of, place
from edigw.transports.sftpd.wire import Denied

WRITING = wire.FOR_WRITING | wire.CREATING | wire.FROM_EMPTY
GOING_ON = wire.FOR_WRITING | wire.CREATING
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return at(tmp_path)


def at(base: Path, **rules: object) -> Home:
    made = Home("acme", base / "in", base / "out", 1.0, Served.model_validate(rules), lambda: NOW)
    made.prepare()
    made.count()
    return made


def listing(home: Home, room: str) -> list[tuple[bytes, wire.Attributes]]:
    return home.shown(room, home.names(room))


def put(home: Home, name: str, data: bytes = b"x", flags: int = WRITING) -> bool:
    upload = home.open(Place("in", name), flags)
    upload.write(upload.size, data)
    home.let_go(upload)
    try:
        return home.finish(upload)
    finally:
        upload.close()


def cut(home: Home, name: str, data: bytes) -> None:
    upload = home.open(Place("in", name), WRITING)
    upload.write(0, data)
    home.let_go(upload)
    home.cut(upload)
    upload.close()


PATHS = {
    b"": Place(""), b".": Place(""), b"/": Place(""), b"..": Place(""), b"/../..": Place(""),
    b"in": Place("in"), b"/in/": Place("in"), b"//in//.": Place("in"), b"in/../in": Place("in"),
    b"in/a.edi": Place("in", "a.edi"), b"/out/x": Place("out", "x"), b"/archive": Place("archive"),
    b"archive/x": Place("archive", "x"), b"in/a/../b": Place("in", "b"), b"in/../out/../in/c": Place("in", "c"),
    b"in/archive": Place("in", "archive"), b"in/\xff": Place("in", "\udcff"),
}  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=repr)
def test_a_path_leads_to_a_room_and_a_name(path: bytes) -> None:
    assert place(path) == PATHS[path]


@pytest.mark.parametrize(
    "path", [b"/etc/passwd", b"in/../../etc/passwd", b"in/a/b", b"../x", b"x", b"archive/a/b", b"in/a\x00b",
             b"/in/../../../root/.ssh/authorized_keys", b"out/archive/x", b".upload", b"in\\..\\out"], ids=repr,
)  # fmt: skip
def test_other_paths_lead_nowhere(path: bytes) -> None:
    with pytest.raises(Denied) as told:
        place(path)
    assert told.value.code == wire.NO_SUCH_FILE


def test_a_place_is_told_as_a_path_and_back() -> None:
    for where in PATHS.values():
        assert place(path_of(where)) == where


@pytest.mark.parametrize("name", ["a\nb", "a\x1bb", "\x7f", "n" * 256, "é" * 128])
def test_names_that_no_file_may_get(name: str) -> None:
    with pytest.raises(Denied):
        fit(name)


def test_a_whole_file_is_in_with_a_time_that_needs_no_watching(home: Home) -> None:
    assert put(home, "a.edi", b"abc")
    assert (home.inbox / "a.edi").read_bytes() == b"abc"
    assert os.stat(home.inbox / "a.edi").st_mtime == NOW.timestamp() - 1
    assert os.stat(home.inbox / "a.edi").st_nlink == 1


def test_nothing_is_in_before_it_is_closed(home: Home) -> None:
    upload = home.open(Place("in", "a.edi"), WRITING)
    upload.write(0, b"abc")
    assert os.listdir(home.inbox) == []
    assert home.look(Place("in", "a.edi")).size == 3
    assert b"a.edi" in dict(listing(home, "in"))
    home.let_go(upload)
    home.cut(upload)
    upload.close()
    assert os.listdir(home.inbox) == []
    assert home.look(Place("in", "a.edi")).size == 3  # where a client goes on from


def test_an_upload_that_was_cut_is_gone_on_with(home: Home) -> None:
    cut(home, "a.edi", b"abc")
    with pytest.raises(Denied, match="not whole"):
        home.rename(Place("in", "a.edi"), Place("in", "b.edi"))
    assert put(home, "a.edi", b"def", GOING_ON)
    assert (home.inbox / "a.edi").read_bytes() == b"abcdef"
    assert os.listdir(home.inbox.parent / BESIDE / "in" / "cut") == []


def test_one_that_is_begun_anew_forgets_what_was_cut(home: Home) -> None:
    cut(home, "a.edi", b"long ago")
    assert put(home, "a.edi", b"new")
    assert (home.inbox / "a.edi").read_bytes() == b"new"
    assert os.listdir(home.inbox.parent / BESIDE / "in" / "cut") == []


def test_another_session_goes_on_with_what_a_dead_one_holds(home: Home) -> None:
    dead = home.open(Place("in", "a.edi"), WRITING)
    dead.write(0, b"abc")
    assert put(home, "a.edi", b"def", GOING_ON)
    assert dead.lost
    home.let_go(dead)
    home.cut(dead)  # nothing: it is not its file any more
    dead.close()
    assert (home.inbox / "a.edi").read_bytes() == b"abcdef"


def test_a_name_that_says_not_whole_yet_waits_for_its_renaming(home: Home) -> None:
    for name in ("a.edi.tmp", ".a.edi", "a.part", "a.filepart"):
        assert passing(name) and not put(home, name, b"abc")
        assert os.listdir(home.inbox) == []
        assert home.look(Place("in", name)).size == 3
        assert home.rename(Place("in", name), Place("in", "a.edi"))
        assert os.listdir(home.inbox) == ["a.edi"]
        (home.inbox / "a.edi").unlink()


def test_such_a_name_may_be_changed_written_on_and_removed(home: Home) -> None:
    put(home, "a.tmp", b"abc")
    assert not home.rename(Place("in", "a.tmp"), Place("in", "b.tmp"))
    put(home, "b.tmp", b"def", GOING_ON)
    assert home.look(Place("in", "b.tmp")).size == 6
    home.remove(Place("in", "b.tmp"))
    assert listing(home, "in")[2:] == []


def test_nothing_is_written_or_renamed_over_another_file(home: Home) -> None:
    put(home, "a.edi", b"first")
    put(home, "b.edi", b"other")
    put(home, "c.tmp", b"second")
    with pytest.raises(Denied, match="will soon be taken"):
        home.open(Place("in", "a.edi"), WRITING)
    for name in ("b.edi", "c.tmp"):
        with pytest.raises(Denied, match="there is a file"):
            home.rename(Place("in", name), Place("in", "a.edi"))
    assert (home.inbox / "a.edi").read_bytes() == b"first"
    assert home.look(Place("in", "c.tmp")).size == 6


def test_a_file_that_we_take_in_the_midst_of_its_renaming_is_taken_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(home, "a.edi")
    link = os.link

    def taken(path: Path, target: Path, **named: bool) -> None:
        link(path, target, **named)
        path.unlink()  # as the claim of a file does

    monkeypatch.setattr(os, "link", taken)
    with pytest.raises(Denied) as denied:
        home.rename(Place("in", "a.edi"), Place("in", "b.edi"))
    assert denied.value.code == wire.NO_SUCH_FILE and not list(home.inbox.glob("*.edi"))


def test_a_name_that_was_taken_meanwhile_leaves_the_upload_to_be_gone_on_with(home: Home) -> None:
    upload = home.open(Place("in", "a.edi"), WRITING)
    upload.write(0, b"mine")
    (home.inbox / "a.edi").write_bytes(b"dropped by another way")
    home.let_go(upload)
    with pytest.raises(Denied, match="there is a file"):
        home.finish(upload)
    upload.close()
    assert (home.inbox / "a.edi").read_bytes() == b"dropped by another way"


def test_files_in_out_are_read_and_only_read(home: Home) -> None:
    (home.outbox / "855.edi").write_bytes(b"answer")
    (home.outbox / ".half.tmp").write_bytes(b"half")
    assert sorted(dict(listing(home, "out"))) == [b".", b"..", b"855.edi"]
    handle = home.read(Place("out", "855.edi"))
    assert os.read(handle, 10) == b"answer"
    os.close(handle)
    for where in (Place("out", ".half.tmp"), Place("out", "none")):
        with pytest.raises(Denied) as told:
            home.read(where)
        assert told.value.code == wire.NO_SUCH_FILE
    for where in (Place("out", "new"), Place("out", "855.edi"), Place("archive", "x"), Place("in"), Place("")):
        with pytest.raises(Denied) as told:
            home.open(where, WRITING)
        assert told.value.code == wire.PERMISSION_DENIED
    with pytest.raises(Denied):
        home.read(Place("in", "a.edi"))


def test_what_they_have_may_be_removed_or_moved_to_the_archive(home: Home) -> None:
    for name in ("1", "2"):
        (home.outbox / name).write_bytes(b"answer")
    home.remove(Place("out", "1"))
    assert not home.rename(Place("out", "2"), Place("archive", "2"))
    assert os.listdir(home.outbox) == [ARCHIVE]
    assert b"2" in dict(listing(home, "archive"))
    home.remove(Place("archive", "2"))
    with pytest.raises(Denied):
        home.remove(Place("archive", "2"))


RENAMES = [
    (Place("in", "a.edi"), Place("out", "a.edi")), (Place("out", "855"), Place("in", "855")),
    (Place("out", "855"), Place("out", "856")), (Place("in", "a.edi"), Place("in")), (Place("in"), Place("in", "x")),
    (Place("out", "855"), Place("")), (Place("in", "a.edi"), Place("in", "a.tmp")), (Place(""), Place("in", "x")),
    (Place("in", "a.edi"), Place("archive", "x")), (Place("archive", "1"), Place("out", "1")),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), RENAMES, ids=repr)
def test_nothing_is_renamed_out_of_its_room(home: Home, old: Place, new: Place) -> None:
    put(home, "a.edi")
    (home.outbox / "855").write_bytes(b"answer")
    (home.outbox / ARCHIVE / "1").write_bytes(b"answer")
    with pytest.raises(Denied) as told:
        home.rename(old, new)
    assert told.value.code == wire.PERMISSION_DENIED
    assert os.listdir(home.inbox) == ["a.edi"] and (home.outbox / "855").exists()


def test_links_and_special_files_are_not_seen(home: Home, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    for folder in (home.inbox, home.outbox, home.outbox / ARCHIVE):
        os.symlink(tmp_path / "secret", folder / "link")
        os.mkfifo(folder / "pipe")
    for room in ("in", "out", "archive"):
        assert not {b"link", b"pipe"} & set(dict(listing(home, room)))
        for name in ("link", "pipe"):
            for attempt in (home.look, home.remove):
                with pytest.raises(Denied) as told:
                    attempt(Place(room, name))
                assert told.value.code == wire.NO_SUCH_FILE


def test_limits_on_files_and_bytes(tmp_path: Path) -> None:
    home = at(tmp_path, files=2, quota=10, file=8)
    put(home, "1", b"1234")
    upload = home.open(Place("in", "2"), WRITING)
    with pytest.raises(Denied, match="10 bytes together"):
        upload.write(0, b"1234567")
    with pytest.raises(Denied, match="2 files lie here"):
        home.open(Place("in", "3"), WRITING)
    home.let_go(upload)
    with pytest.raises(Denied, match="a write was refused"):
        home.finish(upload)
    upload.close()
    assert os.listdir(home.inbox) == ["1"]


def test_the_limits_are_by_what_lies_there_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edigw.transports.sftpd.home.COUNTED_S", -1.0)
    home = at(tmp_path, files=1, quota=4)
    put(home, "1", b"1234")
    home.count()
    with pytest.raises(Denied):
        put(home, "2", b"1")
    (home.inbox / "1").unlink()  # it was taken
    home.count()
    assert put(home, "2", b"1234")


def test_flags_of_opening(home: Home) -> None:
    with pytest.raises(Denied) as told:
        home.open(Place("in", "a"), wire.FOR_WRITING)
    assert told.value.code == wire.NO_SUCH_FILE
    cut(home, "a", b"abc")
    with pytest.raises(Denied, match="there is a file"):
        home.open(Place("in", "a"), WRITING | wire.ONLY_NEW)
    upload = home.open(Place("in", "a"), wire.FOR_WRITING | wire.APPENDING)
    upload.write(0, b"d")
    assert upload.size == 4
    upload.close()


def test_what_a_killed_process_was_in_the_midst_of_is_removed(home: Home, tmp_path: Path) -> None:
    cut(home, "cut.edi", b"kept")
    home.open(Place("in", "open.edi"), WRITING).close()
    put(home, "both.tmp", b"x")
    os.link(tmp_path / BESIDE / "in/closed/both.tmp", home.inbox / "both.edi")  # killed between two steps
    again = at(tmp_path)
    assert {name for name, _ in listing(again, "in")} == {b".", b"..", b"cut.edi", b"both.edi"}
    assert os.listdir(tmp_path / BESIDE / "in/open") == []


def test_old_uploads_and_archives_are_swept(home: Home, tmp_path: Path) -> None:
    put(home, "whole.edi")
    cut(home, "old.edi", b"x")
    put(home, "old.tmp")
    (home.outbox / "855").write_bytes(b"answer")
    (home.outbox / ARCHIVE / "1").write_bytes(b"answer")
    for kind, name in (("cut", "old.edi"), ("closed", "old.tmp")):
        os.utime(tmp_path / BESIDE / "in" / kind / name, (0, 0))
    cut(home, "new.edi", b"x")
    os.utime(tmp_path / BESIDE / "in/cut/new.edi", (NOW.timestamp(), NOW.timestamp()))
    assert home.sweep(NOW) == 2
    assert {name for name, _ in listing(home, "in")} == {b".", b"..", b"whole.edi", b"new.edi"}
    made = datetime.fromtimestamp(os.stat(home.outbox / ARCHIVE / "1").st_ctime, UTC)
    home.sweep(made + timedelta(days=29))
    assert b"1" in dict(listing(home, "archive"))
    home.sweep(made + timedelta(days=31))
    assert b"1" not in dict(listing(home, "archive"))
    assert (home.outbox / "855").exists() and (home.inbox / "whole.edi").exists()


def test_where_nothing_can_be_made_beside_in_it_is_made_within(tmp_path: Path) -> None:
    (tmp_path / BESIDE).write_text("in the way")
    home = at(tmp_path)
    assert put(home, "a.edi", b"abc")
    assert (home.inbox / BESIDE / "open").is_dir()
    assert {name for name, _ in listing(home, "in")} == {b".", b"..", b"a.edi"}


def test_a_disk_without_second_names_takes_files_too(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    assert put(home, "a.edi", b"abc")
    assert os.listdir(home.inbox) == ["a.edi"]
    put(home, "b.tmp", b"def")
    with pytest.raises(Denied, match="there is a file"):
        home.rename(Place("in", "b.tmp"), Place("in", "a.edi"))
    assert (home.inbox / "a.edi").read_bytes() == b"abc"


def test_a_disk_that_fails_twice_is_told_by_its_first_failure(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = home.open(Place("in", "a.edi"), WRITING)
    upload.write(0, b"abc")
    home.let_go(upload)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        home.finish(upload)
    upload.close()
    assert os.listdir(home.inbox) == []

"""A session without SSH: bytes in, bytes out. What is not offered is refused, and no bytes whatever break it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import random
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from edigw.model.served import Served
from edigw.transports.sftpd import wire
from edigw.transports.sftpd.home import Home
from edigw.transports.sftpd.requests import MOST_HANDLES, MOST_LISTINGS, MOST_OF_A_LOGIN, MOST_REMEMBERED, Session
from edigw.transports.sftpd.wire import Malformed

T = TypeVar("T")
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
WRITING = wire.FOR_WRITING | wire.CREATING | wire.FROM_EMPTY


async def aside(job: Callable[[], T]) -> T:
    return job()


class Caller:
    """Asks one session after its greeting."""

    def __init__(self, base: Path, greet: bool = True, **rules: object) -> None:
        self.home = Home("acme", base / "in", base / "out", 1.0, Served.model_validate(rules), lambda: NOW)
        self.home.prepare()
        self.came = 0
        self.session = Session(self.home, aside, self._came)
        if greet:
            assert self.raw(struct.pack(">BI", wire.INIT, 3))[0] == wire.HELLO

    def _came(self) -> None:
        self.came += 1

    def raw(self, packet: bytes) -> bytes:
        return asyncio.run(self.session.answer(packet))

    def ask(self, kind: int, *fields: bytes) -> bytes:
        answer = self.raw(struct.pack(">BI", kind, 7) + b"".join(fields))
        assert answer[1:5] == struct.pack(">I", 7)
        return answer

    def code(self, kind: int, *fields: bytes) -> int:
        answer = self.ask(kind, *fields)
        assert answer[0] == wire.STATUS
        return int.from_bytes(answer[5:9], "big")

    def open(self, path: bytes, flags: int = WRITING) -> bytes:
        answer = self.ask(wire.OPEN, wire.text(path), struct.pack(">II", flags, 0))
        assert answer[0] == wire.HANDLE, answer
        return answer[9:]

    def put(self, path: bytes, data: bytes) -> int:
        handle = self.open(path)
        assert self.code(wire.WRITE, wire.text(handle), struct.pack(">Q", 0), wire.text(data)) == wire.OK
        return self.code(wire.CLOSE, wire.text(handle))


@pytest.fixture
def caller(tmp_path: Path) -> Caller:
    return Caller(tmp_path)


def test_the_greeting_comes_first(tmp_path: Path) -> None:
    for first in (b"", struct.pack(">BI", wire.INIT, 2), struct.pack(">BI", wire.STAT, 1) + wire.text(b"/")):
        with pytest.raises(Malformed):
            Caller(tmp_path, greet=False).raw(first)


def test_a_file_comes_and_one_goes(caller: Caller) -> None:
    assert caller.put(b"in/a.edi", b"abc") == wire.OK
    assert caller.came == 1 and (caller.home.inbox / "a.edi").read_bytes() == b"abc"
    (caller.home.outbox / "855").write_bytes(b"answer")
    handle = caller.open(b"out/855", wire.FOR_READING)
    assert caller.ask(wire.READ, wire.text(handle), struct.pack(">QI", 2, 100))[9:] == b"swer"
    assert caller.code(wire.READ, wire.text(handle), struct.pack(">QI", 6, 100)) == wire.EOF
    assert caller.ask(wire.FSTAT, wire.text(handle))[0] == wire.ATTRS
    assert caller.code(wire.WRITE, wire.text(handle), struct.pack(">Q", 0), wire.text(b"x")) == wire.PERMISSION_DENIED
    assert caller.code(wire.CLOSE, wire.text(handle)) == wire.OK
    assert caller.code(wire.CLOSE, wire.text(handle)) == wire.FAILURE
    assert caller.code(wire.REMOVE, wire.text(b"out/855")) == wire.OK


def test_a_file_that_was_taken_is_still_told_of_to_whom_brought_it(caller: Caller, tmp_path: Path) -> None:
    caller.put(b"in/a.edi", b"abc")
    caller.put(b"in/b.tmp", b"abcd")
    assert caller.code(wire.RENAME, wire.text(b"in/b.tmp"), wire.text(b"in/b.edi")) == wire.OK
    assert caller.came == 2
    for name in ("a.edi", "b.edi"):
        (caller.home.inbox / name).unlink()
    assert caller.ask(wire.STAT, wire.text(b"in/a.edi"))[5:17] == struct.pack(">IQ", 5, 3)
    assert caller.ask(wire.LSTAT, wire.text(b"in/b.edi"))[9:17] == struct.pack(">Q", 4)
    caller.session.home = Caller(tmp_path).home
    assert Caller(tmp_path).code(wire.STAT, wire.text(b"in/a.edi")) == wire.NO_SUCH_FILE


def test_only_so_many_names_are_remembered(caller: Caller) -> None:
    for n in range(MOST_REMEMBERED + 5):
        caller.session._remember(str(n), wire.Attributes(1))
    assert len(caller.session._brought) == MOST_REMEMBERED and "0" not in caller.session._brought


def test_what_is_cut_is_kept_and_never_comes_in(caller: Caller) -> None:
    handle = caller.open(b"in/a.edi")
    caller.ask(wire.WRITE, wire.text(handle), struct.pack(">Q", 0), wire.text(b"abc"))
    assert caller.session.uploading
    asyncio.run(caller.session.cut())
    assert os.listdir(caller.home.inbox) == [] and caller.came == 0
    assert not caller.session.uploading
    assert caller.ask(wire.STAT, wire.text(b"in/a.edi"))[9:17] == struct.pack(">Q", 3)


REFUSED = {
    "symlink": (wire.SYMLINK, b"/etc/passwd", b"in/link"), "symlink out": (wire.SYMLINK, b"in/link", b"/etc/passwd"),
    "readlink": (wire.READLINK, b"in/a"), "mkdir": (wire.MKDIR, b"in/new"), "mkdir at the root": (wire.MKDIR, b"new"),
    "rmdir in": (wire.RMDIR, b"in"), "rmdir out": (wire.RMDIR, b"/out"), "rmdir": (wire.RMDIR, b"/etc"),
    "hardlink": (wire.EXTENDED, b"hardlink@openssh.com", b"in/a", b"in/b"),
    "copy-data": (wire.EXTENDED, b"copy-data", b"", b""), "statvfs": (wire.EXTENDED, b"statvfs@openssh.com", b"/"),
    "lsetstat": (wire.EXTENDED, b"lsetstat@openssh.com", b"in/a"), "unknown": (wire.EXTENDED, b"exec@nowhere"),
    "expand-path": (wire.EXTENDED, b"expand-path@openssh.com", b"~root"),
    "users": (wire.EXTENDED, b"users-groups-by-id@openssh.com", b"", b""), "link": (21, b"in/a", b"in/b", b"\x00"),
    "rename out": (wire.RENAME, b"in/a", b"out/a"), "rename up": (wire.RENAME, b"in/a", b"../a"),
    "rename to /etc": (wire.RENAME, b"in/a", b"/etc/cron.d/a"), "posix-rename out":
    (wire.EXTENDED, b"posix-rename@openssh.com", b"in/a", b"/out/a"), "opendir /etc": (wire.OPENDIR, b"/etc"),
    "opendir a file": (wire.OPENDIR, b"in/a"), "remove in": (wire.REMOVE, b"in"), "remove /": (wire.REMOVE, b"/"),
    "remove /etc/passwd": (wire.REMOVE, b"/../etc/passwd"), "stat /etc/passwd": (wire.STAT, b"/etc/passwd"),
    "lstat": (wire.LSTAT, b"in/../../etc"),
}  # fmt: skip


@pytest.mark.parametrize("attempt", REFUSED, ids=str)
def test_what_is_refused(caller: Caller, attempt: str) -> None:
    caller.put(b"in/a", b"abc")
    kind, *fields = REFUSED[attempt]
    refusal = (wire.PERMISSION_DENIED, wire.NO_SUCH_FILE, wire.FAILURE, wire.UNSUPPORTED)
    assert caller.code(kind, *(wire.text(field) for field in fields)) in refusal
    assert os.listdir(caller.home.inbox) == ["a"] and os.listdir(caller.home.outbox) == [".archive"]


OPENINGS = [(b"/etc/passwd", wire.FOR_READING), (b"in/../../etc/passwd", wire.FOR_READING), (b"in", WRITING),
            (b"out/new", WRITING), (b"/", WRITING), (b"in/a", wire.FOR_READING), (b"x", WRITING), (b"in/a/b", WRITING),
            (b"in/a\nb", WRITING), (b"in/\x1b[2J", WRITING), (b"in/" + b"n" * 300, WRITING)]  # fmt: skip


@pytest.mark.parametrize(("path", "flags"), OPENINGS, ids=repr)
def test_what_cannot_be_opened(caller: Caller, path: bytes, flags: int) -> None:
    caller.put(b"in/a", b"abc")
    assert caller.code(wire.OPEN, wire.text(path), struct.pack(">II", flags, 0)) != wire.OK


def test_times_and_modes_are_ours(caller: Caller) -> None:
    caller.put(b"in/a", b"abc")
    before = os.stat(caller.home.inbox / "a")
    for said in (struct.pack(">II", wire.WITH_MODE, 0o6777), struct.pack(">III", wire.WITH_OWNER, 0, 0),
                 struct.pack(">III", wire.WITH_TIMES, 1, 1)):  # fmt: skip
        assert caller.code(wire.SETSTAT, wire.text(b"in/a"), said) == wire.OK
    after = os.stat(caller.home.inbox / "a")
    assert (after.st_mode, after.st_uid, after.st_mtime) == (before.st_mode, before.st_uid, before.st_mtime)
    cut = struct.pack(">IQ", wire.WITH_SIZE, 0)
    for path in (b"in/a", b"in", b"/", b"out"):
        assert caller.code(wire.SETSTAT, wire.text(path), cut) == wire.PERMISSION_DENIED
    assert (caller.home.inbox / "a").read_bytes() == b"abc"


def test_an_open_upload_may_be_cut_and_synced(caller: Caller) -> None:
    handle = caller.open(b"in/a", WRITING | wire.FOR_READING)
    caller.ask(wire.WRITE, wire.text(handle), struct.pack(">Q", 0), wire.text(b"abcdef"))
    assert caller.code(wire.FSETSTAT, wire.text(handle), struct.pack(">IQ", wire.WITH_SIZE, 2)) == wire.OK
    assert caller.code(wire.EXTENDED, wire.text(b"fsync@openssh.com"), wire.text(handle)) == wire.OK
    assert caller.ask(wire.READ, wire.text(handle), struct.pack(">QI", 0, 9))[9:] == b"ab"
    assert caller.code(wire.FSETSTAT, wire.text(handle), struct.pack(">IQ", wire.WITH_SIZE, 1 << 60)) == wire.FAILURE
    caller.code(wire.CLOSE, wire.text(handle))
    assert (caller.home.inbox / "a").read_bytes() == b"ab"


def test_one_that_is_removed_while_it_is_written_is_gone(caller: Caller) -> None:
    handle = caller.open(b"in/a")
    assert caller.code(wire.REMOVE, wire.text(b"in/a")) == wire.OK
    assert caller.code(wire.WRITE, wire.text(handle), struct.pack(">Q", 0), wire.text(b"x")) == wire.FAILURE
    assert caller.code(wire.CLOSE, wire.text(handle)) == wire.FAILURE
    assert os.listdir(caller.home.inbox) == []


def test_folders_are_listed_in_parts(caller: Caller) -> None:
    for n in range(150):
        (caller.home.outbox / f"{n:03}").touch()
    handle = caller.ask(wire.OPENDIR, wire.text(b"out"))[9:]
    counts = [int.from_bytes(caller.ask(wire.READDIR, wire.text(handle))[5:9], "big") for _ in range(2)]
    assert counts == [100, 52]  # with . and ..
    assert caller.code(wire.READDIR, wire.text(handle)) == wire.EOF
    assert caller.code(wire.READ, wire.text(handle), struct.pack(">QI", 0, 1)) == wire.PERMISSION_DENIED
    upload = caller.open(b"in/a")
    assert caller.code(wire.READDIR, wire.text(upload)) == wire.PERMISSION_DENIED


def test_only_so_much_is_open_and_so_much_is_read(caller: Caller) -> None:
    (caller.home.outbox / "big").write_bytes(bytes(wire.MOST_DATA + 1))
    handle = caller.open(b"out/big", wire.FOR_READING)
    assert len(caller.ask(wire.READ, wire.text(handle), struct.pack(">QI", 0, 0xFFFFFFFF))[9:]) == wire.MOST_DATA
    assert caller.code(wire.READ, wire.text(handle), struct.pack(">QI", (1 << 64) - 1, 1)) == wire.FAILURE
    for n in range(MOST_HANDLES - 1):
        caller.open(b"in/%d" % n)
    assert caller.code(wire.OPEN, wire.text(b"in/more"), struct.pack(">II", WRITING, 0)) == wire.FAILURE
    assert caller.code(wire.OPENDIR, wire.text(b"in")) == wire.FAILURE
    limits = caller.ask(wire.EXTENDED, wire.text(b"limits@openssh.com"))
    assert struct.unpack(">4Q", limits[5:]) == (wire.MOST_PACKET, wire.MOST_DATA, wire.MOST_DATA, MOST_HANDLES)
    asyncio.run(caller.session.cut())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.ENOENT])
def test_what_the_disk_says_is_told_without_a_path_of_ours(
    caller: Caller, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError(number, os.strerror(number), str(caller.home.inbox))

    handle = caller.open(b"in/a")
    monkeypatch.setattr(os, "pwrite", fail)
    answer = caller.ask(wire.WRITE, wire.text(handle), struct.pack(">Q", 0), wire.text(b"x"))
    assert int.from_bytes(answer[5:9], "big") in (wire.FAILURE, wire.NO_SUCH_FILE)
    assert str(caller.home.inbox).encode() not in answer


def test_one_login_has_so_many_files_open_in_all_its_sessions(caller: Caller) -> None:
    others = [Session(caller.home, aside, caller._came) for _ in range(3)]
    mine, caller.session = caller.session, others[0]
    for session in others:
        caller.session = session
        caller.raw(struct.pack(">BI", wire.INIT, 3))
        with contextlib.suppress(AssertionError):
            for n in range(MOST_HANDLES):
                caller.open(b"in/%d-%d" % (id(session), n))
    assert caller.home.handles == MOST_OF_A_LOGIN
    for session in others:
        asyncio.run(session.cut())
    assert caller.home.handles == 0
    caller.session = mine
    caller.code(wire.CLOSE, wire.text(caller.open(b"in/a")))
    assert caller.home.handles == 0


def test_a_session_has_so_many_listings(caller: Caller) -> None:
    for _ in range(MOST_LISTINGS):
        assert caller.ask(wire.OPENDIR, wire.text(b"in"))[0] == wire.HANDLE
    assert caller.code(wire.OPENDIR, wire.text(b"in")) == wire.FAILURE


def test_files_that_go_while_they_are_listed_are_not_told(caller: Caller) -> None:
    for n in range(300):
        (caller.home.outbox / f"{n:03}").touch()
    handle = caller.ask(wire.OPENDIR, wire.text(b"out"))[9:]
    for path in caller.home.outbox.glob("0*"):
        path.unlink()
    told = 0
    while (answer := caller.ask(wire.READDIR, wire.text(handle)))[0] == wire.NAME:
        told += int.from_bytes(answer[5:9], "big")
    assert told == 202


def test_realpath_leads_up_to_the_root_and_no_further(caller: Caller) -> None:
    for asked, told in {b".": b"/", b"/../../etc": b"/etc", b"in/..": b"/", b"archive/x": b"/archive/x",
                        b"in/a": b"/in/a", b"in/new/../b": b"/in/b"}.items():  # fmt: skip
        assert caller.ask(wire.REALPATH, wire.text(asked))[9:].startswith(wire.text(told))


def test_bytes_by_chance_break_nothing(tmp_path: Path) -> None:
    """Requests of every kind with fields of every kind: an answer under its number, or the end of the session."""
    chance = random.Random(20261125)
    paths = [b"in/a", b"in/b.tmp", b"out/1", b"/", b"..", b"in/../../etc/passwd", b"archive/1", b"\x00", b"in/\xff"]
    caller = Caller(tmp_path, quota=1 << 20, file=1 << 16)
    ended = 0
    for n in range(2000):
        if not n % 100:
            asyncio.run(caller.session.cut())
            caller = Caller(tmp_path, quota=1 << 20, file=1 << 16)
        kind = chance.choice([*range(22), 200, 255])
        fields = [chance.choice([
            wire.text(chance.choice(paths)), wire.text(struct.pack(">I", chance.randrange(6))),
            struct.pack(">I", chance.choice([0, 1, 2, 26, 58, 0xFFFFFFFF])), struct.pack(">Q", chance.getrandbits(64)),
            struct.pack(">QI", chance.randrange(100), 10), wire.text(chance.randbytes(20)), chance.randbytes(3),
        ]) for _ in range(chance.randrange(4))]  # fmt: skip
        try:
            answer = caller.ask(kind, *fields)
        except Malformed:
            ended += 1
        else:
            assert answer[0] in (wire.STATUS, wire.HANDLE, wire.DATA, wire.NAME, wire.ATTRS, wire.EXTENDED_REPLY)
    asyncio.run(caller.session.cut())
    assert 0 < ended < 2000
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out", ".upload"}

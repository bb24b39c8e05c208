"""SFTP mailboxes against OpenSSH's sshd and asyncssh: fetched once, whatever is cut or killed, and sent whole."""

from __future__ import annotations

import errno
import filecmp
import mmap
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import asyncssh
import pytest
from sftp_servers import (
    NO_SSHD,
    SSHD,
    Backwards,
    NoListing,
    NoRemove,
    Server,
    cutting,
    in_a_thread,
    mailbox,
    old,
    openssh,
)

from edigw import disk
from edigw.errors import Denied, Refused, TemporaryError, Unreachable
from edigw.transports import sftp as module
from edigw.transports.sftp import SftpMailbox

MB = 1 << 20


@pytest.fixture(
    params=[pytest.param(openssh, marks=pytest.mark.skipif(not SSHD, reason=NO_SSHD)), old], ids=["openssh", "old"]
)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with request.param(tmp_path) as one:
        yield one


def settled(box: SftpMailbox, now: datetime, limit: int = 1000) -> list:
    """What is given when it is seen, and when it is seen again unchanged."""
    return [*box.poll(now, limit), *box.poll(now + timedelta(seconds=2), limit)]


def test_a_file_is_taken_once_it_is_quiet_and_removed_once_it_is_done(server: Server, tmp_path: Path, now) -> None:
    (server.home / "in" / "a.edi").write_bytes(b"ISA")
    (server.home / "in" / "half.tmp").write_bytes(b"ISA")
    box = mailbox(server, tmp_path)
    assert box.poll(now) == [] and box.settling == pytest.approx(1)
    (server.home / "in" / "a.edi").write_bytes(b"ISA*00")
    assert box.poll(now + timedelta(seconds=2)) == []  # it grew
    (arrival,) = box.poll(now + timedelta(seconds=4))
    assert (arrival.name, arrival.path.read_bytes()) == ("a.edi", b"ISA*00")
    assert not box.changed(arrival) and (server.home / "in" / "a.edi").exists()
    assert box.poll(now + timedelta(seconds=8)) == []
    box.done([arrival])
    assert [path.name for path in (server.home / "in").iterdir()] == ["half.tmp"] and not arrival.path.exists()
    assert settled(box, now + timedelta(seconds=9)) == []
    box.close()


def test_a_name_of_another_charset_holds_up_nothing(server: Server, tmp_path: Path, now) -> None:
    names = ["größe.edi", "m\udcfcller.edi", "plain.edi"]
    for name in names:
        (server.home / "in" / name).write_bytes(b"ISA")
    box = mailbox(server, tmp_path, archive="archive")
    arrivals = settled(box, now)
    assert sorted(one.name for one in arrivals) == sorted(names)
    box.done(arrivals)
    assert sorted(path.name for path in (server.home / "archive").iterdir()) == sorted(names)
    assert box.send_all([("größe.edi", b"ISA")]) == [None] and (server.home / "out" / "größe.edi").exists()
    box.close()


def test_a_folder_of_ours_that_is_gone_is_made_and_one_that_cannot_be_is_told_as_ours(
    server: Server, tmp_path: Path, now
) -> None:
    (server.home / "in" / "a.edi").write_bytes(b"ISA")
    box = mailbox(server, tmp_path)
    fetching = tmp_path / "ours" / ".fetching"
    fetching.rmdir()
    fetching.write_text("in the way")
    with pytest.raises(TemporaryError, match=str(fetching)):
        box.poll(now)
    fetching.unlink()
    assert [one.name for one in settled(box, now)] == ["a.edi"]
    box.close()


def test_a_full_disk_keeps_what_was_fetched_to_be_noted_later(tmp_path: Path, monkeypatch, now) -> None:
    with in_a_thread(tmp_path) as server:
        (server.home / "in" / "a.edi").write_bytes(b"ISA")
        box = mailbox(server, tmp_path, remove=False)
        arrivals = settled(box, now)
        with monkeypatch.context() as patched:

            def full(handle: int, data: bytes) -> None:
                raise OSError(errno.ENOSPC, "full")

            patched.setattr(disk, "write_all", full)
            box.done(arrivals)
            assert arrivals[0].path.exists()  # else it would be fetched anew
        assert settled(box, now + timedelta(seconds=9)) == [] and not arrivals[0].path.exists()
        box.close()


class Choosy(asyncssh.SFTPServer):
    """Wants no file of one name."""

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        if b"a.edi" in path:
            raise asyncssh.SFTPPermissionDenied("not this one")
        return super().open(path, pflags, attrs)


def test_a_file_that_is_refused_while_others_are_taken_speaks_for_itself_alone(tmp_path: Path) -> None:
    """Else it would hold the mailbox, and all that waits there, for hours."""
    with in_a_thread(tmp_path, files=Choosy) as server:
        box = mailbox(server, tmp_path)
        (alone,) = box.send_all([("a.edi", b"ISA")])
        assert isinstance(alone, Denied)  # perhaps nothing at all may be written there
        refused, taken = box.send_all([("a.edi", b"ISA"), ("b.edi", b"ISA")])
        assert taken is None and isinstance(refused, TemporaryError) and not isinstance(refused, Unreachable)
        assert "not this one" in refused.message
        box.close()


class Locked(asyncssh.SFTPServer):
    """Its owner has a file open, as Windows has it."""

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        if path.endswith(b"/a.edi"):
            raise asyncssh.SFTPFailure("used by another process")
        return super().open(path, pflags, attrs)


def test_a_file_that_is_locked_there_keeps_back_no_other(tmp_path: Path, now) -> None:
    with in_a_thread(tmp_path, files=Locked) as server:
        for name in ("a.edi", "b.edi"):
            (server.home / "in" / name).write_bytes(b"ISA")
        box = mailbox(server, tmp_path, order="name")
        assert [one.name for one in settled(box, now)] == ["b.edi"]
        assert ("a.edi", "UNREADABLE (used by another process)") in [(one.name, one.reason) for one in box.troubles]
        box.close()


def test_what_is_done_goes_to_the_archive_beside_others_of_its_name(server: Server, tmp_path: Path, now) -> None:
    box = mailbox(server, tmp_path, archive="archive", done_marker=True, pattern=("*.edi",))
    for data in (b"one", b"two"):
        for name in ("a.edi", "a.edi.done", "b.txt", "b.txt.done", "c.edi"):
            (server.home / "in" / name).write_bytes(data)
        arrivals = box.poll(now)
        assert [one.name for one in arrivals] == ["a.edi"]
        box.done(arrivals)
        left = {path.name for path in (server.home / "in").iterdir()}
        assert left == {"b.txt", "b.txt.done", "c.edi"}
    assert sorted(path.read_bytes() for path in (server.home / "archive").iterdir()) == [b"one", b"two"]
    box.close()


@pytest.mark.parametrize("step", ["fetched", "claimed", "committed", "taken away"])
def test_killed_between_any_two_steps_it_is_one_arrival(server: Server, tmp_path: Path, now, step: str) -> None:
    (server.home / "in" / "a.edi").write_bytes(b"ISA")
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            box = mailbox(server, tmp_path)
            if step == "fetched":
                box._local.poll = lambda now, limit: os.kill(os.getpid(), signal.SIGKILL) if tokens() else []
                tokens = (tmp_path / "ours" / "in" / "a.edi").exists
            if step == "taken away":
                box._local.done = lambda arrivals: os.kill(os.getpid(), signal.SIGKILL)
            (arrival,) = settled(box, now)
            if step != "claimed":
                os.write(write, arrival.token.encode())
            if step == "taken away":
                box.done([arrival])
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.close(write)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    known = os.read(read, 1000).decode()
    os.close(read)
    assert (server.home / "in" / "a.edi").exists() == (step != "taken away")
    box = mailbox(server, tmp_path)
    arrivals = [*settled(box, now), *settled(box, now + timedelta(seconds=9))]
    assert [one.name for one in arrivals] == ["a.edi"] and arrivals[0].path.read_bytes() == b"ISA"
    assert known in ("", arrivals[0].token) and bool(known) == (step in ("committed", "taken away"))
    box.done(arrivals)
    assert not list((server.home / "in").iterdir())
    assert settled(box, now + timedelta(seconds=20)) == []
    box.close()


def test_a_newer_file_of_the_same_name_stays_and_is_the_next(server: Server, tmp_path: Path, now) -> None:
    far = server.home / "in" / "a.edi"
    far.write_bytes(b"one")
    box = mailbox(server, tmp_path)
    arrivals = settled(box, now)
    far.write_bytes(b"two and more")
    box.done(arrivals)
    assert far.read_bytes() == b"two and more"
    (second,) = settled(box, now + timedelta(seconds=9))
    assert second.path.read_bytes() == b"two and more" and second.token != arrivals[0].token
    box.close()


def test_a_file_goes_out_whole_and_again_is_no_second_one(server: Server, tmp_path: Path) -> None:
    box, big = mailbox(server, tmp_path), os.urandom(5 * MB + 3)
    assert box.send_all([("a.edi", b"ISA"), ("none", b""), ("big", big)]) == [None, None, None]
    assert box.send_all([("a.edi", b"ISA"), ("big", big)]) == [None, None]
    assert {path.name: path.read_bytes() for path in (server.home / "out").iterdir()} == {
        "a.edi": b"ISA", "none": b"", "big": big,
    }  # fmt: skip
    (other, slash, fine) = box.send_all([("a.edi", b"IEA"), ("../x", b"1"), ("b", b"2")])
    assert isinstance(other, TemporaryError) and "another file called a.edi" in other.message
    assert isinstance(slash, Refused) and fine is None
    assert (server.home / "out" / "a.edi").read_bytes() == b"ISA"
    box.close()


@pytest.mark.parametrize("lies", [b"begin", b"other"])
def test_a_partial_file_is_gone_on_with_where_it_begins_alike(server: Server, tmp_path: Path, lies: bytes) -> None:
    (server.home / "out" / "a.tmp").write_bytes(lies)
    box = mailbox(server, tmp_path)
    assert box.send_all([("a", b"begin and end")]) == [None]
    assert [(path.name, path.read_bytes()) for path in (server.home / "out").iterdir()] == [("a", b"begin and end")]
    box.close()


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edigw.transports.sftp_session.FIRST_WAIT_S", 0.0)


def test_a_download_that_was_cut_goes_on_where_it_was(server: Server, tmp_path: Path, now, monkeypatch) -> None:
    impatient(monkeypatch)
    monkeypatch.setattr(module, "SYNCED", MB)
    data = os.urandom(6 * MB + 5)
    (server.home / "in" / "big").write_bytes(data)
    with cutting(server.port, after=3 * MB) as port:
        box = mailbox(server, tmp_path, port=port)
        with pytest.raises(TemporaryError):
            settled(box, now)
        (partial,) = (tmp_path / "ours" / ".fetching").iterdir()
        assert MB <= partial.stat().st_size < len(data)
        starts = []
        fetch = box._fetch
        monkeypatch.setattr(box, "_fetch", lambda *said: (starts.append(partial.stat().st_size), fetch(*said)))
        (arrival,) = box.poll(now + timedelta(seconds=3))
        assert arrival.path.read_bytes() == data and starts and not partial.exists()
        box.close()


@pytest.mark.skipif(not SSHD, reason=NO_SSHD)
@pytest.mark.parametrize("legacy", [False, True])
def test_a_server_that_falls_silent_amid_a_file_costs_its_time_out(
    tmp_path: Path, now, monkeypatch, legacy: bool
) -> None:
    impatient(monkeypatch)
    data = os.urandom(2 * MB)
    with openssh(tmp_path) as server, cutting(server.port, after=MB, hang=True) as port:
        (server.home / "in" / "big").write_bytes(data)
        box = mailbox(server, tmp_path, port=port, timeout_s=0.5, legacy=legacy)
        before = time.monotonic()
        with pytest.raises(Unreachable, match="no answer in time"):
            settled(box, now)
        assert time.monotonic() - before < 10
        (arrival,) = box.poll(now + timedelta(seconds=3))
        assert arrival.path.read_bytes() == data
        box.close()


def test_an_upload_that_was_cut_goes_on(server: Server, tmp_path: Path, monkeypatch) -> None:
    impatient(monkeypatch)
    data = os.urandom(6 * MB + 5)
    with cutting(server.port, after=3 * MB) as port:
        box = mailbox(server, tmp_path, port=port)
        (error,) = box.send_all([("big", data)])
        assert isinstance(error, TemporaryError) and not (server.home / "out" / "big").exists()
        assert (server.home / "out" / "big.tmp").stat().st_size > MB
        assert box.send_all([("big", data)]) == [None]
    assert (server.home / "out" / "big").read_bytes() == data and len(list((server.home / "out").iterdir())) == 1
    box.close()


def test_a_folder_that_is_missing_and_rights_that_are_are_told(server: Server, tmp_path: Path, now) -> None:
    box = mailbox(server, tmp_path, inbox="nowhere", outbox="nowhere")
    with pytest.raises(TemporaryError, match="refuses nowhere"):
        box.poll(now)
    (error,) = box.send_all([("a", b"1")])
    assert isinstance(error, TemporaryError) and "refuses nowhere" in error.message
    box.close()


def test_too_large_and_odd_ones_stay_and_are_told(server: Server, tmp_path: Path, now) -> None:
    (server.home / "in" / "big").write_bytes(b"1234")
    (server.home / "in" / "link").symlink_to("/etc/passwd")
    (server.home / "in" / "folder").mkdir()
    box = mailbox(server, tmp_path, largest=3)
    assert settled(box, now) == []
    assert {(one.name, one.reason) for one in box.troubles} == {("big", "LIMIT_FILE"), ("link", "NOT_REGULAR")}
    box.close()


@pytest.mark.parametrize("count", [100, pytest.param(10_000, marks=pytest.mark.torture)])
def test_many_small_files(server: Server, tmp_path: Path, now, count: int) -> None:
    for n in range(count):
        (server.home / "in" / f"{n}.edi").write_bytes(b"%d" % n)
    box, got = mailbox(server, tmp_path), {}
    box.poll(now)
    for turn in range(count):
        arrivals = box.poll(now + timedelta(seconds=2 + turn))
        if not arrivals:
            break
        got |= {one.name: one.path.read_bytes() for one in arrivals}
        box.done(arrivals)
    assert got == {f"{n}.edi": b"%d" % n for n in range(count)}
    assert not list((server.home / "in").iterdir())
    assert box.send_all([(f"{n}", b"%d" % n) for n in range(count)]) == [None] * count
    assert len(list((server.home / "out").iterdir())) == count
    box.close()


@pytest.mark.skipif(not SSHD, reason=NO_SSHD)
@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("size", [24 * MB, pytest.param(1 << 30, marks=pytest.mark.torture)])
def test_a_large_file_needs_no_memory_either_way(tmp_path: Path, now, size: int, legacy: bool) -> None:
    with openssh(tmp_path) as server:
        _both_ways(server, tmp_path, now, size, legacy)


def _both_ways(server: Server, tmp_path: Path, now: datetime, size: int, legacy: bool) -> None:
    block = os.urandom(MB)
    with open(server.home / "in" / "big", "wb") as file:
        for _ in range(size // MB):
            file.write(block)
    box, peak = mailbox(server, tmp_path, legacy=legacy), _Peak()
    with peak.watched():
        before, cpu = time.monotonic(), time.process_time()
        (arrival,) = settled(box, now)
        down, down_cpu = time.monotonic() - before, time.process_time() - cpu
        assert arrival.size == size and filecmp.cmp(arrival.path, server.home / "in" / "big", shallow=False)
        with open(arrival.path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            before, cpu = time.monotonic(), time.process_time()
            assert box.send_all([("big", data)]) == [None]
            up, up_cpu = time.monotonic() - before, time.process_time() - cpu
        assert filecmp.cmp(arrival.path, server.home / "out" / "big", shallow=False)
    print(f"{size >> 20} MB: down {down:.1f} s ({down_cpu:.1f} s CPU), up {up:.1f} s ({up_cpu:.1f} s CPU), "
          f"memory +{peak.most >> 20} MB to {peak.all >> 20} MB")  # fmt: skip
    assert peak.most < 64 * MB
    box.done([arrival])
    box.close()


class _Peak:
    """How much memory this process had at most beyond what it had before, in bytes."""

    def __init__(self) -> None:
        self.most = self.all = 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        over, start = threading.Event(), self._now()

        def look() -> None:
            while not over.wait(0.02):
                self.all = max(self.all, self._now())
                self.most = self.all - start

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _now(self) -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


def test_where_nothing_may_be_removed_what_was_taken_is_remembered(tmp_path: Path, now) -> None:
    with in_a_thread(tmp_path, files=NoRemove) as server:
        far = server.home / "in" / "a.edi"
        far.write_bytes(b"one")
        box = mailbox(server, tmp_path)
        box.done(settled(box, now))
        assert box.poll(now) == [] and [one.reason for one in box.troubles] == ["NOT_REMOVED (no)"]
        box.close()
        for turn in range(3):  # a process each; the first gets again what the one before could not put away
            box = mailbox(server, tmp_path, remove=False)
            arrivals = settled(box, now + timedelta(minutes=turn))
            assert [one.name for one in arrivals] == (["a.edi"] if turn == 0 else [])
            box.done(arrivals)
            assert box.troubles == [] and far.exists()
            box.close()
        far.write_bytes(b"two and more")
        box = mailbox(server, tmp_path, remove=False)
        assert [one.path.read_bytes() for one in settled(box, now + timedelta(minutes=9))] == [b"two and more"]
        box.close()


def test_where_nothing_can_be_listed_agreed_names_are_asked_for(tmp_path: Path, now) -> None:
    with in_a_thread(tmp_path, files=NoListing) as server:
        (server.home / "in" / "ORDERS.EDI").write_bytes(b"ISA")
        (server.home / "in" / "other").write_bytes(b"ISA")
        box = mailbox(server, tmp_path)
        with pytest.raises(TemporaryError, match="refuses in"):
            box.poll(now)
        box.close()
        box = mailbox(server, tmp_path, files=("ORDERS.EDI", "CHANGES.EDI"), done_marker=True)
        assert box.poll(now) == []
        (server.home / "in" / "ORDERS.EDI.done").write_bytes(b"")
        (arrival,) = box.poll(now)
        box.done([arrival])
        assert {path.name for path in (server.home / "in").iterdir()} == {"other"}
        box.close()


@pytest.mark.parametrize(
    ("order", "names"), [("time", ["b", "a", "c"]), ("name", ["a", "b", "c"]), ("listed", ["c", "b", "a"])]
)
def test_files_are_taken_in_the_order_that_was_agreed(tmp_path: Path, now, order: str, names: list[str]) -> None:
    with in_a_thread(tmp_path, files=Backwards) as server:
        for name, second in (("a", 2), ("b", 1), ("c", 3)):
            (server.home / "in" / name).write_bytes(b"1")
            os.utime(server.home / "in" / name, (second, second))
        box, got = mailbox(server, tmp_path, order=order), []
        for turn in range(5):
            arrivals = box.poll(now + timedelta(seconds=2 * turn), 1)
            got += [one.name for one in arrivals]
            box.done(arrivals)
        assert got == names
        for name, second in (("d", 2), ("e", 1), ("f", 3)):
            (server.home / "in" / name).write_bytes(b"1")
            os.utime(server.home / "in" / name, (second, second))
        together = [one.name for one in settled(box, now + timedelta(minutes=1))]
        assert together == [{"a": "d", "b": "e", "c": "f"}[name] for name in names]
        box.close()


def test_several_patterns_and_some_that_are_not_taken(tmp_path: Path, now) -> None:
    with in_a_thread(tmp_path) as server:
        for name in ("a.edi", "b.x12", "c.txt", "old_a.edi", "D.EDI"):
            (server.home / "in" / name).write_bytes(b"1")
        box = mailbox(server, tmp_path, pattern=("*.edi", "*.x12"), excepted=("old_*",))
        assert sorted(one.name for one in settled(box, now)) == ["a.edi", "b.x12"]
        box.close()


def test_where_we_only_send_nobody_is_dialled_to_fetch(tmp_path: Path, now) -> None:
    with in_a_thread(tmp_path) as server:
        (server.home / "in" / "a.edi").write_bytes(b"ISA")
        box = mailbox(server, tmp_path, fetch=False)
        assert settled(box, now) == [] and box.session._far is None
        assert box.send_all([("a", b"1")]) == [None]
        box.close()

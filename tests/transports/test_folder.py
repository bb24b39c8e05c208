"""Folders: each file is taken exactly as often as it was put there, whatever happens in between."""

from __future__ import annotations

import errno
import os
import socket
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from edigw import disk
from edigw.errors import Refused, TemporaryError
from edigw.transports import folder as folder_module
from edigw.transports.folder import deliverable

SECOND = timedelta(seconds=1)


def names(arrivals) -> list[str]:
    return [arrival.name for arrival in arrivals]


def inside(path: Path) -> list[str]:
    return sorted(one.name for one in path.iterdir())


def test_files_come_by_mtime_then_name_and_are_gone_when_done(box, drop, now, tmp_path: Path) -> None:
    drop("b", age=60), drop("a", age=60), drop("z", age=90), drop("0", age=30)
    arrivals = box.poll(now)
    assert names(arrivals) == ["z", "a", "b", "0"]
    assert inside(tmp_path / "in") == []
    assert [one.path.read_bytes() for one in arrivals] == [b"x"] * 4
    assert len({one.token for one in arrivals}) == 4
    box.done(arrivals)
    assert box.poll(now) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert inside(tmp_path / ".work" / "in") == []


def test_at_most_so_many_are_claimed_the_rest_stays(box, drop, now, tmp_path: Path) -> None:
    for n in range(5):
        drop(f"{n}", age=60 - n)
    assert names(box.poll(now, limit=2)) == ["0", "1"]
    assert inside(tmp_path / "in") == ["2", "3", "4"]
    assert names(box.poll(now, limit=2)) == ["2", "3"]


@pytest.mark.parametrize("name", [".hidden", "a.tmp", "a.part", "a.filepart"])
def test_what_is_still_being_written_is_not_touched(box, drop, now, tmp_path: Path, name: str) -> None:
    drop(name)
    (tmp_path / "in" / "folder").mkdir()
    assert box.poll(now) == []
    assert name in inside(tmp_path / "in")
    assert box.troubles == []
    drop(name, age=2 * 86_400)
    box.poll(now)
    assert [(one.name, one.reason) for one in box.troubles] == [(name, "STALE_PARTIAL")]


def test_a_file_is_taken_once_it_has_been_still(box, drop, now) -> None:
    path = drop("a", b"1", age=0.4)
    assert box.poll(now) == []
    assert box.settling == pytest.approx(0.6, abs=0.01)
    assert names(box.poll(now + 0.6 * SECOND)) == ["a"]
    assert not path.exists()


def test_a_file_that_grows_is_not_taken_even_when_its_clock_is_ahead(box, drop, now) -> None:
    drop("a", b"1", age=-3600)  # the writer's clock is an hour ahead
    assert box.poll(now) == []
    drop("a", b"12", age=-3600)
    assert box.poll(now + 2 * SECOND) == []
    assert box.poll(now + 2.5 * SECOND) == []
    (one,) = box.poll(now + 3 * SECOND)
    assert one.size == 2


def test_our_own_clock_going_back_delays_at_most_by_the_settle_time(box, drop, now) -> None:
    drop("a", age=-7200)
    assert box.poll(now) == []
    assert box.poll(now - 3600 * SECOND) == []
    assert names(box.poll(now - 3599 * SECOND)) == ["a"]


def test_a_marker_says_that_the_file_is_whole(open_box, drop, now, tmp_path: Path) -> None:
    box = open_box(done_marker=True)
    drop("a")
    assert box.poll(now) == []
    drop("a.done", b"", age=0)
    assert names(box.poll(now)) == ["a"]
    assert inside(tmp_path / "in") == []  # a marker left over would vouch for the next file of the name


def test_links_fifos_and_sockets_are_refused_and_never_read(box, now, tmp_path: Path, monkeypatch) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    os.symlink(secret, tmp_path / "in" / "link")
    os.mkfifo(tmp_path / "in" / "fifo")
    plug = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(tmp_path / "in")  # a socket's path must be short
    plug.bind("plug")
    plug.close()
    arrivals = box.poll(now)
    assert sorted((one.name, one.refused) for one in arrivals) == [
        ("fifo", "NOT_REGULAR"), ("link", "NOT_REGULAR"), ("plug", "NOT_REGULAR"),
    ]  # fmt: skip
    assert all(not stat.S_ISREG(os.lstat(one.path).st_mode) for one in arrivals)
    box.done(arrivals)
    assert secret.read_bytes() == b"secret"
    assert box.poll(now) == []


@pytest.mark.parametrize("name", [
    "x" * 255, b"caf\xe9 \xff.edi", "a\nb", "-rf", "$(touch x);`id`", "\u202eide.x".encode(), "a'b\"c", "new\r\nline",
])  # fmt: skip
def test_any_name_is_taken_and_given_back(box, drop, now, tmp_path: Path, name: str | bytes) -> None:
    drop(name, b"data")
    (one,) = box.poll(now)
    assert os.fsencode(one.name) == os.fsencode(name)
    assert one.path.read_bytes() == b"data"
    assert one.token.isascii() and len(one.token) < 100
    box.put_back([one])
    assert os.listdir(os.fsencode(tmp_path / "in")) == [os.fsencode(name)]


def test_an_empty_file_is_a_file(box, drop, now) -> None:
    drop("empty", b"")
    (one,) = box.poll(now)
    assert (one.size, one.refused) == (0, None)


def test_a_file_over_the_limit_stays_where_it_is(open_box, drop, now, tmp_path: Path) -> None:
    box = open_box(largest=3)
    drop("big", b"1234"), drop("fits", b"123")
    assert names(box.poll(now)) == ["fits"]
    assert [(one.name, one.reason) for one in box.troubles] == [("big", "LIMIT_FILE")]
    assert inside(tmp_path / "in") == ["big"]


def test_an_unreadable_file_stays_where_it_is(box, drop, now, monkeypatch: pytest.MonkeyPatch) -> None:
    path = drop("a")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert box.poll(now) == []
    assert [(one.name, one.reason) for one in box.troubles] == [("a", "UNREADABLE")]
    assert path.exists()


def test_the_loser_of_a_race_takes_nothing(box, drop, now, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    drop("a"), drop("b")
    rename = os.rename

    def race(source: Path, target: Path) -> None:
        if Path(source).name == "a":
            os.unlink(source)
        rename(source, target)

    monkeypatch.setattr(os, "rename", race)
    assert names(box.poll(now)) == ["b"]
    assert [(one.name, one.reason) for one in box.troubles] == [("a", "VANISHED")]


def test_the_same_name_and_a_hard_link_are_files_of_their_own(box, drop, now) -> None:
    path = drop("a", b"one")
    os.link(path, path.with_name("b"))
    first = box.poll(now)
    drop("a", b"two")
    (second,) = box.poll(now)
    assert [one.path.read_bytes() for one in [*first, second]] == [b"one", b"one", b"two"]
    assert len({one.token for one in [*first, second]}) == 3


def test_a_folder_that_goes_and_comes_back(box, drop, now, tmp_path: Path) -> None:
    (tmp_path / "in").rmdir()
    assert box.poll(now) == []
    assert [one.reason for one in box.troubles] == ["FOLDER_GONE"]
    drop("a")
    assert names(box.poll(now)) == ["a"]
    assert box.troubles == []


def test_a_work_folder_on_another_disk_moves_into_the_folder(box, drop, now, monkeypatch, tmp_path: Path) -> None:
    drop("a"), drop("b", age=30)
    rename = os.rename

    def across(source: Path, target: Path) -> None:
        if tmp_path / "in" not in Path(target).parents:
            raise OSError(errno.EXDEV, "cross-device")
        rename(source, target)

    monkeypatch.setattr(os, "rename", across)
    arrivals = box.poll(now)
    assert names(arrivals) == ["a", "b"]
    assert inside(tmp_path / ".work" / "in") == []
    box.done(arrivals)
    assert box.poll(now) == []


@pytest.mark.parametrize("call", ["mkdir", "rename", "fsync"])
def test_a_full_disk_while_claiming_loses_nothing(box, drop, now, monkeypatch, tmp_path: Path, call: str) -> None:
    drop("a", b"kept")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, call, full)
    try:
        assert box.poll(now) == []
        assert [(one.name, one.reason) for one in box.troubles] == [("a", "ENOSPC")]
    except TemporaryError as error:
        assert "cannot take" in error.message
    monkeypatch.undo()
    (one,) = box.poll(now)
    assert (one.name, one.path.read_bytes()) == ("a", b"kept")


def test_killed_after_the_claim_the_next_start_takes_it_first_under_the_same_token(open_box, drop, now) -> None:
    killed = open_box()
    drop("b"), drop("a")
    claimed = killed.poll(now)
    killed.close()  # what the kernel does to a killed process: its locks are gone
    drop("older", age=900)
    again = open_box().poll(now)
    assert names(again) == ["a", "b", "older"]
    assert [one.token for one in again[:2]] == [one.token for one in claimed]


def test_killed_between_two_removals_the_rest_comes_again(open_box, drop, now) -> None:
    killed = open_box()
    drop("a"), drop("b")
    one, two = killed.poll(now)
    os.unlink(one.path)  # committed both, removed one, then killed
    killed.close()
    (again,) = open_box().poll(now)
    assert again.token == two.token


def test_a_living_process_keeps_what_it_claimed(open_box, drop, now) -> None:
    living, other = open_box(), open_box()
    drop("a")
    assert names(living.poll(now)) == ["a"]
    assert other.poll(now) == []
    living.close()
    assert names(other.poll(now)) == ["a"]


def test_what_is_in_work_is_not_given_twice(box, drop, now) -> None:
    drop("a")
    assert names(box.poll(now)) == ["a"]
    assert box.poll(now) == []


def test_before_a_commit_a_claim_goes_back_into_the_folder(box, drop, now, tmp_path: Path) -> None:
    drop("a", b"1")
    (one,) = box.poll(now)
    box.put_back([one])
    assert inside(tmp_path / "in") == ["a"]
    (again,) = box.poll(now)
    assert again.token != one.token
    drop("a", b"2")
    box.put_back([again])  # the name is taken: nothing is overwritten
    assert (tmp_path / "in" / "a").read_bytes() == b"2"
    assert sorted(arrival.path.read_bytes() for arrival in box.poll(now)) == [b"1", b"2"]


def test_after_a_commit_was_tried_the_token_stays(open_box, drop, now, tmp_path: Path) -> None:
    box = open_box()
    drop("a")
    (one,) = box.poll(now)
    box.again([one])
    (same,) = box.poll(now)
    assert same.token == one.token
    box.put_back([same])  # no: perhaps it is committed
    assert inside(tmp_path / "in") == []
    box.close()
    heir = open_box()
    (inherited,) = heir.poll(now)
    heir.put_back([inherited])
    assert inside(tmp_path / "in") == []
    assert heir.poll(now)[0].token == one.token


def test_a_file_written_to_after_the_claim_is_noticed(box, drop, now) -> None:
    path = drop("a", b"1")
    writer = open(path, "ab")  # noqa: SIM115
    (one,) = box.poll(now)
    assert not box.changed(one)
    writer.write(b"2")
    writer.close()
    assert box.changed(one)
    os.unlink(one.path)
    assert box.changed(one)


def test_a_delivery_appears_whole_and_once(box, tmp_path: Path) -> None:
    box.send("a.edi", b"ISA")
    box.send("a.edi", b"ISA")
    assert [(one.name, one.read_bytes()) for one in (tmp_path / "out").iterdir()] == [("a.edi", b"ISA")]


def test_another_file_of_the_name_is_never_overwritten(box, tmp_path: Path) -> None:
    (tmp_path / "out" / "a.edi").write_bytes(b"their")
    for data in (b"ours!", b"ours, longer"):
        with pytest.raises(TemporaryError, match=r"another file called a\.edi"):
            box.send("a.edi", data)
    assert (tmp_path / "out" / "a.edi").read_bytes() == b"their"


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
def test_a_full_disk_while_delivering_shows_nothing(box, monkeypatch, tmp_path: Path, call: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(TemporaryError, match="cannot deliver") as caught:
        box.send("a.edi", b"ISA")
    assert "space" in caught.value.hint
    monkeypatch.undo()
    assert inside(tmp_path / "out") == []
    box.send("a.edi", b"ISA")
    assert inside(tmp_path / "out") == ["a.edi"]


def test_while_it_is_written_it_has_a_hidden_name(box, monkeypatch, tmp_path: Path) -> None:
    seen: list[list[str]] = []
    rename = os.rename
    monkeypatch.setattr(os, "rename", lambda a, b: (seen.append(inside(tmp_path / "out")), rename(a, b))[1])
    box.send("x" * 255, b"ISA")
    (during,) = seen
    assert len(during) == 1 and during[0].startswith(".") and during[0].endswith(".tmp")
    assert inside(tmp_path / "out") == ["x" * 255]


def test_an_outbox_that_is_gone_is_temporary(box, tmp_path: Path) -> None:
    (tmp_path / "out").rmdir()
    with pytest.raises(TemporaryError, match="cannot deliver"):
        box.send("a.edi", b"ISA")


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/b", "a\0b", "é" * 128])
def test_a_name_that_no_folder_holds_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        deliverable(name)


def test_the_folder_is_synced_before_anybody_can_commit(box, drop, now, monkeypatch) -> None:
    synced: list[str] = []
    monkeypatch.setattr(folder_module.disk, "sync_folder", lambda path: synced.append(path.name))
    drop("a")
    (one,) = box.poll(now)
    assert synced == [one.path.parent.name, "in"]


@pytest.mark.parametrize("way", ["in", "out"])
def test_folders_that_cannot_be_made_are_said_with_their_place(box, tmp_path: Path, way: str) -> None:
    (tmp_path / way).rmdir()
    (tmp_path / way).write_text("in the way")
    with pytest.raises(TemporaryError, match="mailbox") as told:
        box.prepare()
    assert str(tmp_path) in told.value.hint


def test_a_file_in_the_place_of_the_work_folder_may_pass(box, drop, now, tmp_path: Path) -> None:
    (tmp_path / ".work").write_text("in the way")
    drop("a")
    with pytest.raises(TemporaryError, match="cannot take the files"):
        box.poll(now)
    (tmp_path / ".work").unlink()
    assert names(box.poll(now)) == ["a"]


def test_many_are_sent_together_and_each_has_its_own_outcome(box) -> None:
    (box.outbox / "3.edi").write_bytes(b"another")
    (box.outbox / "4.edi").write_bytes(b"ISA4")
    names = [*(f"{n}.edi" for n in range(20)), "x" * 256]
    outcomes = box.send_all([(name, f"ISA{name[:-4]}".encode()) for name in names])
    wrong = {name: outcome for name, outcome in zip(names, outcomes, strict=True) if outcome is not None}
    assert {name: type(error) for name, error in wrong.items()} == {"3.edi": TemporaryError, "x" * 256: Refused}
    assert sorted(one.name for one in box.outbox.iterdir()) == sorted(names[:-1])
    assert (box.outbox / "7.edi").read_bytes() == b"ISA7"


def test_a_folder_that_cannot_be_synced_has_taken_nothing_for_sure(box, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(folder: Path) -> None:
        raise OSError(errno.EIO, "input or output failed")

    monkeypatch.setattr(disk, "sync_folder", failing)
    assert [type(one) for one in box.send_all([("a", b"1"), ("b", b"2")])] == [TemporaryError, TemporaryError]

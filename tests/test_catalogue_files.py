"""Rows of the catalogue of bad inputs about folders, disks and clocks, and about what would break out of its place."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from catalogue import come, said
from yard import Yard, group, isa, order, orders, transaction

from edigw.app.workspace import Workspace
from edigw.cli.explain_page import page
from edigw.cli.render import tame
from edigw.errors import NotFound, TemporaryError
from edigw.pipeline import receive as receiving
from edigw.pipeline.receive import receive
from edigw.store import connect, journal, lanes, tables
from edigw.transports import folder


@pytest.fixture
def told(bare: Yard) -> Yard:
    """Repeats are told by TA1 025."""
    return bare.partner(duplicates="ta1")


def inbox(yard: Yard) -> Path:
    return yard.base / "data" / "acme" / "in"


def taken(yard: Yard) -> list[str]:
    """sha256 of what came in, in order."""
    return [one["source_sha256"] for one in yard.docs() if one["direction"] == "in"]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("latin-1")).hexdigest()


def claimed(monkeypatch: pytest.MonkeyPatch, then: Callable[[], object]) -> None:
    """Something that happens once, when files were claimed and not yet read."""
    waiting = [then]

    def reach(boundary: str) -> None:
        if boundary == "A.claimed" and waiting:
            waiting.pop()()

    monkeypatch.setattr(receiving, "reach", reach)


def test_file_001_written_slowly(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edigw.work.whole.LONGEST_SETTLE_S", 0.1)  # the clock of the test stands still meanwhile
    text = orders("1")
    path = inbox(yard) / "slow.edi"
    for part in (text[:100], text[100:300], text[300:]):
        with path.open("a") as out:
            out.write(part)
        os.utime(path, (yard.now.timestamp(),) * 2)
        if part != text[300:]:
            assert yard.once()["received"] == 0
    yard.now += timedelta(seconds=5)
    assert yard.once()["received"] == 1 and taken(yard) == [sha(text)] and not yard.text("TA1")


def test_file_002_017_names_of_files_in_the_making(yard: Yard) -> None:
    names = ("a.tmp", "b.part", "c.filepart", ".hidden")
    for name in names:
        yard.drop(orders("1"), name)
    yard.now += timedelta(days=2)
    left = str(yard.once()["left"])
    assert yard.docs() == [] and all(name in left for name in names)  # STALE_PARTIAL, as `once` and `status` word it
    (inbox(yard) / "a.tmp").rename(inbox(yard) / "a.edi")
    assert yard.once()["received"] == 1


def test_file_004_deleted_mid_read(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    path = yard.drop(orders("1"))
    rename = os.rename

    def vanish(source: Any, target: Any) -> None:
        if Path(source) == path:
            path.unlink()
        rename(source, target)

    monkeypatch.setattr(folder.os, "rename", vanish)
    assert yard.once()["received"] == 0 and yard.docs() == []


def test_file_005_006_replaced_under_the_same_name(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = (orders(str(n), control=n) for n in (1, 2, 3))
    yard.drop(one)
    claimed(monkeypatch, lambda: yard.drop(two))
    yard.once()
    yard.once()
    yard.take(three)
    assert taken(yard) == [sha(one), sha(two), sha(three)]
    assert [yard.app.docs_raw(row["id"]) for row in yard.docs(type="850")] == [t.encode() for t in (one, two, three)]


def test_file_007_011_the_same_bytes_under_two_names(told: Yard) -> None:
    path = told.drop(orders("1"), "a.edi")
    told.once()
    told.drop(orders("1"), "b.edi")
    told.once()
    path = told.drop(orders("1"), "c.edi")
    os.link(path, path.with_name("d.edi"))
    told.once()
    assert [one["state"] for one in told.docs(type="850")] == ["DONE", "DUPLICATE", "DUPLICATE", "DUPLICATE"]
    assert "TA1:025" in said(told.text("TA1"))


def test_file_008_010_what_is_no_plain_file(yard: Yard) -> None:
    os.symlink("/etc/passwd", inbox(yard) / "link.edi")
    os.mkfifo(inbox(yard) / "pipe.edi")
    yard.once()
    assert come(yard) == ({"QUARANTINED"}, {"reason:NOT_REGULAR"})
    assert {yard.app.docs_raw(one["id"]) for one in yard.docs()} == {b""}


NAMES = ("line\nbreak.edi", "quo'te\".edi", "\u202etxt.edi", "-rf", "$(touch x);`id`", "n" * 251 + ".edi")


def test_file_012_014_015_hostile_names(yard: Yard, tmp_path: Path) -> None:
    for at, name in enumerate(NAMES, 1):
        yard.drop(orders(str(at), control=at), f"{at}.edi").rename(inbox(yard) / name)
    yard.once()
    assert [one["state"] for one in yard.docs(type="850")] == ["DONE"] * len(NAMES)
    assert {one["file_name"] for one in yard.docs(type="850")} == set(NAMES)
    assert all(len(name.encode()) < 255 for name in yard.files()) and not list(tmp_path.rglob("x"))
    assert not any(sign in tame(name) for name in NAMES for sign in "\n\u202e")


def test_file_019_larger_than_the_limit(yard: Yard) -> None:
    path = yard.drop(orders("1"), "huge.edi")
    os.truncate(path, 5 << 30)  # a hole: no disk is needed
    os.utime(path, (yard.now.timestamp() - 60,) * 2)
    done = yard.once()
    assert done["received"] == 0 and path.exists() and "limits.file" in str(done["left"])


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_file_020_023_033_a_disk_that_takes_nothing(yard: Yard, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(code, os.strerror(code))

    yard.drop(orders("1"))
    with monkeypatch.context() as patch:
        patch.setattr(folder.os, "rename", full)
        with pytest.raises(TemporaryError, match=errno.errorcode[code]):
            yard.once()
    assert yard.docs() == [] and yard.files() == {}
    yard.now += timedelta(minutes=5)
    assert yard.once()["received"] == 1 and come(yard)[0] == {"DONE"}


@pytest.mark.parametrize("what", ["write_all", "temporary"])  # no space, no inode
def test_file_021_023_full_while_delivering(yard: Yard, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(folder.disk, what, full)
        yard.drop(orders("1"))
        with pytest.raises(TemporaryError, match=r"No space left|ENOSPC|full"):
            yard.once()
        assert yard.files() == {}
    numbers = [one["interchange_control"] for one in yard.docs() if one["direction"] == "out"]
    yard.now += timedelta(hours=2)
    yard.once()
    assert [one["interchange_control"] for one in yard.docs() if one["direction"] == "out"] == numbers
    assert len(yard.files()) == 2 and len(set(numbers)) == 2


def test_file_024_the_database_is_locked(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "SQLITE_PRAGMAS", ("PRAGMA busy_timeout = 50", *connect.SQLITE_PRAGMAS[1:]))
    yard.once()
    (path,) = [found for found in yard.base.rglob("*") if found.suffix in (".db", ".sqlite", ".sqlite3")]
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yard.drop(orders("1"))
    with pytest.raises(TemporaryError):
        yard.once()
    other.execute("ROLLBACK")
    yard.now += timedelta(minutes=1)
    yard.once()
    assert [one["state"] for one in yard.docs(type="850")] == ["DONE"] and yard.crashes() == []


@pytest.mark.parametrize("leap", [timedelta(hours=-1), timedelta(days=3653)])
def test_file_028_029_the_clock_jumps(yard: Yard, leap: timedelta) -> None:
    yard.take(orders("1"))
    yard.now += leap
    yard.take(orders("2", control=2), "b.edi")
    yard.now -= leap
    yard.now += timedelta(hours=2)
    yard.take(orders("1"), "again.edi")
    assert [one["state"] for one in yard.docs(type="850")] == ["DONE", "DONE", "DUPLICATE"]
    sent = [one["interchange_control"] for one in yard.docs() if one["direction"] == "out"]
    assert sorted(sent) == [f"{n:09d}" for n in range(1, 5)]
    assert [one["id"] for one in yard.docs()] == sorted(one["id"] for one in yard.docs())


def test_file_031_032_nobody_tells_of_a_file_and_a_folder_that_comes_back(yard: Yard) -> None:
    yard.take(orders("1"))  # a scan found it: no watcher runs in `once`
    with Workspace(yard.base, yard.clock).opened() as context:
        box = context.mailboxes["acme"]
        away = inbox(yard).rename(inbox(yard).with_name("gone"))
        assert box.poll(yard.now) == [] and [one.reason for one in box.troubles] == ["FOLDER_GONE"]
        away.rename(inbox(yard))
        yard.drop(orders("2", control=2), "b.edi")
        assert receive(context, box) == 1


def test_file_037_038_order_of_arrival_is_kept_however_much_waits(bare: Yard) -> None:
    yard = bare
    for n in range(1, 151):
        yard.drop(orders(f"{n:03d}", control=n), f"{200 - n}.edi", "acme")
    yard.partner()
    yard.once()
    assert [row["number"] for row in yard.app.orders_list(limit=0)] == [f"{n:03d}" for n in range(1, 151)]


def test_file_040_one_document_breaks(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    from edigw.lifecycle import decide

    real = decide.order_received

    def poisoned(came: Any, *args: Any, **more: Any) -> Any:
        if came.number == "2":
            raise ZeroDivisionError
        return real(came, *args, **more)

    monkeypatch.setattr(decide, "order_received", poisoned)
    yard.take(orders("1", "2", "3"))
    assert [(d["state"], d["reason"]) for d in yard.docs(type="850")] == [
        ("DONE", None), ("QUARANTINED", "POISON"), ("DONE", None),
    ]  # fmt: skip
    assert len(yard.crashes()) == 1
    shutil.rmtree(yard.base / "data" / "crash")


def test_file_041_the_disk_changes_stored_bytes(yard: Yard) -> None:
    large = isa([group([transaction("850", order("1", [(str(n), "1") for n in range(1, 2501)]))])])
    yard.drop(large)
    with Workspace(yard.base, yard.clock).opened() as context:
        receive(context, context.mailboxes["acme"])
    (blob,) = [path for path in yard.base.rglob("*") if path.is_file() and path.stat().st_size == len(large)]
    data = bytearray(blob.read_bytes())
    data[5000] ^= 1
    blob.chmod(0o644)
    blob.write_bytes(data)
    yard.once()
    assert "reason:CHECKSUM" in come(yard)[1] and yard.files() == {}
    with pytest.raises(NotFound, match="not those"):
        yard.app.docs_raw(yard.docs()[0]["id"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<!DOCTYPE c SYSTEM "http://127.0.0.1:9/c.dtd"><cXML/>', "XML_ENTITY"),
        ('<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></x>', "NOT_EDI"),
        ('<?xml version="1.0" encoding="utf-7"?><x/>', "ENCODING"),
    ],
)
def test_inject_004_005_007_xml_is_no_edi(yard: Yard, text: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refused(*_: Any) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", refused)
    yard.take(text)
    assert come(yard) == ({"QUARANTINED"}, {f"reason:{reason}"})


def test_inject_008_a_script_in_a_name(yard: Yard, tmp_path: Path) -> None:
    text = orders("1").replace("NORTH STORE", "<script src=//x")  # the rest of it would be a component
    yard.take(text)
    path = tmp_path / "script.edi"
    path.write_text(text)
    told = page(yard.app.explain(str(path), partner="acme"))
    assert "<script src" not in told and "&lt;script src=//x" in told


@pytest.mark.parametrize("number", ["'; DROP TABLE orders;--", "../../x"])
def test_inject_009_010_numbers_that_would_break_out(yard: Yard, number: str) -> None:
    yard.take(orders(number[:22]))
    assert [row["number"] for row in yard.app.orders_list()] == [number[:22]]
    assert len(yard.files()) == 2 and not any(".." in name or "/" in name for name in yard.files())
    assert yard.app.orders_show(number[:22])["lines"]


def test_inject_011_012_breaks_and_escapes_in_values(yard: Yard) -> None:
    yard.take(orders("1").replace("*SA*1*", "*SA*1\r\nERROR all is lost*"), "a.edi")
    yard.take(orders("2", control=2).replace("NORTH STORE", "NORTH\x1b[31m STORE"), "b.edi")
    rows = [one["po_number"] for one in yard.docs(type="850")]
    assert all("\n" not in tame(str(one)) and "\x1b" not in tame(str(one)) for one in (*rows, "a\r\nb", "\x1b[31m"))
    assert yard.crashes() == []


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("!!python/object/apply:os.system ['touch /tmp/x']\n", ""),
        (BOMB, ""),
        ("usage: P\nusage: T\n", "twice|duplicate|again"),
        ("envelope:\n  security_qualifier: '01'\n  security: hunter2\n", "SECRET_IN_CONFIG"),
        ("lifecycle:\n  tolerance: 9**9**9\n", ""),
    ],
)
def test_inject_014_015_016_019_022_partner_files_that_are_refused(yard: Yard, text: str, word: str) -> None:
    yard.tell(text)
    yard.take(orders("1"))
    assert come(yard) == ({"WAITING"}, {"reason:CONFIG"})
    faults = str(yard.app.partners_check("acme"))
    assert any(one in faults for one in word.split("|")) and "hunter2" not in faults


def test_inject_025_an_event_that_was_edited(yard: Yard) -> None:
    yard.take(orders("1"))
    with Workspace(yard.base, yard.clock).opened() as context, context.store.begin() as connection:
        ids = [row.id for row in connection.execute(lanes.lane.select())]
        assert [journal.verify(connection, one) for one in ids] == [None] * len(ids)
        event = connection.execute(tables.event.select()).first()
        connection.execute(tables.event.update().where(tables.event.c.id == event.id).values(payload='{"x":1}'))
        assert any(journal.verify(connection, one) for one in ids)
    told = yard.app.doctor()
    assert told["exit"] == 1 and "JOURNAL_BROKEN" in {one["code"] for one in told["troubles"]}

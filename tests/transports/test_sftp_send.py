"""Sending, where a server lacks something: a rename, a look at what lies there, space; a file that is gone at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import paramiko
import pytest
from sftp_servers import DropBox, Full, NoRename, Server, in_a_thread, mailbox

from edigw.errors import Refused, TemporaryError
from edigw.transports import sftp_send


def refused(*said: object) -> None:
    raise OSError("Failure")


def lies(server: Server) -> dict[str, bytes]:
    """What lies in their outbox."""
    out = server.home / "out"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_where_rename_is_refused_the_one_of_posix_serves_and_goes_over_nothing(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(paramiko.SFTPClient, "rename", refused)
    with in_a_thread(tmp_path) as server:
        box, out = mailbox(server, tmp_path), server.home / "out"
        assert box.send_all([("a", b"1")]) == [None]
        with box.session.use() as far:
            for rival, fine in ((b"1", True), (b"2", False)):
                (out / "b").write_bytes(rival)
                (out / "b.tmp").write_bytes(b"1")
                said = (far, "out/b.tmp", "out/b", b"1")
                if fine:
                    sftp_send._rename(*said)
                    assert not (out / "b.tmp").exists()
                else:
                    with pytest.raises(TemporaryError, match="another file called b"):
                        sftp_send._rename(*said)
                assert (out / "b").read_bytes() == rival
        box.close()


def test_a_partner_may_take_the_file_at_once(tmp_path: Path, monkeypatch) -> None:
    with in_a_thread(tmp_path) as server:
        box = mailbox(server, tmp_path)
        monkeypatch.setattr(
            paramiko.SFTPClient, "rename", lambda self, old, new: (server.home / "out" / "a.tmp").unlink()
        )
        assert box.send_all([("a", b"1")]) == [None]
        box.close()


@pytest.mark.parametrize(("send", "marker"), [("direct", {}), ("marker", {"a.done": b""})])
def test_where_nothing_can_be_renamed_it_is_written_under_its_name(tmp_path: Path, send: str, marker: dict) -> None:
    with in_a_thread(tmp_path, files=NoRename) as server:
        box = mailbox(server, tmp_path)
        (error,) = box.send_all([("a", b"begin and end")])
        assert isinstance(error, TemporaryError) and lies(server) == {"a.tmp": b"begin and end"}
        (server.home / "out" / "a.tmp").unlink()
        box.close()
        box = mailbox(server, tmp_path, send=send)
        for there in (None, b"begin", b"begin and end"):
            if there is not None:
                (server.home / "out" / "a").write_bytes(there)
            assert box.send_all([("a", b"begin and end")]) == [None]
            assert lies(server) == {"a": b"begin and end", **marker}
        (other,) = box.send_all([("a", b"bee")])
        assert isinstance(other, TemporaryError) and lies(server)["a"] == b"begin and end"
        box.close()


@pytest.mark.parametrize("send", ["rename", "direct"])
def test_where_nothing_can_be_looked_at_nothing_is(tmp_path: Path, send: str) -> None:
    with in_a_thread(tmp_path, files=DropBox) as server:
        box = mailbox(server, tmp_path)
        (error,) = box.send_all([("a", b"one")])
        assert isinstance(error, TemporaryError) and lies(server) == {}
        box.close()
        box = mailbox(server, tmp_path, confirm=False, send=send)
        for _ in range(2):  # the second time it lies there, and is written again
            assert box.send_all([("a", b"one")]) == [None]
            assert lies(server) == {"a": b"one"}
        box.close()


@pytest.mark.parametrize(
    ("partial", "said"), [(".*", "out/.a"), ("*.filepart", "out/a.filepart"), ("tmp/*", "out/tmp/a")]
)
def test_a_file_in_the_making_is_called_as_the_partner_wants(
    tmp_path: Path, monkeypatch, partial: str, said: str
) -> None:
    seen: list[str] = []
    rename: Callable[..., None] = paramiko.SFTPClient.rename
    monkeypatch.setattr(
        paramiko.SFTPClient, "rename", lambda self, old, new: (seen.append(old.decode()), rename(self, old, new))
    )
    with in_a_thread(tmp_path) as server:
        (server.home / "out" / "tmp").mkdir()
        box = mailbox(server, tmp_path, partial=partial)
        assert box.send_all([("a", b"1")]) == [None]
        assert seen == [said] and lies(server) == {"a": b"1"}
        box.close()
        with pytest.raises(Refused):
            sftp_send.partial_of(box.remote, "n" * 255 if partial != "tmp/*" else "n" * 256)


def test_names_in_capitals_with_their_marker(tmp_path: Path) -> None:
    with in_a_thread(tmp_path) as server:
        box = mailbox(server, tmp_path, upper_case_names=True, send="marker")
        assert box.send_all([("855_1.edi", b"1")]) == [None]
        assert lies(server) == {"855_1.EDI": b"1", "855_1.EDI.DONE": b""}
        box.close()


def test_a_full_server_is_told_and_tried_again_and_nothing_half_is_seen(tmp_path: Path) -> None:
    with in_a_thread(tmp_path, files=Full) as server:
        box = mailbox(server, tmp_path)
        large, small = box.send_all([("large", b"1234"), ("small", b"123")])
        assert isinstance(large, TemporaryError) and "quota exceeded" in large.message and small is None
        assert {name for name in lies(server) if not name.endswith(".tmp")} == {"small"}
        box.close()

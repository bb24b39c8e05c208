"""Sending, where a server lacks something: a rename that goes over nothing, a file that is gone at once."""

from __future__ import annotations

from pathlib import Path

import paramiko
import pytest
from sftp_servers import in_a_thread, mailbox

from edigw.errors import TemporaryError
from edigw.transports import sftp_send


def refused(*said: object) -> None:
    raise OSError("Failure")


def test_where_rename_is_refused_the_one_of_posix_serves_and_goes_over_nothing(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(paramiko.SFTPClient, "rename", refused)
    with in_a_thread(tmp_path) as server:
        box, out = mailbox(server, tmp_path), server.home / "out"
        assert box.send_all([("a", b"1")]) == [None]
        with box.session.use() as client:
            for rival, fine in ((b"1", True), (b"2", False)):
                (out / "b").write_bytes(rival)
                (out / "b.tmp").write_bytes(b"1")
                said = (client, "out/b.tmp", "out/b", "b", "out", b"1")
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

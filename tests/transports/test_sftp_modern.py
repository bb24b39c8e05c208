"""paramiko with many requests under way: in order, whole where a server gives less, told where it refuses."""

from __future__ import annotations

import os
from pathlib import Path

import asyncssh
import pytest
from sftp_servers import Full, in_a_thread, mailbox

from edigw.transports import sftp_modern

KB = 1024


class Stingy(asyncssh.SFTPServer):
    """Gives less than is asked for."""

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        return super().read(file_obj, offset, min(size, 10_000))


@pytest.mark.parametrize("files", [asyncssh.SFTPServer, Stingy])
@pytest.mark.parametrize(("start", "size"), [(0, 700 * KB + 1), (70 * KB + 5, 700 * KB), (0, 0), (5, 900 * KB)])
def test_what_is_asked_for_ahead_comes_in_order(
    tmp_path: Path, monkeypatch, files: type, start: int, size: int
) -> None:
    monkeypatch.setattr(sftp_modern, "AHEAD", 3)
    data = os.urandom(700 * KB + 1)
    with in_a_thread(tmp_path, files=files) as server:
        (server.home / "in" / "big").write_bytes(data)
        box = mailbox(server, tmp_path)
        with box.session.use() as far:
            assert b"".join(far.read("in/big", start, size)) == data[start:size]  # to its end, where that comes first
            far.write("out/big", 0, [data[at : at + 32 * KB] for at in range(0, len(data), 32 * KB)])
            far.write("out/big", 5, [b"again"])
            assert (server.home / "out" / "big").read_bytes() == data[:5] + b"again" + data[10:]
            pieces = far.read("in/big", 0, len(data))
            assert data.startswith(next(pieces))
            pieces.close()  # what was asked for and not waited for harms nobody
            assert b"".join(far.read("in/big", 0, 10)) == data[:10]
        box.close()


def test_a_write_that_is_refused_is_told_and_the_session_lives(tmp_path: Path) -> None:
    with in_a_thread(tmp_path, files=Full) as server:
        box = mailbox(server, tmp_path)
        with box.session.use() as far:
            with pytest.raises(OSError, match="quota"):
                far.write("out/a", 0, [b"123", b"456", b"789"])
            far.write("out/b", 0, [b"123"])
            assert far.alive() and far.look("out/b").size == 3
        box.close()


class German(asyncssh.SFTPServer):
    """Refuses in words that are not in UTF-8."""

    def lstat(self, path: bytes) -> object:
        raise asyncssh.SFTPNoSuchFile("unerhört")


def test_a_refusal_in_another_charset_is_a_refusal(tmp_path: Path, monkeypatch) -> None:
    import paramiko

    words = paramiko.Message.get_string
    odd = "unerhört"
    monkeypatch.setattr(paramiko.Message, "get_string", lambda self: words(self).replace(odd.encode(), b"unerh\xf6rt"))
    with in_a_thread(tmp_path, files=German) as server:
        box = mailbox(server, tmp_path)
        with box.session.use() as far, pytest.raises(FileNotFoundError):
            far.look("in/a")
        box.close()


def test_a_long_listing_is_whole_and_the_session_goes_on(tmp_path: Path) -> None:
    with in_a_thread(tmp_path) as server:
        names = {f"{n:04}.edi" for n in range(2000)}
        for name in names:
            (server.home / "in" / name).touch()
        box = mailbox(server, tmp_path)
        with box.session.use() as far:
            assert {one.name for one in far.entries("in")} == names
            listing = far.entries("in")
            next(iter(listing))
            listing.close()  # not read to its end
            assert far.look("in/0000.edi").size == 0
            with pytest.raises(FileNotFoundError):
                list(far.entries("nowhere"))
            assert {one.name for one in far.entries("in")} == names
        box.close()

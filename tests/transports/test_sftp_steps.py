"""A partner's server looked at: each step, the failure of each, and that nothing of theirs is touched."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from sftp_servers import NO_SSHD, SSHD, NoListing, NoRemove, NoRename, Server, free_port, in_a_thread, mailbox, openssh

from edigw.model.probe import Step
from edigw.transports import sftp_steps

ALL = ["secrets", "DNS", "TCP", "host key", "login", "SFTP", "list inbox", "archive", "write outbox", "rename outbox",
       "remove outbox"]  # fmt: skip


def looked(server: Server, folder: Path, *, only_look: bool = False, **more: Any) -> list[Step]:
    box = mailbox(server, folder, archive=more.pop("archive", "archive"), **more)
    return list(sftp_steps.steps(box.session.terms, only_look=only_look))


def failed(steps: list[Step]) -> Step:
    """The one that failed; what stands before it worked, the rest was not tried."""
    at = [one.ok for one in steps].index(False)
    assert [one.ok for one in steps] == [True] * at + [False] + [None] * (len(steps) - at - 1)
    assert steps[at].hint
    return steps[at]


@pytest.mark.parametrize(
    "run", [pytest.param(openssh, marks=pytest.mark.skipif(not SSHD, reason=NO_SSHD)), in_a_thread]
)
def test_all_that_works_is_told_and_nothing_is_left_behind(tmp_path: Path, run: Any) -> None:
    with run(tmp_path) as server:
        for name in ("a.edi", "b.txt"):
            (server.home / "in" / name).write_bytes(b"1")
        steps = looked(server, tmp_path, pattern=("*.edi",))
        told = {one.name: one.said for one in steps}
        assert [one.name for one in steps] == ALL and all(one.ok for one in steps)
        assert server.pin in told["host key"] and "127.0.0.1" in told["DNS"]
        assert told["list inbox"] == "in: 2 names, 1 of them fit `pattern`"
        assert not list((server.home / "out").iterdir()) and len(list((server.home / "in").iterdir())) == 2


def test_each_failure_is_told_where_it_is(tmp_path: Path) -> None:
    with in_a_thread(tmp_path) as server:
        stranger = asyncssh.generate_private_key("ssh-ed25519")
        stranger.write_private_key(str(tmp_path / "stranger"))
        other = "SHA256:" + 43 * "a"
        for name, said, more in (
            ("secrets", "is empty", {"password": str(tmp_path / "empty")}),
            ("DNS", "nowhere.invalid", {"host": "nowhere.invalid"}),
            ("TCP", "refused", {"port": free_port()}),
            ("host key", server.pin, {"host_keys": (other,)}),
            ("login", "refused", {"key": str(tmp_path / "stranger")}),
            ("list inbox", "", {"inbox": "nowhere"}),
            ("archive", "", {"archive": "nowhere"}),
            ("write outbox", "", {"outbox": "nowhere"}),
        ):
            (tmp_path / "empty").write_bytes(b"")
            step = failed(looked(server, tmp_path, **more))
            assert step.name == name and said in step.said
            shutil.rmtree(tmp_path / "ours")
        step = failed(looked(server, tmp_path, host_keys=()))
        assert f"host_keys: {server.pin}" in step.hint


def test_one_who_keeps_silent_fails_after_its_time(tmp_path: Path) -> None:
    with in_a_thread(tmp_path) as server, socket.create_server(("127.0.0.1", 0)) as silent:
        assert failed(looked(server, tmp_path, port=silent.getsockname()[1], timeout_s=0.2)).name == "host key"


def test_what_a_server_lacks_is_told_with_the_row_for_it(tmp_path: Path) -> None:
    with in_a_thread(tmp_path, files=NoRename) as server:
        step = failed(looked(server, tmp_path))
        assert step.name == "rename outbox" and "send: direct" in step.hint
        for path in (server.home / "out").iterdir():
            path.unlink()
        names = [one.name for one in looked(server, tmp_path, send="direct") if one.ok]
        assert names == [name for name in ALL if name != "rename outbox"]
        assert not list((server.home / "out").iterdir())


def test_where_nothing_can_be_removed_or_written_nothing_is(tmp_path: Path) -> None:
    with in_a_thread(tmp_path, files=NoRemove) as server:
        for more in ({"remove": False, "archive": ""}, {"only_look": True, "archive": ""}):
            steps = looked(server, tmp_path, **more)
            assert all(one.ok for one in steps) and not any("outbox" in one.name for one in steps)
        assert not list((server.home / "out").iterdir())


def test_agreed_names_are_asked_for_and_where_we_only_send_nothing_is(tmp_path: Path) -> None:
    with in_a_thread(tmp_path, files=NoListing) as server:
        (server.home / "in" / "ORDERS.EDI").write_bytes(b"1")
        assert failed(looked(server, tmp_path)).name == "list inbox"
        told = {one.name: one.said for one in looked(server, tmp_path, files=("ORDERS.EDI", "CHANGES.EDI"))}
        assert told["list inbox"] == "in: ORDERS.EDI"
        assert not {"list inbox", "archive"} & {one.name for one in looked(server, tmp_path, fetch=False)}

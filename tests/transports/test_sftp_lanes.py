"""Side by side: as many channels as a server allows, each file once, and the first failure ends all."""

from __future__ import annotations

import threading
from pathlib import Path

import paramiko
import pytest
from sftp_servers import NO_SSHD, SSHD, mailbox, old, openssh

from edigw.transports.sftp_lanes import FEW, MOST, each, lanes


class Lane:
    """Counts what it is opened and closed."""

    def __init__(self, further: int = 0) -> None:
        self.further, self.closed = further, False

    def beside(self) -> Lane | None:
        self.further -= 1
        return Lane() if self.further >= 0 else None

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(("count", "further", "wide"), [(FEW - 1, 9, 1), (FEW, 9, MOST), (FEW, 1, 2), (FEW, 0, 1)])
def test_there_are_as_many_as_it_is_worth_and_the_server_allows(count: int, further: int, wide: int) -> None:
    first = Lane(further)
    with lanes(first, count) as fars:
        assert len(fars) == wide and fars[0] is first
    assert [one.closed for one in fars] == [False] + [True] * (wide - 1)


@pytest.mark.parametrize("wide", [1, 3])
def test_each_is_done_once_and_none_after_a_failure(wide: int) -> None:
    done: list[int] = []
    assert each([Lane()] * wide, range(50), lambda far, n: done.append(n))
    assert sorted(done) == list(range(50))
    done.clear()
    assert not each([Lane()] * wide, range(50), lambda far, n: done.append(n), lambda: len(done) < 10)
    assert 10 <= len(done) < 10 + wide

    def fail(far: Lane, n: int) -> None:
        if n == 5:
            raise ConnectionError("cut")
        done.append(n)

    done.clear()
    with pytest.raises(ConnectionError, match="cut"):
        each([Lane()] * wide, range(5000), fail)
    assert len(done) < 5000 and set(range(5)) <= set(done)


def test_they_do_work_at_the_same_time() -> None:
    together = threading.Barrier(3)
    assert each([Lane()] * 3, range(3), lambda far, n: together.wait(10))


@pytest.mark.parametrize("run", [pytest.param(openssh, marks=pytest.mark.skipif(not SSHD, reason=NO_SSHD)), old])
def test_a_real_session_has_further_channels(tmp_path: Path, run) -> None:
    with run(tmp_path) as server:
        (server.home / "in" / "a").write_bytes(b"1")
        box = mailbox(server, tmp_path)
        with box.session.use() as far:
            with lanes(far, FEW) as fars:
                assert len(fars) == MOST
                assert each(fars, range(40), lambda one, n: one.look("in/a"))
            assert far.look("in/a").size == 1
        box.close()


@pytest.mark.skipif(not SSHD, reason=NO_SSHD)
def test_a_server_of_one_channel_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    opens = paramiko.Transport.open_session

    def open_session(self: paramiko.Transport, **said: int | None) -> paramiko.Channel:
        asked.append("")
        return opens(self, **said)

    monkeypatch.setattr(paramiko.Transport, "open_session", open_session)
    with openssh(tmp_path, "MaxSessions 1\n") as server:
        box = mailbox(server, tmp_path)
        for turn in range(2):
            assert box.send_all([(f"{turn}-{n}", b"1") for n in range(FEW)]) == [None] * FEW
        assert len(asked) == 2 and len(list((server.home / "out").iterdir())) == 2 * FEW
        box.close()

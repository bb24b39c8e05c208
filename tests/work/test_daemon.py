"""The daemon as an operator sees it: one a workspace, reload whole or not at all, a clean stop, no traceback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from yard import Yard, orders

from edigw.app import App
from edigw.app import running as running_module
from edigw.app.workspace import Workspace
from edigw.errors import ConfigError, LockedError, TemporaryError
from edigw.pipeline.context import Context
from edigw.store import outbox
from edigw.store.connect import BUSY_MS
from edigw.store.engine import Store
from edigw.work import daemon as daemon_module
from edigw.work.daemon import Daemon, take_daemon_lock

ROOT = Path(__file__).parents[2]


@contextmanager
def daemon(yard: Yard) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "edigw", "run", "--workspace", str(yard.base)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.communicate()


def until(happened: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_it_works_reloads_and_stops(yard: Yard) -> None:
    with daemon(yard) as running:
        yard.drop(orders("1"))
        until(lambda: len(yard.files()) == 2)
        with pytest.raises(LockedError):
            App(yard.base).run()
        assert App(yard.base).once()["received"] == 0  # beside the daemon it is safe
        yard.partner("other", "08:2222222222")
        assert App(yard.base).reload()["reloaded"]
        yard.drop(orders("2", sender="08:2222222222"), "o.edi", "other")
        until(lambda: len(yard.files("other")) == 2)
        path = yard.base / "partners/other/partner.yaml"
        good = path.read_text("utf-8")
        path.write_text(good + "lenience: strict\n", "utf-8")
        with pytest.raises(ConfigError, match="lenience"):
            App(yard.base).reload()
        yard.drop(orders("3", control=2, sender="08:2222222222"), "p.edi", "other")
        until(lambda: len(yard.files("other")) == 4)  # the old files still count
        path.write_text(good, "utf-8")
        os.kill(running.pid, signal.SIGHUP)
        started = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
        assert time.monotonic() - started < 10
        said = running.stdout.read().decode() if running.stdout else ""
    assert "Traceback" not in said
    assert "reload: changed files are taken" in said
    assert yard.crashes() == []


def test_a_server_that_hangs_holds_up_neither_others_nor_a_stop(yard: Yard) -> None:
    """It lets every caller in and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yard.partner("other", "08:2222222222")
        yard.tell(
            f"mailboxes:\n  other:\n    transport: sftp\n    host: 127.0.0.1\n    port: {door.getsockname()[1]}\n"
            "    user: us\n    password: env:HOME\n    timeout: 0.5 s\n", "other",
        )  # fmt: skip
        with daemon(yard) as running:
            caller, _ = door.accept()
            yard.drop(orders("1"))
            until(lambda: len(yard.files()) == 2)
            until(lambda: [one["mailbox"] for one in yard.app.status()["holds"]] == ["other"])
            started = time.monotonic()
            running.send_signal(signal.SIGTERM)
            assert running.wait(10) == 0
            assert time.monotonic() - started < 10
            said = running.stdout.read().decode() if running.stdout else ""
            caller.close()
    assert "Traceback" not in said and "received 1, processed 1" in said


def test_reload_without_a_daemon_says_so_and_still_checks(yard: Yard) -> None:
    assert not App(yard.base).reload()["reloaded"]
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8") + "\n[nonsense]\n", "utf-8")
    with pytest.raises(ConfigError):
        App(yard.base).reload()


def test_the_lock_names_its_holder(tmp_path: Path) -> None:
    with take_daemon_lock(tmp_path), pytest.raises(LockedError, match=str(os.getpid())):
        take_daemon_lock(tmp_path)
    with take_daemon_lock(tmp_path):
        pass


def test_faults_of_settings_stop_it_before_it_starts(yard: Yard) -> None:
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8") + "\n[nonsense]\n", "utf-8")
    with daemon(yard) as running:
        assert running.wait(20) == 2


class Ears:
    """Takes what the daemon says, and does something when it has said a word."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)

    def heard(self, word: str) -> bool:
        return any(word in line for line in self.lines)


def ready(yard: Yard, ears: Ears | None = None, poll_s: float = 0.05) -> Daemon:
    """A daemon on the yard, in this process."""
    return Daemon(Workspace(yard.base, yard.clock), poll_s, ears or Ears())


def let_go(running: Daemon) -> None:
    running.watcher.stop()
    running.gateway.context().store.close()


def test_trouble_is_said_once_and_so_is_its_end(yard: Yard) -> None:
    ears = Ears()
    running = ready(yard, ears)
    out = yard.base / "data/acme/out"
    running.work()
    out.rmdir()
    yard.drop(orders("1"))
    for _ in range(3):
        running.work()
    told = f"cannot deliver to mailbox acme: {out}: No such file or directory"
    assert ears.lines == [f"trouble: {told}", "received 1, processed 1, sent 1"]  # to our ERP
    out.mkdir()
    running.work()
    assert len(ears.lines) == 2  # nothing is due yet: it is not over
    yard.now += timedelta(hours=1)
    running.work()
    assert ears.lines[2:] == [f"over: {told}", "received 0, processed 0, sent 2"]
    let_go(running)


def test_a_database_that_is_busy_ends_no_daemon(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(context: Context) -> None:
        raise TemporaryError("the database cannot do this now: busy")

    ears = Ears()
    running = ready(yard, ears)
    monkeypatch.setattr(daemon_module, "look_after", busy)
    running.look_after()
    assert ears.lines == ["trouble: the database cannot do this now: busy"]
    let_go(running)


def test_it_reminds_and_watches_folders_that_come_later(yard: Yard) -> None:
    ears = Ears()
    running = ready(yard, ears)
    yard.take(orders("1"))
    yard.now += timedelta(hours=25)
    running.look_after()
    running.look_after()
    assert ears.lines == ["1 answers are overdue"]
    yard.partner("other", "08:2222222222")
    running.gateway.ask_reload()
    running.work()
    running.look_after()
    running.loop._was_woken(0)
    yard.drop("hello", "h.edi", "other")
    assert running.loop._was_woken(5)
    let_go(running)


def test_once_a_stop_is_asked_for_no_step_begins(yard: Yard) -> None:
    running = ready(yard)
    running.stop()
    waiting = yard.drop(orders("1"))
    running.work()
    assert waiting.exists() and yard.docs() == []
    let_go(running)


def signals(*, when: Callable[[], bool], then: int) -> threading.Thread:
    """A signal to this process once something has happened."""

    def send() -> None:
        try:
            until(when)
        finally:
            os.kill(os.getpid(), then)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_signals_are_heard_and_their_old_handlers_come_back(yard: Yard) -> None:
    ears, left = Ears(), []
    running = ready(yard, ears)
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)]
    yard.partner("other", "08:2222222222")
    yard.drop(orders("1"))
    threads = [
        signals(when=lambda: len(yard.files()) == 2, then=signal.SIGHUP),
        signals(when=lambda: ears.heard("reload: changed files are taken"), then=signal.SIGTERM),
    ]
    running.run(lambda: left.append(True))
    for thread in threads:
        thread.join()
    assert left == [True] and running.loop.stopping
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)] == before
    assert "other" in running.gateway.context().mailboxes
    assert running._left.is_set()
    let_go(running)


def test_listeners_are_there_before_the_first_pass_hear_of_changed_files_and_are_drained(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    class Fake:
        def start(self, wake: Callable[[], None]) -> None:
            heard.append("start")

        def renew(self) -> None:
            heard.append("renew")
            running.stop()

        def drain(self, seconds: float) -> None:
            heard.append(f"drain {seconds:g}")

    running = Daemon(Workspace(yard.base, yard.clock), 0.05, Ears(), [Fake()])
    passes = running.loop._regular[0]
    passed = passes.job
    monkeypatch.setattr(passes, "job", lambda: (heard.append("pass"), passed()))
    running.gateway.ask_reload()
    running.run(lambda: heard.append("leave"))
    assert heard == ["start", "pass", "renew", "drain 3", "leave"]
    let_go(running)


def test_a_step_that_never_ends_is_left_when_patience_ends(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon_module, "PATIENCE_S", 0.3)
    pid = os.fork()
    if pid == 0:
        try:
            monkeypatch.setattr(daemon_module, "run_line", lambda context, elsewhere: hang(yard))
            ready(yard).run(lambda: None)
        finally:
            os._exit(99)
    until((yard.base / "hanging").exists)
    started = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert time.monotonic() - started < 5


def hang(yard: Yard) -> None:
    (yard.base / "hanging").touch()
    time.sleep(15)


def test_a_stop_takes_less_than_ten_seconds_at_the_worst() -> None:
    """A signal is heard when the statement in hand ends; then there is patience for the rest, `leave` included."""
    assert BUSY_MS / 1000 + daemon_module.PATIENCE_S < 10


def test_what_was_claimed_and_not_sent_is_given_back_at_a_stop(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    yard.take(orders("1"))
    workspace = Workspace(yard.base, yard.clock)
    with workspace.store.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'READY', next_at = '2026-01-01T00:00:00.000000Z'")
        outbox.claim(connection, workspace.owner, yard.clock(), 3600, 1)
        assert outbox.owners(connection) == [workspace.owner]
    running_module._leave(workspace)
    with Workspace(yard.base, yard.clock).reading() as connection:
        assert outbox.owners(connection) == []
    monkeypatch.setattr(Store, "begin", lambda self: (_ for _ in ()).throw(TemporaryError("busy")))
    running_module._leave(workspace)  # whoever starts next takes it over

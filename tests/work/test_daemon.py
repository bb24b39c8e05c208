"""The daemon as an operator sees it: one a workspace, reload whole or not at all, a clean stop, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from yard import Yard, orders

from edigw.app import App
from edigw.errors import ConfigError, LockedError
from edigw.work.daemon import take_daemon_lock

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

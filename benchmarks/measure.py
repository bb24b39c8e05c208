"""Runs a command as a whole process and says what the operating system accounts to it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Line:
    """One row of the table; `ratio` is compared with `target` by `better` (at_least, at_most). `note` stands below."""

    number: int
    work: str
    measured: str
    ratio: float
    target: float
    better: str
    note: str = ""

    @property
    def holds(self) -> bool:
        return self.ratio >= self.target if self.better == "at_least" else self.ratio <= self.target


def process(command: Sequence[str], cwd: Path | None = None, compiled: Path | None = None) -> float:
    """Seconds of a command that must succeed; `compiled`: where it finds its modules compiled, as an installed one."""
    env = {**os.environ, "PYTHONHASHSEED": "0"}
    if compiled is not None:
        env = {**env, "PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    started = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, env=env)
    code = child.wait()
    wall = time.perf_counter() - started
    if code not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return wall


def interleaved(runs: int, *works: Callable[[], float]) -> list[float]:
    """Each work `runs` times in turn, A B A B …; the median of each."""
    figures: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for collected, work in zip(figures, works, strict=True):
            collected.append(work())
    return [median(collected) for collected in figures]


def timed(work: Callable[[], object]) -> float:
    """Seconds on the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def spent(work: Callable[[], object]) -> float:
    """Seconds of the processor, of this thread and its process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]

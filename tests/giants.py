"""Huge files, written to disk piece by piece, and what a command needs for them: for tests of size."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SENDER, RECEIVER = "6123830000", "SUPPLIER001"
HEAD = (
    f"ISA*00*          *00*          *08*{SENDER:<15}*01*{RECEIVER:<15}*261101*0800*U*00401*000000001*0*P*>~\n"
    f"GS*PO*{SENDER}*{RECEIVER}*20261101*0800*1*X*004010~\n"
)
LINE = "PO1*{no}*24*EA*1.25**BP*06500{no}~\nPID*F****A WIDGET OF THE USUAL KIND WITH LID AND HANDLE~\nPO4*6*1*EA~\n"


def order(number: int, lines: int = 9) -> str:
    """A set with control number `number`, about 1,000 bytes."""
    rows = f"ST*850*{number:04d}~\nBEG*00*SA*G{number:09d}**20261101~\nN1*ST*NORTH STORE*92*0042~\n"
    rows += "".join(LINE.format(no=no) for no in range(1, lines + 1))
    return f"{rows}CTT*{lines}~\nSE*{5 + 3 * lines}*{number:04d}~\n"


def many_orders(path: Path, size: int) -> int:
    """One interchange with one group of at least `size` bytes; how many sets it holds."""
    with path.open("w", encoding="ascii", buffering=1_048_576) as out:
        out.write(HEAD)
        number = 0
        while out.tell() < size if number % 1_000 == 0 else True:
            number += 1
            out.write(order(number))
        out.write(f"GE*{number}*1~\nIEA*1*000000001~\n")
    return number


def one_giant_set(path: Path, size: int) -> None:
    """Three orders, the second of at least `size` bytes."""
    row = LINE.format(no=1) * 10_000
    with path.open("w", encoding="ascii", buffering=1_048_576) as out:
        out.write(HEAD + order(1) + "ST*850*0002~\nBEG*00*SA*GIANT**20261101~\n")
        while out.tell() < size:
            out.write(row)
        out.write("CTT*1~\nSE*9*0002~\n" + order(3) + "GE*3*1~\nIEA*1*000000001~\n")


def no_terminator(path: Path, size: int) -> None:
    """A segment that never ends, in a set of its own behind a sound one."""
    with path.open("w", encoding="ascii", buffering=1_048_576) as out:
        out.write(HEAD + order(1) + "ST*850*0002~\nBEG*00*SA*")
        for _ in range(size // 1_048_576):
            out.write("A" * 1_048_576)


@dataclass(frozen=True, slots=True)
class Cost:
    code: int
    cpu_s: float
    wall_s: float
    peak_mb: float


_APART = """
import os, sys
out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
there = [(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, out, 2)]
_, status, used = os.wait4(os.posix_spawn(sys.executable, sys.argv[2:], os.environ, file_actions=there), 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""A process starts with the peak of the one that made it: a small one stands between, and no test's memory counts."""


def cost(*words: str, out: Path, **environment: str) -> Cost:
    """`python -m edigw WORDS` in a process of its own, its output in a file."""
    start = time.monotonic()
    made = subprocess.run(
        [sys.executable, "-S", "-c", _APART, str(out), sys.executable, "-m", "edigw", *words], cwd=ROOT,
        env={**os.environ, **environment}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    code, cpu_s, peak_kb = made.stdout.split()
    return Cost(int(code), float(cpu_s), time.monotonic() - start, int(peak_kb) / 1024)

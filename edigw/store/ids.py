"""Ids: opaque text that sorts by arrival: instant, node, sequence. Never the database's autoincrement.

An id is 20 lower-case letters and digits. Within a process ids only ever grow, even when the clock goes back;
`not_before` carries that over a restart; each process draws a node of its own, so two never meet.
"""

from __future__ import annotations

import os
import secrets
import threading
from datetime import UTC, datetime, timedelta

DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # sorts by value in ASCII
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANT, NODE, SEQUENCE = 10, 6, 4  # characters of five bits each
CHILD = 7  # decimal digits of a child's number
_MILLISECOND = timedelta(milliseconds=1)
_LOCK = threading.Lock()


def _text(number: int, width: int) -> str:
    letters = []
    for _ in range(width):
        number, digit = divmod(number, 32)
        letters.append(DIGITS[digit])
    return "".join(reversed(letters))


def _number(text: str) -> int:
    number = 0
    for letter in text:
        number = number * 32 + DIGITS.index(letter)
    return number


_PAIRS = [_text(number, 2) for number in range(1024)]  # SEQUENCE is two of them


class Clockwork:
    """What one process remembers: its node, the last instant used, the sequence within it."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.node = _text(secrets.randbits(5 * NODE), NODE)
        self.last_ms = 0
        self.sequence = -1
        self.prefix = ""

    def next(self, ms: int) -> str:
        if ms > self.last_ms or self.sequence + 1 >= 32**SEQUENCE:
            self.last_ms = max(ms, self.last_ms + 1)
            self.sequence = -1
            self.prefix = _text(self.last_ms, INSTANT) + self.node
        self.sequence += 1
        high, low = divmod(self.sequence, 1024)
        return self.prefix + _PAIRS[high] + _PAIRS[low]

    def not_before(self, ms: int) -> None:
        if ms >= self.last_ms:
            self.last_ms = ms + 1
            self.sequence = -1
            self.prefix = _text(self.last_ms, INSTANT) + self.node


_CLOCKWORK = Clockwork()


def _restart_in_child() -> None:
    global _LOCK  # noqa: PLW0603 the parent may have held it
    _LOCK = threading.Lock()
    last = _CLOCKWORK.last_ms
    _CLOCKWORK.restart()
    _CLOCKWORK.not_before(last)


os.register_at_fork(after_in_child=_restart_in_child)


def new_id(now: datetime) -> str:
    """A new id at an aware instant."""
    ms = (now - EPOCH) // _MILLISECOND
    with _LOCK:
        return _CLOCKWORK.next(ms)


def not_before(last: str | None) -> None:
    """Every later id of this process sorts after `last`, an id that the store already holds."""
    if not last:
        return
    with _LOCK:
        _CLOCKWORK.not_before(_number(last[:INSTANT]))


def child_id(parent: str, n: int) -> str:
    """The id of the n-th part of what arrived as `parent`: itself for n = 0, else one that sorts right behind it.

    So the documents of a file sort in the order of the file, and between the files before and after; a file
    that holds one document and a file that holds none keep the id under which they were first listed.
    """
    return parent if n == 0 else f"{parent}{n:0{CHILD}d}"

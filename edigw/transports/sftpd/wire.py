"""SFTP's packets, version 3 (draft-ietf-secsh-filexfer-02): what a request holds, how it is answered."""

from __future__ import annotations

import stat
import struct
import time
from collections.abc import Iterable
from typing import NamedTuple

VERSION = 3
INIT, HELLO, OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT, SETSTAT, FSETSTAT, OPENDIR, READDIR, REMOVE = range(1, 14)
MKDIR, RMDIR, REALPATH, STAT, RENAME, READLINK, SYMLINK = range(14, 21)
EXTENDED = 200
STATUS, HANDLE, DATA, NAME, ATTRS, EXTENDED_REPLY = 101, 102, 103, 104, 105, 201

OK, EOF, NO_SUCH_FILE, PERMISSION_DENIED, FAILURE, BAD_MESSAGE, _, _, UNSUPPORTED = range(9)

FOR_READING, FOR_WRITING, APPENDING, CREATING, FROM_EMPTY, ONLY_NEW = 1, 2, 4, 8, 16, 32  # flags of OPEN

WITH_SIZE, WITH_OWNER, WITH_MODE, WITH_TIMES, WITH_MORE = 1, 2, 4, 8, 0x80000000

MOST_DATA = 256 * 1024  # bytes a READ is answered with, or a WRITE brings
MOST_PACKET = MOST_DATA + 4096
MOST_MORE = 32  # extended attributes of one file


class Malformed(Exception):
    """A packet that is no request: the session ends."""


class Denied(Exception):
    """A request that is answered by a status other than OK, in words for the partner."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


class Attributes(NamedTuple):
    """Of a file or folder, as it is shown; of a request: what it wants to change (None: not said)."""

    size: int | None = None
    mode: int | None = None
    mtime: int | None = None  # seconds since 1970


class Packet:
    """Reads the fields of a request one after the other. Raises Malformed where it ends too early."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def byte(self) -> int:
        return self._number(1)

    def word(self) -> int:
        return self._number(4)

    def long(self) -> int:
        return self._number(8)

    def text(self) -> bytes:
        return self._take(self.word())

    def attributes(self) -> Attributes:
        flags = self.word()
        size = self.long() if flags & WITH_SIZE else None
        if flags & WITH_OWNER:
            self._take(8)
        mode = self.word() if flags & WITH_MODE else None
        mtime = (self.word(), self.word())[1] if flags & WITH_TIMES else None
        if flags & WITH_MORE:
            count = self.word()
            if count > MOST_MORE:
                raise Malformed
            for _ in range(2 * count):
                self.text()
        return Attributes(size, mode, mtime)

    def _number(self, length: int) -> int:
        return int.from_bytes(self._take(length), "big")

    def _take(self, length: int) -> bytes:
        start, self._at = self._at, self._at + length
        if self._at > len(self._data):
            raise Malformed
        return self._data[start : self._at]


def text(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def status(number: int, code: int = OK, words: str = "") -> bytes:
    """The answer to a request of this number."""
    return struct.pack(">BII", STATUS, number, code) + text(words.encode()) + text(b"en")


def handle(number: int, name: bytes) -> bytes:
    return struct.pack(">BI", HANDLE, number) + text(name)


def data(number: int, found: bytes) -> bytes:
    return struct.pack(">BI", DATA, number) + text(found)


def attributes(number: int, shown: Attributes) -> bytes:
    return struct.pack(">BI", ATTRS, number) + _shown(shown)


def names(number: int, found: Iterable[tuple[bytes, Attributes]]) -> bytes:
    parts = [text(name) + text(_long(name, shown)) + _shown(shown) for name, shown in found]
    return struct.pack(">BII", NAME, number, len(parts)) + b"".join(parts)


def hello(extensions: Iterable[tuple[bytes, bytes]]) -> bytes:
    return struct.pack(">BI", HELLO, VERSION) + b"".join(text(name) + text(version) for name, version in extensions)


def numbers(number: int, *values: int) -> bytes:
    """The answer to an extended request, in 64-bit numbers."""
    return struct.pack(f">BI{len(values)}Q", EXTENDED_REPLY, number, *values)


def framed(answer: bytes) -> bytes:
    return struct.pack(">I", len(answer)) + answer


def _shown(shown: Attributes) -> bytes:
    flags, parts = 0, b""
    if shown.size is not None:
        flags, parts = flags | WITH_SIZE, parts + struct.pack(">Q", shown.size)
    if shown.mode is not None:
        flags, parts = flags | WITH_MODE, parts + struct.pack(">I", shown.mode)
    if shown.mtime is not None:
        seconds = min(max(shown.mtime, 0), 0xFFFFFFFF)
        flags, parts = flags | WITH_TIMES, parts + struct.pack(">II", seconds, seconds)
    return struct.pack(">I", flags) + parts


def _long(name: bytes, shown: Attributes) -> bytes:
    """As `ls -l` has it."""
    when = time.strftime("%b %d %H:%M", time.gmtime(shown.mtime or 0))
    return f"{stat.filemode(shown.mode or 0)}   1 edi      edi      {shown.size or 0:>12} {when} ".encode() + name

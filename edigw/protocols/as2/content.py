"""Bytes of any size, in memory or in files that the caller opened: cut, searched and read without being held whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import NamedTuple, Protocol

CHUNK = 262_144  # bytes that are read at a time


class File(Protocol):
    """What is asked of a file: it is opened for bytes, and can be sought in."""

    def read(self, size: int, /) -> bytes: ...
    def write(self, data: bytes, /) -> object: ...
    def seek(self, offset: int, whence: int = 0, /) -> object: ...
    def tell(self) -> int: ...
    def truncate(self, size: int, /) -> object: ...


Spool = Callable[[], File]  # opens an empty file to write and to read; the caller closes it in the end


class Content(NamedTuple):
    """The bytes from `start` up to `stop` of what is held; offsets of all methods count from `start`."""

    held: bytes | File
    start: int
    stop: int

    @property
    def size(self) -> int:
        """Bytes."""
        return self.stop - self.start

    def at(self, offset: int, most: int) -> bytes:
        """Up to `most` bytes from `offset` on."""
        begin = self.start + offset
        end = min(self.stop, begin + most)
        if isinstance(self.held, bytes):
            return self.held[begin:end]
        if begin >= end:
            return b""
        self.held.seek(begin)
        return self.held.read(end - begin)

    def whole(self) -> bytes:
        """All of it, in memory."""
        return self.at(0, self.stop - self.start)

    def chunks(self) -> Iterator[bytes]:
        """All of it, bit by bit."""
        if isinstance(self.held, bytes):
            yield self.held[self.start : self.stop]
            return
        for offset in range(0, self.stop - self.start, CHUNK):
            yield self.at(offset, CHUNK)

    def cut(self, start: int, stop: int | None = None) -> Content:
        """A part of it, without copying."""
        return Content(self.held, self.start + start, self.stop if stop is None else self.start + stop)

    def head(self, most: int) -> tuple[bytes, int, int]:
        """Bytes that hold the first `most`, and where in them these begin and end."""
        if isinstance(self.held, bytes):
            return self.held, self.start, min(self.stop, self.start + most)
        read = self.at(0, most)
        return read, 0, len(read)

    def places(self, mark: bytes) -> Iterator[int]:
        """Every offset that `mark` stands at."""
        if isinstance(self.held, bytes):
            place = self.held.find(mark, self.start, self.stop)
            while place >= 0:
                yield place - self.start
                place = self.held.find(mark, place + 1, self.stop)
            return
        for offset in range(0, self.stop - self.start, CHUNK):
            window = self.at(offset, CHUNK + len(mark) - 1)
            place = window.find(mark)
            while place >= 0:
                yield offset + place
                place = window.find(mark, place + 1)


class Joined(NamedTuple):
    """Bytes that stand one after the other, in memory and in files."""

    pieces: tuple[Content, ...]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(piece.size for piece in self.pieces)

    def whole(self) -> bytes:
        """All of it, in memory."""
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """All of it, bit by bit."""
        for piece in self.pieces:
            yield from piece.chunks()


Matter = Content | Joined
NOTHING = Content(b"", 0, 0)


def held(what: bytes | File | Matter) -> Matter:
    """What was handed over, as content; a file from its first byte to its last."""
    if isinstance(what, bytes):
        return Content(what, 0, len(what))
    if isinstance(what, (Content, Joined)):
        return what
    if isinstance(what, (bytearray, memoryview)):
        return Content(bytes(what), 0, len(what))
    what.seek(0, 2)
    return Content(what, 0, what.tell())


def one(what: bytes | File | Matter, spool: Spool | None) -> Content:
    """The same as one piece: what stands in several is written down."""
    matter = held(what)
    return matter if isinstance(matter, Content) else keep(matter.chunks(), spool)


def joined(*pieces: bytes | Matter) -> Joined:
    """Contents one after the other."""
    rows: list[Content] = []
    for piece in pieces:
        if isinstance(piece, Joined):
            rows.extend(piece.pieces)
        else:
            rows.append(piece if isinstance(piece, Content) else Content(piece, 0, len(piece)))
    return Joined(tuple(rows))


def keep(chunks: Iterable[bytes], spool: Spool | None) -> Content:
    """What comes bit by bit, whole: in a file where there are such, else in memory; nothing stays where it fails."""
    if spool is None:
        whole = b"".join(chunks)
        return Content(whole, 0, len(whole))
    file, size = spool(), 0
    with ExitStack() as undo:
        undo.callback(file.truncate, 0)
        undo.callback(file.seek, 0)  # the last is the first to be undone
        for chunk in chunks:
            file.write(chunk)
            size += len(chunk)
        undo.pop_all()
    return Content(file, 0, size)

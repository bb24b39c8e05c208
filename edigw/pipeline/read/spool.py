"""What is told of a large file lies in a temporary file, not in memory: rows as lines of JSON, texts in pieces."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, overload

from edigw import disk
from edigw.pipeline.rows import Row

IN_MEMORY = 1_000  # rows of a list that lie in memory


class Spool:
    """Bytes that are written once and read back any number of times; they vanish with the process."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._end = 0

    def put(self, data: bytes) -> tuple[int, int]:
        """Where they lie: byte and length."""
        with disk.trouble("cannot write a temporary file"):
            if self._file is None:
                handle, name = tempfile.mkstemp()
                os.unlink(name)
                self._file = os.fdopen(handle, "w+b")
            self._file.seek(self._end)
            self._file.write(data)
        place = self._end, len(data)
        self._end += len(data)
        return place

    def get(self, place: tuple[int, int]) -> bytes:
        assert self._file is not None
        self._file.seek(place[0])
        return self._file.read(place[1])


class Rows(Sequence[Row]):
    """A list of rows that grows at its end; long ones lie in the spool."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._blocks: list[tuple[int, int]] = []  # of IN_MEMORY rows each
        self._last: list[str] = []

    def add(self, row: str) -> None:
        """A row as one line of JSON."""
        self._last.append(row)
        if len(self._last) == IN_MEMORY:
            self._blocks.append(self._spool.put("\n".join(self._last).encode("utf-8")))
            self._last = []

    def short(self) -> Sequence[Row]:
        """A plain list, where all of it lies in memory."""
        return self if self._blocks else list(self)

    def blocks(self) -> Iterator[str]:
        """Some rows at a time, each a line of JSON."""
        for place in self._blocks:
            yield self._spool.get(place).decode("utf-8")
        if self._last:
            yield "\n".join(self._last)

    def lines(self) -> Iterator[str]:
        """Each row as one line of JSON."""
        for block in self.blocks():
            yield from block.split("\n")

    def __iter__(self) -> Iterator[Row]:
        return map(json.loads, self.lines())

    def __len__(self) -> int:
        return len(self._blocks) * IN_MEMORY + len(self._last)

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        return list(self)[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it grows


class Text:
    """A text that grows at its end; long ones lie in the spool."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._before: list[tuple[int, int]] = []
        self._last = ""

    def add(self, piece: str) -> None:
        if self._last:
            self._before.append(self._spool.put(self._last.encode("utf-8")))
        self._last = piece

    def short(self) -> str | Text:
        """A plain str, where it is one piece."""
        return self if self._before else self._last

    def pieces(self) -> Iterator[str]:
        """One after the other."""
        for place in self._before:
            yield self._spool.get(place).decode("utf-8")
        yield self._last

    def __str__(self) -> str:
        return "".join(self.pieces())

"""BER (X.690 8.1) read once, forwards, at any size, no deeper and no longer than it may be; DER written."""

from __future__ import annotations

from collections.abc import Iterator

from edigw.protocols.as2.content import CHUNK, Content

DEPTH = 32
ELEMENTS = 10_000  # and one more in each FINE bytes
FINE = 128
SMALL = 1_048_576  # bytes of an element that is looked at whole
WINDOW = 4096
HEAD = 10  # bytes of the longest head
SEQUENCE, SET, OCTETS, OID = 0x30, 0x31, 0x04, 0x06


class Unsound(ValueError):
    """Bytes that are no BER, or none that stands here."""


class Reader:
    """Walks through elements one after the other; only the heads of what is passed over are looked at."""

    __slots__ = ("at", "base", "content", "counted", "limit", "most", "opened", "whole_window", "window")

    def __init__(self, content: Content) -> None:
        self.content = content
        self.at, self.limit = content.start, content.stop
        self.opened: list[tuple[int, bool]] = []  # the limit around, and whether an end-of-contents closes it
        self.whole_window = isinstance(content.held, bytes)
        self.window, self.base = (content.held, 0) if isinstance(content.held, bytes) else (b"", 0)
        self.counted, self.most = 0, ELEMENTS + content.size // FINE

    def _seen(self, at: int) -> int:
        """Where the byte at `at` of what is held stands in the window; whatever head begins there stands in it too."""
        place = at - self.base
        if not 0 <= place <= len(self.window) - HEAD:
            self.window, self.base, place = self.content.at(at - self.content.start, WINDOW), at, 0
        return place

    def _head(self) -> tuple[int, int, int]:
        """First byte of the tag, where the contents begin, their length (-1: indefinite)."""
        self.counted += 1
        at = self.at
        if at + 2 > self.limit:
            raise Unsound("cut short")
        place, window = at if self.whole_window else self._seen(at), self.window
        tag, size = window[place], window[place + 1]
        if tag & 0x1F == 0x1F or self.counted > self.most:
            raise Unsound("a tag above 30, or more elements than there may be")
        at += 2
        if size >= 0x80:
            if size == 0x80:
                if not tag & 0x20:
                    raise Unsound("a primitive of no length")
                return tag, at, -1
            width = size & 0x7F
            if width > 8 or at + width > self.limit:
                raise Unsound("a length too long")
            size = int.from_bytes(window[place + 2 : place + 2 + width], "big")
            at += width
        if at + size > self.limit:
            raise Unsound("longer than what it stands in")
        return tag, at, size

    def peek(self) -> int:
        """The tag of what comes; 0: nothing comes."""
        if self.at >= self.limit:
            return 0
        place = self.at if self.whole_window else self._seen(self.at)
        return self.window[place]

    def enter(self, tag: int) -> None:
        """Into an element that must come."""
        got, at, size = self._head()
        if got != tag or len(self.opened) >= DEPTH:
            raise Unsound(f"tag {got:x} where {tag:x} must be, or too deep")
        self.opened.append((self.limit, size < 0))
        self.at = at
        if size >= 0:
            self.limit = at + size

    def leave(self) -> None:
        """Out of the element that was entered last: nothing may be left in it."""
        limit, indefinite = self.opened.pop()
        if indefinite:
            if self._head() != (0, self.at + 2, 0):
                raise Unsound("more than there may be")
            self.at += 2
        elif self.at != self.limit:
            raise Unsound("more than there may be")
        self.limit = limit

    def end(self) -> None:
        """Nothing may come any more."""
        if self.opened or self.at != self.content.stop:
            raise Unsound("more than one element")

    def skip(self) -> int:
        """Past one element; where it began, counted from the start of the content."""
        begun, depth = self.at, len(self.opened)
        _, at, size = self._head()
        if size >= 0:
            self.at = at + size
            return begun - self.content.start
        while True:
            if len(self.opened) > depth and self.opened[-1][1] and not self.peek():
                self.leave()
            else:
                tag, at, size = self._head()
                if size < 0:
                    self.enter(tag)
                    continue
                self.at = at + size
            if len(self.opened) == depth:
                return begun - self.content.start

    def whole(self) -> bytes:
        """One element as it stands, with its head."""
        at = self.at
        begun = self.skip()
        if self.at - at > SMALL:
            raise Unsound("longer than it may be")
        return self.window[at : self.at] if self.whole_window else self.content.at(begun, self.at - at)

    def contents(self, tag: int) -> bytes:
        """What a primitive, or a string in pieces, holds."""
        if self.whole_window:
            got, at, size = self._head()
            if got == tag:
                self.at = at + size
                return self.window[at : self.at]
        return b"".join(self.octets(tag, SMALL))

    def octets(self, tag: int = OCTETS, most: int = -1) -> Iterator[bytes]:
        """The octets of a string bit by bit, whether it stands whole or in pieces (X.690 8.7)."""
        depth, total, string = len(self.opened), 0, tag
        while True:
            coming = self.peek()
            if coming == string | 0x20:
                self.enter(coming)
                string = OCTETS
            elif coming == string:
                _, at, size = self._head()
                total += size
                if 0 <= most < total:
                    raise Unsound("longer than it may be")
                self.at = at + size
                for offset in range(at - self.content.start, self.at - self.content.start, CHUNK):
                    yield self.content.at(offset, min(CHUNK, self.at - self.content.start - offset))
            elif len(self.opened) == depth:
                raise Unsound(f"tag {coming:x} where {tag:x} must be")
            elif coming == 0:
                self.leave()
            else:
                raise Unsound("a string of other things")
            if len(self.opened) == depth:
                return


def children(element: bytes) -> list[bytes]:
    """What a SEQUENCE or SET holds, each as it stands."""
    rows: list[bytes] = []
    size, stop = element[1], len(element)
    at = 2 if size <= 0x80 else 2 + (size & 0x7F)
    if at + (size if at == 2 else int.from_bytes(element[2:at], "big")) != stop:
        return _slowly(element)
    while at < stop:
        begun, size = at, element[at + 1]
        if size < 0x80:
            at += 2 + size
        elif size == 0x81:
            at += 3 + element[at + 2]
        elif size == 0x82:
            at += 4 + (element[at + 2] << 8 | element[at + 3])
        else:
            return _slowly(element)
        rows.append(element[begun:at])
    return rows if at == stop else _slowly(element)


def _slowly(element: bytes) -> list[bytes]:
    """The same where lengths are long, not told, or wrong."""
    rows: list[bytes] = []
    reader = Reader(Content(element, 0, len(element)))
    reader.enter(element[0])
    while reader.peek():
        rows.append(reader.whole())
    reader.leave()
    reader.end()
    return rows


def octets(element: bytes) -> bytes:
    """What an OCTET STRING holds that stands alone."""
    if element[0] == OCTETS and len(element) == element[1] + 2 < 0x82:
        return element[2:]
    reader = Reader(Content(element, 0, len(element)))
    held = reader.contents(OCTETS)
    reader.end()
    return held


def head(tag: int, size: int) -> bytes:
    """The head of an element of so many bytes, DER."""
    if size < 0x80:
        return bytes((tag, size))
    width = (size.bit_length() + 7) // 8
    return bytes((tag, 0x80 | width)) + size.to_bytes(width, "big")


def element(tag: int, *contents: bytes) -> bytes:
    """An element, DER."""
    held = b"".join(contents)
    return head(tag, len(held)) + held


def identifier(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER, DER (X.690 8.19)."""
    first, second, *rest = map(int, dotted.split("."))
    octets = bytearray((40 * first + second,))
    for arc in rest:
        coded = [arc & 0x7F]
        while arc := arc >> 7:
            coded.append(arc & 0x7F | 0x80)
        octets += bytes(reversed(coded))
    return element(OID, bytes(octets))

"""Why a partner's MIC differs: by which of the rewritings that are known from the field it got to its own."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterator

from edigw.protocols.as2.content import Matter
from edigw.protocols.as2.digests import MADE, WRITTEN, read_mic

Chunks = Iterator[bytes]
LINE = 57  # bytes of one line of base64


def likely_canonicalisation(covered: Matter | None, content: Matter | None, told: str) -> str:
    """By which known rewriting of what we sent the partner got to its MIC; "": by none of them.

    `covered` is what the MIC should cover, `content` the body of it without headers; None: it is not at hand.
    """
    read = read_mic(told)
    if read is None:
        return ""
    value, named = read
    algorithm = next((each for each, machine in MADE.items() if machine().digest_size == len(value)), None)
    if algorithm is None:
        return ""
    for scope, data in (("", covered), ("content without its headers", content)):
        if data is None:
            continue
        for how, rewritten in REWRITINGS.items():
            machine = MADE[algorithm]()
            for chunk in rewritten(data.chunks()):
                machine.update(chunk)
            if machine.digest() == value:
                other = "" if algorithm == named else f"digest is {WRITTEN[algorithm]}, not {WRITTEN[named]}"
                return ", ".join(part for part in (scope, how, other) if part) or "the content as it was sent"
    return ""


def _unbroken(chunks: Chunks) -> Chunks:
    """The same bytes, cut so that no line break is cut."""
    left = b""
    for chunk in chunks:
        data = left + chunk
        left = data[-1:] if data.endswith(b"\r") else b""
        yield data[:-1] if left else data
    yield left


def _lf(chunks: Chunks) -> Chunks:
    return (chunk.replace(b"\r\n", b"\n") for chunk in _unbroken(chunks))


def _crlf(chunks: Chunks) -> Chunks:
    return (chunk.replace(b"\n", b"\r\n") for chunk in _lf(chunks))


def _ended(end: bytes) -> Callable[[Chunks], Chunks]:
    def rewritten(chunks: Chunks) -> Chunks:
        yield from chunks
        yield end

    return rewritten


def _held_back(signs: bytes) -> Callable[[Chunks], Chunks]:
    """Without these signs at the very end."""

    def rewritten(chunks: Chunks) -> Chunks:
        left = b""
        for chunk in chunks:
            kept = chunk.rstrip(signs)
            if kept:
                yield left + kept
                left = b""
            left += chunk[len(kept) :]

    return rewritten


def _unpadded(chunks: Chunks) -> Chunks:
    """Without blanks at the ends of lines."""
    left = b""
    for chunk in chunks:
        *lines, last = (left + chunk).split(b"\n")
        yield b"".join(line.rstrip(b" \t") + b"\n" for line in lines)
        bare = last.rstrip(b" \t")
        yield bare
        left = last[len(bare) :]


def _base64(chunks: Chunks) -> Chunks:
    """In lines of 76 signs."""
    left = b""
    for chunk in chunks:
        data = left + chunk
        full = len(data) - len(data) % LINE
        yield b"".join(binascii.b2a_base64(data[at : at + LINE])[:-1] + b"\r\n" for at in range(0, full, LINE))
        left = data[full:]
    if left:
        yield binascii.b2a_base64(left)[:-1] + b"\r\n"


REWRITINGS: dict[str, Callable[[Chunks], Chunks]] = {
    "": iter,
    "line breaks made LF": _lf,
    "line breaks made CRLF": _crlf,
    "a CRLF added at the end": _ended(b"\r\n"),
    "a LF added at the end": _ended(b"\n"),
    "line breaks at the end removed": _held_back(b"\r\n"),
    "line breaks made CRLF, those at the end removed": lambda chunks: _held_back(b"\r\n")(_crlf(chunks)),
    "blanks at line ends removed": _unpadded,
    "content in base64": _base64,
}

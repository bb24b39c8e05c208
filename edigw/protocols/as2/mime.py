"""MIME as AS2 needs it (RFC 2045, 2046 5.1.1, 2231): entities and parts in exactly the bytes they came in."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from edigw.protocols.as2.content import Content, Joined, Matter, Spool, joined, keep
from edigw.protocols.as2.refused import Refused

Headers = tuple[tuple[str, str], ...]

HEAD = 65_536  # bytes a head may have
BLANK = re.compile(rb"\r?\n\r?\n")
FOLD = re.compile(r"\r?\n[ \t]+")
DELIMITED = re.compile(rb"(--)?[ \t]{0,200}(?:(\r?\n)|\Z)")
TRIES = 10_000  # lines that may begin as a delimiter does
PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
ESCAPED = re.compile(r"\\(.)")
BOUNDARY = re.compile(r"[ -~]{1,200}")


class Entity(NamedTuple):
    """Headers and body; `raw` is both, as they came."""

    headers: Headers
    body: Content
    raw: Content


def value(headers: Headers, name: str) -> str:
    """The first value of a header, "" where there is none; names in any case."""
    wanted = name.lower()
    for key, held in headers:
        if key.lower() == wanted:
            return held
    return ""


def read_entity(raw: Content) -> Entity:
    """Part head from body at the first empty line (RFC 2046 5.1: a part may have no header at all)."""
    window, start, stop = raw.head(HEAD)
    if window.startswith((b"\n", b"\r\n"), start, stop):
        return Entity((), raw.cut(window.index(b"\n", start) + 1 - start), raw)
    found = BLANK.search(window, start, stop)
    if not found:
        raise Refused("unexpected-processing-error", "a MIME part has no empty line after its headers")
    headers = _headers(window[start : found.start()])
    return Entity(headers, Content(raw.held, raw.start + found.end() - start, raw.stop), raw)


@lru_cache(maxsize=512)
def _short(head: bytes) -> Headers:
    text = head.decode("latin-1")
    if "\n " in text or "\n\t" in text:
        text = FOLD.sub(" ", text)
    rows = [line.partition(":") for line in text.split("\n")]
    return tuple((name.strip(), said.strip()) for name, _, said in rows)


def _headers(head: bytes) -> Headers:
    """Heads of parts are mostly the same ones."""
    return _short(head) if len(head) < 300 else _short.__wrapped__(head)


def parameters(header: str) -> tuple[str, dict[str, str]]:
    """The main value in small letters, and the parameters by name (RFC 2045 5.1, RFC 2231 3 and 4)."""
    return _parameters(header) if len(header) < 200 else _parameters.__wrapped__(header)


@lru_cache(maxsize=512)
def _parameters(header: str) -> tuple[str, dict[str, str]]:
    main, mark, rest = header.partition(";")
    held: dict[str, str] = {}
    for name, said in PARAMETER.findall(mark + rest):
        text = ESCAPED.sub(r"\1", said[1:-1]) if said[:1] == '"' else said.strip()
        held.setdefault(name.lower(), text)
    return main.strip().lower(), held | _continued(held) if "*" in rest else held


def _continued(held: dict[str, str]) -> dict[str, str]:
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, said in held.items():
        base, star, rest = name.partition("*")
        number = rest.removesuffix("*")
        if star and (not number or (number.isascii() and number.isdigit() and len(number) < 4)):
            pieces.setdefault(base, []).append((int(number or 0), name.endswith("*"), said))
    whole = {}
    for base, rows in pieces.items():
        charset, octets = "utf-8", b""
        for index, (_, coded, said) in enumerate(sorted(rows)):
            text = said
            if coded and index == 0 and said.count("'") >= 2:
                charset, _, text = said.split("'", 2)
            octets += unquote_to_bytes(text) if coded else text.encode("utf-8", "surrogateescape")
        known = charset.lower() if charset.lower() in ("utf-8", "us-ascii", "iso-8859-1") else "utf-8"
        whole[base] = octets.decode(known, "replace")
    return whole


def split_parts(body: Content, boundary: str, most: int = 1000) -> list[Content]:
    """The parts between the delimiter lines, byte for byte; the line break before a delimiter is the delimiter's.

    More than `most` parts are `most` and one: who asked for them refuses them.
    """
    if not BOUNDARY.fullmatch(boundary):
        raise Refused("unexpected-processing-error", "a multipart has no boundary that could be one")
    parts: list[Content] = []
    start = -1
    for place, after, closing in _delimiters(body, boundary.encode("ascii")):
        if start >= 0:
            parts.append(body.cut(start, max(start, place)))
        if closing:
            # blocks that an attacker puts behind a sealed message would else tell by being taken whether they pad well
            if body.size - after > HEAD or body.at(after, HEAD).strip():
                raise Refused("unexpected-processing-error", "something stands behind the closing delimiter")
            return parts
        if len(parts) > most:
            return parts
        start = after
    raise Refused("unexpected-processing-error", "a multipart has no closing delimiter")


def _delimiters(body: Content, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each delimiter begins with its line break and ends with the next one, and whether it closes."""
    mark = b"\n--" + boundary
    if body.at(0, len(mark) - 1) == mark[1:] and (found := _line(body, len(mark) - 1)):
        yield 0, *found
    for tried, place in enumerate(body.places(mark)):
        if tried > TRIES:
            raise Refused("unexpected-processing-error", "too many lines begin as a delimiter does")
        if found := _line(body, place + len(mark)):
            yield place - (body.at(place - 1, 1) == b"\r" if place else 0), *found


def _line(body: Content, at: int) -> tuple[int, bool] | None:
    """The rest of a delimiter's line: where the next begins, and whether it closes; None: it is no delimiter."""
    rest = body.at(at, 300)
    if rest.startswith(b"\r\n"):
        return at + 2, False
    found = DELIMITED.match(rest)
    if not found or (not found.group(2) and at + len(rest) < body.size):
        return None
    return at + found.end(), bool(found.group(1))


def transferred(headers: Headers, body: Content, spool: Spool | None = None) -> Content:
    """The body without its Content-Transfer-Encoding (RFC 2045 6); none at all is binary, as HTTP has it."""
    coding = value(headers, "Content-Transfer-Encoding").strip().lower()
    if coding in ("", "7bit", "8bit", "binary"):
        return body
    if coding == "quoted-printable":
        return keep(_unquoted(body), spool)
    if coding == "base64":
        return unbase64(body, spool)
    raise Refused("unexpected-processing-error", "an unknown Content-Transfer-Encoding")


def _unquoted(body: Content) -> Iterator[bytes]:
    left = b""
    for chunk in body.chunks():
        lines, broken, last = (left + chunk).rpartition(b"\n")
        yield binascii.a2b_qp(lines + broken)
        left = last
        if len(left) > HEAD:
            raise Refused("unexpected-processing-error", "a line of quoted-printable that is too long")
    yield binascii.a2b_qp(left)


def unbase64(body: Content, spool: Spool | None = None) -> Content:
    """The bytes that base64 tells, line breaks and blanks left out."""
    return keep(_unbase64(body), spool)


def _unbase64(body: Content) -> Iterator[bytes]:
    left, ended = b"", False
    try:
        for chunk in body.chunks():
            data = left + chunk.translate(None, b" \t\r\n")
            full = len(data) - len(data) % 4
            left = data[full:]
            if full and ended:
                raise Refused("unexpected-processing-error", "base64 goes on behind its end")
            ended = ended or data.endswith(b"=", 0, full)
            yield binascii.a2b_base64(data[:full], strict_mode=True) if full else b""
        if left:
            raise Refused("unexpected-processing-error", "base64 that is cut short")
    except binascii.Error as error:
        raise Refused("unexpected-processing-error", "base64 that is none") from error


def join_parts(parts: Sequence[bytes | Matter], boundary: str) -> Joined:
    """The body of a multipart of entities."""
    mark = b"--" + boundary.encode("ascii")
    rows: list[bytes | Matter] = []
    for part in parts:
        rows += (mark + b"\r\n", part, b"\r\n")
    return joined(*rows, mark + b"--\r\n")


def two_parts(one: bytes, other: bytes, boundary: str) -> bytes:
    """The same of two parts that are at hand."""
    mark = b"--" + boundary.encode("ascii")
    return b"".join((mark, b"\r\n", one, b"\r\n", mark, b"\r\n", other, b"\r\n", mark, b"--\r\n"))


def write_head(headers: Headers) -> bytes:
    """Headers in bytes: each in a line, then the empty line."""
    return "".join([f"{name}: {held}\r\n" for name, held in headers]).encode("latin-1") + b"\r\n"


def write_entity(headers: Headers, body: bytes) -> bytes:
    """An entity in bytes."""
    return write_head(headers) + body

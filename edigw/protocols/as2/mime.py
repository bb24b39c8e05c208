"""MIME as AS2 needs it (RFC 2045, 2046 5.1.1, 2231): entities and parts in exactly the bytes they came in."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from edigw.protocols.as2.refused import Refused

Headers = tuple[tuple[str, str], ...]

HEAD = 65_536  # bytes a head may have
BLANK = re.compile(rb"\r?\n\r?\n")
FOLD = re.compile(rb"\r?\n[ \t]+")
PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
BOUNDARY = re.compile(r"[ -~]{1,200}")


@dataclass(frozen=True, slots=True)
class Entity:
    """Headers and body; `raw` is both, as they came."""

    headers: Headers
    body: bytes
    raw: bytes


def value(headers: Headers, name: str) -> str:
    """The first value of a header, "" where there is none; names in any case."""
    return next((held for key, held in headers if key.lower() == name.lower()), "")


def read_entity(raw: bytes) -> Entity:
    """Part head from body at the first empty line (RFC 2046 5.1: a part may have no header at all)."""
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return Entity((), raw[raw.index(b"\n") + 1 :], raw)
    found = BLANK.search(raw, 0, HEAD)
    if not found:
        raise Refused("unexpected-processing-error", "a MIME part has no empty line after its headers")
    lines = re.split(rb"\r?\n", FOLD.sub(b" ", raw[: found.start()]))
    pairs = [line.decode("latin-1").partition(":") for line in lines]
    headers = tuple((name.strip(), held.strip()) for name, _, held in pairs)
    return Entity(headers, raw[found.end() :], raw)


def parameters(header: str) -> tuple[str, dict[str, str]]:
    """The main value in small letters, and the parameters by name (RFC 2045 5.1, RFC 2231 3 and 4)."""
    main = header.partition(";")[0].strip().lower()
    held: dict[str, str] = {}
    for name, said in PARAMETER.findall(header[len(header.partition(";")[0]) :]):
        text = re.sub(r"\\(.)", r"\1", said[1:-1]) if said[:1] == '"' else said.strip()
        held.setdefault(name.lower(), text)
    return main, held | _continued(held)


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


def split_parts(body: bytes, boundary: str) -> list[bytes]:
    """The parts between the delimiter lines, byte for byte; the line break before a delimiter is the delimiter's."""
    if not BOUNDARY.fullmatch(boundary):
        raise Refused("unexpected-processing-error", "a multipart has no boundary that could be one")
    mark = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode("ascii")) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    parts: list[bytes] = []
    start, at = -1, 0
    while found := mark.search(body, at):
        if start >= 0:
            parts.append(body[start : max(start, found.start())])
        if found.group(1):
            # blocks that an attacker puts behind a sealed message would else tell by being taken whether they pad well
            if body[found.end() :].strip():
                raise Refused("unexpected-processing-error", "something stands behind the closing delimiter")
            return parts
        start = found.end()
        # the line break after one delimiter may be the one before the next
        at = start - (2 if body[start - 2 : start] == b"\r\n" else 1)
    raise Refused("unexpected-processing-error", "a multipart has no closing delimiter")


def transferred(headers: Headers, body: bytes) -> bytes:
    """The body without its Content-Transfer-Encoding (RFC 2045 6); none at all is binary, as HTTP has it."""
    coding = value(headers, "Content-Transfer-Encoding").strip().lower()
    if coding in ("", "7bit", "8bit", "binary"):
        return body
    if coding == "quoted-printable":
        return binascii.a2b_qp(body)
    if coding == "base64":
        return unbase64(body)
    raise Refused("unexpected-processing-error", "an unknown Content-Transfer-Encoding")


def unbase64(body: bytes) -> bytes:
    """The bytes that base64 tells, line breaks and blanks left out."""
    try:
        return binascii.a2b_base64(b"".join(body.split()), strict_mode=True)
    except binascii.Error as error:
        raise Refused("unexpected-processing-error", "base64 that is none") from error


def join_parts(parts: list[bytes], boundary: str) -> bytes:
    """The body of a multipart of entities."""
    mark = b"--" + boundary.encode("ascii")
    return b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def write_entity(headers: Headers, body: bytes) -> bytes:
    """An entity in bytes: each header in a line, an empty line, the body."""
    return b"".join(f"{name}: {held}\r\n".encode("latin-1") for name, held in headers) + b"\r\n" + body

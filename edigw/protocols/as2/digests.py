"""Digests by the names that AS2, CMS and `cryptography` have for them, and the MIC (RFC 4130 7.3.1, RFC 5402 4)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from cryptography.hazmat.primitives import hashes

from edigw.protocols.as2.agreement import Digest

HASHES: dict[Digest, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
}  # fmt: skip
WRITTEN: dict[Digest, str] = {"sha1": "sha1", "sha256": "sha-256", "sha384": "sha-384", "sha512": "sha-512"}
MIC = re.compile(r"\s*([A-Za-z0-9+/=\s]{1,200}?)\s*,\s*([A-Za-z0-9-]{1,20})\s*")


def digest_called(name: str) -> Digest | None:
    """The digest that a partner means by `sha1`, `SHA-256`, `rsa-sha256` and the like; None: one that we have not."""
    plain = name.strip().lower().removeprefix("rsa-").replace("-", "").replace("_", "")
    return next((digest for digest in HASHES if digest == plain), None)


def digest(data: bytes, algorithm: Digest) -> bytes:
    """The digest of `data`."""
    return hashlib.new(algorithm, data).digest()


def mic(data: bytes, algorithm: Digest) -> str:
    """The value of Received-content-MIC: base64, comma, name."""
    return f"{base64.b64encode(digest(data, algorithm)).decode('ascii')}, {WRITTEN[algorithm]}"


def read_mic(text: str) -> tuple[bytes, Digest] | None:
    """The bytes and the algorithm that a Received-content-MIC tells; None: it tells none."""
    found = MIC.fullmatch(text)
    algorithm = digest_called(found.group(2)) if found else None
    if not found or not algorithm:
        return None
    try:
        return binascii.a2b_base64("".join(found.group(1).split())), algorithm
    except binascii.Error:
        return None


def likely_canonicalisation(covered: bytes, content: bytes, told: str) -> str:
    """By which known rewriting of what we sent the partner got to its MIC; "": by none of them.

    `covered` is what the MIC should cover, `content` the body of it without headers.
    """
    read = read_mic(told)
    if read is None:
        return ""
    for scope, data in (("", covered), ("content without its headers", content)):
        for how, rewritten in _rewritings(data):
            for algorithm in HASHES:
                if digest(rewritten, algorithm) == read[0]:
                    named = "" if algorithm == read[1] else f"digest is {WRITTEN[algorithm]}, not {WRITTEN[read[1]]}"
                    return ", ".join(part for part in (scope, how, named) if part)
    return ""


def _rewritings(data: bytes) -> tuple[tuple[str, bytes], ...]:
    lf = data.replace(b"\r\n", b"\n")
    crlf = lf.replace(b"\n", b"\r\n")
    return (
        ("", data),
        ("line breaks made LF", lf),
        ("line breaks made CRLF", crlf),
        ("a CRLF added at the end", data + b"\r\n"),
        ("a LF added at the end", data + b"\n"),
        ("line breaks at the end removed", data.rstrip(b"\r\n")),
        ("line breaks made CRLF, those at the end removed", crlf.rstrip(b"\r\n")),
        ("blanks at line ends removed", b"\n".join(line.rstrip(b" \t") for line in data.split(b"\n"))),
        ("content in base64", base64.encodebytes(data).replace(b"\n", b"\r\n")),
    )

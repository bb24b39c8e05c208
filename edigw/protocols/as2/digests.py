"""Digests by the names that AS2, CMS and `cryptography` have for them, and the MIC (RFC 4130 7.3.1, RFC 5402 4)."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache

from cryptography.hazmat.primitives import hashes

from edigw.protocols.as2.agreement import Digest
from edigw.protocols.as2.content import Content, Matter

HASHES: dict[Digest, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512(),
}  # fmt: skip
MADE: dict[Digest, Callable[..., hashlib._Hash]] = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
WRITTEN: dict[Digest, str] = {"sha1": "sha1", "sha256": "sha-256", "sha384": "sha-384", "sha512": "sha-512"}
MIC = re.compile(r"\s*([A-Za-z0-9+/=\s]{1,200}?)\s*,\s*([A-Za-z0-9-]{1,20})\s*")


@lru_cache(maxsize=256)
def digest_called(name: str) -> Digest | None:
    """The digest that a partner means by `sha1`, `SHA-256`, `rsa-sha256` and the like; None: one that we have not."""
    plain = name.strip().lower().removeprefix("rsa-").replace("-", "").replace("_", "")
    return next((digest for digest in HASHES if digest == plain), None)


def digest(data: bytes | Matter, algorithm: Digest) -> bytes:
    """The digest of `data`."""
    if isinstance(data, bytes):
        return MADE[algorithm](data).digest()
    if isinstance(data, Content) and isinstance(data.held, bytes):
        return MADE[algorithm](data.whole()).digest()
    machine = MADE[algorithm]()
    for chunk in data.chunks():
        machine.update(chunk)
    return machine.digest()


def mic(data: bytes | Matter, algorithm: Digest) -> str:
    """The value of Received-content-MIC of what it covers: base64, comma, name."""
    return told(digest(data, algorithm), algorithm)


def told(value: bytes, algorithm: Digest) -> str:
    """A digest as Received-content-MIC has it."""
    return f"{binascii.b2a_base64(value, newline=False).decode('ascii')}, {WRITTEN[algorithm]}"


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

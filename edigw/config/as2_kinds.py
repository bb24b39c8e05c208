"""The kinds of what AS2 rows take: names of AS2, hosts, certificates of the workspace."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from edigw.config.secret import Unfit

NAME = re.compile("[a-z0-9][a-z0-9_-]{0,63}")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*|[0-9A-Fa-f:]+")


def as2_name(value: str) -> str:
    """RFC 4130 6.2: 1 to 128 printable signs of ASCII."""
    if not re.fullmatch("[ -~]{1,128}", value) or value != value.strip():
        raise Unfit(f"`{value}` is no AS2 name", "write 1 to 128 signs of ASCII, as the partner writes them")
    return value


def host(value: str) -> str:
    if len(value) > 253 or not HOST.fullmatch(value):
        raise Unfit(f"`{value}` is no host", "write its bare name, as as2.example.com; no scheme, port or path")
    return value.lower()


def certificate(value: str) -> str:
    """A name in the workspace's certificates, or a fingerprint, which comes out in small letters without colons."""
    bare = value[7:].replace(":", "").lower()
    if value[:7].upper() == "SHA256:" and re.fullmatch("[0-9a-f]{64}", bare):
        return f"SHA256:{bare}"
    if not NAME.fullmatch(value):
        raise Unfit(f"`{value}` is no certificate", "write its name or SHA256:…, as `edigw certs list` shows them")
    return value


def pin(value: str) -> str:
    """A fingerprint alone."""
    if value[:7].upper() != "SHA256:":
        raise Unfit(f"`{value}` is no fingerprint of a certificate", "write SHA256: and its 64 hexadecimal digits")
    return certificate(value)


AS2_KINDS: Mapping[str, Callable[[str], str]] = {
    "AS2 name": as2_name, "host": host, "certificate": certificate, "certificate pin": pin,
}  # fmt: skip

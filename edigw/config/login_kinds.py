"""The kinds of what the SFTP server's rows take: an address to listen on, login names, public keys."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping

from edigw.config.secret import Unfit

LEAST_RSA = 2048  # bits
FIELDS: Mapping[str, int] = {
    "ssh-ed25519": 2, "sk-ssh-ed25519@openssh.com": 3, "ecdsa-sha2-nistp256": 3, "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3, "ssh-rsa": 3,
}  # fmt: skip
"""Algorithm -> how many fields such a key has, its name included."""


def listen_address(value: str) -> str:
    """`host:port`; an IPv6 address in brackets; port 0 is any that is free."""
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?):([0-9]{1,5})", value)
    if not found or int(found[3]) > 65_535:
        fix = "write an address of this machine and a port, as 0.0.0.0:2222 or [::]:2222"
        raise Unfit(f"`{value}` is no address to listen on", fix)
    return value


def login_name(value: str) -> str:
    if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", value):
        fix = "write letters, digits, ., - and _, a letter or digit first; at most 64"
        raise Unfit(f"`{value}` is no login name", fix)
    return value


def public_key(value: str) -> str:
    """A line as OpenSSH writes public keys, without options; RFC 4253 6.6, 8709, 5656."""
    algorithm, _, rest = value.strip().partition(" ")
    if "PRIVATE KEY" in value:
        raise Unfit("a private key (SECRET_IN_CONFIG)", "take it out and have it changed; ask for the public half")
    if algorithm not in FIELDS:
        fix = f"write the line of their .pub file, which starts with one of: {', '.join(FIELDS)}"
        raise Unfit("no public key that opens anything here", fix)
    try:
        fields = _fields(base64.b64decode(rest.partition(" ")[0], validate=True))
    except (binascii.Error, ValueError):
        raise Unfit("a public key that is damaged", "copy the whole line of their .pub file") from None
    if fields[:1] != [algorithm.encode()] or len(fields) != FIELDS[algorithm]:
        raise Unfit("a public key that is damaged", "copy the whole line of their .pub file")
    if algorithm == "ssh-rsa" and int.from_bytes(fields[2], "big").bit_length() < LEAST_RSA:
        raise Unfit(f"an RSA key below {LEAST_RSA} bits", "ask for an ssh-ed25519 key, or a longer one")
    return value.strip()


def _fields(data: bytes) -> list[bytes]:
    """Raises ValueError where they are not whole."""
    found = []
    while data:
        end = 4 + int.from_bytes(data[:4], "big")
        if len(data) < max(end, 4):
            raise ValueError
        found.append(data[4:end])
        data = data[end:]
    return found


LOGIN_KINDS: Mapping[str, Callable[[str], str]] = {
    "listen address": listen_address, "login name": login_name, "public key": public_key,
}  # fmt: skip

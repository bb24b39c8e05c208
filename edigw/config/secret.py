"""Secrets stand in no file of ours: `env:NAME`, `file:/path` and `keyring:SERVICE/NAME` say where they are."""

from __future__ import annotations

import os
import re

REFERENCE = re.compile(r"(env|file|keyring):(.+)")
WAYS = "env:NAME, file:/path or keyring:SERVICE/NAME"


class Unfit(Exception):
    """A text that its kind does not take: what is wrong, and what to write."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


def resolve_secret(reference: str) -> str:
    """What a reference stands for; any other text itself. Raises Unfit, never with the secret."""
    found = REFERENCE.fullmatch(reference)
    if not found:
        return reference
    if found[1] == "env":
        if not os.environ.get(found[2]):
            raise Unfit(f"the environment has no {found[2]}", f"set {found[2]} before edigw starts")
        return os.environ[found[2]]
    if found[1] == "keyring":
        return _kept(found[2])
    try:
        with open(found[2], encoding="utf-8") as file:
            return file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no text"
        raise Unfit(f"{found[2]} cannot be read: {reason}", "mend the path or its permissions") from None


def _kept(place: str) -> str:
    """What the system's keyring holds under SERVICE/NAME."""
    service, _, name = place.partition("/")
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        fix = "pip install 'edigw[keyring]', or write env:NAME or file:/path"
        raise Unfit("keyring: needs the package keyring, which is not installed", fix) from None
    fix = f"`keyring set {service} {name}` as the user that edigw runs as"
    try:
        found = keyring.get_password(service, name)
    except KeyringError as error:
        told = " ".join(str(error).split())[:200] or "it does not open"
        raise Unfit(f"the keyring cannot be read: {told}", "unlock it, or write env:NAME or file:/path") from None
    if not found:
        raise Unfit(f"the keyring has no {place}", fix)
    return found


def reveal(reference: str) -> str:
    """As `resolve_secret`, for whoever tries again later. Raises Denied: a person must mend it."""
    from edigw.errors import Denied  # a glance at the state needs no more than `stands`

    try:
        return resolve_secret(reference)
    except Unfit as unfit:
        raise Denied(unfit.message, unfit.fix) from None


def stands(reference: str) -> bool:
    """Whether it stands for something now."""
    try:
        resolve_secret(reference)
    except Unfit:
        return False
    return True

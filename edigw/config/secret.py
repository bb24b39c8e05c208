"""Secrets stand in no file of ours: `env:NAME` and `file:/path` say where they are."""

from __future__ import annotations

import os
import re

REFERENCE = re.compile(r"(env|file|keyring):(.+)")


class Unfit(Exception):
    """A text that its kind does not take: what is wrong, and what to write."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


def resolve_secret(reference: str) -> str:
    """What env:NAME or file:/path stands for; any other text itself. Raises Unfit, never with the secret."""
    found = REFERENCE.fullmatch(reference)
    if not found:
        return reference
    if found[1] == "env":
        if not os.environ.get(found[2]):
            raise Unfit(f"the environment has no {found[2]}", f"set {found[2]} before edigw starts")
        return os.environ[found[2]]
    try:
        with open(found[2], encoding="utf-8") as file:
            return file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no text"
        raise Unfit(f"{found[2]} cannot be read: {reason}", "mend the path or its permissions") from None


def reveal(reference: str) -> str:
    """As `resolve_secret`, for whoever tries again later. Raises TemporaryError."""
    from edigw.errors import TemporaryError  # a glance at the state needs no more than `stands`

    try:
        return resolve_secret(reference)
    except Unfit as unfit:
        raise TemporaryError(unfit.message, unfit.fix) from None


def stands(reference: str) -> bool:
    """Whether it stands for something now."""
    try:
        resolve_secret(reference)
    except Unfit:
        return False
    return True

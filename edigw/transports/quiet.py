"""Whether a folder mailbox holds nothing at all: a glance that needs no mailbox to be opened."""

from __future__ import annotations

import os

WORK = ".work"  # the folder beside `in` where claimed files lie


def is_quiet(inbox: str, outbox: str) -> bool:
    """Both folders are there, nothing lies in the one or is claimed from it: a poll would find nothing to say."""
    above, name = os.path.split(inbox)
    try:
        with os.scandir(inbox) as entries:
            if next(entries, None) is not None:
                return False
        if not os.path.isdir(outbox):
            return False
        with os.scandir(f"{above}/{WORK}/{name}") as entries:
            return next(entries, None) is None
    except FileNotFoundError:
        return os.path.isdir(inbox)
    except OSError:
        return False

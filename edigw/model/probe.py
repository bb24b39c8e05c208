"""What a look at a partner's mailbox finds, step by step, from the server's name to a file that is written there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried."""

    name: str  # DNS, TCP, host key, login …
    ok: bool | None  # None: not tried
    said: str  # what was found, or what is wrong
    hint: str = ""  # how to mend it
    seconds: float = 0.0  # that it took

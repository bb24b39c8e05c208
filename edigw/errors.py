"""Every error that edigw raises on purpose: one tree, each with its exit code and whether trying again may help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a file that a person wrote: where it stands, what it is, how to mend it."""

    file: str
    line: int  # 1 is the first
    column: int  # 1 is the first
    message: str
    fix: str = ""

    def __str__(self) -> str:
        fix = f"\n    fix: {self.fix}" if self.fix else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{fix}"


class EdigwError(Exception):
    """Our own situation, not a document's: the message says what happened, the hint what to do."""

    code = "INTERNAL"
    exit_code = 5
    retry = False

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(EdigwError):
    """The call cannot be understood: a wrong option, id or state."""

    code = "USAGE"
    exit_code = 2


class NotFound(UsageError):
    """What the call names does not exist: a file, a partner, a document, an order, a map."""

    code = "NOT_FOUND"


class ConfigError(EdigwError):
    """Files that people write (edigw.toml, maps, partners) are wrong; carries every fault at once."""

    code = "CONFIG"
    exit_code = 2

    def __init__(self, faults: Iterable[Fault], hint: str = "") -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults), hint)

    def plainly(self) -> tuple[str, str]:
        """In one line, and the first fix: where errors are shown as a message and a hint."""
        told = "; ".join(f"{fault.file}: {fault.message}" for fault in self.faults)
        return told, self.hint or next((fault.fix for fault in self.faults if fault.fix), "")


class Refused(EdigwError):
    """What was asked would break a rule of the order's life; the message holds the arithmetic."""

    code = "REFUSED"
    exit_code = 1
    reason = "REFUSED"  # of a document that asked for it


class CannotWrite(Refused):
    """A canonical document cannot be written by its map: a word without a code, a delimiter in data, a lack."""

    code = "CANNOT_WRITE"


class TotalDiffers(Refused):
    """An invoice whose stated total is not the sum of its lines, charges and taxes."""

    code = "TOTAL"
    reason = "TOTAL"


class Undeliverable(EdigwError):
    """The other side has the file, or has seen it, and no other try of the same can help."""

    code = "UNDELIVERABLE"
    exit_code = 1


class TemporaryError(EdigwError):
    """The disk is full, the database is away: nothing is lost, the same call may succeed later."""

    code = "TEMPORARY"
    exit_code = 3
    retry = True


class Unreachable(TemporaryError):
    """The other side as a whole does not answer: whatever is meant for it waits, in its order."""


class Denied(Unreachable):
    """The other side answers and does not let us in: a login, a key, a folder. A person must mend it, here or there."""


class HostKeyRefused(Denied):
    """A server shows a key that is not pinned: nothing is sent, and nothing fetched, until somebody has looked."""

    code = "HOSTKEY"


class Stopped(TemporaryError):
    """A stop was asked for in the midst of something long: it is undone, and done by whoever starts next."""


class LockedError(EdigwError):
    """Another instance holds the lock that this call needs."""

    code = "LOCKED"
    exit_code = 4
    retry = True

"""What a pass had to leave undone, and why: files that stay in a folder, files that cannot be delivered yet."""

from __future__ import annotations

from collections.abc import Iterator

from edigw.errors import EdigwError, TemporaryError
from edigw.pipeline.context import Context
from edigw.store import outbox
from edigw.transports.port import Trouble

WORDS = {
    "FOLDER_GONE": "is no folder",
    "UNREADABLE": "may not be read",
    "LIMIT_FILE": "is larger than `limits.file` of edigw.toml allows",
    "STALE_PARTIAL": "is called like a file in the making, and is older than a day",
}
LASTING = ("LIMIT_FILE", "STALE_PARTIAL")  # no new try changes it
OVER = "VANISHED"  # somebody else took it


def passing(context: Context) -> list[EdigwError]:
    """What the last pass could not do and a later one may: folders that fail, deliveries that wait for their turn."""
    hint = "mend the folder; nothing is lost and it is tried again"
    found: list[EdigwError] = [TemporaryError(line, hint) for reason, line in _files(context) if reason not in LASTING]
    try:
        with context.store.read() as connection:
            found += [TemporaryError(message, hint) for message in outbox.errors(connection)]
    except TemporaryError as error:
        found.append(error)
    return found


def lasting(context: Context) -> list[str]:
    """A line for each file that stays where it lies until somebody does something about it."""
    return [line for reason, line in _files(context) if reason in LASTING]


def _files(context: Context) -> Iterator[tuple[str, str]]:
    for name, box in sorted(context.mailboxes.items()):
        for one in box.troubles:
            if one.reason != OVER:
                yield one.reason, _line(name, one)


def _line(mailbox: str, one: Trouble) -> str:
    return f"mailbox {mailbox}: {one.name} {WORDS.get(one.reason, f'cannot be taken: {one.reason}')}"

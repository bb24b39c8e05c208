"""certs/ of the workspace: NAME.crt is a certificate, NAME.toml tells whose it is and what for, NAME.key is our key.

What NAME.toml tells of the certificate itself is a copy, so that dates and names are known without any cryptography.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from edigw.errors import Fault

FOLDER = "certs"
OURS, THEIRS = ("sign", "decrypt", "tls"), ("encrypt", "verify", "tls")
"""What a certificate may be for: one of ours, one of theirs; `tls` of theirs is what they show on either end."""
WARN = timedelta(days=30)

_TIMES = ("begins", "ends", "since", "until")


@dataclass(frozen=True, slots=True)
class Entry:
    """One certificate of the workspace. Instants are UTC."""

    name: str
    ours: bool
    whose: str  # key of our identity; the partner, or the mailbox of edigw.toml
    uses: tuple[str, ...]  # of OURS or THEIRS
    sha256: str  # of its DER, hex
    subject: str
    serial: str  # hex
    begins: datetime  # the certificate's own dates
    ends: datetime
    since: datetime | None = None  # from when we use it; what comes by it is accepted before
    until: datetime | None = None  # to when it counts at all
    passphrase: str = ""  # of the key: env:NAME, file:/path, keyring:service/name

    @property
    def last(self) -> datetime:
        """The last moment that it counts at."""
        return min(self.ends, self.until) if self.until else self.ends

    @property
    def first(self) -> datetime:
        """The first moment that we use it at."""
        return max(self.begins, self.since) if self.since else self.begins

    def state(self, now: datetime) -> str:
        """counts, not yet, ends soon (within WARN), ended."""
        if now > self.last:
            return "ended"
        if now < self.first:
            return "not yet"
        return "ends soon" if self.last - now <= WARN else "counts"


Read = tuple[tuple[Entry, ...], tuple[Fault, ...]]


def read_entries(workspace: Path) -> Read:
    """The certificates of a workspace by name, and what is wrong with their files. What has not changed is kept."""
    try:
        with os.scandir(workspace / FOLDER) as found:
            files = [(one.name, one.stat()) for one in found if one.name.endswith(".toml") and one.name[0] != "."]
    except OSError:
        return (), ()
    return _read(
        workspace, tuple(sorted((name, s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino) for name, s in files))
    )


@lru_cache(maxsize=8)
def _read(workspace: Path, stamp: tuple[tuple[str, int, int, int, int], ...]) -> Read:
    entries, faults = [], []
    for file, *_ in stamp:
        path = workspace / FOLDER / file
        label = f"{FOLDER}/{path.name}"
        try:
            entries.append(_entry(path.stem, tomllib.loads(path.read_text("utf-8"))))
        except OSError as error:
            faults.append(Fault(label, 1, 1, f"cannot be read: {error.strerror}", "mend its permissions"))
        except (ValueError, KeyError, TypeError):
            fix = f"remove it with {path.stem}.crt, and import the certificate again"
            faults.append(Fault(label, 1, 1, "it is not as `edigw certs` writes it", fix))
    return tuple(entries), tuple(faults)


def _entry(name: str, said: Mapping[str, Any]) -> Entry:
    ours, uses = said["ours"], tuple(said["uses"])
    times = {key: said[key] for key in _TIMES if key in said}
    texts = {key: said[key] for key in ("whose", "sha256", "subject", "serial")}
    if not isinstance(ours, bool) or not uses or not set(uses) <= set(OURS if ours else THEIRS):
        raise ValueError("uses")
    if not all(isinstance(time, datetime) and time.tzinfo for time in times.values()):
        raise ValueError("times")
    if not all(isinstance(text, str) for text in (*texts.values(), said.get("passphrase", ""))):
        raise ValueError("texts")
    if not re.fullmatch("[0-9a-f]{64}", texts["sha256"]):
        raise ValueError("sha256")
    return Entry(name=name, ours=ours, uses=uses, passphrase=said.get("passphrase", ""), **texts, **times)


def entry_text(entry: Entry) -> str:
    """NAME.toml of an entry."""
    rows: list[tuple[str, Any]] = [
        ("ours", entry.ours), ("whose", entry.whose), ("uses", list(entry.uses)), ("since", entry.since),
        ("until", entry.until), ("passphrase", entry.passphrase or None), ("subject", entry.subject),
        ("serial", entry.serial), ("begins", entry.begins), ("ends", entry.ends), ("sha256", entry.sha256),
    ]  # fmt: skip
    lines = [f"{key} = {_toml(value)}" for key, value in rows if value is not None]
    return "\n".join(["# `edigw certs` wrote this; `edigw certs list` shows it.", *lines]) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON's texts, lists and truths are TOML's


def chosen(entries: Iterable[Entry], words: Sequence[str], ours: bool) -> tuple[Entry, ...]:
    """Those that the words name, each by its name or SHA256:hex, in their order."""
    rows = [one for one in entries if one.ours is ours]
    return tuple(one for word in words for one in rows if word in (one.name, f"SHA256:{one.sha256}"))


def held(entries: Iterable[Entry], whose: str, ours: bool, words: Sequence[str], use: str) -> tuple[Entry, ...]:
    """For one use: those that are named, else all of `whose`; the one that we use last first."""
    rows = tuple(entries)
    mine = chosen(rows, words, ours) if words else tuple(one for one in rows if (one.ours, one.whose) == (ours, whose))
    return tuple(sorted((one for one in mine if use in one.uses), key=lambda one: (one.first, one.name), reverse=True))

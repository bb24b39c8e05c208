"""What `status` and an idle `once` must know of a configuration, kept in data/ and read with nothing heavy loaded.

It is believed only while every file that the configuration was read from is the one that it was, and what its
references stand for is there or not as it was; else there is no brief, and the configuration is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import edigw
from edigw.config import stamps
from edigw.config.secret import stands
from edigw.config.stamps import Stamp

NAME = ".brief.json"
TOML = "edigw.toml"


class Brief(NamedTuple):
    """Plain data, as JSON holds it; no secret."""

    partners: int  # that are not parked
    parked: dict[str, int]  # name: how many faults
    database: str | None  # the URL; None where edigw.toml has a reference
    mailboxes: list[list[str]]  # [transport, or `apart`, inbox, outbox]
    certificates: list[list[Any]]  # the fields of each certs.needs.Need


def read(workspace: str) -> Brief | None:
    """The brief of a workspace (a real path), where it tells the truth."""
    path = f"{workspace}/data/{NAME}"
    try:
        with open(path, "rb") as file:
            kept, written = json.loads(file.read()), os.fstat(file.fileno()).st_mtime_ns
        if kept["version"] != edigw.__version__ or not _still(
            kept["shared"], _around(workspace, stamps.shared(workspace)), written
        ):
            return None
        names, known = stamps.partner_names(workspace), kept["partners"]
        if names != list(known) or any(stands(one) is not there for one, there in kept["references"].items()):
            return None
        if all(_still(known[name], stamps.stamp(f"{workspace}/partners/{name}"), written) for name in names):
            return Brief(**kept["brief"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return None


def write(
    workspace: str, brief: Brief, partners: Mapping[str, Stamp], references: Sequence[str], shared: Stamp
) -> None:  # fmt: skip
    """Keep it, unless it is kept already. Where data/ cannot be written, the next start reads everything again.

    `shared`: `stamps.shared`, as it was before anything was read.
    """
    around = _around(workspace, shared)
    text = json.dumps({
        "version": edigw.__version__, "shared": around, "partners": partners,
        "references": {one: stands(one) for one in references}, "brief": brief._asdict(),
    })  # fmt: skip
    path = f"{workspace}/data/{NAME}"
    with suppress(OSError):
        if _is_kept(path, text, [around, *partners.values()]):
            return
        temporary = f"{path}.{os.getpid()}.tmp"
        os.makedirs(f"{workspace}/data", exist_ok=True)
        try:
            with open(temporary, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(temporary, path)
        except OSError:
            os.unlink(temporary)


def _is_kept(path: str, text: str, noted: Sequence[Stamp]) -> bool:
    try:
        with open(path, encoding="utf-8") as file:
            written = os.fstat(file.fileno()).st_mtime_ns
            return file.read() == text and all(stamps.settled(one, written) for one in noted)
    except (OSError, ValueError):
        return False


def _around(workspace: str, shared: Stamp) -> Stamp:
    """edigw.toml, and what every partner shares."""
    known = os.stat(f"{workspace}/{TOML}")
    own = (TOML, known.st_mtime_ns, known.st_ctime_ns, known.st_size, known.st_ino)
    return (own, *shared)


def _still(kept: list[list[Any]], now: Stamp, written: int) -> bool:
    return kept == [list(file) for file in now] and stamps.settled(now, written)

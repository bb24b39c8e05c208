"""What was read of partner files, kept in data/ so that the next start reads only what changed since."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

import edigw
from edigw.config.stamps import Stamp, settled
from edigw.model.base import Model
from edigw.model.partner import Mailbox, Partner

NAME = ".partners.json"


class KeptFault(Model):
    file: str
    line: int
    column: int
    message: str
    fix: str


class Record(Model):
    """One partner as it was read: never a secret, only its reference; never CSV rows."""

    name: str
    stamp: Stamp
    hash: str  # sha256 over the texts of its folder
    partner: Partner | None
    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    groups: tuple[str, ...]
    usage: str
    standard: str
    mailboxes: tuple[Mailbox, ...]
    csv_files: tuple[str, str]
    faults: tuple[KeptFault, ...] = ()


class Kept(Model):
    key: str = ""  # what all records depend on
    records: dict[str, Record] = {}


def read(data_dir: Path, key: str) -> Kept:
    """What is kept under this key; nothing where it is missing, damaged or of other files."""
    path = data_dir / NAME
    try:
        kept = Kept.model_validate_json(path.read_bytes())
        written = path.stat().st_mtime_ns
    except (OSError, ValidationError):
        return Kept()
    if kept.key != key:
        return Kept()
    sure = {name: record for name, record in kept.records.items() if settled(record.stamp, written)}
    return Kept(key=key, records=sure)


def write(data_dir: Path, kept: Kept) -> None:
    """Keep it. Where data/ cannot be written the next start reads the files again, that is all."""
    temporary = data_dir / f"{NAME}.{os.getpid()}.tmp"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        temporary.write_text(kept.model_dump_json(exclude_defaults=True), "utf-8")
        temporary.replace(data_dir / NAME)
    except OSError:
        with suppress(OSError):
            temporary.unlink()


def content_hash(folder: Path, names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(names):
        try:
            content = (folder / name).read_bytes()
        except OSError:
            continue
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def key(workspace: Path, toml: bytes, shared: Stamp) -> str:
    """What every record depends on: this program, edigw.toml, profiles and base maps."""
    digest = hashlib.sha256(f"{edigw.__version__} {workspace}\n".encode())
    digest.update(toml)
    for path, mtime, ctime, size, _ in shared:
        digest.update(f"{path} {mtime} {ctime} {size}\n".encode())
    return digest.hexdigest()

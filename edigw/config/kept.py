"""What was read of partner files, kept in data/ so that the next start reads only what changed since."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

import edigw
from edigw.config.shipped import shipped
from edigw.model.base import Model
from edigw.model.partner import Mailbox, Partner

NAME = ".partners.json"
RACE_NS = 1_000_000_000  # a file changed so shortly before it was noted may have changed again unseen

Stamp = tuple[tuple[str, int, int, int, int], ...]  # name, mtime_ns, ctime_ns, size, inode


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
    sure = {name: record for name, record in kept.records.items() if _settled(record.stamp, written)}
    return Kept(key=key, records=sure)


def _settled(stamp: Stamp, written: int) -> bool:
    return all(max(mtime, ctime) < written - RACE_NS for _, mtime, ctime, _, _ in stamp)


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


def stamp(folder: Path) -> Stamp:
    """The files of a partner's folder as the file system knows them."""
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.stat()) for entry in entries if entry.is_file()]
    return tuple(sorted((name, s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino) for name, s in found))


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


def key(workspace: Path, toml: bytes) -> str:
    """What every record depends on: this program, edigw.toml, profiles and base maps."""
    digest = hashlib.sha256(f"{edigw.__version__} {workspace}\n".encode())
    digest.update(toml)
    for path in _shared(workspace):
        try:
            known = path.stat()
        except OSError:
            continue
        digest.update(f"{path} {known.st_mtime_ns} {known.st_ctime_ns} {known.st_size}\n".encode())
    return digest.hexdigest()


def _shared(workspace: Path) -> Iterator[Path]:
    code = Path(__file__).resolve().parent.parent
    for room in ("config", "mapping", "model", "structure"):
        yield from sorted((code / room).glob("*.py"))
    for root in dict.fromkeys((workspace, shipped())):
        yield from sorted((root / "partners" / "_profiles").glob("*.yaml"))
        yield from sorted(path for path in (root / "maps").rglob("*") if path.suffix in (".yaml", ".txt"))

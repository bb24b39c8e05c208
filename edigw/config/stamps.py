"""The files that a configuration is read from, as the file system knows them: what has not changed is not read again.

Every start comes through here, so nothing heavy is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

RACE_NS = 1_000_000_000  # a file changed so shortly before it was noted may have changed again unseen
ROOMS = ("config", "mapping", "model", "structure")  # the code that decides how files are read
ENDINGS = (".yaml", ".txt")  # of maps, code lists and dictionaries

Stamp = tuple[tuple[str, int, int, int, int], ...]  # name, mtime_ns, ctime_ns, size, inode


@cache
def shipped() -> Path:
    """The folder that holds the shipped `maps` and `partners`: in the wheel, else in the checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent


def stamp(folder: str | Path) -> Stamp:
    """The files of a partner's folder. Raises OSError where there is no folder."""
    with os.scandir(folder) as entries:
        return _stamp((entry.name, entry) for entry in entries if entry.is_file())


def shared(workspace: str | Path) -> Stamp:
    """What every partner's reading depends on beside edigw.toml: this program, profiles, maps, certificates."""
    code = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    files = [entry for room in ROOMS for entry in _files(f"{code}/{room}", (".py",))]
    for root in dict.fromkeys((str(workspace), str(shipped()))):
        files += _files(f"{root}/partners/_profiles", (".yaml",))
        files += _files(f"{root}/maps", ENDINGS)
    files += _files(f"{workspace}/certs", (".toml",))
    return _stamp((entry.path, entry) for entry in files)


def settled(stamp: Stamp, written: int) -> bool:
    """Whether each file was at rest when it was noted, at `written` (ns): only then does its stamp tell all."""
    return all(max(mtime, ctime) < written - RACE_NS for _, mtime, ctime, _, _ in stamp)


def partner_names(workspace: str | Path) -> list[str]:
    """The partners' folders. One without a partner.yaml is a partner with a fault, not one that never was."""
    try:
        with os.scandir(f"{workspace}/partners") as entries:
            return sorted(entry.name for entry in entries if entry.name[0] not in "_." and entry.is_dir())
    except OSError:
        return []


def _stamp(found: Iterable[tuple[str, os.DirEntry[str]]]) -> Stamp:
    known = ((name, entry.stat()) for name, entry in found)
    return tuple(sorted((name, s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino) for name, s in known))


def _files(folder: str, endings: tuple[str, ...]) -> Iterator[os.DirEntry[str]]:
    """Every file with one of the endings, at any depth; nothing where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, endings)
        elif entry.name.endswith(endings) and entry.is_file():
            yield entry

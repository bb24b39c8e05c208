"""What a partner sees of us: `/in` takes files, `/out` gives them, `/archive` keeps what they move there.

Names are looked up in a table of rooms, never handed to the system as paths: there is no way out, by `..`, by links or
by renaming. What is being written lies beside `in`, each kind in a folder of its own:

    open    under made-up names; what a process of ours left there when it was killed is removed at the next start
    cut     what was cut, synced, under its name, to be gone on with
    closed  whole files whose names say that they are still to be renamed, as order.edi.tmp
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edigw import disk
from edigw.model.served import Served
from edigw.transports.folder import IGNORED_ENDINGS, NAME_BYTES
from edigw.transports.sftpd import wire
from edigw.transports.sftpd.upload import Upload
from edigw.transports.sftpd.wire import Attributes, Denied

BESIDE = ".upload"  # the folder beside `in`
ARCHIVE = ".archive"  # in `out`, where nobody sees it but as /archive
FOLDER = Attributes(mode=stat.S_IFDIR | 0o700)
TAKEN = "there is a file of that name: another one, or later"
NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)  # of disks that know no second name of a file
COUNTED_S = 1.0  # that a count of what lies in the folders is believed


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads: a room ("" is the root), and a name in it ("" is the room itself)."""

    room: str
    name: str = ""


ROOMS: dict[str, tuple[str, ...]] = {
    "": ("archive", "in", "out"), "in": (), "out": (), "archive": ()
}  # fmt: skip
"""Room -> the rooms that are seen in it."""


def place(path: bytes) -> Place:
    """`..` leads up within what they see, and never beyond its root. Raises Denied."""
    if b"\x00" in path:
        raise nothing()
    parts: list[bytes] = []
    for part in path.split(b"/"):
        if part == b"..":
            parts[-1:] = []
        elif part not in (b"", b"."):
            parts.append(part)
    room = ""
    if parts and os.fsdecode(parts[0]) in ROOMS[room]:
        room = os.fsdecode(parts.pop(0))
    if len(parts) > 1 or (parts and not room):
        raise nothing()
    return Place(room, os.fsdecode(parts[0]) if parts else "")


def path_of(where: Place) -> bytes:
    """As `realpath` tells it."""
    return os.fsencode(f"/{where.room}/{where.name}" if where.name else f"/{where.room}")


def nothing() -> Denied:
    return Denied(wire.NO_SUCH_FILE, "no such file or folder")


def forbidden(words: str = "this is not allowed here") -> Denied:
    return Denied(wire.PERMISSION_DENIED, words)


def passing(name: str) -> bool:
    """Is it a name that says: not whole yet?"""
    return name.startswith(".") or name.endswith(IGNORED_ENDINGS)


class Home:
    """Of one login. `open`, `cut` and what they call belong to the server's thread; the rest may run in any."""

    def __init__(
        self, login: str, inbox: Path, outbox: Path, settle_s: float, rules: Served, clock: Callable[[], datetime]
    ) -> None:
        self.login, self.inbox, self.outbox, self.settle_s = login, inbox, outbox, settle_s
        self.rules, self._clock = rules, clock
        self.uploads: dict[str, Upload] = {}  # by the name that they are to have
        self.handles = 0  # that all its sessions have open
        self._beside = inbox.parent / BESIDE / inbox.name
        self._counted: tuple[float, int, int] = (0.0, 0, 0)  # when, bytes, files

    def prepare(self) -> None:
        """Makes the folders, and removes what a killed process was in the midst of. Raises OSError."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        (self.outbox / ARCHIVE).mkdir(parents=True, exist_ok=True)
        try:
            self._make_beside()
        except OSError:
            self._beside = self.inbox / BESIDE
            self._make_beside()
        for left in self._files(self._beside / "open"):
            os.unlink(left.path)
        for left in self._files(self._beside / "closed"):
            if left.stat(follow_symlinks=False).st_nlink > 1:  # it has its other name in `in` already
                os.unlink(left.path)

    def _make_beside(self) -> None:
        for kind in ("open", "cut", "closed"):
            (self._beside / kind).mkdir(parents=True, exist_ok=True)
        if os.stat(self._beside).st_dev != os.stat(self.inbox).st_dev:
            raise OSError("another disk")

    # --- looking

    def look(self, where: Place) -> Attributes:
        """Raises Denied where nothing is."""
        if not where.name:
            return FOLDER
        if where.room == "in" and (upload := self.uploads.get(where.name)) is not None:
            return Attributes(upload.size, stat.S_IFREG | 0o600, int(self._clock().timestamp()))
        path = self._find(where)
        if path is None:
            raise nothing()
        return _attributes(os.lstat(path))

    def names(self, room: str) -> list[str]:
        """What is seen in a room. Slow."""
        found = dict.fromkeys((".", "..", *ROOMS[room]))
        for folder in self._folders(room):
            found |= dict.fromkeys(
                one.name for one in self._files(folder) if _visible(room, folder, self.inbox, one.name)
            )
        if room == "in":
            found |= dict.fromkeys(list(self.uploads))
        return list(found)

    def shown(self, room: str, names: Iterable[str]) -> list[tuple[bytes, Attributes]]:
        """How a listing tells of them; not of those that are gone by now. Slow."""
        told = []
        for name in names:
            with contextlib.suppress(Denied):
                plain = name in (".", "..") or not room
                told.append((os.fsencode(name), FOLDER if plain else self.look(Place(room, name))))
        return told

    def read(self, where: Place) -> int:
        """A handle on a file of `out`. Raises Denied."""
        if where.room not in ("out", "archive"):
            raise forbidden("files in `in` are ours once they are whole")
        path = self._find(where)
        if path is None:
            raise nothing()
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)

    # --- writing

    def count(self) -> None:
        """Bytes and files that lie here, for the limits; now and then."""
        if time.monotonic() - self._counted[0] > COUNTED_S:
            sizes = [entry.stat(follow_symlinks=False).st_size for folder in self._folders("in")
                     for entry in self._files(folder)]  # fmt: skip
            sizes += [upload.size for upload in list(self.uploads.values())]
            self._counted = (time.monotonic(), sum(sizes), len(sizes))

    def open(self, where: Place, flags: int) -> Upload:
        """A file to be written. Raises Denied, OSError."""
        if where.room != "in" or not where.name:
            raise forbidden()
        name = fit(where.name)
        before = self.uploads.get(name)
        kept = next((path for kind in ("cut", "closed") if _regular(path := self._beside / kind / name)), None)
        if _regular(self.inbox / name):
            raise Denied(wire.FAILURE, "a file of that name lies here and will soon be taken: another name, or later")
        there = before is not None or kept is not None
        if there and flags & wire.ONLY_NEW and flags & wire.CREATING:
            raise Denied(wire.FAILURE, "there is a file of that name")
        if not there and not flags & wire.CREATING:
            raise nothing()
        path = self._beside / "open" / secrets.token_hex(16)
        new = flags & wire.FROM_EMPTY or not there
        if new and self._counted[2] >= self.rules.files:
            raise Denied(wire.FAILURE, f"{self.rules.files} files lie here: wait until they are taken")
        if before is not None:
            before.lose()
            if new:
                before.path.unlink(missing_ok=True)
            else:
                path = before.path
        elif kept is not None and not new:
            os.rename(kept, path)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        upload = Upload(
            name, path, handle, most=self.rules.file, take=self._take, appending=bool(flags & wire.APPENDING),
            readable=bool(flags & wire.FOR_READING),
        )  # fmt: skip
        self.uploads[name] = upload
        when, held, files = self._counted
        self._counted = (when, held, files + 1)
        return upload

    def _take(self, more: int) -> None:
        when, held, files = self._counted
        if held + more > self.rules.quota:
            raise Denied(
                wire.FAILURE, f"your files may have {self.rules.quota} bytes together: wait until they are taken"
            )
        self._counted = (when, held + more, files)

    def let_go(self, upload: Upload) -> None:
        """It is about to end: nobody goes on with it any more."""
        if self.uploads.get(upload.name) is upload:
            del self.uploads[upload.name]

    def finish(self, upload: Upload) -> bool:
        """Closed by the partner: on disk, then in `in`, then True; False where it is still to be renamed. Slow.

        Raises Denied where it is not whole, or its name is taken by now: then it is kept as one that was cut.
        """
        try:
            upload.settle(self._written())
            if passing(upload.name):
                os.rename(upload.path, self._beside / "closed" / upload.name)
                disk.sync_folder(self._beside / "closed")
                self._forget("cut", upload.name)
                return False
            self._publish(upload.path, upload.name)
        except (Denied, OSError):
            with contextlib.suppress(OSError):
                self.cut(upload)
            raise
        self._forget("cut", upload.name)
        return True

    def cut(self, upload: Upload) -> None:
        """The connection ended before the partner closed it. Slow."""
        if not upload.lost:
            upload.keep(self._beside / "cut" / upload.name)

    # --- changing

    def rename(self, old: Place, new: Place) -> bool:
        """True where a file came in by it. Slow. Raises Denied: nothing is renamed over another, or out of its room."""
        if not old.name or not new.name:
            raise forbidden()
        if (old.room, new.room) == ("out", "archive"):
            path = self._find(old)
            if path is None:
                raise nothing()
            fit(new.name)
            self._move(path, self.outbox / ARCHIVE / new.name)
            return False
        if (old.room, new.room) != ("in", "in"):
            raise forbidden("files are renamed within `in`, or from `out` to `archive`")
        return self._rename(old.name, fit(new.name))

    def _rename(self, old: str, new: str) -> bool:
        if old in self.uploads or _regular(self._beside / "cut" / old):
            raise Denied(wire.FAILURE, "it is not whole: write it to its end and close it first")
        closed = self._beside / "closed" / old
        if new in self.uploads:
            raise Denied(wire.FAILURE, "there is a file of that name")
        if _regular(closed) and passing(new):
            self._move(closed, closed.with_name(new))
            return False
        if passing(new):
            raise forbidden("a file that is whole keeps a name that says so")
        if _regular(closed):
            with open(closed, "rb") as whole:
                os.utime(whole.fileno(), (self._written(), self._written()))
                os.fsync(whole.fileno())
            self._publish(closed, new)
            return True
        path = self._find(Place("in", old))
        if path is None:
            raise nothing()
        self._move(path, self.inbox / new)
        return True

    def remove(self, where: Place) -> None:
        """Raises Denied."""
        path = self._find(where) if where.name else None
        if path is None:
            raise nothing() if where.name else forbidden()
        path.unlink()

    def sweep(self, now: datetime) -> int:
        """Removes uploads that nobody went on with, and what lies in the archive for long; how many uploads. Slow."""
        late, aged = now.timestamp() - self.rules.partial_s, now.timestamp() - self.rules.archive_days * 86400
        gone = [entry for kind in ("cut", "closed") for entry in self._files(self._beside / kind)
                if entry.stat(follow_symlinks=False).st_mtime < late]  # fmt: skip
        old = [entry for entry in self._files(self.outbox / ARCHIVE)
               if entry.stat(follow_symlinks=False).st_ctime < aged]  # fmt: skip
        for entry in (*gone, *old):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(entry.path)
        return len(gone)

    def _written(self) -> float:
        """The time that a whole file gets: it needs not be watched whether it settles."""
        return self._clock().timestamp() - self.settle_s

    def _publish(self, path: Path, name: str) -> None:
        self._move(path, self.inbox / name)

    def _move(self, path: Path, target: Path) -> None:
        """Never over another file; durable on return."""
        try:
            os.link(path, target, follow_symlinks=False)
        except FileExistsError:
            raise Denied(wire.FAILURE, TAKEN) from None
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            if os.path.lexists(target):
                raise Denied(wire.FAILURE, TAKEN) from None
            os.rename(path, target)
        else:
            try:
                os.unlink(path)
            except FileNotFoundError:  # we have taken it meanwhile: not a second time under the other name
                target.unlink(missing_ok=True)
                raise nothing() from None
        disk.sync_folder(target.parent)

    def _forget(self, kind: str, name: str) -> None:
        (self._beside / kind / name).unlink(missing_ok=True)

    def _folders(self, room: str) -> tuple[Path, ...]:
        beside = (self._beside / "cut", self._beside / "closed")
        return {"": (), "in": (self.inbox, *beside), "out": (self.outbox,), "archive": (self.outbox / ARCHIVE,)}[room]

    def _find(self, where: Place) -> Path | None:
        for folder in self._folders(where.room):
            if _visible(where.room, folder, self.inbox, where.name) and _regular(folder / where.name):
                return folder / where.name
        return None

    def _files(self, folder: Path) -> Iterator[os.DirEntry[str]]:
        """Plain files only: what else lies there nobody sees."""
        with os.scandir(folder) as found:
            yield from [entry for entry in found if entry.is_file(follow_symlinks=False)]


def fit(name: str) -> str:
    """A name that a file may get. Raises Denied."""
    raw = os.fsencode(name)
    if len(raw) > NAME_BYTES or any(byte < 32 or byte == 127 for byte in raw):
        raise Denied(wire.FAILURE, "no such name: at most 255 bytes, no control characters")
    return name


def _visible(room: str, folder: Path, inbox: Path, name: str) -> bool:
    """What others are in the midst of writing into `out` and `in` is not seen."""
    return not passing(name) if folder == inbox else room != "out" or not name.startswith(".")


def _regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _attributes(found: os.stat_result) -> Attributes:
    return Attributes(found.st_size, stat.S_IFREG | 0o600, int(found.st_mtime))

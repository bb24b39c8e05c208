"""Folders: what a partner drops into `in` is claimed by rename, what it picks up from `out` appears whole.

The scan is the truth. A claim is a rename into a work folder beside it, so a race has one winner and a writer
that replaces the name later makes a second file. What a killed process had claimed is given again, first, under
the same token; the inbox knows a token that it has already committed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import mmap
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from edigw import disk
from edigw.errors import Refused, TemporaryError
from edigw.formats.mapped import STEP, give_back
from edigw.transports.claims import WorkFolder
from edigw.transports.port import Arrival, File, Trouble
from edigw.transports.quiet import WORK

IGNORED_ENDINGS = (".tmp", ".part", ".filepart")
MARKER = ".done"
NAME_BYTES = 255
FEW = 8  # files that are sent one after the other
AT_A_TIME = 16
STALE = timedelta(days=1)  # after which a partial file is shown


Seen = tuple[int, int, int, datetime]  # inode, size, mtime_ns, since when unchanged


class FolderMailbox:
    """One mailbox: `poll` claims what is ready, `done` forgets it, `send` delivers."""

    def __init__(
        self, name: str, inbox: Path, outbox: Path, *, settle_s: float = 1.0, done_marker: bool = False,
        largest: int | None = None, node: str = "", apart: bool = False,
    ) -> None:  # fmt: skip
        self.name = name
        self.apart = apart
        self.inbox = inbox
        self.outbox = outbox
        self.settle = timedelta(seconds=settle_s)
        self.done_marker = done_marker
        self.largest = largest  # bytes; what is larger stays where it is
        self.troubles: list[Trouble] = []
        self.settling: float | None = None  # seconds until a file now seen may be ready
        work = f"{WORK}-{node}" if node else WORK
        self._work = WorkFolder((inbox.parent / work / inbox.name, inbox / work))
        self._seen: dict[str, Seen] = {}
        self._held: set[str] = set()
        self._tried: set[str] = set()  # perhaps committed: must keep their token

    def prepare(self) -> None:
        """Makes both folders."""
        with usable(f"cannot make the folders of mailbox {self.name}", self.inbox.parent):
            self.inbox.mkdir(parents=True, exist_ok=True)
            self.outbox.mkdir(parents=True, exist_ok=True)

    def poll(self, now: datetime, limit: int = 1000) -> list[Arrival]:
        """Claims up to `limit` files that are ready, by mtime, then name; first what was claimed and never done.

        Raises TemporaryError when the disk refuses. What could not be taken stands in `troubles`.
        """
        self.troubles = []
        with usable(f"cannot take the files of mailbox {self.name}", self.inbox):
            left = [arrival for arrival in self._claimed() if arrival.token not in self._held]
            arrivals = left[:limit]
            ready = self._ready(now)[: limit - len(arrivals)]
            arrivals += self._claim(ready)
        self._held.update(arrival.token for arrival in arrivals)
        return arrivals

    def changed(self, arrival: Arrival) -> bool:
        """Has somebody written to the file since it was claimed? Then it was not complete: put it back."""
        try:
            found = os.lstat(arrival.path)
        except FileNotFoundError:
            return True
        return (found.st_size, found.st_mtime_ns) != (arrival.size, arrival.mtime_ns)

    def done(self, arrivals: Iterable[Arrival]) -> None:
        """They are committed: removed. Killed before this, the same tokens are given again."""
        for arrival in arrivals:
            with disk.trouble(f"cannot remove {arrival.path}"), contextlib.suppress(FileNotFoundError):
                os.unlink(arrival.path)
            self._let_go(arrival)

    def put_back(self, arrivals: Iterable[Arrival]) -> None:
        """No commit was tried: they lie in the folder again. As `again` where that is not sure, or the name taken."""
        for arrival in arrivals:
            if arrival.token in self._tried or self._work.inherited(arrival.path.parent):
                self.again([arrival])
                continue
            try:
                os.link(arrival.path, self.inbox / arrival.name, follow_symlinks=False)  # never over another file
                os.unlink(arrival.path)
            except OSError:
                self.again([arrival])
            else:
                self._let_go(arrival)

    def again(self, arrivals: Iterable[Arrival]) -> None:
        """A commit was tried and nobody knows how it ended: the next poll gives them again under the same token."""
        for arrival in arrivals:
            self._held.discard(arrival.token)
            self._tried.add(arrival.token)

    def close(self) -> None:
        """Lets go of what is claimed: the next process takes it over."""
        self._work.close()
        self._held.clear()

    def send(self, name: str, data: bytes | mmap.mmap) -> None:
        """The file appears in `out` whole, durable on return. Where it lies already with these bytes, all is done.

        Raises Refused for a name that no folder can hold, TemporaryError while the disk is full or another file
        of the same name lies there.
        """
        (error,) = self.send_all([(name, data)])
        if error is not None:
            raise error

    def send_all(self, files: Sequence[File]) -> list[Refused | TemporaryError | None]:
        """As `send`, the folder synced once for all of them; what went wrong with each.

        Many at a time: what is waited for is the disk, which syncs several files together as fast as one.
        """
        if len(files) < FEW:
            outcomes = self._place(files)
        else:
            share = -(-len(files) // AT_A_TIME)
            with ThreadPoolExecutor(AT_A_TIME) as threads:
                parts = threads.map(self._place, [files[n : n + share] for n in range(0, len(files), share)])
                outcomes = [outcome for part in parts for outcome in part]
        try:
            with usable(f"cannot deliver to mailbox {self.name}", self.outbox):
                disk.sync_folder(self.outbox)
        except TemporaryError as error:
            return [outcome or error for outcome in outcomes]
        return outcomes

    def _place(self, files: Sequence[File]) -> list[Refused | TemporaryError | None]:
        outcomes: list[Refused | TemporaryError | None] = []
        for name, data in files:
            try:
                with usable(f"cannot deliver to mailbox {self.name}", self.outbox):
                    self._write(self.outbox / deliverable(name), data)
            except (Refused, TemporaryError) as error:
                outcomes.append(error)
            else:
                outcomes.append(None)
        return outcomes

    def _write(self, target: Path, data: bytes | mmap.mmap) -> None:
        """Its bytes are synced and it has its name; the folder is still to be synced."""
        if _same_bytes(target, data):
            with open(target, "rb") as there:
                os.fsync(there.fileno())  # perhaps the one who wrote it was cut off before
            return
        with disk.temporary(self.outbox, 0o666) as (path, handle):
            for at in range(0, len(data), STEP):
                disk.write_all(handle, data[at : at + STEP])
                give_back(data, at, at + STEP)
            disk.name(path, handle, target)

    def _claimed(self) -> list[Arrival]:
        return [
            self._arrival(batch / name, name, status) for batch, files in self._work.left() for name, status in files
        ]

    def _let_go(self, arrival: Arrival) -> None:
        self._held.discard(arrival.token)
        self._tried.discard(arrival.token)
        self._work.forget(arrival.path.parent)

    def _arrival(self, path: Path, name: str, status: os.stat_result) -> Arrival:
        sha = hashlib.sha256(os.fsencode(name)).hexdigest()[:32]
        token = f"{path.parent.name}.{sha}"
        refused = None if stat.S_ISREG(status.st_mode) else "NOT_REGULAR"
        return Arrival(self.name, path, name, status.st_mtime_ns, status.st_size, token, refused)

    def _ready(self, now: datetime) -> list[tuple[int, bytes, str]]:
        try:
            with os.scandir(self.inbox) as found:
                entries = list(found)
        except (FileNotFoundError, NotADirectoryError):
            self._trouble(str(self.inbox), "FOLDER_GONE")
            self._seen.clear()
            return []
        except PermissionError:
            self._trouble(str(self.inbox), "UNREADABLE")
            return []
        names = {entry.name for entry in entries}
        seen: dict[str, Seen] = {}
        ready: list[tuple[int, bytes, str]] = []
        self.settling = None
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                if self._takes(entry.name, status, now) and self._settled(entry.name, status, now, names, seen):
                    ready.append((status.st_mtime_ns, os.fsencode(entry.name), entry.name))
        self._seen = seen
        return sorted(ready)

    def _takes(self, name: str, status: os.stat_result, now: datetime) -> bool:
        if stat.S_ISDIR(status.st_mode) or (self.done_marker and name.endswith(MARKER)):
            return False
        if name.startswith(".") or name.endswith(IGNORED_ENDINGS):
            if now.timestamp() - status.st_mtime > STALE.total_seconds():
                self._trouble(name, "STALE_PARTIAL")
            return False
        if not stat.S_ISREG(status.st_mode):
            return True
        if self.largest is not None and status.st_size > self.largest:
            self._trouble(name, "LIMIT_FILE")
            return False
        if not os.access(self.inbox / name, os.R_OK):
            self._trouble(name, "UNREADABLE")
            return False
        return True

    def _settled(
        self, name: str, status: os.stat_result, now: datetime, names: set[str], seen: dict[str, Seen]
    ) -> bool:
        """Unchanged for the settle time, as its mtime says or as we saw; or its marker is there."""
        if self.done_marker:
            return name + MARKER in names
        if not stat.S_ISREG(status.st_mode):
            return True
        mark = (status.st_ino, status.st_size, status.st_mtime_ns)
        before = self._seen.get(name)
        since = before[3] if before is not None and before[:3] == mark and before[3] <= now else now
        seen[name] = (*mark, since)
        age = timedelta(seconds=now.timestamp() - status.st_mtime)
        rest = (self.settle - max(age, now - since)).total_seconds()
        if rest > 0:
            self.settling = rest if self.settling is None else min(rest, self.settling)
        return rest <= 0

    def _claim(self, ready: list[tuple[int, bytes, str]]) -> list[Arrival]:
        if not ready:
            return []
        folder = self._work.open(ready[0][0])
        arrivals: list[Arrival] = []
        for at, (_, _, name) in enumerate(ready):
            try:
                os.rename(self.inbox / name, folder / name)
            except OSError as error:
                if error.errno == errno.EXDEV and self._work.elsewhere():
                    self._work.forget(folder)
                    return arrivals + self._claim(ready[at:])
                reason = "VANISHED" if error.errno == errno.ENOENT else errno.errorcode.get(error.errno or 0, "EIO")
                self._trouble(name, reason)
                continue
            arrivals.append(self._arrival(folder / name, name, os.lstat(folder / name)))
            if self.done_marker:
                (self.inbox / (name + MARKER)).unlink(missing_ok=True)
        if not arrivals:
            self._work.forget(folder)
            return []
        disk.sync_folder(folder)  # a power cut must not move them back once they are committed
        disk.sync_folder(self.inbox)
        return arrivals

    def _trouble(self, name: str, reason: str) -> None:
        self.troubles.append(Trouble(name, reason))


@contextlib.contextmanager
def usable(what: str, folder: Path) -> Iterator[None]:
    """Turns whatever keeps a folder from being used into TemporaryError: a person can mend it."""
    try:
        with disk.trouble(what):
            yield
    except (FileExistsError, FileNotFoundError, NotADirectoryError, PermissionError) as error:
        hint = f"make {folder} a folder that edigw may write to; nothing is lost and it is tried again"
        raise TemporaryError(f"{what}: {folder}: {error.strerror}", hint) from error


def deliverable(name: str) -> str:
    """The name, when a folder can hold it and nobody overlooks it. Raises Refused."""
    if name in ("", ".", "..") or "/" in name or "\0" in name or len(os.fsencode(name)) > NAME_BYTES:
        raise Refused(f"{name[:60]!r} is no file name", f"a name has 1 to {NAME_BYTES} bytes and no slash")
    return name


def _same_bytes(path: Path, data: bytes | mmap.mmap) -> bool:
    """True when they lie there already; TemporaryError when another file does."""
    try:
        if path.stat().st_size == len(data):
            with open(path, "rb") as there:
                same = all(there.read(STEP) == data[at : at + STEP] for at in range(0, len(data), STEP))
                give_back(data, 0, len(data))
                if same:
                    return True
    except FileNotFoundError:
        return False
    raise TemporaryError(f"another file called {path.name} lies in {path.parent}", "move it away; it is tried again")

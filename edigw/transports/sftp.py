"""SFTP: what lies in a partner's remote folder is fetched into a folder of ours and claimed there, as any other.

The remote file is archived or removed only once its arrival is done; until then our copy, claimed or not, says that
it is fetched already. So a killed process gives the same token again, and what a link cut short is fetched on.
"""

from __future__ import annotations

import contextlib
import fcntl
import fnmatch
import hashlib
import mmap
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from edigw import disk
from edigw.errors import EdigwError, Refused, TemporaryError
from edigw.model.partner import Mailbox, Sftp
from edigw.transports import sftp_send
from edigw.transports.claims import entries
from edigw.transports.folder import IGNORED_ENDINGS, MARKER, Arrival, FolderMailbox, Trouble, deliverable
from edigw.transports.quiet import WORK
from edigw.transports.sftp_send import READ
from edigw.transports.sftp_session import Reveal, Session

if TYPE_CHECKING:
    import paramiko

LEAST_SETTLE_S = 1.0  # a time of SFTP counts whole seconds: a later change must show
SYNCED = 8 << 20  # bytes of a partial file that reach the disk together
TURN_S = 10.0  # of fetching, after which other mailboxes have their turn

Listed = tuple[int, int]  # size in bytes, mtime in seconds


class SftpMailbox:
    """One mailbox on a partner's server; `mailbox.inbox` is our folder, `remote.inbox` theirs."""

    def __init__(self, mailbox: Mailbox, remote: Sftp, reveal: Reveal, largest: int | None = None) -> None:
        self.name = mailbox.name
        self.remote = remote
        self.settle = timedelta(seconds=max(LEAST_SETTLE_S, mailbox.settle_s))
        self.done_marker = mailbox.done_marker
        self.largest = largest  # bytes
        self.troubles: list[Trouble] = []
        self.settling: float | None = None
        self.session = Session(mailbox, remote, reveal)
        self._local = FolderMailbox(mailbox.name, Path(mailbox.inbox), Path(mailbox.outbox), settle_s=0)
        self._fetching = Path(mailbox.inbox).parent / ".fetching"
        self._seen: dict[str, tuple[Listed, datetime]] = {}
        self._finished: list[Arrival] = []  # committed, but perhaps still in their folder
        self._next = 0.0  # monotonic: when the remote folder is listed again
        self._failure: TemporaryError | None = None

    def prepare(self) -> None:
        """Makes our own folders; those of the partner are the partner's."""
        self._local.prepare()
        with disk.trouble(f"cannot make the folders of mailbox {self.name}"):
            self._fetching.mkdir(exist_ok=True)

    def poll(self, now: datetime, limit: int = 1000) -> list[Arrival]:
        """As a folder's, after what is ready was fetched. Raises TemporaryError when nothing else is left to give."""
        if time.monotonic() >= self._next or self.settling is not None or self._finished:
            self._look(now, limit)
        arrivals = self._local.poll(now, limit)
        self.troubles = [*self.troubles, *self._local.troubles]
        if not arrivals and self._failure is not None:
            raise self._failure
        return arrivals

    def changed(self, arrival: Arrival) -> bool:
        return self._local.changed(arrival)

    def done(self, arrivals: Iterable[Arrival]) -> None:
        """They are committed: archived or removed there, then here. What fails is done by a later poll."""
        self._finished += arrivals
        with contextlib.suppress(TemporaryError):
            self._finish()

    def put_back(self, arrivals: Iterable[Arrival]) -> None:
        self._local.put_back(arrivals)

    def again(self, arrivals: Iterable[Arrival]) -> None:
        self._local.again(arrivals)

    def close(self) -> None:
        self.session.close()
        self._local.close()
        self._finished.clear()  # whoever comes next is given them again, and the inbox knows their tokens

    def send_all(self, files: Sequence[tuple[str, bytes | mmap.mmap]]) -> Sequence[EdigwError | None]:
        """Each file appears whole under its name; what went wrong with each."""
        outcomes: list[EdigwError | None] = []
        for name, data in files:
            try:
                with self.session.use() as client:
                    sftp_send.place(client, self.remote.outbox, name, data)
            except (Refused, TemporaryError) as error:
                outcomes.append(error)
            except OSError as error:
                outcomes.append(self._refusal(self.remote.outbox, error))
            else:
                outcomes.append(None)
        return outcomes

    def _refusal(self, what: str, error: OSError) -> TemporaryError:
        told = f"mailbox {self.name}: {self.remote.host} refuses {what}: {error.strerror or error}"
        return TemporaryError(told, "ask the partner for the folder's name and our rights in it; it is tried again")

    def _look(self, now: datetime, limit: int) -> None:
        """Finishes what is committed, then fetches what is ready; one process of ours at a time."""
        self.troubles, self._failure, self.settling = [], None, None
        self._next = time.monotonic() + self.remote.every_s
        try:
            with _alone(self._fetching) as ours, disk.trouble(f"cannot fetch into mailbox {self.name}"):
                if ours:
                    self._finish()
                    with self.session.use() as client:
                        self._fetch_all(client, now, limit)
        except TemporaryError as error:
            self._failure = error
        except OSError as error:
            self._failure = self._refusal(self.remote.inbox, error)

    def _finish(self) -> None:
        while self._finished:
            arrival = self._finished[0]
            try:
                with self.session.use() as client:
                    self._take_away(client, arrival)
            except FileNotFoundError:
                pass
            except OSError as error:
                self.troubles.append(Trouble(arrival.name, f"NOT_REMOVED ({error.strerror or error})"))
                return
            self._local.done([arrival])
            del self._finished[0]

    def _take_away(self, client: paramiko.SFTPClient, arrival: Arrival) -> None:
        """The file that was fetched and no newer one. Raises OSError."""
        path = f"{self.remote.inbox}/{arrival.name}"
        found = client.lstat(path)
        if (found.st_size, found.st_mtime) != (arrival.size, arrival.mtime_ns // 1_000_000_000):
            return
        if self.done_marker:
            with contextlib.suppress(FileNotFoundError):
                client.remove(path + MARKER)
        if not self.remote.archive:
            client.remove(path)
            return
        try:
            client.rename(path, f"{self.remote.archive}/{arrival.name}")
        except OSError:  # perhaps one of that name lies there
            client.rename(path, f"{self.remote.archive}/{arrival.token[-8:]}-{found.st_mtime}-{arrival.name}")

    def _fetch_all(self, client: paramiko.SFTPClient, now: datetime, limit: int) -> None:
        found = {one.filename: one for one in client.listdir_iter(self.remote.inbox)}
        held = self._held()
        ready = sorted(self._ready(found, held, now), key=lambda one: (one[1][1], one[0]))
        self._forget_partials({_partial(name, listed) for name, listed in ready} | self._unsettled(found))
        until = time.monotonic() + TURN_S
        for count, (name, listed) in enumerate(ready):
            if count >= limit or time.monotonic() > until:
                self._next = 0.0  # the rest at the next look
                break
            try:
                self._fetch(client, name, listed)
            except FileNotFoundError:
                self.troubles.append(Trouble(name, "VANISHED"))
            except PermissionError:
                self.troubles.append(Trouble(name, "UNREADABLE"))
        if ready:
            disk.sync_folder(self._local.inbox)

    def _unsettled(self, found: Iterable[str]) -> set[str]:
        return {_partial(name, self._seen[name][0]) for name in found if name in self._seen}

    def _held(self) -> set[str]:
        """Names that lie here already; looked at twice, for another process may move one back meanwhile."""
        inbox = self._local.inbox
        places = (inbox, inbox.parent / WORK / inbox.name, inbox / WORK, inbox)
        found = [entry for place in places for entry in entries(place)]
        inside = [file.name for batch in found if batch.is_dir() for file in entries(Path(batch.path))]
        return {entry.name for entry in found} | set(inside)

    def _ready(
        self, found: dict[str, paramiko.SFTPAttributes], held: set[str], now: datetime
    ) -> Iterator[tuple[str, Listed]]:
        seen: dict[str, tuple[Listed, datetime]] = {}
        for name, status in found.items():
            if name in held or not self._takes(name, status):
                continue
            listed = (status.st_size or 0, status.st_mtime or 0)
            if self.done_marker:
                if name + MARKER in found:
                    yield name, listed
                continue
            before = self._seen.get(name)
            since = before[1] if before is not None and before[0] == listed and before[1] <= now else now
            seen[name] = (listed, since)
            rest = (self.settle - (now - since)).total_seconds()
            if rest <= 0:
                yield name, listed
            else:
                self.settling = rest if self.settling is None else min(rest, self.settling)
        self._seen = seen

    def _takes(self, name: str, status: paramiko.SFTPAttributes) -> bool:
        if name.startswith(".") or name.endswith(IGNORED_ENDINGS) or (self.done_marker and name.endswith(MARKER)):
            return False
        if status.st_mode is not None and stat.S_ISDIR(status.st_mode):
            return False
        if not fnmatch.fnmatchcase(name, self.remote.pattern):
            return False
        reason = ""
        if status.st_mode is not None and not stat.S_ISREG(status.st_mode):
            reason = "NOT_REGULAR"
        elif status.st_size is None or status.st_mtime is None:
            reason = "NO_SIZE_OR_TIME"
        elif self.largest is not None and status.st_size > self.largest:
            reason = "LIMIT_FILE"
        else:
            try:
                deliverable(name)
            except Refused:
                reason = "NO_FILE_NAME"
        if reason:
            self.troubles.append(Trouble(name[:60], reason))
        return not reason

    def _fetch(self, client: paramiko.SFTPClient, name: str, listed: Listed) -> None:
        """Whole and on our disk, then under its name. A file that changes meanwhile is looked at again later."""
        size, mtime = listed
        path, partial = f"{self.remote.inbox}/{name}", self._fetching / _partial(name, listed)
        with client.open(path, "rb") as source, open(partial, "ab") as target:
            there = target.tell()
            start = min(max(there - 1, 0), size) // SYNCED * SYNCED  # what surely reached the disk
            target.truncate(start)
            source.seek(start)
            source.MAX_REQUEST_SIZE = READ
            for at in range(start, size, READ):
                target.write(source.read(min(READ, size - at)))
                if (at + READ) % SYNCED == 0:
                    target.flush()
                    os.fsync(target.fileno())
            target.flush()
            os.fsync(target.fileno())
            whole = target.tell() == size
            after = source.stat()
        if not whole or (after.st_size, after.st_mtime) != listed:
            partial.unlink()
            self._seen.pop(name, None)
            return
        os.utime(partial, (mtime, mtime))
        os.rename(partial, self._local.inbox / name)

    def _forget_partials(self, wanted: set[str]) -> None:
        for entry in entries(self._fetching):
            if entry.name.endswith(".part") and entry.name not in wanted:
                os.unlink(entry.path)


def _partial(name: str, listed: Listed) -> str:
    return hashlib.sha256(f"{listed[0]} {listed[1]} {name}".encode("utf-8", "surrogatepass")).hexdigest()[:40] + ".part"


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other process fetches there; the lock dies with its process."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)

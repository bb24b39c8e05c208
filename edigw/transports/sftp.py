"""SFTP: what lies in a partner's remote folder is fetched into a folder of ours and claimed there, as any other.

The remote file is archived or removed only once its arrival is done; until then our copy, claimed or not, says that
it is fetched already. So a killed process gives the same token again, and what a link cut short is fetched on.
"""

from __future__ import annotations

import contextlib
import fcntl
import fnmatch
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from edigw import disk
from edigw.errors import Denied, EdigwError, Refused, TemporaryError
from edigw.model.partner import Mailbox, Sftp
from edigw.transports import sftp_send
from edigw.transports.claims import entries
from edigw.transports.folder import IGNORED_ENDINGS, MARKER, FolderMailbox, deliverable, usable
from edigw.transports.port import Arrival, File, Outcome, Trouble
from edigw.transports.quiet import WORK
from edigw.transports.sftp_far import Entry, Far, Reveal, lost
from edigw.transports.sftp_lanes import each, lanes
from edigw.transports.sftp_memory import Memory
from edigw.transports.sftp_session import Session

LEAST_SETTLE_S = 1.0  # a time of SFTP counts whole seconds: a later change must show
SYNCED = 8 << 20  # bytes of a partial file that reach the disk together
TURN_S = 10.0  # of fetching, after which other mailboxes have their turn

Listed = tuple[int, int]  # size in bytes, mtime in seconds


class SftpMailbox:
    """One mailbox on a partner's server; `mailbox.inbox` is our folder, `remote.inbox` theirs."""

    apart = True  # a server may keep silent: nobody else waits for it

    def __init__(self, mailbox: Mailbox, remote: Sftp, reveal: Reveal, largest: int | None = None) -> None:
        self.name = mailbox.name
        self.remote = remote
        self.settle = timedelta(seconds=max(LEAST_SETTLE_S, mailbox.settle_s))
        self.done_marker = mailbox.done_marker
        self.largest = largest  # bytes
        self.troubles: list[Trouble] = []
        self.settling: float | None = None
        self.session = Session(mailbox, remote, reveal)
        self._memory = Memory(Path(mailbox.inbox).parent / ".fetched")
        self._local = FolderMailbox(mailbox.name, Path(mailbox.inbox), Path(mailbox.outbox), settle_s=0)
        self._fetching = Path(mailbox.inbox).parent / ".fetching"
        self._seen: dict[str, tuple[Listed, datetime]] = {}
        self._finished: list[Arrival] = []  # committed, but perhaps still in their folder
        self._rank: dict[str, int] = {}  # of what was fetched last, in the agreed order
        self._next = 0.0  # monotonic: when the remote folder is listed again
        self._failure: TemporaryError | None = None

    def prepare(self) -> None:
        """Makes our own folders; those of the partner are the partner's."""
        self._local.prepare()
        with usable(f"cannot make the folders of mailbox {self.name}", self._fetching):
            self._fetching.mkdir(exist_ok=True)

    def poll(self, now: datetime, limit: int = 1000) -> list[Arrival]:
        """As a folder's, after what is ready was fetched. Raises TemporaryError when nothing else is left to give."""
        due = time.monotonic() >= self._next and self.remote.fetch
        if due or self.settling is not None or self._finished:
            self._look(now, limit)
        arrivals = self._local.poll(now, limit)
        if self.remote.order != "time":
            arrivals.sort(key=lambda one: (self._rank.get(one.name, -1), one.name))
        self.troubles = [*self.troubles, *self._local.troubles]
        if not arrivals and self._failure is not None:
            raise self._failure
        return arrivals

    def changed(self, arrival: Arrival) -> bool:
        return self._local.changed(arrival)

    def done(self, arrivals: Iterable[Arrival]) -> None:
        """They are committed: archived or removed there, then here. What fails is done by a later poll."""
        self._finished += arrivals
        with contextlib.suppress(TemporaryError), disk.trouble(f"cannot note what mailbox {self.name} has brought"):
            self._finish()

    def put_back(self, arrivals: Iterable[Arrival]) -> None:
        self._local.put_back(arrivals)

    def again(self, arrivals: Iterable[Arrival]) -> None:
        self._local.again(arrivals)

    def close(self) -> None:
        self.session.close()
        self._local.close()
        self._finished.clear()  # whoever comes next is given them again, and the inbox knows their tokens

    def send_all(self, files: Sequence[File]) -> Sequence[Outcome]:
        """Each file appears whole under its name; what went wrong with each."""
        outcomes: dict[int, Outcome] = {}

        def put(far: Far, numbered: tuple[int, File]) -> None:
            number, (name, data, *_) = numbered
            try:
                sftp_send.place(far, self.remote, name, data)
            except (Refused, TemporaryError) as error:
                outcomes[number] = error
            except OSError as error:
                if lost(far, error):
                    raise
                outcomes[number] = self._refusal(self.remote.outbox, error)
            else:
                outcomes[number] = None

        try:
            with self.session.use() as far, lanes(far, len(files)) as fars:
                each(fars, enumerate(files), put)
        except TemporaryError as error:
            return [outcomes.get(number, error) for number in range(len(files))]
        found = [outcomes[number] for number in range(len(files))]
        return [_alone_refused(error) if error and None in found else error for error in found]

    def _refusal(self, what: str, error: OSError) -> TemporaryError:
        told = f"mailbox {self.name}: {self.remote.host} refuses {what}: {error.strerror or error}"
        kind = Denied if isinstance(error, FileNotFoundError | PermissionError) else TemporaryError
        return kind(told, "ask the partner for the folder's name, our rights and the space in it; it is tried again")

    def _look(self, now: datetime, limit: int) -> None:
        """Finishes what is committed, then fetches what is ready; one process of ours at a time."""
        self.troubles, self._failure, self.settling = [], None, None
        self._next = time.monotonic() + self.remote.every_s
        try:
            self.prepare()  # somebody may have cleared our folders away
            with _alone(self._fetching) as ours, disk.trouble(f"cannot fetch into mailbox {self.name}"):
                if ours:
                    self._finish()
                    if self.remote.fetch:
                        with self.session.use() as far:
                            self._fetch_all(far, now, limit)
        except TemporaryError as error:
            self._failure = error
        except OSError as error:
            self._failure = self._refusal(self.remote.inbox, error)

    def _finish(self) -> None:
        """Raises TemporaryError where the line fails; what the server refuses is tried again by the next look."""
        gone: list[Arrival] = []

        def take_away(far: Far, arrival: Arrival) -> None:
            try:
                self._take_away(far, arrival)
            except FileNotFoundError:
                pass
            except OSError as error:
                if lost(far, error):
                    raise
                self.troubles.append(Trouble(arrival.name, f"NOT_REMOVED ({error.strerror or error})"))
                return
            gone.append(arrival)

        refused = len(self.troubles)
        try:
            if not self.remote.remove:
                for arrival in self._finished:
                    self._memory.add((arrival.name, arrival.size, arrival.mtime_ns // 1_000_000_000))
                    gone.append(arrival)
            elif self._finished:
                with self.session.use() as far, lanes(far, len(self._finished)) as fars:
                    each(fars, self._finished, take_away, lambda: len(self.troubles) == refused)
        finally:
            if gone:
                self._local.done(gone)
                tokens = {arrival.token for arrival in gone}
                self._finished = [arrival for arrival in self._finished if arrival.token not in tokens]

    def _take_away(self, far: Far, arrival: Arrival) -> None:
        """The file that was fetched and no newer one. Raises OSError."""
        path = f"{self.remote.inbox}/{arrival.name}"
        found = far.look(path)
        if (found.size, found.mtime) != (arrival.size, arrival.mtime_ns // 1_000_000_000):
            return
        if self.done_marker:
            with contextlib.suppress(FileNotFoundError):
                far.remove(path + MARKER)
        if not self.remote.archive:
            far.remove(path)
            return
        try:
            far.rename(path, f"{self.remote.archive}/{arrival.name}")
        except OSError:  # perhaps one of that name lies there
            far.rename(path, f"{self.remote.archive}/{arrival.token[-8:]}-{found.mtime}-{arrival.name}")

    def _fetch_all(self, far: Far, now: datetime, limit: int) -> None:
        found = {one.name: one for one in self._listed(far)}
        ready = list(self._ready(found, self._held(), now))
        if self.remote.order != "listed":
            by_time = self.remote.order == "time"
            ready.sort(key=lambda one: (one[1][1] if by_time else 0, one[0]))
        self._forget_partials({_partial(name, listed) for name, listed in ready} | self._unsettled(found))
        self._rank = {name: rank for rank, (name, _) in enumerate(ready)}
        until = time.monotonic() + TURN_S
        with lanes(far, len(ready)) as fars:
            whole = each(fars, ready[:limit], self._fetch_one, lambda: time.monotonic() <= until)
        if not whole or len(ready) > limit:
            self._next = 0.0  # the rest at the next look
        if ready:
            disk.sync_folder(self._local.inbox)
        if not self.remote.remove and not self.remote.files:
            self._memory.forget({(one.name, one.size or 0, one.mtime or 0) for one in found.values()})

    def _fetch_one(self, far: Far, one: tuple[str, Listed]) -> None:
        name, listed = one
        try:
            self._fetch(far, name, listed)
        except FileNotFoundError:
            self.troubles.append(Trouble(name, "VANISHED"))
        except PermissionError:
            self.troubles.append(Trouble(name, "UNREADABLE"))
        except OSError as error:  # one that is locked there keeps back no other; what our own disk refuses has a number
            if error.errno is not None or lost(far, error):
                raise
            self.troubles.append(Trouble(name, f"UNREADABLE ({error})"))

    def _listed(self, far: Far) -> Iterator[Entry]:
        """What lies in their folder; where it cannot be listed, what of the agreed names is there."""
        if not self.remote.files:
            yield from far.entries(self.remote.inbox)
            return
        markers = [name + MARKER for name in self.remote.files] if self.done_marker else []
        for name in (*self.remote.files, *markers):
            with contextlib.suppress(FileNotFoundError):
                yield far.look(f"{self.remote.inbox}/{name}")

    def _unsettled(self, found: Iterable[str]) -> set[str]:
        return {_partial(name, self._seen[name][0]) for name in found if name in self._seen}

    def _held(self) -> set[str]:
        """Names that lie here already; looked at twice, for another process may move one back meanwhile."""
        inbox = self._local.inbox
        places = (inbox, inbox.parent / WORK / inbox.name, inbox / WORK, inbox)
        found = [entry for place in places for entry in entries(place)]
        inside = [file.name for batch in found if batch.is_dir() for file in entries(Path(batch.path))]
        return {entry.name for entry in found} | set(inside)

    def _ready(self, found: dict[str, Entry], held: set[str], now: datetime) -> Iterator[tuple[str, Listed]]:
        seen: dict[str, tuple[Listed, datetime]] = {}
        for name, status in found.items():
            if name in held or not self._takes(name, status):
                continue
            listed = (status.size or 0, status.mtime or 0)
            if not self.remote.remove and self._memory.holds((name, *listed)):
                continue
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

    def _takes(self, name: str, status: Entry) -> bool:
        if name.startswith(".") or name.endswith(IGNORED_ENDINGS) or (self.done_marker and name.endswith(MARKER)):
            return False
        kind = stat.S_IFMT(status.mode or 0)  # 0: the server tells rights alone
        if kind == stat.S_IFDIR or not _matches(name, self.remote.pattern) or _matches(name, self.remote.excepted):
            return False
        reason = ""
        if kind not in (0, stat.S_IFREG):
            reason = "NOT_REGULAR"
        elif status.size is None or status.mtime is None:
            reason = "NO_SIZE_OR_TIME"
        elif self.largest is not None and status.size > self.largest:
            reason = "LIMIT_FILE"
        else:
            try:
                deliverable(name)
            except Refused:
                reason = "NO_FILE_NAME"
        if reason:
            self.troubles.append(Trouble(name[:60], reason))
        return not reason

    def _fetch(self, far: Far, name: str, listed: Listed) -> None:
        """Whole and on our disk, then under its name. A file that changes meanwhile is looked at again later."""
        size, mtime = listed
        path, partial = f"{self.remote.inbox}/{name}", self._fetching / _partial(name, listed)
        with open(partial, "ab") as target:
            there = target.tell()
            start = at = min(max(there - 1, 0), size) // SYNCED * SYNCED  # what surely reached the disk
            target.truncate(start)
            with contextlib.closing(far.read(path, start, size)) as pieces:
                for piece in pieces:
                    target.write(piece)
                    at += len(piece)
                    if at // SYNCED > (at - len(piece)) // SYNCED:
                        target.flush()
                        os.fsync(target.fileno())
            target.flush()
            os.fsync(target.fileno())
            after = far.look(path)
        if at != size or (after.size, after.mtime) != listed:
            partial.unlink()
            self._seen.pop(name, None)
            return
        os.utime(partial, (mtime, mtime))
        os.rename(partial, self._local.inbox / name)

    def _forget_partials(self, wanted: set[str]) -> None:
        for entry in entries(self._fetching):
            if entry.name.endswith(".part") and entry.name not in wanted:
                os.unlink(entry.path)


def _alone_refused(error: EdigwError) -> EdigwError:
    """Where others were taken, it is the file that is refused: the mailbox is not held for it."""
    return TemporaryError(error.message, error.hint) if isinstance(error, Denied) else error


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


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

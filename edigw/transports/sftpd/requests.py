"""One SFTP session of a partner: requests in, answers out, one after the other. It knows no SSH.

What SFTP offers beyond files that come and go (links, new folders, special files) is refused; of the extensions there
are three: posix-rename, which is renaming here, fsync, and limits.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from edigw.transports.sftpd import wire
from edigw.transports.sftpd.home import Home, Place, forbidden, nothing, path_of, place
from edigw.transports.sftpd.upload import Upload
from edigw.transports.sftpd.wire import Attributes, Denied, Malformed, Packet

MOST_HANDLES = 32  # of a session
MOST_OF_A_LOGIN = 64  # of all its sessions
MOST_LISTINGS = 4  # of the handles of a session
MOST_REMEMBERED = 1000  # names of files that this session brought
AT_A_TIME = 100  # names that a listing is told in
EXTENSIONS = ((b"posix-rename@openssh.com", b"1"), (b"fsync@openssh.com", b"1"), (b"limits@openssh.com", b"1"))

T = TypeVar("T")


class Aside(Protocol):
    """Does something slow in another thread."""

    def __call__(self, job: Callable[[], T]) -> Awaitable[T]: ...


@dataclass(slots=True)
class Reading:
    """A file of `out` that is open."""

    handle: int
    where: Place

    def close(self) -> None:
        os.close(self.handle)


@dataclass(slots=True)
class Listing:
    room: str
    rest: list[str]

    def close(self) -> None:
        self.rest.clear()


Open = Reading | Listing | Upload


class Session:
    """`came` is called when a file is in `in`, whole and on disk."""

    def __init__(self, home: Home, aside: Aside, came: Callable[[], None]) -> None:
        self.home, self._aside, self._came = home, aside, came
        self._greeted = False
        self._next = 0
        self._open: dict[bytes, Open] = {}
        self._brought: dict[str, Attributes] = {}  # clients ask after a file that we may have taken already

    @property
    def uploading(self) -> bool:
        return any(isinstance(one, Upload) for one in self._open.values())

    async def answer(self, data: bytes) -> bytes:
        """The answer to a packet, both without their length. Raises Malformed."""
        packet = Packet(data)
        kind = packet.byte()
        if not self._greeted:
            if kind != wire.INIT or packet.word() < wire.VERSION:
                raise Malformed
            self._greeted = True
            return wire.hello(EXTENSIONS)
        number = packet.word()
        try:
            return await REQUESTS.get(kind, Session._unknown)(self, number, packet)
        except Denied as denied:
            return wire.status(number, denied.code, denied.words)
        except OSError as error:
            return wire.status(number, *_told(error))

    async def cut(self) -> None:
        """The connection is over: what is open is kept as far as it came."""
        left, self._open = list(self._open.values()), {}
        self.home.handles -= len(left)
        for one in left:
            if isinstance(one, Upload):
                self.home.let_go(one)
                with contextlib.suppress(OSError):  # then it is begun anew
                    await self._aside(partial(_kept, self.home, one))
            else:
                one.close()

    # --- handles

    def _hold(self, number: int, one: Open) -> bytes:
        name = self._next.to_bytes(4, "big")
        self._next = (self._next + 1) & 0xFFFFFFFF
        self._open[name] = one
        self.home.handles += 1
        return wire.handle(number, name)

    def _may_open(self) -> None:
        if len(self._open) >= MOST_HANDLES:
            raise Denied(wire.FAILURE, f"{MOST_HANDLES} files are open: close one first")
        if self.home.handles >= MOST_OF_A_LOGIN:
            raise Denied(wire.FAILURE, f"{MOST_OF_A_LOGIN} files are open in your sessions: close one first")

    def _held(self, packet: Packet) -> Open:
        found = self._open.get(packet.text())
        if found is None:
            raise Denied(wire.FAILURE, "no such handle")
        return found

    def _upload(self, packet: Packet) -> Upload:
        found = self._held(packet)
        if not isinstance(found, Upload):
            raise forbidden()
        return found

    # --- requests

    async def _unknown(self, number: int, packet: Packet) -> bytes:
        raise Denied(wire.UNSUPPORTED, "not offered here")

    async def _refused(self, number: int, packet: Packet) -> bytes:
        raise forbidden()

    async def _realpath(self, number: int, packet: Packet) -> bytes:
        path = packet.text()
        try:
            shown = path_of(place(path))
        except Denied:  # clients ask so where a file is to be made, too
            shown = b"/" + b"/".join(part for part in path.split(b"/") if part not in (b"", b".", b".."))
        return wire.names(number, [(shown, Attributes())])

    async def _stat(self, number: int, packet: Packet) -> bytes:
        return wire.attributes(number, self._look(place(packet.text())))

    def _look(self, where: Place) -> Attributes:
        try:
            return self.home.look(where)
        except Denied:
            if where.room == "in" and where.name in self._brought:
                return self._brought[where.name]
            raise

    async def _fstat(self, number: int, packet: Packet) -> bytes:
        one = self._held(packet)
        if isinstance(one, Reading):
            found = os.fstat(one.handle)
            return wire.attributes(number, Attributes(found.st_size, 0o100600, int(found.st_mtime)))
        return wire.attributes(number, Attributes(one.size, 0o100600) if isinstance(one, Upload) else Attributes())

    async def _opendir(self, number: int, packet: Packet) -> bytes:
        where = place(packet.text())
        self._may_open()
        if where.name:
            self._look(where)
            raise Denied(wire.FAILURE, "this is no folder")
        if sum(isinstance(one, Listing) for one in self._open.values()) >= MOST_LISTINGS:
            raise Denied(wire.FAILURE, f"{MOST_LISTINGS} listings are open: close one first")
        return self._hold(number, Listing(where.room, await self._aside(lambda: self.home.names(where.room))))

    async def _readdir(self, number: int, packet: Packet) -> bytes:
        listing = self._held(packet)
        if not isinstance(listing, Listing):
            raise forbidden()
        shown: list[tuple[bytes, Attributes]] = []
        while listing.rest and not shown:
            part, listing.rest = listing.rest[:AT_A_TIME], listing.rest[AT_A_TIME:]
            shown = await self._aside(partial(self.home.shown, listing.room, part))
        if not shown:
            raise Denied(wire.EOF, "that was all")
        return wire.names(number, shown)

    async def _open_file(self, number: int, packet: Packet) -> bytes:
        where, flags = place(packet.text()), packet.word()
        self._may_open()
        if not where.name:
            raise Denied(wire.FAILURE, "this is a folder")
        if not flags & (wire.FOR_WRITING | wire.APPENDING):
            return self._hold(number, Reading(self.home.read(where), where))
        await self._aside(self.home.count)
        return self._hold(number, self.home.open(where, flags))

    async def _close(self, number: int, packet: Packet) -> bytes:
        name = packet.text()
        one = self._open.pop(name, None)
        if one is None:
            raise Denied(wire.FAILURE, "no such handle")
        self.home.handles -= 1
        if not isinstance(one, Upload):
            one.close()
            return wire.status(number)
        self.home.let_go(one)
        if await self._aside(lambda: _finished(self.home, one)):
            self._remember(one.name, Attributes(one.size, 0o100600))
            self._came()
        return wire.status(number)

    def _remember(self, name: str, shown: Attributes) -> None:
        self._brought[name] = shown
        if len(self._brought) > MOST_REMEMBERED:
            del self._brought[next(iter(self._brought))]

    async def _read(self, number: int, packet: Packet) -> bytes:
        one, offset, length = self._held(packet), packet.long(), min(packet.word(), wire.MOST_DATA)
        if isinstance(one, Reading):
            found = os.pread(one.handle, length, _within(offset))
        elif isinstance(one, Upload) and one.readable:
            found = one.read(_within(offset), length)
        else:
            raise forbidden()
        if not found and length:
            raise Denied(wire.EOF, "that was all")
        return wire.data(number, found)

    async def _write(self, number: int, packet: Packet) -> bytes:
        upload, offset = self._upload(packet), packet.long()
        if upload.write(_within(offset), packet.text()):
            await self._aside(upload.press)
        return wire.status(number)

    async def _setstat(self, number: int, packet: Packet) -> bytes:
        """Times, modes and owners are ours: whoever says them is told yes, and nothing changes."""
        where, wanted = place(packet.text()), packet.attributes()
        shown = self._look(where)
        if where.room != "in" or not where.name or wanted.size not in (None, shown.size):
            raise forbidden()
        return wire.status(number)

    async def _fsetstat(self, number: int, packet: Packet) -> bytes:
        upload, wanted = self._upload(packet), packet.attributes()
        if wanted.size is not None:
            upload.resize(wanted.size)
        return wire.status(number)

    async def _remove(self, number: int, packet: Packet) -> bytes:
        where = place(packet.text())
        if where.room == "in" and (upload := self.home.uploads.get(where.name)) is not None:
            self.home.let_go(upload)
            upload.lose()
            upload.path.unlink(missing_ok=True)
            return wire.status(number)
        await self._aside(lambda: self.home.remove(where))
        self._brought.pop(where.name, None)
        return wire.status(number)

    async def _rename(self, number: int, packet: Packet) -> bytes:
        old, new = place(packet.text()), place(packet.text())
        shown = self._look(old)
        if await self._aside(lambda: self.home.rename(old, new)):
            self._remember(new.name, shown)
            self._came()
        return wire.status(number)

    async def _no_folder(self, number: int, packet: Packet) -> bytes:
        where = place(packet.text())
        if not where.name:
            raise Denied(wire.FAILURE, "this folder is there, and stays")
        raise forbidden("there are no folders but these")

    async def _extended(self, number: int, packet: Packet) -> bytes:
        return await EXTENDED.get(packet.text(), Session._unknown)(self, number, packet)

    async def _fsync(self, number: int, packet: Packet) -> bytes:
        upload = self._upload(packet)
        await self._aside(upload.press)
        return wire.status(number)

    async def _limits(self, number: int, packet: Packet) -> bytes:
        return wire.numbers(number, wire.MOST_PACKET, wire.MOST_DATA, wire.MOST_DATA, MOST_HANDLES)


Request = Callable[[Session, int, Packet], Awaitable[bytes]]

REQUESTS: dict[int, Request] = {
    wire.OPEN: Session._open_file, wire.CLOSE: Session._close, wire.READ: Session._read, wire.WRITE: Session._write,
    wire.LSTAT: Session._stat, wire.STAT: Session._stat, wire.FSTAT: Session._fstat, wire.SETSTAT: Session._setstat,
    wire.FSETSTAT: Session._fsetstat, wire.OPENDIR: Session._opendir, wire.READDIR: Session._readdir,
    wire.REMOVE: Session._remove, wire.MKDIR: Session._no_folder, wire.RMDIR: Session._no_folder,
    wire.REALPATH: Session._realpath, wire.RENAME: Session._rename, wire.READLINK: Session._refused,
    wire.SYMLINK: Session._refused, wire.EXTENDED: Session._extended,
}  # fmt: skip

EXTENDED: dict[bytes, Request] = {
    b"posix-rename@openssh.com": Session._rename, b"fsync@openssh.com": Session._fsync,
    b"limits@openssh.com": Session._limits,
}  # fmt: skip


def _within(offset: int) -> int:
    if offset >= 1 << 62:
        raise Denied(wire.FAILURE, "no file is so large")
    return offset


def _finished(home: Home, upload: Upload) -> bool:
    try:
        return home.finish(upload)
    finally:
        upload.close()


def _kept(home: Home, upload: Upload) -> None:
    try:
        home.cut(upload)
    finally:
        upload.close()


def _told(error: OSError) -> tuple[int, str]:
    """Never a path of ours."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return wire.NO_SUCH_FILE, nothing().words
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return wire.FAILURE, "our disk is full: try again later"
    return wire.FAILURE, "our disk refuses: try again later"


__all__ = ["Session"]

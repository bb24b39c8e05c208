"""The SSH channel on which one SFTP session runs: bytes are cut into packets, and nobody is read from in vain.

Whoever does not take our answers is not read from until he does; whoever sends faster than the disk takes it waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncssh

from edigw.transports.sftpd import wire
from edigw.transports.sftpd.requests import Session
from edigw.transports.sftpd.wire import Malformed

MOST_WAITING = 2 * wire.MOST_PACKET  # bytes that came and are not looked at yet
HIGH_WATER = 512 * 1024  # bytes of answers that were not taken yet


class Channel(asyncssh.SSHServerSession[bytes]):
    """`ended` is called once, when all that was open is kept or closed; `stirred` whenever something comes."""

    def __init__(self, session: Session, stirred: Callable[[], None], ended: Callable[[Channel], None]) -> None:
        self.session = session
        self.answering = False
        self._stirred, self._ended = stirred, ended
        self._came = bytearray()
        self._more, self._free = asyncio.Event(), asyncio.Event()
        self._free.set()
        self._over = self._paused = False
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Is a partner in the midst of something that a stop would spoil?"""
        return self.answering or self.session.uploading

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan
        chan.set_write_buffer_limits(HIGH_WATER)

    def subsystem_requested(self, subsystem: str) -> bool:
        return subsystem == "sftp"

    def session_started(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._serve())

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        self._stirred()
        self._came += data
        if len(self._came) > MOST_WAITING and self._channel is not None:
            self._channel.pause_reading()
            self._paused = True
        self._more.set()

    def eof_received(self) -> bool:
        self._end()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        if self._task is None:
            self._ended(self)

    def pause_writing(self) -> None:
        self._free.clear()

    def resume_writing(self) -> None:
        self._stirred()
        self._free.set()

    def _end(self) -> None:
        self._over = True
        self._more.set()
        self._free.set()

    async def _serve(self) -> None:
        """Until the connection or the partner's stream ends; what came before its end is still done."""
        try:
            while (packet := await self._packet()) is not None:
                self.answering = True
                self._write(wire.framed(await self.session.answer(packet)))
                self.answering = False
                await self._free.wait()
        except Malformed:
            pass
        finally:
            self.answering = True
            try:
                await self.session.cut()
            finally:
                self.answering = False
                if self._channel is not None:
                    self._channel.close()
                self._ended(self)

    def _write(self, answer: bytes) -> None:
        if self._channel is not None and not self._channel.is_closing():
            self._channel.write(answer)

    async def _packet(self) -> bytes | None:
        """The next one; None at the end. Raises Malformed where it claims to be longer than any."""
        length = await self._take(4)
        if length is None:
            return None
        size = int.from_bytes(length, "big")
        if not 0 < size <= wire.MOST_PACKET:
            raise Malformed
        return await self._take(size)

    async def _take(self, size: int) -> bytes | None:
        while len(self._came) < size:
            if self._over:
                return None
            self._more.clear()
            await self._more.wait()
        taken = bytes(self._came[:size])
        del self._came[:size]
        if self._paused and len(self._came) <= MOST_WAITING // 2 and self._channel is not None:
            self._paused = False
            self._channel.resume_reading()
        return taken

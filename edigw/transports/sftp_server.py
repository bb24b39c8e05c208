"""The SFTP server inside `edigw run`: a thread with a loop of its own, woken by partners, drained at a stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import asyncssh

from edigw.errors import EdigwError, TemporaryError, UsageError
from edigw.model.partner import Mailbox
from edigw.model.served import Served
from edigw.transports.sftpd import gate, host_keys
from edigw.transports.sftpd.door import Door, House
from edigw.transports.sftpd.home import Home
from edigw.transports.sftpd.requests import Aside

T = TypeVar("T")

THREADS = 16
OF_A_LOGIN = 4  # threads that one partner may keep busy
LOOK_ROUND_S = 1.0  # how often idle sessions and old uploads are looked for, at least
SWEEP_S = 600.0
TOLD_S = 60.0  # that the same is told of one address once
STARTING_S = 20.0


def public_key(line: str) -> bytes:
    """The key of a line of `authorized_keys:`, as SSH writes it."""
    return bytes(asyncssh.import_public_key(line).public_data)


class SftpServer:
    """`known` is asked for the rules and the mailboxes at the start and whenever the configuration was read anew.

    `report` keeps an error that nobody foresaw for those who mend the program.
    """

    def __init__(
        self, workspace: Path, known: Callable[[], tuple[Served, Iterable[Mailbox]]], clock: Callable[[], datetime],
        say: Callable[[str], None], report: Callable[[Exception], None],
    ) -> None:  # fmt: skip
        self.port = 0
        self._workspace, self._known, self._clock, self._say, self._report = workspace, known, clock, say, report
        self._rules, self._first = known()
        self._house = House()
        self._told: dict[tuple[str, str], tuple[float, int]] = {}
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._wake: Callable[[], None] = _nothing
        self._loop: asyncio.AbstractEventLoop = asyncio.new_event_loop()
        self._threads = ThreadPoolExecutor(THREADS, "sftp")
        self._thread = threading.Thread(target=self._loop.run_forever, name="sftp server", daemon=True)
        self._gate: gate.Gate | None = None
        self._round: asyncio.Task[None] | None = None

    # --- what the daemon calls, from its thread

    def start(self, wake: Callable[[], None]) -> None:
        """Raises UsageError for an address that is not ours, TemporaryError for a port in use."""
        self._wake = wake
        keys = host_keys.host_keys(self._workspace)
        shown = ", ".join(host_keys.shown(keys))
        logging.getLogger("asyncssh").setLevel(logging.CRITICAL)  # what operators are told, we say ourselves
        self._loop.set_exception_handler(self._internal)
        self._take(*self._prepared(self._first))
        try:
            wire = gate.bind(self._rules.listen)
        except OSError as error:
            self._loop.close()
            raise _no_door(self._rules.listen, error) from None
        self.port = int(wire.getsockname()[1])
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(wire, keys), self._loop).result(STARTING_S)
        host = self._rules.listen.rpartition(":")[0]
        self._say(f"sftp: listens on {host}:{self.port}, {len(self._house.homes)} logins, our keys {shown}")

    def renew(self) -> None:
        """Changed logins, keys and limits count at once, for those who are inside too; not another `listen`."""
        rules, boxes = self._known()
        if rules.listen != self._rules.listen:
            self._say("sftp: another `listen` counts from the next start on")
        self._rules = rules
        fresh = self._prepared(boxes)
        self._loop.call_soon_threadsafe(self._take, *fresh)

    def drain(self, seconds: float) -> None:
        if not self._thread.is_alive():
            return
        leaving = asyncio.run_coroutine_threadsafe(self._leave(seconds), self._loop)
        with contextlib.suppress(TimeoutError):
            leaving.result(seconds + 0.5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(0.5)
        if not self._thread.is_alive():
            self._loop.close()
        self._threads.shutdown(wait=False)

    # --- who may come

    def _prepared(self, known: Iterable[Mailbox]) -> tuple[Mapping[str, Mailbox], dict[str, Home]]:
        """Their folders made, in the daemon's thread; a login whose folders cannot be made stays outside."""
        homes: dict[str, Home] = {}
        boxes = {box.login: box for box in known}
        for login, box in boxes.items():
            there = self._house.homes.get(login)
            if there is not None and (there.inbox, there.outbox) == (Path(box.inbox), Path(box.outbox)):
                homes[login] = there
                there.rules = self._rules
                continue
            home = Home(login, Path(box.inbox), Path(box.outbox), box.settle_s, self._rules, self._clock)
            try:
                home.prepare()
            except OSError as error:
                self._say(f"sftp: {login} cannot log in: its folders cannot be made: {error.strerror}")
                continue
            homes[login] = home
        return {login: boxes[login] for login in homes}, homes

    def _take(self, boxes: Mapping[str, Mailbox], homes: Mapping[str, Home]) -> None:
        """Whose key is no longer there has to go, and who sees folders that are no longer his."""
        self._house.homes = homes
        self._house.keys = {login: frozenset(map(public_key, box.authorized_keys)) for login, box in boxes.items()}
        for door in [*self._house.inside]:
            if not door.allowed:
                door.leave("your key or your folders have changed")

    # --- within the loop

    async def _listen(self, wire: socket.socket, keys: list[asyncssh.SSHKey]) -> None:
        self._gate = gate.Gate(wire, self._door, gate.options(keys, self._rules), self._tell)
        self._round = self._loop.create_task(self._look_round())

    def _door(self) -> Door:
        most = (self._rules.connections, self._rules.newcomers, self._rules.sessions)
        return Door(self._house, self._aside, self._wake, self._loop.time, self._tell, most)

    def _aside(self, login: str) -> Aside:
        """Slow things of a login: so many at a time that others find a thread, too."""
        gate = self._gates.setdefault(login, asyncio.Semaphore(OF_A_LOGIN))

        async def aside(job: Callable[[], T]) -> T:
            async with gate:
                return await self._loop.run_in_executor(self._threads, job)

        return aside

    async def _look_round(self) -> None:
        swept = -SWEEP_S
        while True:
            now = self._loop.time()
            for door in [*self._house.inside]:
                if now - door.stirred > self._rules.idle_s and not door.busy:
                    door.leave("idle for too long")
            if now - swept >= SWEEP_S:
                swept = now
                await self._sweep()
            self._tell_again(now)
            await asyncio.sleep(min(LOOK_ROUND_S, self._rules.idle_s))

    async def _sweep(self) -> None:
        for login, home in self._house.homes.items():
            try:
                gone = await self._aside(login)(partial(home.sweep, self._clock()))
            except OSError as error:
                self._say(f"sftp: old uploads of {login} cannot be removed: {error.strerror}")
                continue
            if gone:
                self._say(f"sftp: {gone} uploads of {login} that were never finished are removed")

    async def _leave(self, seconds: float) -> None:
        """No newcomers; idle partners go at once, those in the midst of an upload get the time that there is."""
        if self._gate is not None:
            self._gate.close()
        if self._round is not None:
            self._round.cancel()
        until = self._loop.time() + seconds
        while self._house.inside and self._loop.time() < until:
            for door in [*self._house.newcomers, *self._house.inside]:
                if not door.busy:
                    door.leave("the server stops")
            await asyncio.sleep(0.02)
        left = [*self._house.newcomers, *self._house.inside]
        for door in left:
            door.leave("the server stops")
        while any(door.channels for door in left) and self._loop.time() < until + 0.4:
            await asyncio.sleep(0.02)  # what was cut is being kept

    # --- what operators are told

    def _tell(self, address: str, words: str) -> None:
        """The same of one address once a minute: knocking costs us no log."""
        now, key = self._loop.time(), (address, words.partition(" with the key")[0])
        since, count = self._told.get(key, (now, 0))
        self._told[key] = (since, count + 1)
        if not count:
            self._say(f"sftp: {address}: {words}")

    def _tell_again(self, now: float) -> None:
        for key, (since, count) in [*self._told.items()]:
            if now - since >= TOLD_S:
                del self._told[key]
                if count > 1:
                    self._say(f"sftp: {key[0]}: {key[1]}, {count - 1} times more within a minute")

    def _internal(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._report(error)
        self._tell("here", f"internal error: {type(error).__name__ if error else context.get('message')}")


def _nothing() -> None:
    return None


def _no_door(listen: str, error: OSError) -> EdigwError:
    if error.errno == errno.EADDRINUSE:
        return TemporaryError(
            f"sftp: {listen} is in use", "stop whoever listens there, or say another `listen` in [sftp]"
        )
    hint = "say an address of this machine and a port that we may have in [sftp] of edigw.toml"
    return UsageError(f"sftp: cannot listen on {listen}: {error.strerror or error}", hint)

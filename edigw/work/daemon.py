"""`edigw run`: one daemon a workspace, woken by folders, signals and time; it stops cleanly."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Protocol

from edigw.errors import LockedError, TemporaryError
from edigw.pipeline.context import Clock, Context, Done
from edigw.pipeline.line import due_elsewhere, look_after, run_line
from edigw.pipeline.locks import FileLock
from edigw.transports.port import Transport
from edigw.transports.watch import Watcher
from edigw.work import trouble
from edigw.work.alerting import Alerter, note_standing
from edigw.work.couriers import Couriers, far
from edigw.work.listening import Listener, Listeners
from edigw.work.loop import Loop

LOCK = "daemon.lock"
NOW_AND_THEN_S = 10.0
# for the step in hand at a stop: everything is safe at any moment, so then we just leave. A signal is only heard when
# a call into the database ends, at most 4 s later: together less than 10 s
PATIENCE_S = 5.5
VISITS_S = 1.0  # of it, for visits to mailboxes that are under way when all else has stopped


class Gateway(Protocol):
    """What the daemon asks of the composition root."""

    @property
    def clock(self) -> Clock: ...

    def context(self) -> Context: ...

    def stop_when(self, asked: Callable[[], bool]) -> None: ...

    def leave_open(self, which: Callable[[], Sequence[Transport]]) -> None: ...

    def ask_reload(self) -> None: ...

    def reload_if_asked(self, say: Callable[[str], None]) -> bool: ...


def take_daemon_lock(run_folder: Path) -> FileLock:
    """The lock of the one daemon. Raises LockedError, naming the process that has it."""
    lock = FileLock(run_folder / LOCK)
    if not lock.take():
        holder = lock.path.read_text("utf-8").strip() or "another process"
        raise LockedError(f"a daemon runs in this workspace already: process {holder}", "stop it first")
    lock.say(str(os.getpid()))
    return lock


class Daemon:
    """Runs until a signal. `say` takes lines for the operator."""

    def __init__(
        self, gateway: Gateway, poll_s: float, say: Callable[[str], None], listeners: Sequence[Listener] = ()
    ) -> None:
        self.gateway = gateway
        self.say = say
        self.listeners = Listeners(listeners)
        self.loop = Loop(gateway.clock, self.work)
        self.couriers = Couriers(self.loop.wake)
        gateway.stop_when(lambda: self.loop.stopping)
        gateway.leave_open(self.couriers.visiting)
        self.loop.every(poll_s, self.work)
        self.loop.every(NOW_AND_THEN_S, self.look_after)
        self.watcher = Watcher(self.loop.wake)
        self.alerter = Alerter(say)
        self._troubled: set[str] = set()
        self._asked: SimpleQueue[None] = SimpleQueue()  # to stop: what a signal's handler may do at any moment
        self._left = threading.Event()

    def work(self) -> None:
        """One pass."""
        if self.gateway.reload_if_asked(self.say):
            self.listeners.renew()
        context = self.gateway.context()
        elsewhere = far(context)
        done = run_line(context, elsewhere)
        self._visit(context, elsewhere, done)
        passing = (*done.troubles, *self.couriers.troubles(context.now()), *trouble.passing(context))
        troubles = {*(error.message for error in passing), *trouble.lasting(context)}
        for message in sorted(troubles - self._troubled):
            self.say(f"trouble: {message}")
        for message in sorted(self._troubled - troubles):
            self.say(f"over: {message}")
        self._troubled = troubles
        if done.moved:
            self.say(f"received {done.received}, processed {done.processed}, sent {done.sent}")
        if done.moved or done.attention:
            self.alerter.wake(context)

    def _visit(self, context: Context, elsewhere: Sequence[str], done: Done) -> None:
        """Mailboxes that may keep silent are seen to by others; what these did meanwhile counts to this pass."""
        try:
            if elsewhere:
                self.couriers.keep_leases(context)
                self.couriers.visit(context, *due_elsewhere(context, elsewhere))
        except TemporaryError as error:
            done.troubles.append(error)
        done.add(self.couriers.collect())

    def look_after(self) -> None:
        context = self.gateway.context()
        boxes = context.configuration.mailboxes
        near = [name for name, box in context.mailboxes.items() if name in boxes and not box.apart]
        self.watcher.refresh(Path(boxes[name].inbox) for name in near)
        try:
            done = look_after(context)
            note_standing(context)
        except TemporaryError as error:
            self.say(f"trouble: {error.message}")
            return
        if done.overdue:
            self.say(f"{done.overdue} answers are overdue")
        self.alerter.wake(context)

    def stop(self) -> None:
        self.loop.stop()

    def run(self, leave: Callable[[], None]) -> None:
        """Until SIGTERM or SIGINT, then `leave`; SIGHUP takes changed files. Raises what a listener's start raises."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, self._hang_up)
        threading.Thread(target=self._give_up, name="leave", daemon=True).start()
        try:
            self.listeners.start(self.loop.wake)
            self.loop.run()
        finally:
            self.listeners.drain()
            self.couriers.stop(VISITS_S)
            self.watcher.stop()
            self.alerter.stop()
            leave()
            self._left.set()
            self._asked.put(None)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.loop.stop()
        self._asked.put(None)

    def _give_up(self) -> None:
        """Once asked to stop: out, whatever is at work, when the step in hand takes longer than there is patience."""
        self._asked.get()
        if not self._left.wait(PATIENCE_S):
            os._exit(0)

    def _hang_up(self, number: int, frame: FrameType | None) -> None:
        self.gateway.ask_reload()
        self.loop.wake()

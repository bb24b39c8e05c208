"""Mailboxes that may keep silent: each is visited by one thread at a time, so that none holds up another.

A visit polls and sends, its network outside of any transaction. Half of the threads at most are with mailboxes that
did not answer last time, so a few that hang leave room for those that work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import TracebackType

from edigw.errors import EdigwError, TemporaryError, Unreachable
from edigw.pipeline import crash
from edigw.pipeline.context import Context, Done
from edigw.pipeline.deliver import LEASE_S, deliver_to, keep_leases
from edigw.pipeline.receive import receive
from edigw.store import mailboxes
from edigw.transports.port import Transport

SILENT = timedelta(seconds=60)  # after which a visit that goes on is told
ENDLESS = timedelta(days=1)  # after which the leases of a visit are renewed no longer
BROKEN = timedelta(minutes=5)  # until a mailbox whose visit broke the program is visited again


@dataclass
class Visit:
    """What a mailbox is visited for."""

    context: Context
    box: Transport
    poll: bool
    send: bool


def far(context: Context) -> list[str]:
    """The mailboxes that are visited."""
    return [name for name, box in context.mailboxes.items() if box.apart]


def _named(name: str, error: EdigwError) -> EdigwError:
    """A trouble that says whose it is."""
    if f"mailbox {name}" in error.message:
        return error
    return TemporaryError(f"mailbox {name}: {error.message}", error.hint)


class Couriers:
    """Threads that visit mailboxes; `woken` is called, by one of them, when a visit brought something."""

    def __init__(self, woken: Callable[[], None] = lambda: None) -> None:
        self._woken = woken
        self._lock = threading.Condition()
        self._asked: dict[str, Visit] = {}  # in the order in which they were asked for
        self._busy: dict[str, tuple[Visit, datetime]] = {}
        self._silent: set[str] = set()  # whose last visit ended in trouble
        self._resting: dict[str, datetime] = {}
        self._prepared: dict[str, Transport] = {}
        self._unheard: dict[str, str] = {}  # why it cannot be polled, as the store has it; "": it can
        self._standing: dict[str, list[EdigwError]] = {}
        self._boxes: dict[str, Transport] = {}
        self._done = Done()
        self._ended = 0  # visits
        self._threads = self._idle = 0
        self._most = 1
        self._renewed: datetime | None = None
        self.stopped = False

    def visit(self, context: Context, polls: Iterable[str], sends: Collection[str]) -> None:
        """Each is visited soon, once more where somebody is there now. Returns at once."""
        now = context.now()
        with self._lock:
            self._most = context.configuration.settings.sessions
            retired = self._retired(context)
            for name in dict.fromkeys([*polls, *sends]):
                if self._resting.get(name, now) > now:
                    continue
                before = self._asked.get(name)
                send = name in sends or (before is not None and before.send)
                poll = name in polls or (before is not None and before.poll)
                self._asked[name] = Visit(self._while_wanted(context), context.mailboxes[name], poll, send)
            for _ in range(min(len(self._asked) - self._idle, self._most - self._threads)):
                self._threads += 1
                threading.Thread(target=self._run, name="courier", daemon=True).start()
            self._lock.notify_all()
        for box in retired:
            box.close()

    def collect(self) -> Done:
        """What the visits did that ended since this was asked last."""
        with self._lock:
            done, self._done = self._done, Done()
        return done

    def troubles(self, now: datetime) -> list[EdigwError]:
        """How the last visits of mailboxes failed, and which goes on for long."""
        with self._lock:
            found = [_named(name, error) for name in sorted(self._standing) for error in self._standing[name]]
            late = [(name, since) for name, (_, since) in sorted(self._busy.items()) if now - since >= SILENT]
        hint = "nothing is lost, and no other mailbox waits for it"
        return found + [
            TemporaryError(f"mailbox {name} is silent or slow: what began at {since:%H:%M:%S} UTC is not over", hint)
            for name, since in late
        ]

    @property
    def busy(self) -> list[str]:
        """Mailboxes that are being visited, or are to be."""
        with self._lock:
            return sorted({*self._busy, *self._asked})

    def visiting(self) -> list[Transport]:
        """Those that a thread uses now: nobody else may close them."""
        with self._lock:
            return [visit.box for visit, _ in self._busy.values()]

    def keep_leases(self, context: Context) -> None:
        """To be called now and then: what is being sent stays ours, however long it takes."""
        now = context.now()
        with self._lock:
            names = [name for name, (_, since) in self._busy.items() if now - since < ENDLESS]
            if not names:
                self._renewed = None
                return
            if self._renewed is not None and now - self._renewed < timedelta(seconds=LEASE_S / 3):
                return
            self._renewed = now
        keep_leases(context, names)

    def wait(self, seconds: float) -> None:
        """Until a visit ends, or there is none, or the time is over."""
        with self._lock:
            before = self._ended
            self._lock.wait_for(lambda: self._ended != before or not (self._busy or self._asked), max(seconds, 0))

    def stop(self, seconds: float) -> bool:
        """No visit begins any more; whether those that had begun ended in time."""
        with self._lock:
            self.stopped = True
            self._asked.clear()
            self._lock.notify_all()
            return self._lock.wait_for(lambda: not self._busy, max(seconds, 0))

    def _while_wanted(self, context: Context) -> Context:
        return replace(context, stopping=lambda: self.stopped or context.stopping())

    def _retired(self, context: Context) -> list[Transport]:
        """Mailboxes that changed files replaced, to be hung up; those in use are when their visit is over."""
        using = [visit.box for visit, _ in self._busy.values()]
        found = [box for name, box in self._boxes.items()
                 if context.mailboxes.get(name) is not box and box not in using]  # fmt: skip
        self._boxes = {name: context.mailboxes[name] for name in far(context)}
        self._asked = {name: visit for name, visit in self._asked.items() if self._boxes.get(name) is visit.box}
        self._standing = {name: some for name, some in self._standing.items() if name in self._boxes}
        return found

    def _run(self) -> None:
        while (found := self._next()) is not None:
            name, visit = found
            done = Done()
            for step in (self._fetch, self._send):  # either may fail, and the other succeed
                with Caught() as caught:
                    try:
                        step(visit, done)
                    except EdigwError as error:
                        done.troubles.append(error)
                if caught.error is not None:
                    self._broken(name, visit, done, caught.error)
            self._end(name, visit, done)

    def _next(self) -> tuple[str, Visit] | None:
        with self._lock:
            while not self.stopped:
                for name in self._asked:
                    if name not in self._busy and self._has_room(name):
                        visit = self._asked.pop(name)
                        self._busy[name] = (visit, visit.context.now())
                        return name, visit
                self._idle += 1
                self._lock.wait()
                self._idle -= 1
            self._threads -= 1
            return None

    def _has_room(self, name: str) -> bool:
        return name not in self._silent or len(self._silent & self._busy.keys()) < max(1, self._most // 2)

    def _fetch(self, visit: Visit, done: Done) -> None:
        box = visit.box
        if self._prepared.get(box.name) is not box:
            box.prepare()
            self._prepared[box.name] = box
        if visit.poll:
            self._poll(visit, done)

    def _send(self, visit: Visit, done: Done) -> None:
        if visit.send:
            deliver_to(visit.context, done, visit.box.name)

    def _poll(self, visit: Visit, done: Done) -> None:
        """One that does not answer is shown by `status`; noted once for each reason, and once that it answers."""
        context, box = visit.context, visit.box
        try:
            done.received += receive(context, box)
        except Unreachable as error:
            if self._unheard.get(box.name) != error.message:
                told = error
                context.store.run(lambda connection: mailboxes.unheard(
                    connection, box.name, told.message, told.hint, context.now()))  # fmt: skip
                self._unheard[box.name] = error.message
            raise
        before = self._unheard.get(box.name)
        if before != "":  # one that answers again has what waits for it at once
            over = mailboxes.let_go if before else mailboxes.heard
            context.store.run(lambda connection: over(connection, box.name))
            self._unheard[box.name] = ""

    def _broken(self, name: str, visit: Visit, done: Done, error: Exception) -> None:
        now = visit.context.now()
        report = crash.report(visit.context.crash_folder, f"{now:%Y%m%dT%H%M%S%f}-mailbox-{name}", error)
        told = f"mailbox {name} cannot be served: an internal error, see data/crash: {report}"
        done.troubles.append(TemporaryError(told, "report it; the mailbox is tried again, and all others go on"))
        with self._lock:
            self._resting[name] = now + BROKEN

    def _end(self, name: str, visit: Visit, done: Done) -> None:
        with self._lock:
            del self._busy[name]
            self._standing[name], done.troubles = done.troubles, []
            (self._silent.add if self._standing[name] else self._silent.discard)(name)
            self._done.add(done)
            self._ended += 1
            retired = self._boxes.get(name) is not visit.box
            self._lock.notify_all()
        if retired:
            visit.box.close()
        if done.received:
            self._woken()


class Caught:
    """The last line of defence of a thread: whatever broke is kept, and reported by whoever looks at it."""

    error: Exception | None = None

    def __enter__(self) -> Caught:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None

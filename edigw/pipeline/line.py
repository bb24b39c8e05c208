"""The straight line, once: receive, parse, process, envelope, deliver, remind. Trouble in one step stops no other."""

from __future__ import annotations

from collections.abc import Callable, Collection

from edigw.errors import TemporaryError
from edigw.pipeline.as2.settle import settle
from edigw.pipeline.context import Context, Done
from edigw.pipeline.deliver import deliver
from edigw.pipeline.envelope import envelope
from edigw.pipeline.parse import parse
from edigw.pipeline.process import process
from edigw.pipeline.receive import receive
from edigw.pipeline.remind import remind, reopen
from edigw.store import mailboxes, outbox

Step = Callable[[Context, Done], None]

STEPS: tuple[Step, ...] = (parse, process, envelope)


def run_line(context: Context, elsewhere: Collection[str] = ()) -> Done:
    """One pass over everything that waits, mailboxes included but those that others look after."""
    done = Done()
    resting = paused(context, done)
    for name, box in context.mailboxes.items():
        if name in elsewhere or name in resting:
            continue
        try:
            done.received += receive(context, box)
        except TemporaryError as error:
            done.troubles.append(error)
    finish(context, done, elsewhere)
    return done


def paused(context: Context, done: Done) -> set[str]:
    """The mailboxes that somebody paused: what lies in them stays there."""
    try:
        with context.store.read() as connection:
            return mailboxes.paused_mailboxes(connection)
    except TemporaryError as error:  # then nothing can be received either
        done.troubles.append(error)
        return set()


def finish(context: Context, done: Done, elsewhere: Collection[str] = ()) -> None:
    """What was received goes all the way."""
    for step in (*STEPS, lambda context, done: deliver(context, done, elsewhere), settle):
        if context.stopping():
            return
        try:
            step(context, done)
        except TemporaryError as error:
            done.troubles.append(error)


def due_elsewhere(context: Context, elsewhere: Collection[str]) -> tuple[list[str], list[str]]:
    """Of the mailboxes that others look after: those to be polled, those with something to send."""
    with context.store.read() as connection:
        resting = mailboxes.paused_mailboxes(connection)
        sends = [name for name in outbox.due(connection, context.now()) if name in elsewhere]
    return [name for name in elsewhere if name not in resting], sends


def look_after(context: Context) -> Done:
    """What is done now and then: overdue answers, forgotten lanes, partners whose files were mended."""
    done = Done()
    reopen(context)
    remind(context, done)
    return done

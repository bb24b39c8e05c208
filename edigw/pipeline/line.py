"""The straight line, once: receive, parse, process, envelope, deliver, remind. Trouble in one step stops no other."""

from __future__ import annotations

from collections.abc import Callable

from edigw.errors import TemporaryError
from edigw.pipeline.context import Context, Done
from edigw.pipeline.deliver import deliver
from edigw.pipeline.envelope import envelope
from edigw.pipeline.parse import parse
from edigw.pipeline.process import process
from edigw.pipeline.receive import receive
from edigw.pipeline.remind import remind, reopen

Step = Callable[[Context, Done], None]

STEPS: tuple[Step, ...] = (parse, process, envelope, deliver)


def run_line(context: Context) -> Done:
    """One pass over everything that waits, mailboxes included."""
    done = Done()
    for box in context.mailboxes.values():
        try:
            done.received += receive(context, box)
        except TemporaryError as error:
            done.troubles.append(error)
    finish(context, done)
    return done


def finish(context: Context, done: Done) -> None:
    """What was received goes all the way."""
    for step in STEPS:
        if context.stopping():
            return
        try:
            step(context, done)
        except TemporaryError as error:
            done.troubles.append(error)


def look_after(context: Context) -> Done:
    """What is done now and then: overdue answers, forgotten lanes, partners whose files were mended."""
    done = Done()
    reopen(context)
    remind(context, done)
    return done
